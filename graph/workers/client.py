# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The store that the web application sees: each query goes to one of the workers.

The client's side of a talk with a worker: the request as bytes, and the answer out of a stream.

How a server ends the query of a client that has gone away: the connection to the worker is shut down.

An answer that an event loop has asked for, so that the store has it at hand when a thread asks.
"""

import json
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from rdflib import Graph
from rdflib.term import Node

from graph import errors
from graph.errors import BusyError, DeadlineError, GraphError, MemoryLimitError, QueryError
from graph.model.formats import GRAPH_FORMATS, JSON, N_TRIPLES, RESULT_FORMATS, Format
from graph.store.base import Answer, Dataset, FormatChoice, Row
from graph.store.terms import from_json
from graph.workers.supervisor import Board, Notice
from graph.workers.wire import LENGTH, LostError, framed_json, frames, is_unread, receive_json

NO_WORKER = "All query workers are at work. Try again in a few seconds, or download the data as a whole."

_SOON = 0.05
"""Seconds within which most queries are answered."""

_GRACE = 0.1
"""Seconds after its deadline in which a worker may still answer."""

_FORMATS = {chosen.name: chosen for chosen in (*RESULT_FORMATS, *GRAPH_FORMATS)}


def patience(connection: socket.socket, notice: Notice) -> Iterator[float]:
    """Yield how many seconds to wait for the answer to begin, time after time, until there is no hope.

    First comes the time within which most queries are answered. The kernel ends a worker at its deadline; on
    a busy machine that takes a while, which nobody has to wait for.

    Raises:
        TimeoutError: no worker has read the request in time.
        LostError: the worker did not answer in time.
    """
    sent = read = time.monotonic()
    yield _SOON
    while is_unread(connection):
        read = time.monotonic()
        if read - sent > notice.wait:
            raise TimeoutError
        yield max(_SOON, (read - sent) / 4)
    yield max(0.0, read + notice.seconds + _GRACE - time.monotonic())
    raise LostError


def read_answer(connection: socket.socket, stream: IO[bytes], started: float, notice: Notice) -> Answer:
    """Return the answer whose head comes next in `stream`; its body comes as the worker writes it.

    Raises:
        GraphError: the worker said why there is none, or was lost.
    """
    try:
        head = receive_json(stream)
        if "error" in head:
            raise _error(head)
        return Answer(
            _format(head["format"]), _parts(connection, stream, started, notice.seconds), notice.version
        )
    except (LostError, OSError) as error:
        _close(connection, stream)
        raise verdict(started, notice.seconds) from error
    except GraphError:
        _close(connection, stream)
        raise


def whole_answer(received: bytes, version: str) -> Answer | None:
    """Return the answer if all of it is in `received`, up to its empty frame; else None.

    Raises:
        GraphError: the worker said why there is none.
    """
    found: list[bytes] = []
    place = 0
    while place + LENGTH.size <= len(received):
        (length,) = LENGTH.unpack_from(received, place)
        place += LENGTH.size + length
        if not length:
            head = json.loads(found[0])
            return Answer(_format(head["format"]), [b"".join(found[1:])], version)
        found.append(received[place - length : place])
    return None


def _parts(connection: socket.socket, stream: IO[bytes], started: float, seconds: float) -> Iterator[bytes]:
    """Yield the body; a worker that is lost in the middle raises, so that the stream is cut."""
    try:
        yield from frames(stream)
    except (LostError, OSError) as error:
        raise verdict(started, seconds) from error
    finally:
        _close(connection, stream)


def _close(connection: socket.socket, stream: IO[bytes]) -> None:
    stream.close()
    connection.close()


def verdict(started: float, seconds: float) -> GraphError:
    """Return why a worker was lost, as far as the time tells."""
    if time.monotonic() - started >= 0.95 * seconds:
        return DeadlineError(
            f"The query was stopped after {seconds:g} seconds. Narrow it down with more precise patterns,"
            " or ask for fewer rows with LIMIT."
        )
    return MemoryLimitError(
        "The query needed more memory than one query may use, or is too deeply nested. Narrow it down:"
        " fewer patterns without a shared variable, no ORDER BY over everything."
    )


def request_bytes(query: str, wanted: FormatChoice, scope: Dataset) -> bytes:
    """Return the request as a frame."""
    request: dict[str, Any] = {
        "query": query,
        "result": wanted.result.name if wanted.result else None,
        "graph": wanted.graph.name if wanted.graph else None,
    }
    if scope.default or scope.named or scope.own_default:
        request["scope"] = (scope.default, scope.named, scope.own_default)
    return framed_json(request)


def _error(head: dict[str, Any]) -> GraphError:
    kind: type[GraphError] = getattr(errors, head["error"])
    if issubclass(kind, QueryError):
        return kind(head["message"], line=head.get("line"), column=head.get("column"))
    return kind(head["message"])


def _format(name: str) -> Format:
    if name not in _FORMATS:
        raise GraphError(f"A worker answered in the unknown format {name}.")
    return _FORMATS[name]


class Cancellation:
    """The queries of one request; another thread may cancel them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self._cancelled = False

    def hold(self, connection: socket.socket) -> None:
        """Take the connection of the query that is evaluated now.

        Raises:
            ConnectionAbortedError: the request is cancelled.
        """
        with self._lock:
            if self._cancelled:
                raise ConnectionAbortedError
            self._connection = connection

    def cancel(self) -> None:
        """End the query; the thread that waits for it gets an error, and so do later ones."""
        with self._lock:
            self._cancelled = True
            if self._connection:
                _shut(self._connection)


