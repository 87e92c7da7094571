# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Hints with answers that hold nothing: a header for programs, a list for pages."""

import json

from flask import Response, current_app

from graph.hints import LONGEST_EMPTY, Hint, hints, is_empty
from graph.model.formats import Format
from graph.store import Scope

HEADER = "Query-Hint"
"""One of these per hint: English, as a JSON string in ASCII."""

_ROOM = 900
"""Bytes of all hints in the head of one answer."""


def hints_on(document: bytes, written: Format, query: str, scope: Scope) -> list[Hint]:
    """Return what may be wrong with a query, if its answer `document` is empty."""
    if not is_empty(document, written):
        return []
    return hints(current_app.extensions["store"], query, scope)


def add_hints(response: Response, written: Format, query: str, scope: Scope) -> None:
    """Add a header per hint where the answer to `query` holds nothing."""
    if (response.content_length or 0) > LONGEST_EMPTY:
        return
    room = _ROOM
    for hint in hints_on(response.get_data(), written, query, scope):
        value = json.dumps(hint.en)
        room -= len(HEADER) + len(value) + 4
        if room >= 0:
            response.headers.add(HEADER, value)
