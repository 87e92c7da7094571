# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Content codings: the one a client wants, and bytes that its decoder takes."""

import gzip
import sys
from collections.abc import Callable, Iterator

import brotli
import pytest

from graph.web.codings import chosen, packed

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DOCUMENT = b"".join(b"<x:s%d> <x:p> <x:o> .\n" % number for number in range(50_000))
DECODERS = [("gzip", gzip.decompress), ("br", brotli.decompress), ("zstd", zstd.decompress)]


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", "identity"),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("zstd;q=0.5, gzip;q=0.8", "gzip"),
        ("gzip;q=0", "identity"),
        ("*", "zstd"),
        ("zstd;q=0, *;q=0.3", "br"),
        ("gzip;q=1, *;q=0", "gzip"),
        ("identity;q=0, br;q=0.001", "br"),
        ("identity;q=0", "identity"),
        ("*;q=0", "identity"),
        ("identity, gzip;q=0.5", "identity"),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("X-GZip", "gzip"),
        ("br;q=much, gzip;q=0.1", "gzip"),
        ("compress, exi", "identity"),
        ("ungzipped", "identity"),
    ],
)
def test_coding_is_negotiated(header: str, coding: str) -> None:
    """RFC 9110, 12.5.3: by quality, then by how well it packs; what cannot be read is passed over."""
    assert chosen(header) == coding


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize(("coding", "decode"), DECODERS)
def test_document_comes_back(coding: str, decode: Callable[[bytes], bytes], *, fast: bool) -> None:
    """Packed in pieces, unpacked as one, and much shorter."""
    pieces = (DOCUMENT[place : place + 70_000] for place in range(0, len(DOCUMENT), 70_000))
    parts = list(packed(pieces, coding, fast=fast))

    assert decode(b"".join(parts)) == DOCUMENT
    assert all(parts)
    assert sum(map(len, parts)) < len(DOCUMENT) / 4


@pytest.mark.parametrize(("coding", "decode"), DECODERS)
def test_empty_document_is_packed_too(coding: str, decode: Callable[[bytes], bytes]) -> None:
    """It is nothing but the head and the end mark."""
    assert decode(b"".join(packed([], coding, fast=True))) == b""


@pytest.mark.parametrize(("coding", "decode"), DECODERS)
def test_cut_stream_does_not_pass_for_whole(coding: str, decode: Callable[[bytes], bytes]) -> None:
    """When reading fails half-way, the end mark is missing, and the decoder says so."""

    def failing() -> Iterator[bytes]:
        yield from (DOCUMENT, DOCUMENT)
        raise OSError("disk")

    received: list[bytes] = []
    with pytest.raises(OSError, match="disk"):
        received.extend(packed(failing(), coding, fast=True))
    with pytest.raises((EOFError, brotli.error, zstd.ZstdError)):
        decode(b"".join(received))
