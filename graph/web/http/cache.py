# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A response cache in front of the application: published data change with the release only.

An entry is found by what was asked: version of the data, path, parameters (of the address or the body, so
GET, POST and QUERY share entries), Accept and content coding. The same makes the ETag, so `If-None-Match` is
a look-up (RFC 9110, 13.1.2). What says `no-store` is neither kept nor tagged, and what depends on who asks is
not even looked up.

The cache packs what it sends (RFC 9110, 8.4). Each of the three content codings marks its own end, so a
decoder reports a stream that was cut, even where the server could not tell its length beforehand.
"""

import hashlib
import sys
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import brotli
from werkzeug.datastructures import Accept, Headers
from werkzeug.http import parse_accept_header
from werkzeug.wsgi import ClosingIterator

from graph.web.http.pages import EXPOSED

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

IDENTITY = "identity"
"""The name of no coding at all."""

FRESH = "public, max-age=60"
"""How long a client may use an answer unasked: a new release is seen within a minute."""

KEY = "mpsc.key"
"""Where a server puts a `Key` into the environment, so that it can ask for the same later without one."""

_LONGEST_ENTRY = 2_000_000
_WORTH_PACKING = 1_000
_PACKED = ("text/", "application/", "image/svg+xml")
_MOST_KEYS = 20_000
_LONGEST_KEY = 5_000
_PERSONAL = {"RateLimit", "RateLimit-Policy"}
"""Headers that are about the client, so they are sent but not kept."""

_UNCHANGED = (
    ("cache-control", FRESH),
    ("vary", "Accept, Accept-Encoding"),
    ("access-control-allow-origin", "*"),
    ("access-control-expose-headers", EXPOSED),
)

Parameters = list[tuple[str, str]]
"""Name and value of each, decoded."""

Key = tuple[str, str, str, str]
"""What tells two GET requests apart: path, query string, Accept and Accept-Encoding, as they were sent."""

Parts = Iterable[bytes]


@lru_cache(maxsize=256)
def choose_coding(header: str) -> str:
    """Return the coding for an Accept-Encoding header: of those wanted most, the one that packs best.

    Where the client accepts none of ours, or wants `identity` more, it is `identity` (RFC 9110, 12.5.3).
    """
    # `x-gzip` is the same as `gzip` (RFC 9110, 8.4.1.3).
    wishes = parse_accept_header(header.lower().replace("x-gzip", "gzip"), Accept)
    best = max(_PACKERS, key=wishes.quality)
    least = dict(wishes).get(IDENTITY, 0)
    return best if wishes.quality(best) > 0 and wishes.quality(best) >= least else IDENTITY


def pack(parts: Parts, coding: str, *, fast: bool) -> Iterator[bytes]:
    """Yield the packed bytes of `parts`, holding no more than the window of the format.

    What is sent once is packed `fast`, all else as small as is worth the time.
    """
    packer = _PACKERS[coding](fast)
    compress, finish = (packer.process, packer.finish) if coding == "br" else (packer.compress, packer.flush)
    yield from filter(None, map(compress, parts))
    yield finish()


_PACKERS: Mapping[str, Callable[[bool], Any]] = MappingProxyType(
    {
        "zstd": lambda fast: zstd.ZstdCompressor(level=1 if fast else 6),
        "br": lambda fast: brotli.Compressor(quality=2 if fast else 5),
        "gzip": lambda fast: zlib.compressobj(1 if fast else 6, wbits=16 + zlib.MAX_WBITS),
    }
)
"""Best first: at equal quality the earlier one is taken."""


@dataclass(frozen=True)
class Entry:
    """A kept response; the names of its headers are in small letters."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def tag_of(version: str, path: str, parameters: Parameters, accept: str, coding: str) -> str:
    """Return the tag of an answer, the same whatever way it was asked for and in whatever order."""
    parts = (version, path, repr(sorted(parameters)), accept, coding)
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
    return f'"{digest[:32]}"'