CANCELLATION: ContextVar[Cancellation | None] = ContextVar("cancellation", default=None)
"""The cancellation of the request that this context works for; None where nobody watches the client."""


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True)
class Prepared:
    """An answer that waits for the one who asks for it.

    Attributes:
        query: its text.
        wanted: the formats it was asked in.
        outcome: the answer, or why there is none.
        whole: whether nothing of it is still to be read.
    """

    query: str
    wanted: FormatChoice
    outcome: Answer | GraphError
    whole: bool

    def taken(self) -> Answer:
        """Return the answer.

        Raises:
            GraphError: there is none.
        """
        if isinstance(self.outcome, GraphError):
            raise self.outcome
        return self.outcome


PREPARED: ContextVar[Prepared | None] = ContextVar("prepared", default=None)
"""What is prepared for the request that this context works for."""


class PooledStore:
    """A store whose queries run in the workers of an `Engine`, of this process or of another.

    Args:
        folder: that of the engine.

    Attributes:
        board: tells where the workers are.
    """

    def __init__(self, folder: Path) -> None:
        self.board = Board(folder)

    def __len__(self) -> int:
        return self.board.now().statements

    @property
    def version(self) -> str:
        """The version of what is served; it changes when a new release is taken over."""
        return self.board.now().version

    @property
    def is_release(self) -> bool:
        """Whether what is served is a release."""
        return self.board.now().is_release

    def answer(self, query: str, formats: FormatChoice, dataset: Dataset) -> Answer:
        """Return the answer; its body comes as the worker writes it. See `Store.answer`.

        Raises:
            DeadlineError: the query took longer than one may.
            MemoryLimitError: the query needed more memory than one may, or broke its worker.
            BusyError: no worker was free in time.
        """
        prepared = PREPARED.get()
        plain = not (dataset.default or dataset.named)
        if prepared and plain and (prepared.query, prepared.wanted) == (query, formats):
            return prepared.taken()
        started = time.monotonic()
        try:
            connection, notice = self._asked(request_bytes(query, formats, dataset))
        except LostError as error:
            raise verdict(started, self.board.now().seconds) from error
        return read_answer(connection, connection.makefile("rb"), started, notice)

    def select(self, query: str) -> list[Row]:
        """Return the solutions of a SELECT query; see `Store.select`."""
        document = json.loads(self.answer(query, FormatChoice(JSON), Dataset()).whole())
        return [_row(binding) for binding in document["results"]["bindings"]]

    def construct(self, query: str) -> Graph:
        """Return the triples of a CONSTRUCT or DESCRIBE query; see `Store.construct`."""
        answer = self.answer(query, FormatChoice(None, N_TRIPLES), Dataset())
        return Graph().parse(data=answer.whole(), format="nt")

    def _asked(self, request: bytes) -> tuple[socket.socket, Notice]:
        """Return a connection on which a worker has begun to answer, and where it was found."""
        notice = self.board.now()
        while True:
            try:
                return _sent(request, notice), notice
            except OSError as error:
                before, notice = notice, self.board.now()
                if notice == before:
                    raise BusyError(NO_WORKER) from error


def _sent(request: bytes, notice: Notice) -> socket.socket:
    """Return a connection on which a worker has read `request`, and said something or is at work.

    Raises:
        OSError: no worker was free in time.
        LostError: the worker did not answer in time.
    """
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(notice.wait)
        connection.connect(notice.socket)
        connection.sendall(request)
        if cancellation := CANCELLATION.get():
            cancellation.hold(connection)
        for seconds in patience(connection, notice):
            if select.select([connection], [], [], seconds)[0]:
                break
    except (OSError, LostError):
        connection.close()
        raise
    # A worker may be slow to end; a little later we stop waiting for the rest of what it has begun.
    connection.settimeout(notice.seconds + 2)
    return connection


def _row(binding: dict[str, dict[str, str]]) -> dict[str, Node]:
    return {name: from_json(term) for name, term in binding.items()}
