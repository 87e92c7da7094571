# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The store that the web application sees: each query goes to one of the workers."""

import json
import select
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from rdflib import Graph
from rdflib.term import Node

from graph import errors
from graph.errors import BusyError, DeadlineError, GraphError, MemoryLimitError, QueryError
from graph.formats import GRAPH_FORMATS, JSON, N_TRIPLES, RESULT_FORMATS, Format, by_name
from graph.store.base import Answer, Row, Scope, Wanted
from graph.store.pool.cancellation import CANCELLATION
from graph.store.pool.notice import Board, Notice
from graph.store.pool.wire import LostError, framed_json, frames, is_unread, receive_json
from graph.store.terms import from_json

_FORMATS = (*RESULT_FORMATS, *GRAPH_FORMATS)


class PooledStore:
    """A store whose queries run in the workers of an `Engine`, of this process or of another.

    Args:
        folder: that of the engine.
    """

    def __init__(self, folder: Path) -> None:
        self._board = Board(folder)

    def __len__(self) -> int:
        return self._board.now().statements

    @property
    def version(self) -> str:
        """The version of what is served; it changes when a new release is taken over."""
        return self._board.now().version

    def answer(self, query: str, wanted: Wanted, scope: Scope) -> Answer:
        """Return the answer; its body comes as the worker writes it. See `Store.answer`.

        Raises:
            DeadlineError: the query took longer than one may.
            MemoryLimitError: the query needed more memory than one may, or broke its worker.
            BusyError: no worker was free in time.
        """
        started = time.monotonic()
        connection, notice = self._asked(_request(query, wanted, scope))
        stream = connection.makefile("rb")
        try:
            head = receive_json(stream)
            if "error" in head:
                raise _error(head)
            parts = _parts(connection, stream, started, notice.seconds)
            return Answer(_format(head["format"]), parts, notice.version)
        except (LostError, OSError) as error:
            _close(connection, stream)
            raise _verdict(started, notice.seconds) from error
        except GraphError:
            _close(connection, stream)
            raise

    def select(self, query: str) -> list[Row]:
        """Return the solutions of a SELECT query; see `Store.select`."""
        document = json.loads(self.answer(query, Wanted(JSON), Scope()).whole())
        return [_row(binding) for binding in document["results"]["bindings"]]

    def construct(self, query: str) -> Graph:
        """Return the triples of a CONSTRUCT or DESCRIBE query; see `Store.construct`."""
        answer = self.answer(query, Wanted(None, N_TRIPLES), Scope())
        return Graph().parse(data=answer.whole(), format="nt")

    def _asked(self, request: bytes) -> tuple[socket.socket, Notice]:
        """Return a connection on which a worker has begun to answer, and where it was found."""
        notice = self._board.now()
        while True:
            try:
                return _sent(request, notice), notice
            except OSError as error:
                before, notice = notice, self._board.now()
                if notice == before:
                    raise BusyError(
                        "All query workers are at work. Try again in a few seconds, or download the data as a"
                        " whole."
                    ) from error


def _sent(request: bytes, notice: Notice) -> socket.socket:
    """Return a connection on which a worker has read `request`, and said something or is at work.

    Raises:
        OSError: no worker was free in time.
    """
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(notice.wait)
        connection.connect(notice.socket)
        connection.sendall(request)
        if cancellation := CANCELLATION.get():
            cancellation.hold(connection)
        if not select.select([connection], [], [], notice.wait)[0] and is_unread(connection):
            raise TimeoutError
    except OSError:
        connection.close()
        raise
    # The kernel ends a worker at its deadline; a little later we stop waiting for one that is stuck.
    connection.settimeout(notice.seconds + 2)
    return connection


def _parts(connection: socket.socket, stream: IO[bytes], started: float, seconds: float) -> Iterator[bytes]:
    """Yield the body; a worker that is lost in the middle raises, so that the stream is cut."""
    try:
        yield from frames(stream)
    except (LostError, OSError) as error:
        raise _verdict(started, seconds) from error
    finally:
        _close(connection, stream)


def _close(connection: socket.socket, stream: IO[bytes]) -> None:
    stream.close()
    connection.close()


def _verdict(started: float, seconds: float) -> GraphError:
    if time.monotonic() - started >= 0.95 * seconds:
        return DeadlineError(
            f"The query was stopped after {seconds:g} seconds. Narrow it down with more precise patterns,"
            " or ask for fewer rows with LIMIT."
        )
    return MemoryLimitError(
        "The query needed more memory than one query may use, or is too deeply nested. Narrow it down:"
        " fewer patterns without a shared variable, no ORDER BY over everything."
    )


def _request(query: str, wanted: Wanted, scope: Scope) -> bytes:
    return framed_json(
        {
            "query": query,
            "result": wanted.result.name if wanted.result else None,
            "graph": wanted.graph.name if wanted.graph else None,
            "default": [str(iri) for iri in scope.default],
            "named": [str(iri) for iri in scope.named],
            "own_default": scope.own_default,
        }
    )


def _error(head: dict[str, Any]) -> GraphError:
    kind: type[GraphError] = getattr(errors, head["error"])
    if issubclass(kind, QueryError):
        return kind(head["message"], line=head.get("line"), column=head.get("column"))
    return kind(head["message"])


def _format(name: str) -> Format:
    chosen = by_name(name, _FORMATS)
    if chosen is None:
        raise GraphError(f"A worker answered in the unknown format {name}.")
    return chosen


def _row(binding: dict[str, dict[str, str]]) -> dict[str, Node]:
    return {name: from_json(term) for name, term in binding.items()}
