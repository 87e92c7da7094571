# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The store that the web application sees: each query goes to one of the workers."""

import json
import select
import socket
import time
from pathlib import Path

from rdflib import Graph
from rdflib.term import Node

from graph.errors import BusyError
from graph.model.formats import JSON, N_TRIPLES
from graph.store.base import Answer, Row, Scope, Wanted
from graph.store.pool.cancellation import CANCELLATION
from graph.store.pool.notice import Board, Notice
from graph.store.pool.prepared import PREPARED
from graph.store.pool.reading import NO_WORKER, patience, read_answer, request_bytes, verdict
from graph.store.pool.wire import LostError
from graph.store.terms import from_json


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

    def answer(self, query: str, wanted: Wanted, scope: Scope) -> Answer:
        """Return the answer; its body comes as the worker writes it. See `Store.answer`.

        Raises:
            DeadlineError: the query took longer than one may.
            MemoryLimitError: the query needed more memory than one may, or broke its worker.
            BusyError: no worker was free in time.
        """
        prepared = PREPARED.get()
        plain = not (scope.default or scope.named)
        if prepared and plain and (prepared.query, prepared.wanted) == (query, wanted):
            return prepared.taken()
        started = time.monotonic()
        try:
            connection, notice = self._asked(request_bytes(query, wanted, scope))
        except LostError as error:
            raise verdict(started, self.board.now().seconds) from error
        return read_answer(connection, connection.makefile("rb"), started, notice)

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
