# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""How much may be uploaded, where, and by how many at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask, request

from graph.errors import BusyError
from graph.settings import Settings

_TAKING = frozenset({"validate", "submit", "submissions"})
"""First parts of the paths that take files, which may be longer than a query."""

_OVERHEAD = 100_000
"""Bytes of a form around a file."""


_LEAST = 64_000
"""Bytes that every upload counts for, however short it is."""


@dataclass(frozen=True)
class Sizes:
    """What a web process works on at the same time.

    Attributes:
        threads: requests.
        body_bytes: longest body that is read.
        uploads: requests that bring files, in threads of their own.
        upload_bytes: longest body of these.
    """

    threads: int
    body_bytes: int
    uploads: int
    upload_bytes: int


class Room:
    """The memory for bodies that are read or wait for a thread; used by one thread, that of the event loop.

    Args:
        size: bytes of all together.
    """

    def __init__(self, size: int) -> None:
        self.free = size

    @contextmanager
    def guest(self) -> Iterator[Callable[[int], None]]:
        """Give a function that takes bytes of the room; all go back when the block ends.

        Raises:
            BusyError: there is no room left; the function raises it too.
        """
        taken = 0

        def take(size: int) -> None:
            nonlocal taken
            if size > self.free:
                raise BusyError("Too many files are being sent. Try again in a moment.", 10)
            self.free -= size
            taken += size

        try:
            take(_LEAST)
            yield take
        finally:
            self.free += taken


def takes_files(method: str, path: str) -> bool:
    """Tell whether a request may bring a file."""
    return method == "POST" and path.lstrip("/").partition("/")[0] in _TAKING


def longest_upload(settings: Settings) -> int:
    """Return how many bytes a request with a file may have."""
    return settings.submission_bytes + _OVERHEAD


def uploads_at_once(settings: Settings) -> int:
    """Return how many files a web process works on at the same time; other threads stay free for others."""
    return max(1, settings.threads // settings.processes // 4)


def sizes(settings: Settings, body_bytes: int) -> Sizes:
    """Return what one of the web processes works on; `body_bytes` is the longest body of other requests."""
    return Sizes(
        max(1, settings.threads // settings.processes),
        body_bytes,
        uploads_at_once(settings),
        longest_upload(settings),
    )


def init_uploads(app: Flask, settings: Settings) -> None:
    """Let requests with files be longer than others."""

    def allow() -> None:
        if takes_files(request.method, request.path):
            request.max_content_length = request.max_form_memory_size = longest_upload(settings)

    app.before_request(allow)
