# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forking workers that share the memory of this process, and taking requests as one of them.

All workers of a group wait at the same socket; for each one that ends, another one is forked.
"""

import os
import select
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple, NoReturn

from graph.workers.sandbox import Clocks, DisconnectWatcher, Limits, die_with_parent, silence

_LOOK = 0.05
"""Seconds between two looks at what the workers do."""

_LONG = 0.1
"""Seconds after which a query gives way."""

_LEAD = 0.3
"""Seconds before its deadline at which a worker is replaced: forking takes time when it is needed most."""


class Slot(NamedTuple):
    """The place of one worker in its group."""

    number: int
    clocks: Clocks
    drain: int
    """File that tells by its end that no more requests come."""


class Group:
    """Workers that do the same; each has a second slot, so that it can be replaced while it works."""

    def __init__(self, work: Callable[[Slot], None], limits: Limits, listener: socket.socket) -> None:
        self.work, self.listener, self._limits = work, listener, limits
        self.clocks = Clocks(2 * limits.workers)
        self.living: dict[int, int] = {}
        self._free = set(range(2 * limits.workers))
        self._replaced: set[int] = set()

    def take_number(self, *, is_draining: bool) -> int | None:
        """Return the number of a worker that is missing; when draining, one is only where somebody waits."""
        if not self._free or len(self.living) - len(self._replaced) >= self._limits.workers:
            return None
        if is_draining and not select.select([self.listener], [], [], 0)[0]:
            return None
        return self._free.pop()

    def remove(self, child: int) -> None:
        """Forget a worker that has ended."""
        number = self.living.pop(child)
        self.clocks.clear(number)
        self._free.add(number)
        self._replaced.discard(child)

    def look(self) -> None:
        """Let workers give way whose query takes long, and replace those that are about to be ended."""
        seconds = self._limits.seconds
        for child, number in self.living.items():
            elapsed = self.clocks.elapsed(number)
            if elapsed > _LONG:
                self.clocks.lower(child)
            if elapsed > max(seconds - _LEAD, seconds / 2) and child not in self._replaced:
                self._replaced.add(child)
                self.clocks.replace(number)


class Pool:
    """The workers that this process forks."""

    def __init__(self, *groups: Group) -> None:
        self._groups = groups
        self._drain, held = os.pipe()
        self._held = os.fdopen(held, "wb")

    def run(self, until: int, on_start: Callable[[], object] = lambda: None) -> None:
        """Keep enough workers alive until the pipe `until` ends, then until nobody waits any more."""
        ended, wake = os.pipe2(os.O_NONBLOCK)
        signal.signal(signal.SIGCHLD, lambda _signal, _frame: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        self._fill()
        on_start()
        inputs = [ended, until]
        while until in inputs or any(group.living for group in self._groups):
            ready, _, _ = select.select(inputs, [], [], _LOOK)
            if ended in ready:
                os.read(ended, 4096)
                self._reap()
            if until in ready and not os.read(until, 1):
                inputs.remove(until)
                self._held.close()
            for group in self._groups:
                group.look()
            self._fill()

    def _fill(self) -> None:
        """Fork until enough workers live that are not about to end."""
        for group in self._groups:
            while (number := group.take_number(is_draining=self._held.closed)) is not None:
                child = os.fork()
                if child == 0:
                    self._become_worker(group, number)
                group.living[child] = number

    def _reap(self) -> None:
        with suppress(ChildProcessError):
            while (child := os.waitpid(-1, os.WNOHANG)[0]) != 0:
                next(group for group in self._groups if child in group.living).remove(child)

    def _become_worker(self, group: Group, number: int) -> NoReturn:
        try:
            die_with_parent()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._held.close()
            for other in self._groups:
                if other is not group:
                    other.listener.close()
            silence(0, 1)
            group.work(Slot(number, group.clocks, self._drain))
        finally:
            os._exit(0)


class RequestQueue:
    """Where a worker takes requests from: the listener that all of its group share, and one kept connection.

    Whoever asked last may ask again without a new connection. As a worker talks to one client at a time, it
    hangs up on that one before it takes somebody else's call; a request that crosses this is sent anew. So no
    request ever waits for a query of somebody else while another worker is free, and while a query runs, the
    connection it came by is the only file that the kernel lets this process have.
    """

    def __init__(self, listener: socket.socket, drain: int, watcher: DisconnectWatcher | None = None) -> None:
        self._listener, self._drain, self._watcher = listener, drain, watcher
        self._poll = select.epoll()
        # Of the workers that wait, the kernel wakes one for each request (epoll_ctl(2), EPOLLEXCLUSIVE).
        self._poll.register(listener.fileno(), select.EPOLLIN | select.EPOLLEXCLUSIVE)
        self._poll.register(drain, select.EPOLLIN)
        self._kept: socket.socket | None = None

    def wait(self) -> socket.socket | None:
        """Return the connection on which a request comes, a new one first: nobody else is woken for it.

        Returns:
            None when the pool is drained and nobody waits.
        """
        while True:
            ready = {descriptor for descriptor, _ in self._poll.poll()}
            if self._listener.fileno() in ready:
                if connection := self._accept():
                    return connection
            elif self._kept and self._kept.fileno() in ready:
                return self._kept
            elif self._drain in ready:
                return None

    def keep(self, connection: socket.socket | None) -> None:
        """Keep this connection, and close the one before."""
        if connection is self._kept:
            return
        if self._kept:
            self._kept.close()
        if connection:
            self._poll.register(connection, select.EPOLLIN)
        self._kept = connection

    def close(self) -> None:
        """Take no more requests."""
        self._poll.close()
        self._listener.close()

    def _accept(self) -> socket.socket | None:
        self.keep(None)
        try:
            connection, _ = self._listener.accept()
        except BlockingIOError:
            return None
        connection.settimeout(None)
        if self._watcher:
            self._watcher.add(connection)
        return connection
