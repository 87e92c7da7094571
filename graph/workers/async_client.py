# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asking workers from an event loop, so that no thread waits.

Waiting for workers in an event loop.

To wait once for a socket takes eight system calls of the event loop (uvloop 0.22). Here it waits for one
epoll object for good, and a socket enters that with one call.
"""

import asyncio
import io
import select
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import IO, cast

from graph.errors import BusyError, GraphError
from graph.store.base import Dataset, FormatChoice
from graph.workers.client import (
    NO_WORKER,
    Prepared,
    patience,
    read_answer,
    request_bytes,
    verdict,
    whole_answer,
)
from graph.workers.supervisor import Board, Notice
from graph.workers.wire import LostError, is_whole


class Readiness:
    """Tells when sockets can be read; for one event loop, as long as that runs.

    Args:
        loop: the event loop.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._poll = select.epoll()
        self._waiting: dict[int, asyncio.Future[bool]] = {}
        loop.add_reader(self._poll.fileno(), self._tell)

    async def of(self, connection: socket.socket, seconds: float) -> bool:
        """Wait until there is something to read, or the other side is gone; False when it is late."""
        ready: asyncio.Future[bool] = self._loop.create_future()
        descriptor = connection.fileno()
        self._waiting[descriptor] = ready
        self._watch(descriptor)
        late = self._loop.call_later(seconds, _settle, ready, False)  # noqa: FBT003 - what becomes of the future
        try:
            return await ready
        finally:
            late.cancel()
            del self._waiting[descriptor]

    def close(self) -> None:
        """Wait for nothing any more."""
        self._loop.remove_reader(self._poll.fileno())
        self._poll.close()

    def _watch(self, descriptor: int) -> None:
        """Ask for one event; a socket leaves by itself when it is closed (epoll(7))."""
        try:
            self._poll.register(descriptor, select.EPOLLIN | select.EPOLLONESHOT)
        except FileExistsError:
            self._poll.modify(descriptor, select.EPOLLIN | select.EPOLLONESHOT)

    def _tell(self) -> None:
        for descriptor, _ in self._poll.poll(0):
            if ready := self._waiting.get(descriptor):
                _settle(ready, True)  # noqa: FBT003 - as above


def _settle(future: asyncio.Future[bool], outcome: bool) -> None:  # noqa: FBT001 - the result of a future
    if not future.done():
        future.set_result(outcome)


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

    async def ask(self, query: str, wanted: FormatChoice, slow: Callable[[], None]) -> Prepared:
        """Ask a query over the store's own dataset; cancelling this ends the query.

        Args:
            query: its text.
            wanted: the formats it is asked in.
            slow: called once when the answer does not come at once.
        """
        notice, started = self._board.now(), time.monotonic()
        try:
            connection, received = await self._asked(notice, request_bytes(query, wanted, Dataset()), slow)
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
