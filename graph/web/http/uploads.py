# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""How much may be uploaded, where, and by how many clients at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask, request

from graph.errors import BusyError
from graph.settings import Settings

_UPLOAD_PATHS = frozenset({"validate", "submit", "submissions"})
"""First parts of the paths that take files, which may be longer than a query."""

_FORM_OVERHEAD = 100_000
"""Bytes of a form around a file."""

_MINIMUM = 64_000
"""Bytes that every upload counts for, however short it is."""


class UploadBudget:
    """The memory, in bytes, for uploads that are being read or wait for a thread; for the event loop only."""

    def __init__(self, size: int) -> None:
        self.free = size

    @contextmanager
    def reserve(self) -> Iterator[Callable[[int], None]]:
        """Give a function that reserves bytes; all of them are released when the block ends.

        Raises:
            BusyError: not enough is free; the function raises it too.
        """
        reserved = 0

        def take(size: int) -> None:
            nonlocal reserved
            if size > self.free:
                raise BusyError("Too many files are being sent. Try again in a moment.", 10)
            self.free -= size
            reserved += size

        try:
            take(_MINIMUM)
            yield take
        finally:
            self.free += reserved


def takes_files(method: str, path: str) -> bool:
    """Tell whether a request may bring a file."""
    return method == "POST" and path.lstrip("/").partition("/")[0] in _UPLOAD_PATHS


def upload_bytes(settings: Settings) -> int:
    """Return how long the body of a request with a file may be."""
    return settings.submission_bytes + _FORM_OVERHEAD


def uploads_at_once(settings: Settings) -> int:
    """Return how many files a web process works on at the same time; other threads stay free for others."""
    return max(1, settings.threads // settings.processes // 4)


def init_app(app: Flask, settings: Settings) -> None:
    """Let requests with files be longer than others."""

    def allow() -> None:
        if takes_files(request.method, request.path):
            request.max_content_length = request.max_form_memory_size = upload_bytes(settings)

    app.before_request(allow)
