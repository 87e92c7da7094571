# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asking workers from an event loop, so that no thread waits.

To wait once for a socket takes eight system calls of the event loop (uvloop 0.22). Here it waits for one
epoll object for good, and a socket enters that with one call.
"""

import asyncio
import io
import json
import select
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import IO, cast

from graph.errors import BusyError, GraphError
from graph.store.base import Answer, Dataset, FormatChoice
from graph.workers.client import (
    FORMATS,
    NO_WORKER,
    Prepared,
    answer_timeouts,
    lost_worker_error,
    read_answer,
    request_bytes,
)
from graph.workers.wire import AddressFile, LostError, WorkerAddress, split_frames

_MOST = 1 << 18
"""Bytes of an answer that the loop takes in; the rest of a longer one is left to a thread."""

_MOST_KEPT = 32
"""Connections that are kept at the most; a worker keeps one."""


class AsyncClient:
    """Asks query workers, and keeps the connections on which they have answered; for one event loop."""

    def __init__(self, address_file: AddressFile, loop: asyncio.AbstractEventLoop) -> None:
        self._address_file = address_file
        self._readiness = Readiness(loop)
        self._socket = ""
        self._kept: list[socket.socket] = []

    async def ask(self, query: str, wanted: FormatChoice, slow: Callable[[], None]) -> Prepared:
        """Ask a query over the store's own dataset; cancelling this ends the query.

        When the answer does not come at once, `slow` is called.
        """
        address, started = self._address_file.read(), time.monotonic()
        try:
            connection, received = await self._send(address, request_bytes(query, wanted, Dataset()), slow)
        except LostError:
            return Prepared(query, wanted, lost_worker_error(started, address.seconds), whole=True)
        except OSError:
            return Prepared(query, wanted, BusyError(NO_WORKER), whole=True)
        if frames := split_frames(received):
            self._keep(connection, address)
            chosen = FORMATS[json.loads(frames[0])["format"]]
            answer = Answer(chosen, [b"".join(frames[1:])], address.version)
            return Prepared(query, wanted, answer, whole=True)
        connection.settimeout(address.seconds + 2)
        with connection:
            stream = _Continued(received, connection.makefile("rb"))
        try:
            answer = read_answer(cast("IO[bytes]", stream), started, address)
        except GraphError as error:
            return Prepared(query, wanted, error, whole=True)
        return Prepared(query, wanted, answer, whole=False)

    def close(self) -> None:
        """Hang up everywhere."""
        self._hang_up()
        self._readiness.close()

    async def _send(
        self, address: WorkerAddress, request: bytes, slow: Callable[[], None]
    ) -> tuple[socket.socket, bytes]:
        """Return the connection and what came on it; a kept one may have been closed by its worker.

        Raises:
            OSError: no worker took the request in time.
            LostError: the worker was lost.
        """
        if kept := self._take_kept(address):
            with suppress(BrokenPipeError, ConnectionResetError):
                return kept, await self._send_on(kept, address, request, slow)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        connection.connect(address.socket)
        return connection, await self._send_on(connection, address, request, slow)

    async def _send_on(
        self, connection: socket.socket, address: WorkerAddress, request: bytes, slow: Callable[[], None]
    ) -> bytes:
        """Return the answer, or as much of it as the loop takes in; raises as above, and hangs up then."""
        try:
            _send_at_once(connection, request)
            for number, seconds in enumerate(answer_timeouts(connection, address)):
                if number == 1:
                    slow()
                if await self._readiness.wait(connection, seconds):
                    break
            received = connection.recv(_MOST)
            while received and len(received) < _MOST and split_frames(received) is None:
                more = await self._readiness.wait(connection, address.seconds + 2)
                part = connection.recv(_MOST) if more else b""
                if not part:
                    break
                received += part
        except BaseException:
            connection.close()
            raise
        return received

    def _take_kept(self, address: WorkerAddress) -> socket.socket | None:
        """Return the connection that was kept last, if there is one to these workers."""
        if self._socket != address.socket:
            self._hang_up()
            self._socket = address.socket
        return self._kept.pop() if self._kept else None

    def _hang_up(self) -> None:
        while self._kept:
            self._kept.pop().close()

    def _keep(self, connection: socket.socket, address: WorkerAddress) -> None:
        if self._socket != address.socket:
            connection.close()
            return
        self._kept.append(connection)
        if len(self._kept) > _MOST_KEPT:
            # Workers hang up without a word; those asked least lately are at the front.
            self._kept.pop(0).close()


class Readiness:
    """Tells when sockets can be read; for one event loop, as long as that runs."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._poll = select.epoll()
        self._waiting: dict[int, asyncio.Future[bool]] = {}
        loop.add_reader(self._poll.fileno(), self._tell)

    async def wait(self, connection: socket.socket, seconds: float) -> bool:
        """Wait until there is something to read, or the other side is gone; False when it is late."""
        ready: asyncio.Future[bool] = self._loop.create_future()
        descriptor = connection.fileno()
        self._waiting[descriptor] = ready
        # One event is asked for; a socket leaves by itself when it is closed (epoll(7)).
        try:
            self._poll.register(descriptor, select.EPOLLIN | select.EPOLLONESHOT)
        except FileExistsError:
            self._poll.modify(descriptor, select.EPOLLIN | select.EPOLLONESHOT)
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

    def _tell(self) -> None:
        for descriptor, _ in self._poll.poll(0):
            if ready := self._waiting.get(descriptor):
                _settle(ready, True)  # noqa: FBT003 - as above


def _send_at_once(connection: socket.socket, request: bytes) -> None:
    if connection.send(request) < len(request):
        raise BlockingIOError


def _settle(future: asyncio.Future[bool], outcome: bool) -> None:  # noqa: FBT001 - the result of a future
    if not future.done():
        future.set_result(outcome)


class _Continued(io.RawIOBase):
    """A stream that begins with what was received already."""

    def __init__(self, received: bytes, rest: IO[bytes]) -> None:
        self._begun, self._rest = io.BytesIO(received), rest

    def read(self, count: int = -1) -> bytes:
        """Return `count` bytes, or fewer at the end."""
        part = self._begun.read(count)
        return part if len(part) == count else part + self._rest.read(count - len(part))

    def close(self) -> None:
        """Close the connection's stream."""
        self._rest.close()
        super().close()
