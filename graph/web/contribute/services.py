# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the routes for contributors share: the inbox, the check of files, and private answers.

Nothing is opened before it is needed, so that public pages work when the inbox does not.
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
from graph.web.services import public_url, services
from graph.workers.checks import CheckClient

LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": "Creative Commons Namensnennung 4.0 (CC BY 4.0)",
    "https://www.govdata.de/dl-de/by-2-0": "Datenlizenz Deutschland – Namensnennung – Version 2.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "Creative Commons Zero 1.0 (CC0)",
}
"""IRI → name of the licences under which an organisation may release its data."""

_SLOT_SECONDS = 10.0
"""How long a file waits until it can be checked."""


class SubmissionServices:
    """The inbox of one application, opened when first needed, and the check of files.

    Attributes:
        slots: one for each file that may be checked at the same time.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opening = threading.Lock()
        self._inbox: Inbox | None = None
        self._checks = CheckClient(settings.worker_folder) if settings.worker_folder else None
        self.slots = threading.BoundedSemaphore(uploads_at_once(settings))

    def inbox(self) -> Inbox:
        """Return the inbox; raises as `open_inbox` does, and tries again the next time."""
        with self._opening:
            if self._inbox is None:
                self._inbox = open_inbox(self._settings)
                weakref.finalize(self, self._inbox.close)
        submissions.expire_drafts_daily(self._inbox)
        return self._inbox

    def check_file(self, received: Received) -> Evaluation:
        """Return the result of checking a file, in a process with limits.

        Raises:
            BusyError: too many files are being checked, or checks are not available.
        """
        if self._checks is None:
            raise BusyError("Files cannot be checked here. Try again in a moment.", 30)
        if not self.slots.acquire(timeout=_SLOT_SECONDS):
            raise BusyError("Too many files are being checked. Try again in a moment.", 10)
        try:
            return self._checks.evaluate(received)
        finally:
            self.slots.release()


def inbox() -> Inbox:
    """Return the inbox of this application; raises InboxError and BusyError as `open_inbox` does."""
    return services().submissions.inbox()


def check_file(received: Received) -> Evaluation:
    """Return the result of checking a file; raises as `SubmissionServices.check_file` does."""
    return services().submissions.check_file(received)


def status_address(secret: str) -> str:
    """Return the address at which anybody who has the secret of a submission can follow it."""
    return f"{public_url()}/status/{secret}"


def content_of(evaluation: Evaluation, received: Received, licence: str) -> Content:
    """Return what is submitted under a licence (IRI): the file as received, and the result of its check."""
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


def keep_private(response: Response) -> Response:
    """Keep an answer from caches, from search engines, and from the pages that it links to."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
