# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where names stand beside their markers: each where it hides nothing, or nowhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.picture.projection import Frame, Place

_LETTER = 0.58
"""Width of a letter of a common sans-serif font, in parts of its height."""


@dataclass(frozen=True)
class Name:
    """A name with its place.

    Attributes:
        text: what is written.
        start: where its line of writing is fixed.
        anchor: the part of it that stands there: `start`, `end` or `middle`.
    """

    text: str
    start: Place
    anchor: str


def names(labels: Sequence[tuple[str, Place]], frame: Frame, size: float) -> list[Name]:
    """Return the names that fit into `frame` in letters of a height of `size`, in the order given.

    A name stands to the right of its marker, else to the left, above or below; one that would cover another
    name or a marker in each of these places is left out.
    """
    taken = [Frame(x - size / 2, y - size / 2, size, size) for _, (x, y) in labels]
    found = []
    for text, place in labels:
        for name, box in _places(text, place, size):
            if _inside(box, frame) and not any(_meet(box, other) for other in taken):
                taken.append(box)
                found.append(name)
                break
    return found


def _places(text: str, place: Place, size: float) -> Iterator[tuple[Name, Frame]]:
    (x, y), width, gap = place, _LETTER * size * len(text), 0.75 * size
    corners = (
        ("start", x + gap, y - size / 2),
        ("end", x - gap - width, y - size / 2),
        ("middle", x - width / 2, y - gap - size),
        ("middle", x - width / 2, y + gap),
    )
    for anchor, left, top in corners:
        fixed = left + {"start": 0, "end": width, "middle": width / 2}[anchor]
        yield Name(text, (fixed, top + 0.8 * size), anchor), Frame(left, top, width, size)


def _inside(box: Frame, frame: Frame) -> bool:
    return (box.left, box.top) in frame and (box.left + box.width, box.top + box.height) in frame


def _meet(one: Frame, other: Frame) -> bool:
    beside = one.left + one.width <= other.left or other.left + other.width <= one.left
    return not beside and one.top < other.top + other.height and other.top < one.top + one.height
