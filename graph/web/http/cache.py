# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A response cache in front of the application: published data change with the release only.

An entry is found by what was asked: version of the data, path, parameters (of the address or the body, so
GET, POST and QUERY share entries), Accept and content coding. The same makes the ETag, so `If-None-Match` is
a look-up (RFC 9110, 13.1.2). What says `no-store` is neither kept nor tagged, and what depends on who asks is
not even looked up.

What tells one question from another: its tag, the same however it was asked, by GET, POST or QUERY.

Content codings (RFC 9110, 8.4 and 12.5.3): which one a client wants, and packing with it.

Each of the three formats marks its own end, so a decoder reports a stream that was cut, even where the
server could not tell its length beforehand.
"""

import hashlib
import sys
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from types import MappingProxyType
from typing import Any, BinaryIO
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import brotli
from werkzeug.datastructures import Accept, Headers
from werkzeug.http import parse_accept_header, parse_options_header
from werkzeug.wsgi import ClosingIterator

from graph.web.http.pages import EXPOSED

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


if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

IDENTITY = "identity"
"""The name of no coding at all."""


Parts = Iterable[bytes]


@lru_cache(maxsize=256)
def chosen(header: str) -> str:
    """Return the coding for an Accept-Encoding header: of those wanted most, the one that packs best.

    Where the client accepts none of ours, or wants `identity` more, it is `identity`.
    """
    # `x-gzip` is the same as `gzip` (RFC 9110, 8.4.1.3).
    wishes = parse_accept_header(header.lower().replace("x-gzip", "gzip"), Accept)
    best = max(_PACKERS, key=wishes.quality)
    least = dict(wishes).get(IDENTITY, 0)
    return best if wishes.quality(best) > 0 and wishes.quality(best) >= least else IDENTITY


def packed(parts: Parts, coding: str, *, fast: bool) -> Iterator[bytes]:
    """Yield the packed bytes of `parts`, holding no more than the window of the format.

    Args:
        parts: the document.
        coding: `zstd`, `br` or `gzip`.
        fast: for an answer that is sent once; otherwise it is packed as small as is worth the time.
    """
    return filter(None, _PACKERS[coding](parts, fast))


def _zstd(parts: Parts, fast: bool) -> Iterator[bytes]:  # noqa: FBT001 - passed on
    packer = zstd.ZstdCompressor(level=1 if fast else 6)
    yield from map(packer.compress, parts)
    yield packer.flush()


def _brotli(parts: Parts, fast: bool) -> Iterator[bytes]:  # noqa: FBT001 - passed on
    packer = brotli.Compressor(quality=2 if fast else 5)
    yield from map(packer.process, parts)
    yield packer.finish()


def _gzip(parts: Parts, fast: bool) -> Iterator[bytes]:  # noqa: FBT001 - passed on
    packer = zlib.compressobj(1 if fast else 6, wbits=16 + zlib.MAX_WBITS)
    yield from map(packer.compress, parts)
    yield packer.flush()


_PACKERS: Mapping[str, Callable[[Parts, bool], Iterator[bytes]]] = MappingProxyType(
    {"zstd": _zstd, "br": _brotli, "gzip": _gzip}
)
"""Best first: at equal quality the earlier one is taken."""


_LONGEST_ENTRY = 2_000_000
_WORTH_PACKING = 1_000
_PACKED = ("text/", "application/", "image/svg+xml")
FRESH = "public, max-age=60"
"""How long a client may use an answer unasked: a new release is seen within a minute."""

_UNCHANGED = (
    ("cache-control", FRESH),
    ("vary", "Accept, Accept-Encoding"),
    ("access-control-allow-origin", "*"),
    ("access-control-expose-headers", EXPOSED),
)


KEY = "mpsc.key"
"""Where a server puts a `Key` into the environment, so that it can ask for the same later without one."""

_MOST_KEYS = 20_000
_LONGEST_KEY = 5_000
_PERSONAL = {"RateLimit", "RateLimit-Policy"}
"""Headers that are about the client, so they are sent but not kept."""

Key = tuple[str, str, str, str]
"""What tells two GET requests apart: path, query string, Accept and Accept-Encoding, as they were sent."""


@dataclass(frozen=True)
class Entry:
    """A kept response; the names of its headers are in small letters."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class ResponseCache:
    """WSGI middleware that keeps answers up to a budget, tags all of them, and packs them.

    Args:
        app: the application behind.
        version: returns the version of the data now.
        budget: bytes of all entries together.
        longest_body: bytes of a request body; the application behind refuses longer ones.
        personal: first parts of the paths whose answers depend on who asks.
    """

    def __init__(
        self,
        app: WSGIApplication,
        version: Callable[[], str],
        budget: int,
        longest_body: int,
        personal: Container[str] = (),
    ) -> None:
        self._app = app
        self._version = version
        self._budget = budget
        self._longest_body = longest_body
        self._personal = personal
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._keys: OrderedDict[Key, tuple[str, str]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the cache, or through the application."""
        if environ["PATH_INFO"].lstrip("/").partition("/")[0] in self._personal:
            return self._app(environ, start_response)
        coding = chosen(environ.get("HTTP_ACCEPT_ENCODING", ""))
        version = self._version()
        tag = self._tag(environ, coding, version)
        if tag is None:
            return self._app(environ, start_response)
        if KEY in environ:
            self._remember(environ[KEY], version, tag)
        entry = self._reply(tag, environ.get("HTTP_IF_NONE_MATCH", ""))
        if entry is None:
            return self._ask(environ, start_response, tag, coding)
        start_response(_line(entry.status), list(entry.headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [entry.body]

    def look_up(self, key: Key, unless: str) -> Entry | None:
        """Return the answer to a request that was asked before and needs no work.

        Args:
            key: of the request.
            unless: its If-None-Match.
        """
        with self._lock:
            version, tag = self._keys.get(key, ("", ""))
        return self._reply(tag, unless) if tag and version == self._version() else None

    def find(self, key: Key, parameters: Parameters, unless: str) -> tuple[str, Entry | None]:
        """Return the tag of a GET, and the answer if it was asked before in other words.

        Args:
            key: of the request.
            parameters: of its address, decoded.
            unless: its If-None-Match.
        """
        version = self._version()
        path, _, accept, encoding = key
        tag = tag_of(version, path, parameters, accept, chosen(encoding))
        self._remember(key, version, tag)
        return tag, self._reply(tag, unless)

    def keep(self, tag: str, headers: list[tuple[str, str]], body: bytes, coding: str) -> Entry:
        """Keep an answer with the status 200, and return it as it is sent.

        Args:
            tag: of the answer.
            headers: their names in small letters; length, tag and coding are added.
            body: not packed.
            coding: that the client wants most.
        """
        if coding != IDENTITY and len(body) >= _WORTH_PACKING:
            body = b"".join(packed([body], coding, fast=False))
            headers = [*headers, ("content-encoding", coding)]
        entry = Entry(200, [*headers, ("etag", tag), ("content-length", str(len(body)))], body)
        self._store(tag, entry)
        return entry

    def _reply(self, tag: str, unless: str) -> Entry | None:
        if unless and _matches(unless, tag):
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

    def _ask(
        self, environ: WSGIEnvironment, start_response: StartResponse, tag: str, coding: str
    ) -> Iterable[bytes]:
        """Answer through the application; keep what is short, and pack what is long as it is sent."""
        head: list[Any] = []
        parts = self._app(environ, lambda status, headers, _=None: head.extend((status, headers)))  # type: ignore[arg-type]  # nobody writes
        status, headers = head[0], Headers(head[1])
        if not status.startswith("200"):
            start_response(status, head[1])
            return parts
        length = headers.get("Content-Length", type=int)
        tagged = _tagged(headers, tag)
        coding = _coded(headers, coding, tag)
        heading = environ["REQUEST_METHOD"] == "HEAD"
        if tagged and not heading and length is not None and length <= _LONGEST_ENTRY:
            body = self._keep(tag, headers, parts, coding)
            start_response(status, headers.to_wsgi_list())
            return [body]
        start_response(status, headers.to_wsgi_list())
        if coding != IDENTITY and not heading:
            return ClosingIterator(packed(parts, coding, fast=True), getattr(parts, "close", None))
        return parts

    def _tag(self, environ: WSGIEnvironment, coding: str, version: str) -> str | None:
        parameters = parameters_of(environ, self._longest_body)
        if parameters is None:
            return None
        return tag_of(version, environ["PATH_INFO"], parameters, environ.get("HTTP_ACCEPT", ""), coding)

    def _keep(self, tag: str, headers: Headers, parts: Iterable[bytes], coding: str) -> bytes:
        """Keep the response; return the body as it is sent."""
        body = b"".join(parts)
        if close := getattr(parts, "close", None):
            close()
        if coding != IDENTITY:
            body = b"".join(packed([body], coding, fast=False))
        headers["Content-Length"] = str(len(body))
        kept = [(name.lower(), value) for name, value in headers if name not in _PERSONAL]
        self._store(tag, Entry(200, kept, body))
        return body

    def _store(self, tag: str, entry: Entry) -> None:
        with self._lock:
            if tag not in self._entries:
                self._entries[tag] = entry
                self._size += len(entry.body)
            while self._size > self._budget:
                _, oldest = self._entries.popitem(last=False)
                self._size -= len(oldest.body)


def _line(status: int) -> str:
    return "200 OK" if status == 200 else "304 Not Modified"


def _tagged(headers: Headers, tag: str) -> bool:
    """Tag the response, unless it is not to be kept or has a tag; return whether."""
    said = headers.get("Cache-Control", "")
    if "ETag" in headers or "Set-Cookie" in headers or "no-store" in said or "private" in said:
        return False
    headers["ETag"] = tag
    headers.setdefault("Cache-Control", FRESH)
    _vary(headers)
    return True


def _coded(headers: Headers, coding: str, tag: str) -> str:
    """Say in the head how the body will be coded, and return it; the packed length is not known yet.

    What has a strong tag of its own stays as it is: the tag would be that of other bytes.
    """
    if (
        coding == IDENTITY
        or headers.get("Content-Length", 0, type=int) < _WORTH_PACKING
        or not headers.get("Content-Type", "").startswith(_PACKED)
        or "Content-Encoding" in headers
        or headers.get("ETag", tag) != tag
    ):
        return IDENTITY
    headers["Content-Encoding"] = coding
    del headers["Content-Length"]
    _vary(headers)
    return coding


def _matches(header: str, tag: str) -> bool:
    """Compare weakly, as If-None-Match asks (RFC 9110, 8.8.3.2)."""
    return tag in (candidate.strip().removeprefix("W/") for candidate in header.split(","))


def _vary(headers: Headers) -> None:
    given = [name.strip() for value in headers.getlist("Vary") for name in value.split(",")]
    headers["Vary"] = ", ".join(dict.fromkeys([*given, "Accept", "Accept-Encoding"]))
