# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a query worker may use, and how the kernel holds it to that."""

import ctypes
import os
import resource
import signal
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Limits:
    """The limits of one query.

    Attributes:
        seconds: for parsing, evaluating and writing the answer together.
        bytes: of memory on top of the shared store.
        workers: queries that are evaluated at the same time.
        wait: seconds a query may wait for a worker.
    """

    seconds: float = 20.0
    bytes: int = 1_000_000_000
    workers: int = 6
    wait: float = 5.0


def die_with_parent() -> None:
    """Ask the kernel to kill this process when the one that started it ends (prctl(2), Linux)."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def confine(limits: Limits) -> None:
    """Cap the memory of this process at what it has now and `limits.bytes` more; write no core dumps.

    The memory cap is relative: the store that is shared with the parent counts as address space too. One
    more file can be open than now, which is the connection of the request: whatever a query names, the
    kernel lets no worker open a file or reach the network.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    cap = pages * os.sysconf("SC_PAGE_SIZE") + limits.bytes
    resource.setrlimit(resource.RLIMIT_AS, (cap, cap))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    lowest_free = os.dup(0)
    os.close(lowest_free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free + 1, lowest_free + 1))


def start_clock(seconds: float) -> None:
    """Let the kernel end this process after `seconds`; nothing in it could ignore that."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def stop_clock() -> None:
    """Take the deadline back."""
    signal.setitimer(signal.ITIMER_REAL, 0)


def most_faults(limits: Limits) -> int:
    """Return how many page faults this process may have before a fresh one takes its place.

    Each page that becomes its own costs a fault, and reading the store makes its pages the reader's own, so
    as many are free as the store has now. To count the pages themselves takes tens of milliseconds.
    """
    resident = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return resident + limits.bytes // 2 // os.sysconf("SC_PAGE_SIZE")


def faults() -> int:
    """Return how many page faults this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
