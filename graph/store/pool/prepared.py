# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asking a worker from an event loop, so that no thread waits; the store then has the answer at hand."""

import asyncio
import io
import socket
import time
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import IO, cast

from graph.errors import BusyError, GraphError
from graph.store.base import Answer, Scope, Wanted
from graph.store.pool.notice import Board, Notice
from graph.store.pool.reading import NO_WORKER, read_answer, request_bytes, verdict
from graph.store.pool.wire import LostError, is_unread, is_whole

_MOST = 1 << 18
"""Bytes of an answer that the loop takes in; the rest of a longer one is left to a thread."""


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
    wanted: Wanted
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


async def prepare(board: Board, query: str, wanted: Wanted) -> Prepared:
    """Ask a worker over the store's own dataset; cancelling this ends the query."""
    notice, started = board.now(), time.monotonic()
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.setblocking(False)  # noqa: FBT003 - the standard library's own
        received = await _received(connection, notice, request_bytes(query, wanted, Scope()))
        whole = is_whole(received)
        stream = io.BytesIO(received) if whole else _Continued(received, connection, notice)
        answer = read_answer(connection, cast("IO[bytes]", stream), started, notice)
        if whole:
            answer = replace(answer, parts=[answer.whole()])
    except LostError:
        connection.close()
        return Prepared(query, wanted, verdict(started, notice.seconds), whole=True)
    except OSError:
        connection.close()
        return Prepared(query, wanted, BusyError(NO_WORKER), whole=True)
    except GraphError as error:
        return Prepared(query, wanted, error, whole=True)
    except BaseException:
        connection.close()
        raise
    return Prepared(query, wanted, answer, whole)


async def _received(connection: socket.socket, notice: Notice, request: bytes) -> bytes:
    """Return the answer, or as much of it as the loop takes in.

    Raises:
        OSError: no worker took the request in time.
        LostError: the worker was lost.
    """
    connection.connect(notice.socket)
    if connection.send(request) < len(request):
        raise BlockingIOError
    try:
        await _readable(connection, notice.wait)
    except TimeoutError:
        if is_unread(connection):
            raise
        await _readable(connection, notice.seconds + 2)
    received = bytearray(connection.recv(_MOST))
    while received and not is_whole(received) and len(received) < _MOST:
        await _readable(connection, notice.seconds + 2)
        part = connection.recv(_MOST)
        if not part:
            break
        received += part
    return bytes(received)


async def _readable(connection: socket.socket, seconds: float) -> None:
    """Wait until there is something to read; the loop's own ways to receive take three times as long.

    Raises:
        TimeoutError: nothing came in time.
    """
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    loop.add_reader(connection, _settle, ready, None)
    late = loop.call_later(seconds, _settle, ready, TimeoutError())
    try:
        await ready
    finally:
        late.cancel()
        loop.remove_reader(connection)


def _settle(future: asyncio.Future[None], fault: Exception | None) -> None:
    if future.done():
        return
    if fault:
        future.set_exception(fault)
    else:
        future.set_result(None)


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
