# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Content codings (RFC 9110, 8.4 and 12.5.3): which one a client wants, and packing with it.

Each of the three formats marks its own end, so a decoder reports a stream that was cut, even where the
server could not tell its length beforehand.
"""

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

import brotli
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

IDENTITY = "identity"
"""The name of no coding at all."""


Parts = Iterable[bytes]


@lru_cache(maxsize=256)
def chosen(header: str) -> str:
    """Return the coding for an Accept-Encoding header: of those wanted most, the one that packs best.

    Where the client accepts none of ours, or wants `identity` more, it is `identity`.
    """
    # `x-gzip` is the same as `gzip` (RFC 9110, 8.4.1.3).
    wishes = parse_accept_header(header.lower().replace("x-gzip", "gzip"), Accept)
    best = max(_PACKERS, key=wishes.quality)
    least = dict(wishes).get(IDENTITY, 0)
    return best if wishes.quality(best) > 0 and wishes.quality(best) >= least else IDENTITY


def packed(parts: Parts, coding: str, *, fast: bool) -> Iterator[bytes]:
    """Yield the packed bytes of `parts`, holding no more than the window of the format.

    Args:
        parts: the document.
        coding: `zstd`, `br` or `gzip`.
        fast: for an answer that is sent once; otherwise it is packed as small as is worth the time.
    """
    return filter(None, _PACKERS[coding](parts, fast))


def _zstd(parts: Parts, fast: bool) -> Iterator[bytes]:  # noqa: FBT001 - passed on
    packer = zstd.ZstdCompressor(level=1 if fast else 6)
    yield from map(packer.compress, parts)
    yield packer.flush()


def _brotli(parts: Parts, fast: bool) -> Iterator[bytes]:  # noqa: FBT001 - passed on
    packer = brotli.Compressor(quality=2 if fast else 5)
    yield from map(packer.process, parts)
    yield packer.finish()


def _gzip(parts: Parts, fast: bool) -> Iterator[bytes]:  # noqa: FBT001 - passed on
    packer = zlib.compressobj(1 if fast else 6, wbits=16 + zlib.MAX_WBITS)
    yield from map(packer.compress, parts)
    yield packer.flush()


_PACKERS: Mapping[str, Callable[[Parts, bool], Iterator[bytes]]] = MappingProxyType(
    {"zstd": _zstd, "br": _brotli, "gzip": _gzip}
)
"""Best first: at equal quality the earlier one is taken."""
