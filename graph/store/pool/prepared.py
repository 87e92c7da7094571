# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asking a worker from an event loop, so that no thread waits; the store then has the answer at hand."""

import io
import socket
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import IO, cast

from graph.errors import BusyError, GraphError
from graph.store.base import Answer, Scope, Wanted
from graph.store.pool.notice import Board, Notice
from graph.store.pool.readiness import Readiness
from graph.store.pool.reading import NO_WORKER, read_answer, request_bytes, verdict, whole_answer
from graph.store.pool.wire import LostError, is_unread, is_whole

_MOST = 1 << 18
"""Bytes of an answer that the loop takes in; the rest of a longer one is left to a thread."""

_SOON = 0.05
"""Seconds within which most queries are answered."""


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


async def prepare(
    board: Board, readiness: Readiness, query: str, wanted: Wanted, slow: Callable[[], None]
) -> Prepared:
    """Ask a worker over the store's own dataset; cancelling this ends the query.

    Args:
        board: tells where the workers are.
        readiness: of the loop.
        query: its text.
        wanted: the formats it is asked in.
        slow: called once when the answer does not come at once.
    """
    notice, started = board.now(), time.monotonic()
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
    try:
        received = await _received(connection, notice, request_bytes(query, wanted, Scope()), readiness, slow)
        if answer := whole_answer(received, notice.version):
            connection.close()
            return Prepared(query, wanted, answer, whole=True)
        stream = _Continued(received, connection, notice)
        answer = read_answer(connection, cast("IO[bytes]", stream), started, notice)
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
    return Prepared(query, wanted, answer, whole=False)


async def _received(
    connection: socket.socket, notice: Notice, request: bytes, readiness: Readiness, slow: Callable[[], None]
) -> bytes:
    """Return the answer, or as much of it as the loop takes in.

    Raises:
        OSError: no worker took the request in time.
        LostError: the worker was lost.
    """
    connection.connect(notice.socket)
    if connection.send(request) < len(request):
        raise BlockingIOError
    if not await readiness.of(connection, _SOON):
        slow()
        if not await readiness.of(connection, notice.wait):
            if is_unread(connection):
                raise TimeoutError
            await _surely(connection, notice, readiness)
    received = connection.recv(_MOST)
    while received and not is_whole(received) and len(received) < _MOST:
        await _surely(connection, notice, readiness)
        part = connection.recv(_MOST)
        if not part:
            break
        received += part
    return received


async def _surely(connection: socket.socket, notice: Notice, readiness: Readiness) -> None:
    """Wait for a worker that has the request; raises TimeoutError for one that outlives its deadline."""
    if not await readiness.of(connection, notice.seconds + 2):
        raise TimeoutError


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
