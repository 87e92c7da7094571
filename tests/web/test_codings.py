# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Content codings: the one a client wants, and bytes that its decoder takes."""

import sys
from collections.abc import Callable, Iterator

import brotli
import pytest

from graph.web.http.cache import choose_coding, pack

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Coding = tuple[str, Callable[[bytes], bytes]]
DOCUMENT = b"".join(b"<x:s%d> <x:p> <x:o> .\n" % number for number in range(50_000))


@pytest.mark.parametrize(
    ("header", "expected"),
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
def test_coding_is_negotiated(header: str, expected: str) -> None:
    """RFC 9110, 12.5.3: by quality, then by how well it packs; what cannot be read is passed over."""
    assert choose_coding(header) == expected


@pytest.mark.parametrize("fast", [True, False])
def test_document_comes_back(coding: Coding, *, fast: bool) -> None:
    """Packed in pieces, unpacked as one, and much shorter."""
    name, decode = coding
    pieces = (DOCUMENT[place : place + 70_000] for place in range(0, len(DOCUMENT), 70_000))
    parts = list(pack(pieces, name, fast=fast))

    assert decode(b"".join(parts)) == DOCUMENT
    assert all(parts)
    assert sum(map(len, parts)) < len(DOCUMENT) / 4


def test_empty_document_is_packed_too(coding: Coding) -> None:
    """It is nothing but the head and the end mark."""
    name, decode = coding
    assert decode(b"".join(pack([], name, fast=True))) == b""


def test_cut_stream_does_not_pass_for_whole(coding: Coding) -> None:
    """When reading fails half-way, the end mark is missing, and the decoder says so."""
    name, decode = coding

    def failing() -> Iterator[bytes]:
        yield from (DOCUMENT, DOCUMENT)
        raise OSError("disk")

    received: list[bytes] = []
    with pytest.raises(OSError, match="disk"):
        received.extend(pack(failing(), name, fast=True))
    with pytest.raises((EOFError, brotli.error, zstd.ZstdError)):
        decode(b"".join(received))
