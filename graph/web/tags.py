# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What tells one question from another: its tag, the same however it was asked, by GET, POST or QUERY."""

import hashlib
from io import BytesIO
from typing import BinaryIO
from urllib.parse import parse_qsl
from wsgiref.types import WSGIEnvironment

from werkzeug.http import parse_options_header

_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_SENDING = {"POST": (_FORM, _DIRECT), "QUERY": (_DIRECT,)}
"""Methods that send a query in the body → media types it may have."""

Parameters = list[tuple[str, str]]
"""Name and value of each, decoded."""


def tag_of(version: str, path: str, parameters: Parameters, accept: str, coding: str) -> str:
    """Return the tag of the answer to a question: path and parameters in one form, and what is wanted."""
    parts = (version, path, repr(sorted(parameters)), accept, coding)
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
    return f'"{digest[:32]}"'


def parameters_of(environ: WSGIEnvironment, longest_body: int) -> Parameters | None:
    """Return the parameters of address and body, or None for a request that is not looked up."""
    method = environ["REQUEST_METHOD"]
    parameters = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True, errors="surrogateescape")
    if method in _SENDING and environ["PATH_INFO"].rstrip("/") == "/sparql":
        posted = _posted(environ, longest_body)
        if posted is None:
            return None
        parameters += posted
    elif method not in {"GET", "HEAD"}:
        return None
    return parameters


def _posted(environ: WSGIEnvironment, longest: int) -> Parameters | None:
    """Return the parameters of a query in the body, which stays readable for the application."""
    media_type, options = parse_options_header(environ.get("CONTENT_TYPE", ""))
    if media_type not in _SENDING[environ["REQUEST_METHOD"]]:
        return None
    if options.get("charset", "utf-8").lower() != "utf-8":
        return None
    body = _body(environ, longest)
    if body is None:
        return None
    text = body.decode("utf-8", "surrogateescape")
    if media_type == _DIRECT:
        return [("query", text)]
    return parse_qsl(text, keep_blank_values=True, errors="surrogateescape")


def _body(environ: WSGIEnvironment, longest: int) -> bytes | None:
    """Return the body, with or without a length in the head; None for one that is too long."""
    length = environ.get("CONTENT_LENGTH") or ""
    if not length and environ.get("wsgi.input_terminated"):
        # One byte more than allowed is enough for the application to refuse it.
        count = longest + 1
    elif length.isdecimal() and int(length) <= longest:
        count = int(length)
    else:
        return None
    body = _read(environ["wsgi.input"], count)
    environ["wsgi.input"] = BytesIO(body)
    return body if len(body) <= longest else None


def _read(stream: BinaryIO, count: int) -> bytes:
    """Return `count` bytes, or fewer where the stream ends; one read may give only a part."""
    body = bytearray()
    while len(body) < count and (part := stream.read(count - len(body))):
        body += part
    return bytes(body)
