# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Queries that take long give way to short ones, so that nobody waits for somebody else's large query.

A worker in the middle of a query cannot look at a clock, so it writes down when it began, and the process
that forked it lowers its priority.
"""

import mmap
import os
import struct
import time
from contextlib import suppress

LOOK = 0.1
"""Seconds between two looks at what the workers do."""

_LONG = 0.2
"""Seconds after which a query gives way."""

_LOWER = 10
"""The nice value of a worker with a long query: of a busy core it gets a tenth (setpriority(2))."""

_BEGAN = struct.Struct("=d")


class Clocks:
    """When each worker began its query, in memory that all of them share.

    Args:
        count: of workers.
    """

    def __init__(self, count: int) -> None:
        self._began = mmap.mmap(-1, count * _BEGAN.size)
        self._usual = os.getpriority(os.PRIO_PROCESS, 0)

    def start(self, number: int) -> None:
        """Say that worker `number` begins a query."""
        _BEGAN.pack_into(self._began, number * _BEGAN.size, time.monotonic())

    def stop(self, number: int) -> bool:
        """Say that worker `number`, which is this process, waits again; False where it may not be as fast."""
        self.forget(number)
        if os.getpriority(os.PRIO_PROCESS, 0) > self._usual:
            with suppress(PermissionError):
                os.setpriority(os.PRIO_PROCESS, 0, self._usual)
        return os.getpriority(os.PRIO_PROCESS, 0) == self._usual

    def forget(self, number: int) -> None:
        """Say that worker `number` is gone."""
        _BEGAN.pack_into(self._began, number * _BEGAN.size, 0.0)

    def lower(self, number: int, process: int, seconds: float) -> None:
        """Lower the priority of worker `number` if its query takes long; not so beyond the deadline.

        A process needs time for ending, too, and nobody else can do it for it.
        """
        (began,) = _BEGAN.unpack_from(self._began, number * _BEGAN.size)
        past = time.monotonic() - began if began else 0.0
        if past > _LONG:
            wanted = max(self._usual, _LOWER) if past < seconds else self._usual
            with suppress(ProcessLookupError, PermissionError):
                os.setpriority(os.PRIO_PROCESS, process, wanted)
