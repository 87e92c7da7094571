# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What all pages and routes of submissions share: the inbox, the check of files, and their privacy.

Nothing is opened before it is needed, so that public pages live when the inbox does not.
"""

import threading
import weakref

from flask import Response

from graph import __version__
from graph.check import Evaluation, Received
from graph.check.formats import as_json
from graph.errors import BusyError
from graph.inbox import Content, Inbox, open_inbox, submissions
from graph.settings import Settings
from graph.web.http.uploads import uploads_at_once
from graph.web.services import services
from graph.workers.checks import CheckClient

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


def inbox() -> Inbox:
    """Return the inbox of this application.

    Raises:
        InboxError: it cannot be used.
        BusyError: others keep it locked.
    """
    return services().submissions.inbox()


def examine(received: Received) -> Evaluation:
    """Return what came of a file, asked of a process with limits; raises BusyError."""
    return services().submissions.examine(received)


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
