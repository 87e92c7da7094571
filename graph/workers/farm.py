# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The process that loads the store once and forks the query workers, which share its memory.

Run as `python -m graph.workers.farm`, with its order as JSON in the only argument. It says `ready` on
standard output, forks a new worker for each one that ends, and drains when standard input is closed.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from graph.errors import GraphError
from graph.store.embedded import Origin, load
from graph.workers.queries import Order, work
from graph.workers.sandbox import LEAD, LONG, LOOK, Clocks, Limits, die_with_parent

_BACKLOG = 512


def main(order: dict[str, Any]) -> None:
    """Load what `order` names, fork the workers, and keep their number until told to end."""
    die_with_parent()
    # Ctrl+C and service managers reach the whole group; the owner ends first, then closes our input.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_IGN)
    limits = Limits(**order["limits"])
    files = tuple(Path(file) for file in order["files"])
    store = load(Origin(order["version"], files, order["prefixes"]))
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(order["socket"])
        listener.listen(_BACKLOG)
        listener.settimeout(0)
        clocks = Clocks(2 * limits.workers)
        _keep(_Nursery(Order(store, listener, limits, clocks), limits.workers), len(store))


class _Nursery:
    """Forks workers, and knows those that live.

    Args:
        order: what the workers share.
        count: how many there are to be.
    """

    def __init__(self, order: Order, count: int) -> None:
        self._order = order
        self._drain, self._held = os.pipe()
        self._count = count
        self._free = set(range(2 * count))
        self._living: dict[int, int] = {}
        self._replaced: set[int] = set()

    def fill(self) -> None:
        """Fork until enough workers live that are not about to end."""
        while self._free and len(self._living) - len(self._replaced) < self._count:
            number = self._free.pop()
            child = os.fork()
            if child == 0:
                self._become_worker(number)
            self._living[child] = number

    def reap(self) -> None:
        """Forget the workers that have ended."""
        with suppress(ChildProcessError):
            while (child := os.waitpid(-1, os.WNOHANG)[0]) != 0:
                number = self._living.pop(child)
                self._order.clocks.forget(number)
                self._free.add(number)
                self._replaced.discard(child)

    def look(self) -> None:
        """Let workers give way whose query takes long, and replace those that are about to be ended."""
        clocks, seconds = self._order.clocks, self._order.limits.seconds
        for child, number in self._living.items():
            past = clocks.past(number)
            if past > LONG:
                clocks.lower(child)
            if past > max(seconds - LEAD, seconds / 2) and child not in self._replaced:
                self._replaced.add(child)
                clocks.replace(number)

    def drain(self) -> None:
        """Let the workers end when nobody waits any more, and wait for them."""
        os.close(self._held)
        for child in self._living:
            with suppress(ChildProcessError):
                os.waitpid(child, 0)

    def _become_worker(self, number: int) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(self._held)
        silence = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(silence, standard)
        try:
            work(self._order, number, self._drain)
        finally:
            os._exit(0)


def _keep(nursery: _Nursery, statements: int) -> None:
    """Keep enough workers alive until standard input ends, then drain."""
    ended, wake = os.pipe2(os.O_NONBLOCK)
    signal.signal(signal.SIGCHLD, lambda _signal, _frame: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    nursery.fill()
    _say({"ready": statements})
    while True:
        ready, _, _ = select.select([ended, 0], [], [], LOOK)
        nursery.look()
        if ended in ready:
            os.read(ended, 4096)
            nursery.reap()
        nursery.fill()
        if 0 in ready and not os.read(0, 1):
            nursery.drain()
            return


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main(json.loads(sys.argv[1]))
    except GraphError as error:
        _say({"error": type(error).__name__, "message": str(error)})
        sys.exit(1)
