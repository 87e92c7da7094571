# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the routes of submissions share: one inbox, one check of files, bounded work."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.check import Received, Verdict
from graph.errors import BusyError
from graph.inbox import State, reading, submissions
from graph.store import EmbeddedStore
from graph.web import create_app
from graph.web.contribute import services
from graph.web.services import services as services_of

MEASURE = b"""@prefix mpsc: <https://w3id.org/mpsc/def#> .
<https://w3id.org/mpsc/id/measure/x> a mpsc:Measure ."""
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def test_file_is_examined_by_workers_of_our_own(office: Any, tmp_path: Path) -> None:
    """Under any WSGI server, by the workers that answer queries too; the bytes are handed in as they came."""
    (tmp_path / "none.ttl").write_text("", encoding="utf-8")
    settings = replace(services_of(office.app).settings, worker_folder=None, data=(tmp_path / "none.ttl",))
    received = Received(MEASURE, "a.ttl")
    with create_app(settings).test_request_context("/"):
        found = services.examine(received)
        content = services.content_of(found, received, LICENCE)

    assert found.verdict == Verdict.ERRORS
    assert (content.received, content.file_name, content.media_type) == (MEASURE, "a.ttl", "text/turtle")
    assert content.errors == found.report["summary"]["error"] > 0
    assert content.canonical == found.statements


def test_no_more_files_than_agreed_at_once(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who would wait too long is told when to try again."""
    settings = replace(services_of(office.app).settings, threads=1, processes=1)
    app = create_app(settings, EmbeddedStore())
    monkeypatch.setattr(services, "_TURN", 0.05)
    with app.test_request_context("/"):
        turns = services_of(app).submissions.turns
        with turns, pytest.raises(BusyError, match="Too many files"):
            services.examine(Received(MEASURE, "a.ttl"))
        assert turns.acquire(blocking=False)


def test_workers_that_are_not_there_are_told(office: Any, tmp_path: Path) -> None:
    """Nobody waits for ever."""
    settings = replace(services_of(office.app).settings, worker_folder=tmp_path)
    with create_app(settings, EmbeddedStore()).test_request_context("/"), pytest.raises(BusyError):
        services.examine(Received(MEASURE, "a.ttl"))


def test_forgotten_drafts_expire_while_pages_are_used(office: Any) -> None:
    """Without a build or a command: the first page that needs the inbox removes them."""
    long_ago = replace(office.inbox, clock=lambda: datetime.now(UTC) - timedelta(days=90))
    submission, _ = submissions.start(long_ago, office.town, "Bamberg")

    office.browser(office.town)

    assert reading.dossier(office.inbox, submission.id).submission.state == State.WITHDRAWN
