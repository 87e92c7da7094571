# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asking workers from an event loop, so that no thread waits."""

import asyncio
import io
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import IO, cast

from graph.errors import BusyError, GraphError
from graph.store.base import Scope, Wanted
from graph.store.pool.notice import Board, Notice
from graph.store.pool.prepared import Prepared
from graph.store.pool.readiness import Readiness
from graph.store.pool.reading import NO_WORKER, patience, read_answer, request_bytes, verdict, whole_answer
from graph.store.pool.wire import LostError, is_whole

_MOST = 1 << 18
"""Bytes of an answer that the loop takes in; the rest of a longer one is left to a thread."""

_MOST_KEPT = 32
"""Connections that are kept at the most; a worker keeps one."""


class Asker:
    """Asks workers, and keeps the connections on which they have answered.

    Args:
        board: tells where the workers are.
        loop: the event loop that this is used in.
    """

    def __init__(self, board: Board, loop: asyncio.AbstractEventLoop) -> None:
        self._board = board
        self._readiness = Readiness(loop)
        self._address = ""
        self._kept: list[socket.socket] = []

    async def ask(self, query: str, wanted: Wanted, slow: Callable[[], None]) -> Prepared:
        """Ask a query over the store's own dataset; cancelling this ends the query.

        Args:
            query: its text.
            wanted: the formats it is asked in.
            slow: called once when the answer does not come at once.
        """
        notice, started = self._board.now(), time.monotonic()
        try:
            connection, received = await self._asked(notice, request_bytes(query, wanted, Scope()), slow)
        except LostError:
            return Prepared(query, wanted, verdict(started, notice.seconds), whole=True)
        except OSError:
            return Prepared(query, wanted, BusyError(NO_WORKER), whole=True)
        if answer := whole_answer(received, notice.version):
            self._keep(connection, notice)
            return Prepared(query, wanted, answer, whole=True)
        stream = _Continued(received, connection, notice)
        try:
            answer = read_answer(connection, cast("IO[bytes]", stream), started, notice)
        except GraphError as error:
            return Prepared(query, wanted, error, whole=True)
        return Prepared(query, wanted, answer, whole=False)

    def close(self) -> None:
        """Hang up everywhere."""
        self._hang_up()
        self._readiness.close()

    async def _asked(
        self, notice: Notice, request: bytes, slow: Callable[[], None]
    ) -> tuple[socket.socket, bytes]:
        """Return the connection and what came on it; a kept one may have been closed by its worker.

        Raises:
            OSError: no worker took the request in time.
            LostError: the worker was lost.
        """
        if kept := self._taken(notice):
            with suppress(BrokenPipeError, ConnectionResetError):
                return kept, await self._received(kept, notice, request, slow)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        connection.connect(notice.socket)
        return connection, await self._received(connection, notice, request, slow)

    async def _received(
        self, connection: socket.socket, notice: Notice, request: bytes, slow: Callable[[], None]
    ) -> bytes:
        """Return the answer, or as much of it as the loop takes in; raises as above, and hangs up then."""
        try:
            _send(connection, request)
            await self._begun(connection, notice, slow)
            received = connection.recv(_MOST)
            while received and not is_whole(received) and len(received) < _MOST:
                more = await self._readiness.of(connection, notice.seconds + 2)
                part = connection.recv(_MOST) if more else b""
                if not part:
                    break
                received += part
        except BaseException:
            connection.close()
            raise
        return received

    async def _begun(self, connection: socket.socket, notice: Notice, slow: Callable[[], None]) -> None:
        """Wait until the answer begins; raises as `patience` does."""
        for number, seconds in enumerate(patience(connection, notice)):
            if number == 1:
                slow()
            if await self._readiness.of(connection, seconds):
                return

    def _taken(self, notice: Notice) -> socket.socket | None:
        """Return the connection that was kept last, if there is one to these workers."""
        if self._address != notice.socket:
            self._hang_up()
            self._address = notice.socket
        return self._kept.pop() if self._kept else None

    def _hang_up(self) -> None:
        while self._kept:
            self._kept.pop().close()

    def _keep(self, connection: socket.socket, notice: Notice) -> None:
        if self._address != notice.socket:
            connection.close()
            return
        self._kept.append(connection)
        if len(self._kept) > _MOST_KEPT:
            # Workers hang up without notice; those asked least lately are at the front.
            self._kept.pop(0).close()


def _send(connection: socket.socket, request: bytes) -> None:
    if connection.send(request) < len(request):
        raise BlockingIOError


class _Continued(io.RawIOBase):
    """A stream that begins with what was received already."""

    def __init__(self, received: bytes, connection: socket.socket, notice: Notice) -> None:
        connection.settimeout(notice.seconds + 2)
        self._begun = io.BytesIO(received)
        self._rest = connection.makefile("rb")

    def read(self, count: int = -1) -> bytes:
        """Return `count` bytes, or fewer at the end."""
        part = self._begun.read(count)
        return part if len(part) == count else part + self._rest.read(count - len(part))

    def close(self) -> None:
        """Close the connection's stream."""
        self._rest.close()
        super().close()