class ResponseCache:
    """WSGI middleware that keeps answers up to a budget, tags all of them, and packs them.

    Args:
        app: the application behind.
        version: returns the version of the data now.
        budget: bytes of all entries together.
        parameters: returns the parameters of address and body; None for a request that is not looked up.
        personal: first parts of the paths whose answers depend on who asks.
    """

    def __init__(
        self,
        app: WSGIApplication,
        version: Callable[[], str],
        budget: int,
        parameters: Callable[[WSGIEnvironment], Parameters | None],
        personal: Container[str] = (),
    ) -> None:
        self._app = app
        self._version = version
        self._budget = budget
        self._parameters = parameters
        self._personal = personal
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._keys: OrderedDict[Key, tuple[str, str]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Parts:
        """Answer from the cache, or through the application."""
        path = environ["PATH_INFO"]
        if path.lstrip("/").partition("/")[0] in self._personal:
            return self._app(environ, start_response)
        parameters = self._parameters(environ)
        if parameters is None:
            return self._app(environ, start_response)
        coding = choose_coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        version = self._version()
        tag = tag_of(version, path, parameters, environ.get("HTTP_ACCEPT", ""), coding)
        if KEY in environ:
            self._remember(environ[KEY], version, tag)
        entry = self._reply(tag, environ.get("HTTP_IF_NONE_MATCH", ""))
        if entry is None:
            return self._ask(environ, start_response, tag, coding)
        start_response("200 OK" if entry.status == 200 else "304 Not Modified", list(entry.headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [entry.body]

    def look_up(self, key: Key, unless: str) -> Entry | None:
        """Return the answer to a GET that was asked before; `unless` is its If-None-Match."""
        with self._lock:
            version, tag = self._keys.get(key, ("", ""))
        return self._reply(tag, unless) if tag and version == self._version() else None

    def find(self, key: Key, parameters: Parameters, unless: str) -> tuple[str, Entry | None]:
        """Return the tag of a GET, and the answer if the same `parameters` were sent in other words."""
        version = self._version()
        path, _, accept, encoding = key
        tag = tag_of(version, path, parameters, accept, choose_coding(encoding))
        self._remember(key, version, tag)
        return tag, self._reply(tag, unless)

    def keep(self, tag: str, headers: list[tuple[str, str]], body: bytes, coding: str) -> Entry:
        """Keep an answer with the status 200, packed where that pays, and return it as it is sent.

        The names of the headers are in small letters; tag, length and coding are added to them.
        """
        headers = [*headers, ("etag", tag)]
        if coding != IDENTITY and len(body) >= _WORTH_PACKING:
            body = b"".join(pack([body], coding, fast=False))
            headers.append(("content-encoding", coding))
        entry = Entry(200, [*headers, ("content-length", str(len(body)))], body)
        with self._lock:
            if tag not in self._entries:
                self._entries[tag] = entry
                self._size += len(body)
            while self._size > self._budget:
                _, oldest = self._entries.popitem(last=False)
                self._size -= len(oldest.body)
        return entry

    def _reply(self, tag: str, unless: str) -> Entry | None:
        # If-None-Match compares weakly (RFC 9110, 8.8.3.2).
        if unless and tag in (candidate.strip().removeprefix("W/") for candidate in unless.split(",")):
            return Entry(304, [("etag", tag), *_UNCHANGED], b"")
        with self._lock:
            if tag in self._entries:
                self._entries.move_to_end(tag)
            return self._entries.get(tag)

    def _remember(self, key: Key, version: str, tag: str) -> None:
        if sum(map(len, key)) > _LONGEST_KEY:
            return
        with self._lock:
            self._keys[key] = (version, tag)
            if len(self._keys) > _MOST_KEYS:
                self._keys.popitem(last=False)

    def _ask(self, environ: WSGIEnvironment, start_response: StartResponse, tag: str, coding: str) -> Parts:
        """Answer through the application; keep what is short, and pack what is long as it is sent."""
        head: list[Any] = []
        parts = self._app(environ, lambda status, headers, _=None: head.extend((status, headers)))  # type: ignore[arg-type]  # nobody writes
        status, headers = head[0], Headers(head[1])
        if not status.startswith("200"):
            start_response(status, head[1])
            return parts
        is_kept = _add_tag(headers, tag)
        if not _is_packable(headers, tag):
            coding = IDENTITY
        length, is_head = headers.get("Content-Length", type=int), environ["REQUEST_METHOD"] == "HEAD"
        if is_kept and not is_head and length is not None and length <= _LONGEST_ENTRY:
            entry = self._keep_parts(tag, headers, parts, coding)
            personal = [(name, value) for name, value in headers if name in _PERSONAL]
            start_response(status, [*entry.headers, *personal])
            return [entry.body]
        if coding != IDENTITY:
            headers["Content-Encoding"] = coding
            del headers["Content-Length"]
            _add_vary(headers)
        start_response(status, headers.to_wsgi_list())
        if coding == IDENTITY or is_head:
            return parts
        return ClosingIterator(pack(parts, coding, fast=True), getattr(parts, "close", None))

    def _keep_parts(self, tag: str, headers: Headers, parts: Parts, coding: str) -> Entry:
        body = b"".join(parts)
        if close := getattr(parts, "close", None):
            close()
        left_out = {*_PERSONAL, "ETag", "Content-Length"}
        kept = [(name.lower(), value) for name, value in headers if name not in left_out]
        return self.keep(tag, kept, body, coding)


def _add_tag(headers: Headers, tag: str) -> bool:
    """Tag the response, unless it is not to be kept or has a tag; return whether."""
    control = headers.get("Cache-Control", "")
    if "ETag" in headers or "Set-Cookie" in headers or "no-store" in control or "private" in control:
        return False
    headers["ETag"] = tag
    headers.setdefault("Cache-Control", FRESH)
    _add_vary(headers)
    return True


def _is_packable(headers: Headers, tag: str) -> bool:
    """Tell whether packing is worth its time, and allowed: a strong tag of its own is that of other bytes."""
    return (
        headers.get("Content-Length", 0, type=int) >= _WORTH_PACKING
        and headers.get("Content-Type", "").startswith(_PACKED)
        and "Content-Encoding" not in headers
        and headers.get("ETag", tag) == tag
    )


def _add_vary(headers: Headers) -> None:
    given = [name.strip() for value in headers.getlist("Vary") for name in value.split(",")]
    headers["Vary"] = ", ".join(dict.fromkeys([*given, "Accept", "Accept-Encoding"]))
