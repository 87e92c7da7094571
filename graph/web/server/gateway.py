# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The application behind granian's RSGI: the WSGI application, guarded against slow and vanished clients.

Under granian's WSGI a request whose body never ends and an answer that is never read each hold a thread for
ever, and nothing tells that a client has gone. Here the event loop reads bodies, with a limit in bytes and
seconds; a thread runs the application; the server sends long answers from a file; and a client that goes away
ends its query. Requests with files have threads and memory of their own, so that others are answered however
many come.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import Context, copy_context
from io import SEEK_END, BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIEnvironment

from flask import Flask
from granian.rsgi import HTTPProtocol, Scope  # type: ignore[attr-defined]  # exported for this use
from werkzeug.wsgi import FileWrapper

from graph.errors import BusyError
from graph.web.endpoint.answers import SHORT
from graph.web.http.cache import KEY, Key
from graph.web.http.uploads import UploadBudget, takes_files, upload_bytes, uploads_at_once
from graph.web.server.fast_path import FastPath, address_of, watch_client
from graph.web.services import services
from graph.workers import CANCELLATION, PREPARED, Cancellation

TOO_SLOW = "The body of the request did not arrive in time. Send it again, without pauses."

_SLOT_SECONDS = 20.0
"""Time that a file waits for a slot."""

_BODY_SECONDS = 20.0
"""Time a client may take to send the body of its request."""

_UPLOAD_SECONDS = 120.0
"""The same for a file."""

_WATCH_AFTER = 0.05
"""Seconds after which it pays to watch whether the client is still there."""

_OPENING = 10.0
"""Seconds within which the server has certainly opened the file it is told to send."""

_FIXED: WSGIEnvironment = {
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "granian",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    "wsgi.input_terminated": True,
}


