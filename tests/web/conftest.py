# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""An application with an inbox, a town that submits, and an office that reviews."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.inbox import Actor, Inbox, Role, Scope, accounts, open_inbox
from graph.settings import Settings
from graph.store import EmbeddedStore, Origin
from graph.web import create_app
from graph.workers import Limits
from graph.workers.sandbox import CHECK_LIMITS
from graph.workers.supervisor import Supervisor
from graph.workers.wire import CHECKS

BAMBERG = "https://w3id.org/mpsc/id/municipality/09461000"
KTS = "https://w3id.org/mpsc/id/organisation/kts"
_NUMBERS = count(1)
PAGE = {"Accept": "text/html"}


@dataclass(frozen=True)
class Office:
    """An application, its inbox, and two accounts.

    Attributes:
        app: the application.
        inbox: its inbox, opened a second time.
        town: an account that submits.
        reviewer: an account of another organisation that reviews.
    """

    app: Flask
    inbox: Inbox
    town: Actor
    reviewer: Actor

    def browser(self, actor: Actor | None = None) -> FlaskClient:
        """Return a browser; with an actor, one that has signed in."""
        client = self.app.test_client()
        if actor is not None:
            # Each comes from another address, so they do not use up what one client may try.
            place = {"REMOTE_ADDR": f"2001:db8:1:{next(_NUMBERS):x}::1"}
            answer = client.post(f"/sign-in/{self.link(actor)}", environ_base=place)
            assert answer.status_code == 303
        return client

    def link(self, actor: Actor) -> str:
        """Return the secret of a link that signs in once."""
        assert actor.account is not None
        return accounts.create_link(self.inbox, actor.account)

    def token(self, actor: Actor, *scopes: Scope, days: int = 1) -> dict[str, str]:
        """Return the header with a token."""
        assert actor.account is not None
        secret, _ = accounts.create_token(self.inbox, actor.account, scopes, timedelta(days=days))
        return {"Authorization": f"Bearer {secret}"}


def opened(settings: Settings, store: EmbeddedStore) -> Iterator[Office]:
    """Give an application with an inbox and two accounts."""
    inbox = open_inbox(settings)
    town = accounts.create(inbox, BAMBERG, "Stadt Bamberg")
    office = accounts.create(inbox, KTS, "KTS", Role.REVIEWER)
    yield Office(
        create_app(settings, store),
        inbox,
        Actor(BAMBERG, town.id, Role.SUBMITTER),
        Actor(KTS, office.id, Role.REVIEWER),
    )
    inbox.close()


@contextmanager
def checking(*published: Path) -> Iterator[Path]:
    """Run workers that check files beside what is published; give their folder."""
    supervisor = Supervisor(lambda: Origin("", published), Limits(workers=1), CHECK_LIMITS)
    supervisor.start()
    try:
        yield supervisor.folder
    finally:
        supervisor.stop()


@pytest.fixture(scope="session")
def worker_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of workers that check files and know one project."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "published.ttl").write_text(
        "<https://w3id.org/mpsc/id/project/bamberg> a <https://w3id.org/mpsc/def#ModelProject> .", encoding="utf-8"
    )
    with checking(folder / "published.ttl") as workers:
        yield workers


@pytest.fixture
def office(tmp_path: Path, worker_folder: Path) -> Iterator[Office]:
    """An application without data, and files that are checked by workers that know one project."""
    # What clients have used up lies beside the address of the workers: each test begins with nothing used.
    own = tmp_path / "workers"
    own.mkdir()
    (own / f"{CHECKS}.json").symlink_to(worker_folder / f"{CHECKS}.json")
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/inbox.sqlite",
        secret_file=tmp_path / "secret",
        worker_folder=own,
        inbox_seconds=1.0,
    )
    yield from opened(settings, EmbeddedStore())
