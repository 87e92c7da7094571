# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A program that hands in, accepts and publishes, and tells each step that was confirmed; a test kills it.

It loads everything, then waits: each line it reads starts one child that works until somebody kills it. The
first word of a child is its process id.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from graph.errors import ConflictError
from graph.inbox import Actor, Content, Event, Inbox, Limits, Role, Step, open_inbox, publish, submissions
from graph.publication.build import Recorder, build
from graph.publication.contributions import Contribution
from graph.publication.release import Release
from graph.publication.sources import Sources
from graph.settings import Settings

TOWN = "https://w3id.org/mpsc/id/municipality/09461000"
OFFICE = "https://w3id.org/mpsc/id/organisation/kts"
NOTE = f'<{TOWN}> <http://www.w3.org/2004/02/skos/core#note> "{{}}"@de .\n'
EACH = 3
"""Submissions between two releases."""


def main(database_url: str, town: str, office: str, folder: str) -> None:
    """Start a child for each line."""
    inbox = Limits(per_day=10**9, open=10**9)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            with opened(database_url, inbox) as mine:
                work(mine, Actor(TOWN, town, Role.SUBMITTER), Actor(OFFICE, office, Role.REVIEWER), Path(folder))
        os.waitpid(child, 0)


@contextmanager
def opened(database_url: str, limits: Limits) -> Iterator[Inbox]:
    """Give the inbox, opened by this process."""
    told(str(os.getpid()))
    found = open_inbox(Settings(database_url=database_url, inbox_seconds=20))
    yield Inbox(found.database, limits)


def work(inbox: Inbox, town: Actor, office: Actor, folder: Path) -> None:
    """Hand in, accept and publish until somebody ends it."""
    while True:
        for _ in range(EACH):
            hand_in(inbox, town, office)
        name, _ = submissions.start(inbox, town, "Nie angenommen")
        submissions.submit(inbox, name.id, town, content(name.id))
        # Another build may have been killed before it wrote down what it had published: this one does.
        with suppress(ConflictError):
            told("published", *publish(inbox, Press(folder)).published)


def hand_in(inbox: Inbox, town: Actor, office: Actor) -> None:
    """Hand in one and accept it."""
    name, _ = submissions.start(inbox, town, "Nummer")
    version = submissions.submit(inbox, name.id, town, content(name.id))
    told("submitted", name.id, version.content_hash)
    submissions.decide(inbox, name.id, Step(Event.REVIEW, office))
    submissions.decide(inbox, name.id, Step(Event.ACCEPT, office, content_hash=version.content_hash))
    told("accepted", name.id, version.content_hash)


def content(note: str) -> Content:
    """Return something to hand in."""
    licence = "https://creativecommons.org/licenses/by/4.0/"
    return Content(note.encode() * 2_000, "text/turtle", "a.ttl", NOTE.format(note), "{}", 0, "1", licence)


class Press:
    """Builds releases of the sources in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sources = Sources(data=folder / "data", vocabulary=folder / "vocabulary")

    def __call__(self, contributions: tuple[Contribution, ...], recorded: Recorder) -> Release:
        """Build one."""
        whole = replace(self.sources, contributions=contributions)
        return build(self.folder / "releases", "2026-11-28", whole, recorded=recorded)[0]


def told(*words: str) -> None:
    """Say what was confirmed, at once: a line this short is written as a whole or not at all (PIPE_BUF)."""
    os.write(1, (" ".join(words) + "\n").encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
