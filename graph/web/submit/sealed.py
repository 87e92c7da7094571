# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A file and its report in a hidden field of the page that shows the report: nothing is kept here.

The field is signed, so what comes back is what we gave out.
"""

from base64 import b64decode, b64encode

from itsdangerous import BadData, URLSafeTimedSerializer

from graph.check import Evaluation, Received, Verdict
from graph.errors import InputError
from graph.web.identity import secret_key

_DAY = 24 * 3600
_MOST_CONTENT, _MOST_SEALED = 500_000, 2_000_000
"""Bytes of a file, and of the field, that a page carries; what is larger stays with its sender."""


def sealed(received: Received, evaluation: Evaluation) -> str:
    """Return the field; "" where file or report are too large to be carried along."""
    if len(received.content) > _MOST_CONTENT:
        return ""
    text = _serializer().dumps(
        {
            "content": b64encode(received.content).decode(),
            "name": received.name,
            "media_type": received.media_type,
            "kind": received.kind,
            "statements": evaluation.statements,
            "report": evaluation.report,
        }
    )
    written = text if isinstance(text, str) else text.decode()
    return written if len(written) <= _MOST_SEALED else ""


def opened(text: str) -> tuple[Received, Evaluation]:
    """Return what `sealed` was given.

    Raises:
        InputError: it is not of us, or older than a day.
    """
    try:
        found = _serializer().loads(text, max_age=_DAY)
    except BadData as error:
        raise InputError("The report on this page is older than a day. Check the file once more.") from error
    received = Received(b64decode(found["content"]), found["name"], found["media_type"], found["kind"])
    return received, Evaluation(Verdict(found["report"]["verdict"]), found["statements"], found["report"])


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key(), salt="mpsc report")
