# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The country as dots: one per municipality, so that the data draw their own map."""

from collections.abc import Iterable

from graph.picture.projection import COUNTRY, Place

_STEPS = 2
"""Dots stand on a grid of half a kilometre: fine enough to look even, and short to write."""


def dots(places: Iterable[Place], colour: str = "#aab6c8") -> str:
    """Return an SVG document of `COUNTRY` with a dot at each place; equal places give one dot.

    All dots are one path of strokes without length, whose round ends are the dots: about seven bytes each.
    """
    ends = sorted({(round(y * _STEPS), round(x * _STEPS)) for x, y in places})
    parts, last = [], (0, 0)
    for y, x in ends:
        east, south = x - last[1], y - last[0]
        parts.append(f"m{east}{'' if south < 0 else ' '}{south}h0")
        last = y, x
    path = f'<path transform="scale({1 / _STEPS:g})" d="M0 0{"".join(parts)}" fill="none" stroke="{colour}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{COUNTRY}" width="{COUNTRY.width:g}"'
        f' height="{COUNTRY.height:g}">{path} stroke-width="6" stroke-linecap="round"/></svg>\n'
    )
