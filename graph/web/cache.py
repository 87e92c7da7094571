# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A response cache in front of the application: published data change with the release only.

An entry is found by what was asked: version of the data, path, parameters (of the address or the body, so
GET, POST and QUERY share entries), Accept and content coding. The same makes the ETag, so `If-None-Match` is
a look-up (RFC 9110, 13.1.2). What says `no-store` is neither kept nor tagged.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.datastructures import Headers
from werkzeug.http import parse_options_header
from werkzeug.wrappers import Response
from werkzeug.wsgi import ClosingIterator

from graph.web.codings import IDENTITY, chosen, packed
from graph.web.cors import EXPOSED

_LONGEST_ENTRY = 2_000_000
_WORTH_PACKING = 1_000
_PACKED = ("text/", "application/", "image/svg+xml")
_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_SENDING = {"POST": (_FORM, _DIRECT), "QUERY": (_DIRECT,)}
"""Methods that send a query in the body → media types it may have."""

FRESH = "public, max-age=60"
"""How long a client may use an answer unasked: a new release is seen within a minute."""

_UNCHANGED = (
    ("Cache-Control", FRESH),
    ("Vary", "Accept, Accept-Encoding"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", EXPOSED),
)


@dataclass(frozen=True)
class Entry:
    """A kept response."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class ResponseCache:
    """WSGI middleware that keeps answers up to a budget, tags all of them, and packs them.

    Args:
        app: the application behind.
        version: returns the version of the data now.
        budget: bytes of all entries together.
        longest_body: bytes of a request body; the application behind refuses longer ones.
    """

    def __init__(
        self, app: WSGIApplication, version: Callable[[], str], budget: int, longest_body: int
    ) -> None:
        self._app = app
        self._version = version
        self._budget = budget
        self._longest_body = longest_body
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the cache, or through the application."""
        coding = chosen(environ.get("HTTP_ACCEPT_ENCODING", ""))
        tag = self._tag(environ, coding)
        if tag is None:
            return self._app(environ, start_response)
        if _matches(environ.get("HTTP_IF_NONE_MATCH", ""), tag):
            start_response("304 Not Modified", [("ETag", tag), *_UNCHANGED])
            return []
        entry = self._find(tag)
        if entry is None:
            return self._ask(environ, start_response, tag, coding)
        start_response(entry.status, list(entry.headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [entry.body]

    def _ask(
        self, environ: WSGIEnvironment, start_response: StartResponse, tag: str, coding: str
    ) -> Iterable[bytes]:
        """Answer through the application; keep what is short, and pack what is long as it is sent."""
        response = Response.from_app(self._app, environ)
        length = response.content_length
        tagged = _tagged(response, tag)
        coding = _coded(response, coding, tag)
        heading = environ["REQUEST_METHOD"] == "HEAD"
        if tagged and not heading and length is not None and length <= _LONGEST_ENTRY:
            body = self._keep(tag, response, coding)
            start_response(response.status, list(response.headers))
            return [body]
        parts = response.iter_encoded()
        if coding != IDENTITY and not heading:
            parts = packed(parts, coding, fast=True)
        start_response(response.status, list(response.headers))
        return ClosingIterator(parts, response.close)

    def _tag(self, environ: WSGIEnvironment, coding: str) -> str | None:
        question = _question(environ, self._longest_body)
        if question is None:
            return None
        parts = (self._version(), question, environ.get("HTTP_ACCEPT", ""), coding)
        digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
        return f'"{digest[:32]}"'

    def _find(self, tag: str) -> Entry | None:
        with self._lock:
            if tag in self._entries:
                self._entries.move_to_end(tag)
            return self._entries.get(tag)

    def _keep(self, tag: str, response: Response, coding: str) -> bytes:
        """Keep the response; return the body as it is sent."""
        with response:
            body = response.get_data()
        if coding != IDENTITY:
            body = b"".join(packed([body], coding, fast=False))
        response.headers["Content-Length"] = str(len(body))
        with self._lock:
            if tag not in self._entries:
                self._entries[tag] = Entry(response.status, tuple(response.headers), body)
                self._size += len(body)
            while self._size > self._budget:
                _, oldest = self._entries.popitem(last=False)
                self._size -= len(oldest.body)
        return body


def _tagged(response: Response, tag: str) -> bool:
    """Tag the response, unless it is an error, is not to be kept, or has a tag; return whether."""
    if response.status_code != 200 or response.cache_control.no_store or "ETag" in response.headers:
        return False
    response.headers["ETag"] = tag
    response.headers.setdefault("Cache-Control", FRESH)
    _vary(response.headers)
    return True


def _coded(response: Response, coding: str, tag: str) -> str:
    """Say in the head how the body will be coded, and return it; the packed length is not known yet.

    What has a strong tag of its own stays as it is: the tag would be that of other bytes.
    """
    headers, length = response.headers, response.content_length
    if (
        coding == IDENTITY
        or response.status_code != 200
        or length is None
        or length < _WORTH_PACKING
        or not (response.mimetype or "").startswith(_PACKED)
        or "Content-Encoding" in headers
        or headers.get("ETag", tag) != tag
    ):
        return IDENTITY
    headers["Content-Encoding"] = coding
    del headers["Content-Length"]
    _vary(headers)
    return coding


def _question(environ: WSGIEnvironment, longest_body: int) -> str | None:
    """Return path and parameters in one form, or None for a request that is not looked up."""
    method = environ["REQUEST_METHOD"]
    parameters = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True, errors="surrogateescape")
    if method in _SENDING and environ["PATH_INFO"].rstrip("/") == "/sparql":
        posted = _posted(environ, longest_body)
        if posted is None:
            return None
        parameters += posted
    elif method not in {"GET", "HEAD"}:
        return None
    return repr((environ["PATH_INFO"], sorted(parameters)))


def _posted(environ: WSGIEnvironment, longest: int) -> list[tuple[str, str]] | None:
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


def _matches(header: str, tag: str) -> bool:
    """Compare weakly, as If-None-Match asks (RFC 9110, 8.8.3.2)."""
    return tag in (candidate.strip().removeprefix("W/") for candidate in header.split(","))


def _vary(headers: Headers) -> None:
    given = [name.strip() for value in headers.getlist("Vary") for name in value.split(",")]
    headers["Vary"] = ", ".join(dict.fromkeys([*given, "Accept", "Accept-Encoding"]))
