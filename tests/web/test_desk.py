# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the routes of submissions share: one inbox, one nursery, bounded work."""

import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph.check import Received, Verdict
from graph.errors import BusyError, ReleaseError
from graph.store import EmbeddedStore, Origin
from graph.web import create_app
from graph.web.contribute import services
from graph.web.services import services as services_of
from graph.workers.check_supervisor import Keeper
from graph.workers.checks import LIMITS, Examiner

MEASURE = b"""@prefix mpsc: <https://w3id.org/mpsc/def#> .
<https://w3id.org/mpsc/id/measure/x> a mpsc:Measure ."""
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    """Tell whether something becomes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_file_is_examined_by_a_nursery_of_our_own(office: Any, tmp_path: Path) -> None:
    """Under any WSGI server, started with the first file; what is handed in has the bytes as they came."""
    (tmp_path / "none.ttl").write_text("", encoding="utf-8")
    settings = replace(services_of(office.app).settings, examiner=None, data=(tmp_path / "none.ttl",))
    received = Received(MEASURE, "a.ttl")
    with create_app(settings, EmbeddedStore()).test_request_context("/"):
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
    monkeypatch.setattr(services, "LIMITS", replace(LIMITS, wait=0.05))
    with app.test_request_context("/"):
        turns = services_of(app).submissions.turns
        with turns, pytest.raises(BusyError, match="Too many files"):
            services.examine(Received(MEASURE, "a.ttl"))
        assert turns.acquire(blocking=False)


def test_nursery_that_does_not_come_up_is_told(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever."""
    settings = replace(services_of(office.app).settings, examiner=Path("/nowhere"))
    monkeypatch.setattr(services, "_STARTING", 0.1)
    with create_app(settings, EmbeddedStore()).test_request_context("/"), pytest.raises(BusyError):
        services.examine(Received(MEASURE, "a.ttl"))


@pytest.fixture
def kept() -> Iterator[tuple[Keeper, list[Origin]]]:
    """A keeper, and what is published, which a test may change."""
    published = [Origin("1", ())]

    def now() -> Origin:
        if not published:
            raise ReleaseError("There is no release.")
        return published[-1]

    keeper = Keeper(now)
    keeper.start()
    yield keeper, published
    keeper.stop()
    assert not keeper.address.parent.exists()


def evaluates(keeper: Keeper) -> bool:
    """Tell whether the nursery answers."""
    try:
        return bool(Examiner(str(keeper.address)).evaluate(Received(MEASURE, "a.ttl")).verdict == "errors")
    except BusyError:
        return False


def test_nursery_is_started_anew(kept: tuple[Keeper, list[Origin]], caplog: pytest.LogCaptureFixture) -> None:
    """After a new release, and when somebody killed it; under the same address. No release is no end."""
    keeper, published = kept
    assert within(90, lambda: evaluates(keeper))
    first = keeper.address.readlink()
    published.append(Origin("2", ()))
    assert within(90, lambda: keeper.address.readlink() != first)
    assert evaluates(keeper)

    process = keeper.process
    assert process is not None
    process.send_signal(signal.SIGKILL)
    assert within(90, lambda: keeper.process is not process)
    assert within(90, lambda: evaluates(keeper))

    published.clear()
    assert within(30, lambda: "There is no release." in caplog.text)
    assert evaluates(keeper)
