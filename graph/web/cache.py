# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A response cache in front of the application: published data change with the release only.

An entry is found by what was asked: version of the data, path, parameters (of the address or the form, so GET
and POST share entries), Accept and encoding. The same makes the ETag, so `If-None-Match` is a look-up
(RFC 9110, 13.1.2). What says `no-store` is neither kept nor tagged.
"""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.datastructures import Headers
from werkzeug.http import parse_options_header
from werkzeug.wrappers import Response
from werkzeug.wsgi import ClosingIterator

_LONGEST_ENTRY = 2_000_000
_LONGEST_BODY = 1_100_000
_WORTH_PACKING = 1_000
_PACKED = ("text/", "application/", "image/svg+xml")
_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
FRESH = "public, max-age=60"
"""How long a client may use an answer unasked: a new release is seen within a minute."""

_UNCHANGED = (
    ("Cache-Control", FRESH),
    ("Vary", "Accept, Accept-Encoding"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag"),
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
    """

    def __init__(self, app: WSGIApplication, version: Callable[[], str], budget: int) -> None:
        self._app = app
        self._version = version
        self._budget = budget
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the cache, or through the application."""
        tag = self._tag(environ)
        if tag is None:
            return self._app(environ, start_response)
        if _matches(environ.get("HTTP_IF_NONE_MATCH", ""), tag):
            start_response("304 Not Modified", [("ETag", tag), *_UNCHANGED])
            return []
        entry = self._find(tag)
        if entry is None:
            response = Response.from_app(self._app, environ)
            if environ["REQUEST_METHOD"] == "HEAD":
                _tag_head(response, tag, packing=_packs(environ))
            else:
                entry = self._finish(response, tag, packing=_packs(environ))
            if entry is None:
                start_response(response.status, list(response.headers))
                return ClosingIterator(response.iter_encoded(), response.close)
        start_response(entry.status, list(entry.headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [entry.body]

    def _tag(self, environ: WSGIEnvironment) -> str | None:
        question = _question(environ)
        if question is None:
            return None
        parts = (self._version(), question, environ.get("HTTP_ACCEPT", ""), str(_packs(environ)))
        digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
        return f'"{digest[:32]}"'

    def _find(self, tag: str) -> Entry | None:
        with self._lock:
            if tag in self._entries:
                self._entries.move_to_end(tag)
            return self._entries.get(tag)

    def _finish(self, response: Response, tag: str, *, packing: bool) -> Entry | None:
        """Tag the response; return it as an entry where it is short enough to be one."""
        if not _tagged(response, tag):
            return None
        length = response.content_length
        if length is None or length > _LONGEST_ENTRY:
            return None
        body = response.get_data()
        response.close()
        if packing and len(body) >= _WORTH_PACKING and (response.mimetype or "").startswith(_PACKED):
            body = gzip.compress(body, compresslevel=5, mtime=0)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(body))
        entry = Entry(response.status, tuple(response.headers), body)
        self._keep(tag, entry)
        return entry

    def _keep(self, tag: str, entry: Entry) -> None:
        with self._lock:
            if tag not in self._entries:
                self._entries[tag] = entry
                self._size += len(entry.body)
            while self._size > self._budget:
                _, oldest = self._entries.popitem(last=False)
                self._size -= len(oldest.body)


def _tagged(response: Response, tag: str) -> bool:
    """Tag the response, unless it is an error, is not to be kept, or has a tag; return whether."""
    if response.status_code != 200 or response.cache_control.no_store or "ETag" in response.headers:
        return False
    response.headers["ETag"] = tag
    response.headers.setdefault("Cache-Control", FRESH)
    _vary(response.headers)
    return True


def _tag_head(response: Response, tag: str, *, packing: bool) -> None:
    """Tag the answer to a HEAD like that of its GET; the length of what would be packed is not known."""
    if _tagged(response, tag) and packing:
        del response.headers["Content-Length"]


def _question(environ: WSGIEnvironment) -> str | None:
    """Return path and parameters in one form, or None for a request that is not looked up."""
    method = environ["REQUEST_METHOD"]
    parameters = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True, errors="surrogateescape")
    if method == "POST" and environ["PATH_INFO"].rstrip("/") == "/sparql":
        posted = _posted(environ)
        if posted is None:
            return None
        parameters += posted
    elif method not in {"GET", "HEAD"}:
        return None
    return repr((environ["PATH_INFO"], sorted(parameters)))


def _posted(environ: WSGIEnvironment) -> list[tuple[str, str]] | None:
    """Return the parameters of a posted query; the body stays readable for the application."""
    media_type, options = parse_options_header(environ.get("CONTENT_TYPE", ""))
    length = environ.get("CONTENT_LENGTH") or ""
    if media_type not in {_FORM, _DIRECT} or options.get("charset", "utf-8").lower() != "utf-8":
        return None
    if not length.isdigit() or int(length) > _LONGEST_BODY:
        return None
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    text = body.decode("utf-8", "surrogateescape")
    if media_type == _DIRECT:
        return [("query", text)]
    return parse_qsl(text, keep_blank_values=True, errors="surrogateescape")


def _matches(header: str, tag: str) -> bool:
    """Compare weakly, as If-None-Match asks (RFC 9110, 8.8.3.2)."""
    return tag in (candidate.strip().removeprefix("W/") for candidate in header.split(","))


def _packs(environ: WSGIEnvironment) -> bool:
    return "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "").lower()


def _vary(headers: Headers) -> None:
    given = [name.strip() for value in headers.getlist("Vary") for name in value.split(",")]
    headers["Vary"] = ", ".join(dict.fromkeys([*given, "Accept", "Accept-Encoding"]))
