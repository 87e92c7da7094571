# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A program that hands in and accepts, and tells each step that was confirmed; a test kills it."""

import sys

from graph.inbox import Actor, Content, Event, Inbox, Limits, Role, Step, open_inbox, submissions
from graph.settings import Settings


def main(database_url: str, town: str, office: str) -> None:
    """Go on until somebody ends it."""
    opened = open_inbox(Settings(database_url=database_url))
    inbox = Inbox(opened.database, Limits(per_day=10**9, open=10**9))
    submitter = Actor("https://w3id.org/mpsc/id/municipality/09461000", town, Role.SUBMITTER)
    reviewer = Actor("https://w3id.org/mpsc/id/organisation/kts", office, Role.REVIEWER)
    for count in range(10**9):
        name, _ = submissions.start(inbox, submitter, f"Nummer {count}")
        content = Content(
            bytes([count % 256]) * 50_000,
            "text/turtle",
            "a.ttl",
            f"<x:{count}> <x:p> <x:o> .\n",
            "{}",
            0,
            "1",
            "https://x.example/",
        )
        version = submissions.submit(inbox, name.id, submitter, content)
        told("submitted", name.id, version.content_hash)
        submissions.decide(inbox, name.id, Step(Event.REVIEW, reviewer))
        submissions.decide(inbox, name.id, Step(Event.ACCEPT, reviewer, content_hash=version.content_hash))
        told("accepted", name.id, version.content_hash)


def told(*words: str) -> None:
    """Say what was confirmed, at once."""
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
