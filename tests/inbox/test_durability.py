# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Nothing that was confirmed is lost, nothing is half there, and nobody waits for ever."""

import hashlib
import os
import random
import re
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from graph.errors import BusyError, InboxError, OutOfSpaceError
from graph.inbox import Event, State, open_inbox, publish, reading, submissions
from graph.inbox.states import TRANSITIONS
from graph.publication.release import current_release
from graph.settings import Settings
from tests.inbox.hands_in import EACH, TOWN, Press
from tests.pace import PATIENCE, in_time

ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("MPSC_KILLS", "5"))
"""How many times the program is killed; `MPSC_KILLS=30` for a night."""


@contextmanager
def handing_in(world: Any, inbox_url: str, folder: Path) -> Iterator[Callable[[int, float], list[list[str]]]]:
    """Give the means to let the program confirm some steps, kill it, and get what it had confirmed."""
    accounts = (world.town.account, world.office.account)
    command = [sys.executable, "-m", "tests.inbox.hands_in", inbox_url, *accounts, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        out = process.stdout.fileno()
        os.set_blocking(out, False)

        def killed(steps: int, seconds: float) -> list[list[str]]:
            assert process.stdin is not None
            process.stdin.write(b"\n")
            said = b""
            while said.count(b"\n") <= steps:
                assert select.select([out], [], [], PATIENCE)[0], "the program has stopped"
                said += os.read(out, 1 << 16)
            time.sleep(seconds)
            os.kill(int(said.split()[0]), signal.SIGKILL)
            time.sleep(0.02)
            with suppress(BlockingIOError):
                while more := os.read(out, 1 << 16):
                    said += more
            assert said.endswith(b"\n")
            return [line.split() for line in said.decode().splitlines()[1:]]

        yield killed
        process.stdin.close()


def test_killed_at_any_moment(
    world: Any, inbox_url: str, tmp_path: Path, write_small: Callable[[Path], object]
) -> None:
    """Nothing that was confirmed is lost, the public version is whole, nothing else is public (I7, I8)."""
    write_small(tmp_path)
    with (tmp_path / "data" / "towns.ttl").open("a", encoding="utf-8") as stream:
        stream.write(f'<{TOWN}> a <http://www.w3.org/ns/org#Organization> ; '
                     '<http://www.w3.org/2004/02/skos/core#prefLabel> "Bamberg"@de .\n')  # fmt: skip
    chance = random.Random(20261123)  # noqa: S311 - when to kill
    confirmed: list[list[str]] = []
    with handing_in(world, inbox_url, tmp_path) as killed:
        for _ in range(ROUNDS):
            confirmed += killed(chance.randint(1, 2 * EACH + 2), chance.uniform(0, 0.4))
            assert_public_is_whole(world, tmp_path / "releases")
    publish(world.inbox, Press(tmp_path))
    names = assert_public_is_whole(world, tmp_path / "releases")
    assert {words[1] for words in confirmed if words[0] == "accepted"} <= names
    assert any(words[0] == "published" and words[1:] for words in confirmed)
    assert_confirmed_is_there(world, confirmed)
    assert_states_are_those_of_the_history(world)


def assert_public_is_whole(world: Any, folder: Path) -> set[str]:
    """Assert that the release in service is one, and has nothing but what was accepted; return the names."""
    if not (folder / "current").exists():
        return set()
    release, place = current_release(folder)
    dump = (place / "dataset.nq").read_text(encoding="utf-8")
    assert hashlib.sha256(dump.encode()).hexdigest() == release.sha256
    names = set(re.findall(r"graph/submission/([0-9a-f]+)> \.\n", dump))
    for name in names:
        kept = reading.dossier(world.inbox, name)
        assert kept.submission.state in {State.ACCEPTED, State.PUBLISHED}
        graph = f" <https://w3id.org/mpsc/graph/submission/{name}> .\n"
        own = [line for line in dump.splitlines(keepends=True) if line.endswith(graph)]
        said = "".join(line.removesuffix(graph) + " .\n" for line in own if not line.startswith(graph[1:-4]))
        assert hashlib.sha256(said.encode()).hexdigest() == kept.versions[-1].content_hash
    return names


def assert_confirmed_is_there(world: Any, confirmed: list[list[str]]) -> None:
    """Assert that each confirmed step is in the inbox, with the bytes as they came."""
    assert len([words for words in confirmed if words[0] == "accepted"]) >= ROUNDS
    for event, name, content_hash in (words for words in confirmed if words[0] != "published"):
        kept = reading.dossier(world.inbox, name)
        version = reading.version(world.inbox, name)
        assert hashlib.sha256(version.canonical.encode()).hexdigest() == content_hash
        assert hashlib.sha256(version.received).hexdigest() == version.received_hash
        assert event == "submitted" or kept.submission.state == State.PUBLISHED
    for name in (name for words in confirmed if words[0] == "published" for name in words[1:]):
        assert reading.dossier(world.inbox, name).submission.state == State.PUBLISHED


def assert_states_are_those_of_the_history(world: Any) -> None:
    """Assert that replaying the decisions gives the state, and that nothing is there by halves."""
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


@pytest.mark.parametrize("inbox_url", ["sqlite"], indirect=True)
def test_full_disk_is_told_and_nothing_is_half_there(world: Any, inbox_url: str) -> None:
    """No file may grow: the submission is refused as a whole, and taken when there is room again."""
    name = world.brought_to(State.DRAFT)
    result = subprocess.run(
        [sys.executable, "-c", FILLS, inbox_url, world.town.account, name],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )

    told, stored = result.stdout.splitlines() or [result.stderr, ""]
    assert "nothing was stored. Free space" in told
    assert stored == "stored"
    dossier = reading.dossier(world.inbox, name)
    assert [len(version.received_hash) for version in dossier.versions] == [64]
    assert len(reading.version(world.inbox, name).received) == 2_000_000
    assert [decision.event for decision in dossier.decisions] == [Event.SUBMIT]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


@pytest.mark.parametrize("inbox_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("code", "kind"), [("53100", OutOfSpaceError), ("40P01", BusyError), ("XX001", InboxError)])
def test_what_postgresql_says_is_understood(world: Any, code: str, kind: type[Exception]) -> None:
    """A full disk, a deadlock, a damaged table: raised by the server itself."""
    with pytest.raises(kind), world.inbox.database.writing() as session:
        session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END $$"))


def test_locked_database_is_told_after_a_while(world: Any, inbox_url: str) -> None:
    """Somebody holds everything: one waits as long as was set, then hears what to do; nothing was stored."""
    name = world.brought_to(State.DRAFT)
    other = create_engine(inbox_url)
    with closing(open_inbox(Settings(database_url=inbox_url, inbox_seconds=0.5))) as inbox, other.connect() as held:
        held.exec_driver_sql("UPDATE organisations SET name = 'X'")

        def refused() -> None:
            begun = time.monotonic()
            with pytest.raises(BusyError, match=r"in use by others for 0\.5 seconds"):
                submissions.submit(inbox, name, world.town, world.make())
            assert time.monotonic() - begun > 0.4

        in_time(3, refused)
        assert len(reading.submissions(inbox)) == 1  # readers do not wait
        held.rollback()
        submissions.submit(inbox, name, world.town, world.make())
    other.dispose()


def test_no_connection_left_is_told_after_a_while(inbox_url: str) -> None:
    """Who finds all connections taken does not wait for ever either."""
    inbox = open_inbox(Settings(database_url=inbox_url, inbox_seconds=0.5))
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
