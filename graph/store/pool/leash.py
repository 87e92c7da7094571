# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A worker ends with the client of its query: a thread of its own waits for the client to hang up.

A signal of the kernel (O_ASYNC) would do without a thread. But it tells of bytes that arrive, too, and may
come so late after them that it hits the query they brought.
"""

import os
import select
import signal
import socket
import threading

_PEEK = int(socket.MSG_PEEK | socket.MSG_DONTWAIT)


class Leash:
    """What ties this process to the client that it works for."""

    def __init__(self) -> None:
        self._watched = select.epoll()
        self._held: socket.socket | None = None
        threading.Thread(target=self._watch, name="leash", daemon=True).start()

    def add(self, connection: socket.socket) -> None:
        """Watch a connection from now on, until it is closed."""
        self._watched.register(connection, select.EPOLLRDHUP | select.EPOLLET)

    def hold(self, connection: socket.socket) -> None:
        """Let this process end when the other side closes this connection.

        Raises:
            ConnectionError: it is closed already.
        """
        self._held = connection
        if _is_closed(connection):
            raise ConnectionError

    def release(self) -> None:
        """Take that back: from the first byte on, writing itself tells that nobody reads."""
        self._held = None

    def _watch(self) -> None:
        while True:
            self._watched.poll()
            # What has happened may be over: ask the connection that is held now.
            held = self._held
            if held and _is_closed(held) and held is self._held:
                os.kill(os.getpid(), signal.SIGKILL)


def _is_closed(connection: socket.socket) -> bool:
    try:
        return not connection.recv(1, _PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
