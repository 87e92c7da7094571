# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Limits of time that hold on a machine that is slow, busy with other work, or paused now and then."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 180.0
"""Seconds after which something hangs: on a busy machine, everything takes long."""

_TRIES = 10


def in_time(seconds: float, action: Callable[[], T], clock: Callable[[], float] = time.monotonic) -> T:
    """Return what `action` gives in one of a few tries that takes less than `seconds`.

    Other work on the machine slows down some tries, a fault each of them.
    """
    taken = []
    for _ in range(_TRIES):
        start = clock()
        found = action()
        taken.append(clock() - start)
        if taken[-1] < seconds:
            return found
    raise AssertionError(f"never in {seconds} seconds, but in {min(taken):.2f} at the least")


def until(condition: Callable[[], object], seconds: float = PATIENCE) -> bool:
    """Return whether `condition` comes true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
