# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers of the store as HTTP responses, with hints for those that hold nothing."""

import json
from io import SEEK_END

from flask import Response
from werkzeug.wsgi import FileWrapper

from graph.hints import LONGEST_EMPTY, Hint, hints, is_empty
from graph.model.formats import Format
from graph.store import Answer, Dataset
from graph.web.services import services

SHORT = 1 << 18
"""Bytes that are sent in one piece."""

HINT_HEADER = "Query-Hint"
"""One of these per hint: English, as a JSON string in ASCII."""

_HINT_BYTES = 900
"""Bytes of all hints in the head of one answer."""


def stream_response(answer: Answer, offer: Format | None = None) -> Response:
    """Return the answer once it is whole, with its length.

    The server (granian 2.8) ends a stream that fails as if it were complete, and a client would take half an
    answer for all of it. A whole answer also frees its worker, however slowly the client reads. `offer` is
    the format that it is sent as, where that is not the one it was written in.

    Raises:
        TooLargeError: it is longer than the setting `answer_bytes` allows.
    """
    document = answer.spooled(services().settings.answer_bytes)
    length = document.seek(0, SEEK_END)
    document.seek(0)
    content_type = (offer or answer.format).content_type
    headers = {"Content-Type": content_type, "Content-Length": str(length), "Vary": "Accept"}
    if length <= SHORT:
        with document:
            return Response(document.read(), headers=headers)
    return Response(FileWrapper(document, SHORT), headers=headers, direct_passthrough=True)


def find_hints(document: bytes, written: Format, query: str, dataset: Dataset) -> list[Hint]:
    """Return what may be wrong with a query, if its answer `document` is empty."""
    return hints(services().store, query, dataset) if is_empty(document, written) else []


def add_hints(response: Response, written: Format, query: str, dataset: Dataset) -> None:
    """Add a header per hint where the answer to `query` holds nothing."""
    if (response.content_length or 0) > LONGEST_EMPTY:
        return
    left = _HINT_BYTES
    for hint in find_hints(response.get_data(), written, query, dataset):
        value = json.dumps(hint.en)
        left -= len(HINT_HEADER) + len(value) + 4
        if left >= 0:
            response.headers.add(HINT_HEADER, value)
