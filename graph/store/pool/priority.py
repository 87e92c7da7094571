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

LOOK = 0.05
"""Seconds between two looks at what the workers do."""

LONG = 0.1
"""Seconds after which a query gives way."""

LEAD = 0.3
"""Seconds before its deadline at which a worker is replaced: forking takes time when it is needed most."""

_LOWER = 10
"""The nice value of a worker with a long query: of a busy core it gets a tenth (setpriority(2))."""

_ENTRY = struct.Struct("=d?")
"""When the query began, 0 for none; and whether the worker has been replaced."""


class Clocks:
    """What each worker does, in memory that all of them share.

    Args:
        count: of workers.
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

    def past(self, number: int) -> float:
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

    def forget(self, number: int) -> None:
        """Say that worker `number` is gone."""
        _ENTRY.pack_into(self._entries, number * _ENTRY.size, 0.0, False)  # noqa: FBT003 - not replaced
