# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What all pages and routes of submissions share: the inbox, the check of files, and their privacy.

Nothing is opened before it is needed, so that public pages live when the inbox does not.

How much may be uploaded, where, and by how many at once.
"""

import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask, Response, current_app, request

from graph import __version__
from graph.check import Evaluation, Received
from graph.check.formats import as_json
from graph.errors import BusyError
from graph.inbox import Content, Inbox, open_inbox, submissions
from graph.settings import Settings
from graph.workers.checks import CheckClient

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


LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": "Creative Commons Namensnennung 4.0 (CC BY 4.0)",
    "https://www.govdata.de/dl-de/by-2-0": "Datenlizenz Deutschland – Namensnennung – Version 2.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "Creative Commons Zero 1.0 (CC0)",
}
"""Under which an organisation may give its statements, with their names."""

_TURN = 10.0
"""Seconds that a file waits for its turn."""


class Desk:
    """The inbox of one application, opened when first needed, and the check of files.

    Args:
        settings: of the application.

    Attributes:
        turns: one for each file that may be checked at the same time.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opening = threading.Lock()
        self._inbox: Inbox | None = None
        self._checks = CheckClient(settings.worker_folder) if settings.worker_folder else None
        self.turns = threading.BoundedSemaphore(uploads_at_once(settings))

    def inbox(self) -> Inbox:
        """Return the inbox; raises as `open_inbox` does, and tries again the next time."""
        with self._opening:
            if self._inbox is None:
                self._inbox = open_inbox(self._settings)
                weakref.finalize(self, self._inbox.close)
        submissions.expire_drafts_daily(self._inbox)
        return self._inbox

    def examine(self, received: Received) -> Evaluation:
        """Return what came of a file.

        Raises:
            BusyError: others have their files checked, or checks are not possible now.
        """
        if self._checks is None:
            raise BusyError("Files cannot be checked here. Try again in a moment.", 30)
        if not self.turns.acquire(timeout=_TURN):
            raise BusyError("Too many files are being checked. Try again in a moment.", 10)
        try:
            return self._checks.evaluate(received)
        finally:
            self.turns.release()


def init_app(app: Flask, settings: Settings) -> None:
    """Give `app` its desk."""
    app.extensions["desk"] = Desk(settings)


def inbox() -> Inbox:
    """Return the inbox of this application.

    Raises:
        InboxError: it cannot be used.
        BusyError: others keep it locked.
    """
    return _desk().inbox()


def examine(received: Received) -> Evaluation:
    """Return what came of a file, asked of a process with limits; raises BusyError."""
    return _desk().examine(received)


def content_of(evaluation: Evaluation, received: Received, licence: str) -> Content:
    """Return what is handed in: the bytes as they came, and what was made of them.

    Args:
        evaluation: of the file.
        received: the file.
        licence: IRI of the licence under which the organisation gives it.
    """
    written_in = received.written_in
    return Content(
        received=received.content,
        media_type=written_in.media_type,
        file_name=received.name or f"unnamed{written_in.suffixes[0]}",
        canonical=evaluation.statements,
        report=as_json([evaluation.report]),
        errors=evaluation.report["summary"]["error"],
        shapes_version=__version__,
        licence=licence,
    )


def private(response: Response) -> Response:
    """Keep an answer from everybody but who asked: caches, search engines, and pages that it links to."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _desk() -> Desk:
    desk: Desk = current_app.extensions["desk"]
    return desk
