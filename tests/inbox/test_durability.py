# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Nothing that was confirmed is lost, nothing is half there, and nobody waits for ever."""

import hashlib
import random
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from graph.errors import BusyError, InboxError, OutOfSpaceError
from graph.inbox import Event, State, open_inbox, reading, submissions
from graph.inbox.states import TRANSITIONS
from graph.settings import Settings

ROOT = Path(__file__).parents[2]
ROUNDS = 4


def ended_somewhere(command: list[str], seconds: float) -> list[tuple[str, str, str]]:
    """Run a program, kill it some time after its first word, and return what it had confirmed until then."""
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        reader = threading.Thread(target=lambda: lines.extend(process.stdout or ()))
        reader.start()
        time.sleep(seconds)
        process.kill()
        reader.join(timeout=30)
    return [
        (words[0], words[1], words[2]) for line in lines if line.endswith("\n") and (words := line.split())
    ]


def test_killed_at_any_moment(world: Any, database_url: str) -> None:
    """What was confirmed is there, byte for byte; what was not is there as a whole or not at all (I8)."""
    command = [
        sys.executable,
        "-m",
        "tests.inbox.hands_in",
        database_url,
        world.town.account,
        world.office.account,
    ]
    chance = random.Random(20261123)  # noqa: S311 - when to kill
    confirmed = [step for _ in range(ROUNDS) for step in ended_somewhere(command, chance.uniform(0.02, 0.6))]

    assert len(confirmed) >= ROUNDS
    for event, name, content_hash in confirmed:
        kept = reading.dossier(world.inbox, name)
        version = reading.version(world.inbox, name)
        assert hashlib.sha256(version.canonical.encode()).hexdigest() == content_hash
        assert hashlib.sha256(version.received).hexdigest() == version.received_hash
        assert event == "submitted" or kept.submission.state == State.ACCEPTED
    for submission in reading.submissions(world.inbox):
        kept = reading.dossier(world.inbox, submission.id)
        state = State.DRAFT
        for decision in kept.decisions:
            state = TRANSITIONS[state, Event(decision.event)]
        assert state == submission.state
        assert len(kept.versions) == (0 if state == State.DRAFT else 1)


FILLS = """
import resource, sys
from pathlib import Path
from tests.inbox.conftest import content
from graph.errors import OutOfSpaceError
from graph.inbox import Actor, Role, open_inbox, submissions
from graph.settings import Settings
url, account, name = sys.argv[1:]
inbox = open_inbox(Settings(database_url=url))
town = Actor("https://w3id.org/mpsc/id/municipality/09461000", account, Role.SUBMITTER)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
try:
    submissions.submit(inbox, name, town, content(received=bytes(2_000_000)))
except OutOfSpaceError as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
submissions.submit(inbox, name, town, content(received=bytes(2_000_000)))
print("stored")
"""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_full_disk_is_told_and_nothing_is_half_there(world: Any, database_url: str) -> None:
    """No file may grow: the submission is refused as a whole, and taken when there is room again."""
    name = world.brought_to(State.DRAFT)
    result = subprocess.run(
        [sys.executable, "-c", FILLS, database_url, world.town.account, name],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    told, stored = result.stdout.splitlines() or [result.stderr, ""]
    assert "nothing was stored. Free space" in told
    assert stored == "stored"
    dossier = reading.dossier(world.inbox, name)
    assert [len(version.received_hash) for version in dossier.versions] == [64]
    assert len(reading.version(world.inbox, name).received) == 2_000_000
    assert [decision.event for decision in dossier.decisions] == [Event.SUBMIT]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("code", "kind"), [("53100", OutOfSpaceError), ("40P01", BusyError), ("XX001", InboxError)]
)
def test_what_postgresql_says_is_understood(world: Any, code: str, kind: type[Exception]) -> None:
    """A full disk, a deadlock, a damaged table: raised by the server itself."""
    with pytest.raises(kind), world.inbox.database.writing() as session:
        session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END $$"))


def test_locked_database_is_told_after_a_while(world: Any, database_url: str) -> None:
    """Somebody holds everything: one waits as long as was set, then hears what to do; nothing was stored."""
    name = world.brought_to(State.DRAFT)
    other = create_engine(database_url)
    with (
        closing(open_inbox(Settings(database_url=database_url, inbox_seconds=0.5))) as inbox,
        other.connect() as held,
    ):
        held.exec_driver_sql("UPDATE organisations SET name = 'X'")
        begun = time.monotonic()
        with pytest.raises(BusyError, match=r"in use by others for 0\.5 seconds"):
            submissions.submit(inbox, name, world.town, world.make())
        assert 0.4 < time.monotonic() - begun < 3
        assert len(reading.submissions(inbox)) == 1  # readers do not wait
        held.rollback()
        submissions.submit(inbox, name, world.town, world.make())
    other.dispose()


def test_no_connection_left_is_told_after_a_while(database_url: str) -> None:
    """Who finds all connections taken does not wait for ever either."""
    inbox = open_inbox(Settings(database_url=database_url, inbox_seconds=0.5))
    with ExitStack() as taken:
        taken.callback(inbox.close)
        for _ in range(15):
            taken.enter_context(inbox.database.reading()).execute(text("SELECT 1"))
        with pytest.raises(BusyError, match=r"in use by others for 0\.5 seconds"):
            reading.submissions(inbox)


def test_each_commit_is_brought_to_disk(tmp_path: Path) -> None:
    """SQLite: write-ahead log, and synchronous=FULL (2) on every connection."""
    with closing(open_inbox(Settings(database_url=f"sqlite:///{tmp_path}/a/b.sqlite"))) as inbox:
        for _ in range(2):
            with inbox.database.writing() as session:
                assert session.scalar(text("PRAGMA journal_mode")) == "wal"
                assert session.scalar(text("PRAGMA synchronous")) == 2
                assert session.scalar(text("PRAGMA foreign_keys")) == 1
            inbox.database.engine.dispose()
        assert (tmp_path / "a" / "b.sqlite").stat().st_mode & 0o077 == 0


def damaged(path: Path) -> str:
    """Return the address of a file that is no database."""
    path.write_bytes(b"no database" * 1000)
    return f"sqlite:///{path}"


@pytest.mark.parametrize(
    "address",
    [
        lambda folder: damaged(folder / "a.sqlite"),
        lambda folder: f"sqlite:///{folder}",
        lambda _: "sqlite:////proc/none/inbox.sqlite",
        lambda folder: f"postgresql://mpsc:hush@/inbox?host={folder}",
    ],
    ids=["damaged", "folder", "no-permission", "no-server"],
)
def test_inbox_that_cannot_be_opened(tmp_path: Path, address: Callable[[Path], str]) -> None:
    """The place is named, the password is not."""
    with pytest.raises(InboxError) as told:
        open_inbox(Settings(database_url=address(tmp_path)))

    assert "inbox" in str(told.value)
    assert "hush" not in str(told.value)