class Gateway:
    """An RSGI application that answers from the cache at once, and runs a WSGI application in threads."""

    def __init__(self, app: Flask) -> None:
        self._cache, settings = services(app).cache, services(app).settings
        self._fast_path = FastPath(app)
        requests, uploads = max(1, settings.threads // settings.processes), uploads_at_once(settings)
        self._threads = ThreadPoolExecutor(requests, thread_name_prefix="request")
        self._uploads = ThreadPoolExecutor(uploads, thread_name_prefix="upload")
        self._slots = asyncio.Semaphore(uploads)
        # Of a longer body, the application sees one byte more.
        self._body_bytes, self._upload_bytes = app.config["MAX_CONTENT_LENGTH"], upload_bytes(settings)
        self._budget = UploadBudget(2 * uploads * self._upload_bytes)

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer one request."""
        key, unless = _key(scope) if scope.method == "GET" else (None, "")
        prepared = None
        if key:
            entry = self._cache.look_up(key, unless)
            if entry is None:
                entry, prepared = await self._fast_path.answer(key, unless, scope, protocol)
            if entry:
                protocol.response_bytes(entry.status, entry.headers, entry.body)
                return
        if takes_files(scope.method, scope.path):
            await self._upload(scope, protocol)
            return
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                body = await read_body(scope, protocol, self._body_bytes)
        except TimeoutError:
            refuse(protocol, 408, TOO_SLOW)
            return
        environ, context = environment(scope, body), copy_context()
        if key:
            environ[KEY] = key
            context.run(PREPARED.set, prepared)
        await self._run(context, environ, protocol, self._threads)

    async def _upload(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Read a file while the budget lasts, and let a thread that is for files answer."""
        try:
            with self._budget.reserve() as take:
                async with asyncio.timeout(_UPLOAD_SECONDS):
                    body = await read_body(scope, protocol, self._upload_bytes, take)
                async with acquire_slot(self._slots):
                    await self._run(copy_context(), environment(scope, body), protocol, self._uploads)
        except BusyError as error:
            refuse(protocol, 503, str(error), ("retry-after", str(error.retry_after)))
        except TimeoutError:
            refuse(protocol, 408, TOO_SLOW)

    async def _run(
        self, context: Context, environ: WSGIEnvironment, protocol: HTTPProtocol, threads: ThreadPoolExecutor
    ) -> None:
        """Answer in one of the threads, and wait for it."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        cancellation = Cancellation()
        context.run(CANCELLATION.set, cancellation)
        threads.submit(context.run, self._work, environ, protocol, done)
        watch = loop.call_later(_WATCH_AFTER, watch_client, protocol, cancellation.cancel, done)
        try:
            await done
        finally:
            watch.cancel()

    def _work(self, environ: WSGIEnvironment, protocol: HTTPProtocol, done: "asyncio.Future[None]") -> None:
        """Answer in this thread; `done` tells the loop, with the fault if there was one."""
        loop = done.get_loop()
        try:
            document = self._answer(environ, protocol)
        # Any fault has to reach the loop, which would otherwise wait for this thread for ever.
        except Exception as error:  # noqa: BLE001
            loop.call_soon_threadsafe(done.set_exception, error)
        else:
            loop.call_soon_threadsafe(_settle, done, document)

    def _answer(self, environ: WSGIEnvironment, protocol: HTTPProtocol) -> IO[bytes] | None:
        """Run the application, and hand its answer to the server; return the file that it sends, if one."""
        head: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
            head[:] = [int(status[:3]), [(name.lower(), value) for name, value in headers]]
            return None

        parts = self._cache(environ, start_response)
        status, headers = head
        document = _collect(parts)
        if isinstance(document, bytes):
            protocol.response_bytes(status, headers, document)
            return None
        if not any(name == "content-length" for name, _ in headers):
            headers.append(("content-length", str(document.seek(0, SEEK_END))))
        protocol.response_file(status, headers, f"/proc/self/fd/{document.fileno()}")
        return document


async def read_body(
    scope: Scope, protocol: HTTPProtocol, longest: int, take: Callable[[int], None] = lambda _: None
) -> bytes:
    """Return the body up to one byte more than `longest`, none of one that says it is longer.

    `take` is called with the length of each part before it is kept.
    """
    length = scope.headers.get("content-length", "")
    has_body = length or "transfer-encoding" in scope.headers
    if not has_body or (length.isdecimal() and int(length) > longest):
        return b""
    body = bytearray()
    async for part in protocol:
        take(len(part))
        body += part
        if len(body) > longest:
            break
    del body[longest + 1 :]
    return bytes(body)


def refuse(protocol: HTTPProtocol, status: int, reason: str, *more: tuple[str, str]) -> None:
    """Answer without the application, in plain text; what was not read of the body is not waited for."""
    headers = [("content-type", "text/plain"), ("connection", "close"), *more]
    protocol.response_bytes(status, headers, f"{reason}\n".encode())


@asynccontextmanager
async def acquire_slot(slots: asyncio.Semaphore) -> AsyncIterator[None]:
    """Wait until one of the threads for files is free; raises BusyError where that takes too long."""
    try:
        async with asyncio.timeout(_SLOT_SECONDS):
            await slots.acquire()
    except TimeoutError as error:
        raise BusyError("Too many files are being checked. Try again in a moment.", 10) from error
    try:
        yield
    finally:
        slots.release()


def _key(scope: Scope) -> tuple[Key, str]:
    """Return what tells the request apart for the cache, and its If-None-Match."""
    wishes = {"accept": "", "accept-encoding": "", "if-none-match": ""}
    for name, value in scope.headers.items():
        if name in wishes:
            wishes[name] = f"{wishes[name]},{value}" if wishes[name] else value
    accept, encoding, unless = wishes.values()
    return (scope.path, scope.query_string, accept, encoding), unless


def _settle(done: asyncio.Future[None], document: IO[bytes] | None) -> None:
    """End the request; its file stays open until the server has opened it too."""
    done.set_result(None)
    if document:
        done.get_loop().call_later(_OPENING, document.close)


def environment(scope: Scope, body: bytes) -> WSGIEnvironment:
    """Return the WSGI environment of a request (PEP 3333)."""
    host, _, port = scope.server.rpartition(":")
    environ = {
        **_FIXED,
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": address_of(scope.client),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
    }
    for name, value in scope.headers.items():
        key = name.upper().replace("-", "_")
        if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            key = f"HTTP_{key}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    environ.setdefault("HTTP_HOST", scope.authority or "")
    return environ


def _collect(parts: Iterable[bytes]) -> bytes | IO[bytes]:
    """Return a short answer as bytes, and a long one as a file; the file is still to be closed."""
    if isinstance(parts, list):
        return b"".join(parts)
    if isinstance(parts, FileWrapper):
        return parts.file.getvalue() if isinstance(parts.file, BytesIO) else parts.file
    document = SpooledTemporaryFile(max_size=SHORT)  # noqa: SIM115 - the server reads it, then it is closed
    try:
        length = sum(map(document.write, parts))
    finally:
        if close := getattr(parts, "close", None):
            close()
    document.seek(0)
    if length <= SHORT:
        with document:
            return document.read()
    return document
