# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the inbox into a release: what is accepted, and the record of what became public."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from rdflib import URIRef
from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from graph.errors import ConflictError, InboxError
from graph.inbox.inbox import Inbox, clean_text, inbox_exists, open_inbox
from graph.inbox.schema import Decision, Submission, Version
from graph.inbox.states import EVER_PUBLIC, Event, State
from graph.inbox.submissions import expire_drafts
from graph.inbox.transition import Step, lock_submission, take
from graph.publication.build import Recorder, build
from graph.publication.checks import Refusal
from graph.publication.contributions import Contribution, Ending
from graph.publication.release import Release
from graph.publication.sources import Progress, Sources
from graph.settings import Settings

Built = TypeVar("Built")


@dataclass(frozen=True)
class Outcome(Generic[Built]):
    """What came of publishing.

    Attributes:
        built: what the build returned.
        published: names of the submissions that became public.
        refused: those that were left out of the release, with the reason.
    """

    built: Built
    published: Sequence[str]
    refused: Sequence[Refusal]

    def left_out(self) -> str:
        """Return which submissions were left out and why, for people; empty where none was."""
        listed = "".join(f"\n  {refusal.name}: {refusal.reason}" for refusal in self.refused)
        return f"{len(self.refused)} accepted submissions were left out:{listed}" if self.refused else ""


@dataclass(frozen=True)
class _Read:
    """The submissions that were ever accepted: their revisions, and what a release says of them."""

    revisions: dict[str, int]
    contributions: tuple[Contribution, ...]


def publish(inbox: Inbox, build: Callable[[tuple[Contribution, ...], Recorder], Built]) -> Outcome[Built]:
    """Let `build` make a release of what is accepted, and write down what it took.

    The build validates everything anew with the present shapes and checks. What it took becomes
    *published* in a transaction that is open while the release appears: a submission that was withdrawn
    in the meantime stops it. Should the machine stop between the two, the next build completes the record.

    Raises:
        ConflictError: a submission has changed while the release was built; nothing was published.
        InboxError: the statements stored are not those that were accepted.
    """
    read = _gathered(inbox)
    left_out: list[Refusal] = []

    @contextmanager
    def recorded(release: str, refused: Sequence[Refusal]) -> Iterator[None]:
        left_out[:] = refused
        with inbox.database.writing() as session:
            _record(session, read, release, refused, inbox.now())
            yield

    built = build(read.contributions, recorded)
    names = {refusal.name for refusal in left_out}
    new = [c.name for c in read.contributions if c.is_new and c.name not in names]
    return Outcome(built, new, tuple(left_out))


def accepted_contributions(inbox: Inbox) -> tuple[Contribution, ...]:
    """Return what goes into the next release: accepted and published submissions, and those that are gone.

    A submission that another one is to replace is given as superseded, from the moment the other was
    accepted, so that the same inbox gives the same release whenever it is built.
    """
    return _gathered(inbox).contributions


def _gathered(inbox: Inbox) -> _Read:
    with inbox.database.reading() as session:
        found = session.scalars(
            select(Submission).where(Submission.state.in_(EVER_PUBLIC)).order_by(Submission.id)
        ).all()
        history = _history(session)
        successors = {submission.revises: submission for submission in found if submission.revises}
        return _Read(
            {submission.id: submission.revision for submission in found},
            tuple(_contribution(session, each, history, successors.get(each.id)) for each in found),
        )


def _history(session: Session) -> dict[str, dict[str, Decision]]:
    """Return submission → event → the last decision of that kind."""
    found: dict[str, dict[str, Decision]] = defaultdict(dict)
    names = select(Submission.id).where(Submission.state.in_(EVER_PUBLIC))
    for decision in session.scalars(select(Decision).where(Decision.submission.in_(names)).order_by(Decision.id)):
        found[decision.submission][decision.event] = decision
    return found


def _contribution(
    session: Session, submission: Submission, history: dict[str, dict[str, Decision]], successor: Submission | None
) -> Contribution:
    decided = history[submission.id]
    acceptance = decided[Event.ACCEPT]
    version = session.scalars(
        select(Version)
        .where(Version.submission == submission.id, Version.content_hash == acceptance.content_hash)
        .order_by(Version.number.desc())
        .limit(1)
        .options(defer(Version.received), defer(Version.report))
    ).one_or_none()
    if version is None:
        raise InboxError(f"{submission.id}: the accepted version is gone. Restore a backup.")
    return Contribution(
        name=submission.id,
        title=submission.title,
        statements=version.canonical,
        content_hash=acceptance.content_hash,
        organisation=URIRef(submission.organisation),
        received=version.received_at,
        accepted=acceptance.at,
        shapes_version=version.shapes_version,
        licence=URIRef(version.licence),
        revises=submission.revises,
        is_new=submission.state == State.ACCEPTED,
        ending=_ending(submission, history, successor),
    )


def _ending(
    submission: Submission, history: dict[str, dict[str, Decision]], successor: Submission | None
) -> Ending | None:
    decided = history[submission.id]
    if submission.state == State.ACCEPTED:
        return None
    release = decided[Event.PUBLISH].release
    if submission.state == State.RETRACTED:
        retraction = decided[Event.RETRACT]
        return Ending(retraction.at, release, retraction.reason)
    if successor is not None:
        return Ending(history[successor.id][Event.ACCEPT].at, release, replaced_by=successor.id)
    return None


def _record(session: Session, read: _Read, release: str, refused: Sequence[Refusal], at: datetime) -> None:
    """Record what the release has; a submission that has changed since it was read stops the release."""
    reasons = {refusal.name: refusal.reason for refusal in refused}
    for contribution in read.contributions:
        submission = lock_submission(session, contribution.name)
        if submission.revision != read.revisions[submission.id]:
            raise ConflictError(
                f"{submission.id} has become {submission.state} while the release was being built;"
                " nothing was published. Build again."
            )
        if step := _step(session, contribution, submission, release, reasons):
            take(session, submission, step, at)


def _step(
    session: Session, contribution: Contribution, submission: Submission, release: str, reasons: dict[str, str]
) -> Step | None:
    """Return what a release causes for a submission, if anything."""
    reason, ending = reasons.get(submission.id), contribution.ending
    if reason is not None:
        return None if _is_repeated(session, submission.id, reason) else Step(Event.REFUSE, reason=reason)
    if contribution.is_new:
        return Step(Event.PUBLISH, release=release)
    if submission.state == State.PUBLISHED and ending is not None and ending.replaced_by not in reasons:
        return Step(Event.SUPERSEDE)
    return None


def _is_repeated(session: Session, name: str, reason: str) -> bool:
    """Tell whether the same refusal was the last thing that happened; no build records it twice."""
    query = select(Decision).where(Decision.submission == name).order_by(Decision.id.desc()).limit(1)
    last = session.scalars(query).one()
    return last.event == Event.REFUSE and last.reason == clean_text(reason, "reason")


def build_release(settings: Settings, date: str, sources: Sources, progress: Progress) -> Outcome[tuple[Release, bool]]:
    """Build a release of the sources and, where there is an inbox, of what is accepted in it.

    Raises as `build` and `publish` do.
    """
    if not inbox_exists(settings):
        return Outcome(build(settings.release_folder, date, sources, progress), (), ())

    def with_submissions(contributions: tuple[Contribution, ...], recorded: Recorder) -> tuple[Release, bool]:
        whole = replace(sources, contributions=contributions)
        return build(settings.release_folder, date, whole, progress, recorded)

    with closing(open_inbox(settings)) as inbox:
        expire_drafts(inbox)
        return publish(inbox, with_submissions)
