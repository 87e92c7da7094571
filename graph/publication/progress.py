# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""How long work tells where it stands."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Progress = Callable[[str, int, int], None]
"""Called with the name of the step, the parts done and the parts in all (0: not known)."""

Item = TypeVar("Item")


def silent(step: str, done: int, total: int) -> None:
    """Report nothing."""
    del step, done, total


def counted(step: str, items: Sequence[Item], progress: Progress) -> Iterator[Item]:
    """Yield `items` and report each one that is done."""
    progress(step, 0, len(items))
    for done, item in enumerate(items, start=1):
        yield item
        progress(step, done, len(items))
