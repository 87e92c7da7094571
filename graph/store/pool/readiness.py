# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Waiting for workers in an event loop.

To wait once for a socket takes eight system calls of the event loop (uvloop 0.22). Here it waits for one
epoll object for good, and a socket enters that with one call.
"""

import asyncio
import select
import socket


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
