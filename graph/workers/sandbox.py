# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a worker may use, and how the kernel holds it to that."""

import ctypes
import mmap
import os
import resource
import select
import signal
import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PEEK = int(socket.MSG_PEEK | socket.MSG_DONTWAIT)


@dataclass(frozen=True)
class Limits:
    """The limits of one request.

    Attributes:
        seconds: for reading it, working on it and writing the answer together.
        bytes: of memory on top of what is shared.
        workers: requests that are worked on at the same time.
        wait: seconds a request may wait for a worker.
    """

    seconds: float = 20.0
    bytes: int = 1_000_000_000
    workers: int = 6
    wait: float = 5.0


CHECK_LIMITS = Limits(seconds=20.0, bytes=1_000_000_000, workers=2, wait=60.0)
"""What the check of one file may use. It may wait until shapes and names of a new release are read."""


def die_with_parent() -> None:
    """Ask the kernel to kill this process when the one that started it ends (prctl(2), Linux)."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def silence(*descriptors: int) -> None:
    """Let nothing be read from these files, and what is written to them be lost."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in descriptors:
        os.dup2(nothing, descriptor)
    os.close(nothing)


def confine(limits: Limits) -> None:
    """Cap the memory of this process at what it has now and `limits.bytes` more; write no core dumps.

    The memory cap is relative: the store that is shared with the parent counts as address space too. One
    more file can be open than now, which is the connection of the request: whatever a query names, the
    kernel lets no worker open a file or reach the network.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    cap = _memory_pages()[0] * os.sysconf("SC_PAGE_SIZE") + limits.bytes
    resource.setrlimit(resource.RLIMIT_AS, (cap, cap))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    lowest_free = os.dup(0)
    os.close(lowest_free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free + 1, lowest_free + 1))


def start_clock(seconds: float) -> None:
    """Let the kernel end this process after `seconds`, which nothing in it could ignore; 0 takes it back."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def page_faults() -> int:
    """Return how many page faults this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def page_fault_limit(limits: Limits) -> int:
    """Return the number of page faults at which a fresh process takes the place of this one.

    Each page that becomes its own costs a fault, and reading the store makes its pages the reader's own, so
    as many are free as the store has now. To count the pages themselves takes tens of milliseconds.
    """
    return page_faults() + _memory_pages()[1] + limits.bytes // 2 // os.sysconf("SC_PAGE_SIZE")


def _memory_pages() -> tuple[int, int]:
    """Return how many pages of memory this process has, and how many of these are resident (proc(5))."""
    total, resident = Path("/proc/self/statm").read_text(encoding="ascii").split()[:2]
    return int(total), int(resident)


class DisconnectWatcher:
    """Ends this process with the client that it works for: a thread waits for the client to hang up.

    A signal of the kernel (O_ASYNC) would do without a thread. But it tells of bytes that arrive, too, and
    may come so late after them that it hits the query they brought.
    """

    def __init__(self) -> None:
        self._known = select.epoll()
        self._watched: socket.socket | None = None
        threading.Thread(target=self._wait, name="disconnect watcher", daemon=True).start()

    def add(self, connection: socket.socket) -> None:
        """Take notice of a new connection, until it is closed."""
        self._known.register(connection, select.EPOLLRDHUP | select.EPOLLET)

    def watch(self, connection: socket.socket) -> None:
        """Let this process end when the other side closes this connection.

        Raises:
            ConnectionError: it is closed already.
        """
        self._watched = connection
        if _is_closed(connection):
            raise ConnectionError

    def unwatch(self) -> None:
        """Take that back: from the first byte on, writing itself tells that nobody reads."""
        self._watched = None

    def _wait(self) -> None:
        while True:
            self._known.poll()
            # What has happened may be over: ask the connection that is watched now.
            watched = self._watched
            if watched and _is_closed(watched) and watched is self._watched:
                os.kill(os.getpid(), signal.SIGKILL)


def _is_closed(connection: socket.socket) -> bool:
    try:
        return not connection.recv(1, _PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True


_LOWER = 10
"""The nice value of a worker with a long query: of a busy core it gets a tenth (setpriority(2))."""

_ENTRY = struct.Struct("=d?")
"""When the query began, 0 for none; and whether the worker has been replaced."""


class Clocks:
    """What each of `count` workers does, in memory that all of them share.

    Queries that take long give way to short ones. A worker in the middle of a query cannot look at a clock,
    so it writes down when it began, and the process that forked it lowers its priority.
    """

    def __init__(self, count: int) -> None:
        self._entries = mmap.mmap(-1, count * _ENTRY.size)
        self._usual = os.getpriority(os.PRIO_PROCESS, 0)

    def start(self, number: int) -> None:
        """Say that worker `number` begins a query."""
        struct.pack_into("=d", self._entries, number * _ENTRY.size, time.monotonic())

    def stop(self, number: int) -> bool:
        """Say that worker `number`, which is this process, waits again.

        Returns:
            Whether it may go on: it has not been replaced, and has its priority back.
        """
        struct.pack_into("=d", self._entries, number * _ENTRY.size, 0.0)
        if os.getpriority(os.PRIO_PROCESS, 0) > self._usual:
            with suppress(PermissionError):
                os.setpriority(os.PRIO_PROCESS, 0, self._usual)
        _, is_replaced = _ENTRY.unpack_from(self._entries, number * _ENTRY.size)
        return not is_replaced and os.getpriority(os.PRIO_PROCESS, 0) == self._usual

    def elapsed(self, number: int) -> float:
        """Return the seconds that the query of worker `number` has taken; 0 where it waits."""
        began, _ = _ENTRY.unpack_from(self._entries, number * _ENTRY.size)
        return time.monotonic() - began if began else 0.0

    def lower(self, process: int) -> None:
        """Let a worker give way to others."""
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, process, max(self._usual, _LOWER))

    def replace(self, number: int) -> None:
        """Tell worker `number` to end after its query, should it get that far."""
        self._entries[(number + 1) * _ENTRY.size - 1] = 1

    def clear(self, number: int) -> None:
        """Say that worker `number` is gone."""
        _ENTRY.pack_into(self._entries, number * _ENTRY.size, 0.0, False)  # noqa: FBT003 - not replaced
