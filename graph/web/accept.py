# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The Accept header (RFC 9110, 12.5.1), read as the client meant it."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.request import parse_http_list

from werkzeug.http import parse_options_header

_RANGE = re.compile(r"[\w.+!#$&^-]+/(?:[\w.+!#$&^-]+|\*)|\*/\*", re.ASCII)
_QUALITY = re.compile(r"(?:0|1)?(?:\.[0-9]*)?")
_ANY = "*/*"

Rank = tuple[float, int]
"""Quality from 0 (refused) to 1, and how precisely the client said so, from 0 to 3."""

REFUSED: Rank = (0.0, 0)


def accepted(header: str) -> Mapping[str, float]:
    """Return media range → quality; parts that are no media range are passed over.

    Parameters other than `q` are not looked at: a profile or a charset excludes nothing that is offered here.
    A header that is absent, or of which nothing can be used, accepts everything.
    """
    ranges: dict[str, float] = {}
    for part in parse_http_list(header):
        name, parameters = parse_options_header(part)
        name = _ANY if name == "*" else name.lower()
        given = parameters.get("q", "1").strip()
        if _RANGE.fullmatch(name) and given.strip(".") and _QUALITY.fullmatch(given):
            ranges[name] = max(ranges.get(name, 0.0), min(float(given), 1.0))
    return MappingProxyType(ranges or {_ANY: 1.0})


def rank(names: Sequence[str], ranges: Mapping[str, float]) -> Rank:
    """Return how much a format is wanted that is sent as the first of `names` and asked for by any of them.

    The most specific range that fits a media type decides on it. Other names count only when asked for
    in full, because that is not what is sent.
    """
    sent, *others = names
    family = f"{sent.partition('/')[0]}/*"
    fitting = [
        (ranges[name], precision) for name, precision in ((sent, 3), (family, 2), (_ANY, 1)) if name in ranges
    ]
    if ranges.get(sent) == 0:
        return REFUSED
    found = [*fitting[:1], *((ranges[name], 3) for name in others if name in ranges)]
    return max((each for each in found if each[0] > 0), default=REFUSED)
