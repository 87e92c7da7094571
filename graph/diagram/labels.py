# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where the names of the lines stand: on a straight part, off the boxes, lines and other names."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

from graph.diagram.layout import Net
from graph.diagram.routes import Box, Cell, Plan

SIZE = 10
"""Length of a cell's side in units of the drawing."""

_CHARACTER, _ROW, _SPACE = 6.3, 13, 2
_WIDEST = 18


@dataclass(frozen=True)
class Label:
    """A name on a line; lengths in units of the drawing."""

    net: Net
    rows: tuple[str, ...]
    left: float
    top: float
    width: float
    height: float

    def overlaps(self, other: "Label") -> bool:
        """Tell whether two names touch each other."""
        return (
            self.left < other.left + other.width
            and other.left < self.left + self.width
            and self.top < other.top + other.height
            and other.top < self.top + self.height
        )


def place(lines: Iterable[tuple[Net, Sequence[list[Cell]]]], plan: Plan, language: str) -> list[Label]:
    """Return the best place for the name of each line that has one; the order decides who comes first."""
    found: list[Label] = []
    for number, (net, paths) in enumerate(lines):
        if not net.terms or not any(paths):
            continue
        spots = list(_spots(net, paths, language))
        found.append(min(spots, key=lambda spot: _cost(spot[0], spot[1], number, plan, found))[1])
    return found


def _spots(net: Net, paths: Sequence[list[Cell]], language: str) -> Iterator[tuple[float, Label]]:
    """Yield (cost of the place itself, label) for every cell and for wide and narrow settings."""
    text = ", ".join(term.labels[language] for term in net.named())
    for width in (_WIDEST, 12):
        rows = tuple(wrap(text, width, break_long_words=False))
        across = max(len(row) for row in rows) * _CHARACTER + 2 * _SPACE
        down = len(rows) * _ROW + 1
        for path in paths:
            for position, (cell, after) in enumerate(pairwise(path)):
                middle = abs(position - len(path) / 2) / len(path)
                along, reach = (down, across / 2) if cell[0] == after[0] else (across, down / 2)
                covered = 4.0 * along / (len(path) * SIZE)
                for side, cost in ((0.0, covered), (-reach - 3, 1.0), (reach + 3, 1.0)):
                    x, y = (cell[0] + 0.5) * SIZE - across / 2, (cell[1] + 0.5) * SIZE - down / 2
                    left, top = (x + side, y) if cell[0] == after[0] else (x, y + side)
                    label = Label(net, rows, left, top, across, down)
                    yield middle + cost + 0.3 * len(rows), label


def _cost(own: float, label: Label, number: int, plan: Plan, others: Iterable[Label]) -> float:
    """Return how bad a place is: hidden boxes and names are worst, then other lines, then headings."""
    cells = set(_cells(label).cells())
    hidden = not cells.isdisjoint(plan.blocked)
    cost = own + 2.0 * plan.taken(_cells(label), number)
    cost += 50.0 * (hidden + sum(label.overlaps(other) for other in others))
    outside = label.left < 0 or label.left + label.width > plan.width * SIZE
    return cost + 10.0 * (not cells.isdisjoint(plan.dear)) + 50.0 * outside


def _cells(label: Label) -> Box:
    return Box(
        int(label.left // SIZE),
        int(label.top // SIZE),
        int((label.left + label.width) // SIZE),
        int((label.top + label.height) // SIZE),
    )
