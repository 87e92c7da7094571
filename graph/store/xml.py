# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""XML that keeps the carriage returns of its literals."""

from typing import IO, cast

from graph.model.formats import RDF_XML, XML, Format
from graph.store.base import Writable


def output(out: Writable, chosen: Format) -> IO[bytes]:
    """Return the file that the engine writes an answer of this format into."""
    return cast("IO[bytes]", _Escaping(out) if chosen in {XML, RDF_XML} else out)


class _Escaping:
    """Writes every raw CR as a character reference; a parser would read it as LF (XML 1.0, 2.11).

    The engine (pyoxigraph 0.5) ends its own lines with LF, so a CR is always part of a literal.
    """

    def __init__(self, out: Writable) -> None:
        self._out = out

    def write(self, part: bytes) -> int:
        """Write the next bytes; return how many of `part` were taken."""
        self._out.write(bytes(part).replace(b"\r", b"&#13;"))
        return len(part)

    def flush(self) -> None:
        """Pass the wish on."""
        self._out.flush()
