# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""An inbox on each database, with organisations that submit and review."""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from graph.inbox import (
    Actor,
    Content,
    Event,
    Inbox,
    Limits,
    Role,
    State,
    Step,
    accounts,
    open_inbox,
    reading,
    submissions,
)
from graph.inbox.schema import Base, Submission
from graph.inbox.transition import lock_submission, take
from graph.settings import Settings
from tests.pace import PATIENCE

BAMBERG = "https://w3id.org/mpsc/id/municipality/09461000"
KTS = "https://w3id.org/mpsc/id/organisation/kts"
STATEMENT = f'<{BAMBERG}> <http://www.w3.org/2004/02/skos/core#note> "{{}}"@de .\n'

DATABASES = ("sqlite", "postgresql")

PATHS: dict[State, tuple[Event, ...]] = {
    State.DRAFT: (),
    State.SUBMITTED: (Event.SUBMIT,),
    State.IN_REVIEW: (Event.SUBMIT, Event.REVIEW),
    State.CHANGES_REQUESTED: (Event.SUBMIT, Event.REVIEW, Event.REQUEST_CHANGES),
    State.ACCEPTED: (Event.SUBMIT, Event.REVIEW, Event.ACCEPT),
    State.PUBLISHED: (Event.SUBMIT, Event.REVIEW, Event.ACCEPT, Event.PUBLISH),
    State.SUPERSEDED: (Event.SUBMIT, Event.REVIEW, Event.ACCEPT, Event.PUBLISH, Event.SUPERSEDE),
    State.RETRACTED: (Event.SUBMIT, Event.REVIEW, Event.ACCEPT, Event.PUBLISH, Event.RETRACT),
    State.REJECTED: (Event.SUBMIT, Event.REVIEW, Event.REJECT),
    State.WITHDRAWN: (Event.WITHDRAW,),
}
"""How a submission gets into each state."""


def content(note: str = "Hallo.", **other: object) -> Content:
    """Return something to hand in."""
    made = Content(
        received=note.encode(),
        media_type="text/turtle",
        file_name="bamberg.ttl",
        canonical=STATEMENT.format(note),
        report='{"findings": []}',
        errors=0,
        shapes_version="0.1.0",
        licence="https://creativecommons.org/licenses/by/4.0/",
    )
    return replace(made, **other)  # type: ignore[arg-type]  # the fields of Content


@dataclass
class World:
    """An inbox, a town that submits, an office that reviews, and a clock to turn."""

    inbox: Inbox
    town: Actor
    office: Actor
    time: datetime = datetime(2026, 11, 23, 8, tzinfo=UTC)
    make: Callable[..., Content] = field(default=content)

    def wait(self, **span: float) -> None:
        """Let time pass."""
        self.time += timedelta(**span)

    def limited(self, **limits: int) -> Inbox:
        """Return the inbox with other limits."""
        return replace(self.inbox, limits=Limits(**limits))

    def account(self, organisation: str, role: Role = Role.SUBMITTER) -> Actor:
        """Return an actor with an account of its own."""
        account = accounts.create(self.inbox, organisation, "Name", role)
        return Actor(organisation, account.id, role)

    def step(self, name: str, event: Event, **more: object) -> Submission:
        """Let something happen, by whom it is for."""
        if event == Event.SUBMIT:
            submissions.submit(self.inbox, name, self.town, content())
        system = event in {Event.PUBLISH, Event.REFUSE, Event.SUPERSEDE}
        actor = None if system else self.town if event in {Event.WITHDRAW, Event.RETRACT} else self.office
        given = Step(event, actor, content_hash=self.hash_of(name), reason="Grund", release="2026-11-23")
        with self.inbox.database.writing() as session:
            submission = lock_submission(session, name)
            if event != Event.SUBMIT:
                take(session, submission, replace(given, **more), self.inbox.now())  # type: ignore[arg-type]
            return submission

    def hash_of(self, name: str) -> str:
        """Return the digest of the newest content, as a reviewer sees it."""
        versions = reading.dossier(self.inbox, name).versions
        return versions[-1].content_hash if versions else hashlib.sha256(b"").hexdigest()

    def brought_to(self, state: State, revises: str | None = None) -> str:
        """Return a submission in that state."""
        submission, _ = submissions.start(self.inbox, self.town, "Bamberg", revises)
        for event in PATHS[state]:
            self.step(submission.id, event)
        return submission.id


def _as_postgres(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root; its Debian package makes a user for it."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["runuser", "-u", "postgres", "--"]


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The address of a PostgreSQL of our own, reached by a socket in a folder; no port is opened."""
    tools = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [
        Path(found) for found in [shutil.which("initdb")] if found
    ]
    assert tools, "PostgreSQL is missing: install the Debian package postgresql (apt-get install postgresql)."
    tool = tools[-1].resolve().parent
    folder = Path(tempfile.mkdtemp(prefix="mpsc-pg-"))
    data, user = folder / "data", _as_postgres(folder)
    start = ["-o", f"-c listen_addresses='' -c fsync=off -c max_connections=50 -k {folder}", "start"]
    initialise = [str(tool / "initdb"), "--pgdata", str(data), "--username", "postgres", "--auth", "trust"]
    serve = [str(tool / "pg_ctl"), "--pgdata", str(data), "--wait", "--log", str(folder / "log")]
    try:
        for command in ([*initialise, "--no-sync", "-E", "UTF8"], [*serve, *start]):
            subprocess.run([*user, *command], cwd="/", check=True, stdout=subprocess.DEVNULL, timeout=PATIENCE)
        yield f"postgresql+psycopg://postgres@/{{}}?host={folder}"
        stop = [str(tool / "pg_ctl"), "--pgdata", str(data), "--mode", "immediate", "stop"]
        subprocess.run([*user, *stop], cwd="/", check=True, stdout=subprocess.DEVNULL, timeout=PATIENCE)
    finally:
        shutil.rmtree(folder)


def _created(cluster: str) -> str:
    """Create a database of PostgreSQL; return its address."""
    name = f"inbox_{uuid4().hex}"
    engine = create_engine(cluster.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return cluster.format(name)


def _with_tables(url: str) -> str:
    open_inbox(Settings(database_url=url)).close()
    return url


@pytest.fixture(scope="session")
def sqlite_inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the tables of an inbox, to be copied."""
    path = tmp_path_factory.mktemp("tables") / "inbox.sqlite"
    _with_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_inbox(cluster: str) -> str:
    """The address of a database with the tables of an inbox, to be emptied."""
    return _with_tables(_created(cluster))


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/inbox.sqlite"
    return _created(request.getfixturevalue("cluster"))


@pytest.fixture(params=DATABASES)
def inbox_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty inbox, of each kind; its tables were made once, which takes long."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_inbox'), tmp_path)}"
    url: str = request.getfixturevalue("postgresql_inbox")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(Base.metadata.tables)} RESTART IDENTITY"))
    engine.dispose()
    return url


@pytest.fixture
def world(inbox_url: str) -> Iterator[World]:
    """An inbox with its organisations."""
    opened = open_inbox(Settings(database_url=inbox_url, inbox_seconds=2))
    nobody = Actor("", None, Role.SUBMITTER)
    made = World(opened, nobody, nobody)
    made.inbox = replace(opened, clock=lambda: made.time)
    made.town, made.office = made.account(BAMBERG), made.account(KTS, Role.REVIEWER)
    yield made
    opened.close()
