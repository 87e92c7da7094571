# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Long lists page by page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self, TypeVar

from graph.errors import PageNumberError

T = TypeVar("T")

_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


@dataclass(frozen=True)
class Page:
    """One page of a list.

    Attributes:
        number: from 1; a page after the last one is empty.
        size: entries on a full page.
        total: entries in the whole list.
    """

    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; none for an empty list."""
        return -(-self.total // self.size)

    @property
    def start(self) -> int:
        """How many entries come before this page."""
        return (self.number - 1) * self.size

    @property
    def existing(self) -> Self:
        """This page, or the last one where it comes after that."""
        return replace(self, number=max(1, min(self.number, self.pages)))

    def of(self, entries: Sequence[T]) -> Sequence[T]:
        """Return the entries on this page."""
        return entries[self.start : self.start + self.size]


def page_number(text: str) -> int:
    """Return the number of a page as an address gives it; 1 where it gives none.

    Raises:
        PageNumberError: it is not a whole number from 1.
    """
    if text and not _NUMBER.fullmatch(text):
        raise PageNumberError(f"Invalid page number: {text[:20]!r}. Pages are numbered from 1.")
    return int(text or 1)
