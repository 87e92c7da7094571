# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a store is to the rest of the code: queries in, terms or finished documents out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO, Protocol

from rdflib import Graph, URIRef
from rdflib.term import Node

from graph.errors import GraphError, OutOfSpaceError, TooLargeError
from graph.model.formats import GRAPH_FORMATS, RESULT_FORMATS, Format

_IN_MEMORY = 1_000_000
"""Bytes of an answer that are kept in memory; longer ones wait on disk."""

Row = Mapping[str, Node]
"""One solution: variable name without `?` → rdflib term; unbound variables are absent."""


@dataclass(frozen=True)
class FormatChoice:
    """The format to answer in, chosen before the query form is known.

    Attributes:
        result: for SELECT and ASK; None where the client accepts none that is offered.
        graph: for CONSTRUCT and DESCRIBE; None as above.
    """

    result: Format | None = RESULT_FORMATS[0]
    graph: Format | None = GRAPH_FORMATS[0]


@dataclass(frozen=True)
class Dataset:
    """The RDF dataset a query runs over (SPARQL 1.1 Protocol, 2.1.4); empty means the store's own.

    Attributes:
        default: IRIs of the graphs that are merged into the default graph.
        named: IRIs of the named graphs.
        own_default: True where the default graph is the store's own whatever the named graphs are;
            `default` is empty then.
    """

    default: Sequence[URIRef] = ()
    named: Sequence[URIRef] = ()
    own_default: bool = False


@dataclass(frozen=True)
class Answer:
    """A query result on its way.

    Attributes:
        format: the serialisation.
        parts: the document, piece by piece; raises `GraphError` when it cannot be finished, so that
            no beginning passes for the whole.
        version: the version of the data it was drawn from; empty where there is none.
    """

    format: Format
    parts: Iterable[bytes]
    version: str = ""

    def whole(self, limit: int | None = None) -> bytes:
        """Return the document in one piece; raises as `spooled` does."""
        with self.spooled(limit) as document:
            return document.read()

    def spooled(self, limit: int | None = None) -> IO[bytes]:
        """Return the whole document as a file to read, on disk where it is long.

        Raises:
            TooLargeError: it is longer than `limit` bytes.
            OutOfSpaceError: the disk is full.
            GraphError: it could not be finished.
        """
        document: IO[bytes] = BytesIO()
        try:
            for part in self.parts:
                document.write(part)
                if limit is not None and document.tell() > limit:
                    raise TooLargeError(f"The answer is longer than {limit} bytes. Narrow it down with LIMIT.")
                if isinstance(document, BytesIO) and document.tell() > _IN_MEMORY:
                    document = _on_disk(document)
        except OSError as error:
            document.close()
            raise OutOfSpaceError("There is no space to prepare such a long answer. Ask for less.") from error
        except GraphError:
            document.close()
            raise
        document.seek(0)
        return document


def _on_disk(document: BytesIO) -> IO[bytes]:
    """Return a file without a name that goes on where `document` ends."""
    file = TemporaryFile()  # noqa: SIM115 - the caller closes it
    file.write(document.getbuffer())
    return file


class Writable(Protocol):
    """What a store writes an answer into: a binary file that gets the format before the first byte."""

    def begin(self, chosen: Format) -> None: ...  # noqa: D102
    def write(self, part: bytes, /) -> int: ...  # noqa: D102 - as of a file
    def flush(self) -> None: ...  # noqa: D102 - as of a file


class Store(Protocol):
    """A read-only RDF dataset that answers SPARQL 1.1 queries."""

    @property
    def version(self) -> str:
        """The version of the data, another one whenever they change; empty where nobody counts."""
        ...

    @property
    def is_release(self) -> bool:
        """Whether the data are a release, so that the version is its date, with `-2` … for later ones."""
        ...

    def answer(self, query: str, formats: FormatChoice, dataset: Dataset) -> Answer:
        """Return the answer to `query` as a document in the wanted format.

        Raises:
            QueryError: the text is no legal query, or uses what this store refuses.
            NotAcceptableError: the wanted format for this query form is None.
        """
        ...

    def select(self, query: str) -> list[Row]:
        """Return the solutions of a SELECT query in order; blank nodes keep their identity."""
        ...

    def construct(self, query: str) -> Graph:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""
        ...

    def __len__(self) -> int:
        """Return the number of quads."""
        ...
