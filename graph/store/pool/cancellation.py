# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a server ends the query of a client that has gone away: the connection to the worker is shut down."""

import socket
import threading
from contextlib import suppress
from contextvars import ContextVar


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
