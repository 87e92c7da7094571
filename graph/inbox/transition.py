# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one function that changes the state of a submission."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from graph.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from graph.inbox.accounts import Actor
from graph.inbox.inbox import clean_text
from graph.inbox.schema import BRIEF, Decision, Submission, Version
from graph.inbox.states import AUTOMATIC, DECISIONS, EVER_PUBLIC, REASONED, TRANSITIONS, Event, Role, State


@dataclass(frozen=True)
class Step:
    """One event that is to happen to a submission.

    Attributes:
        actor: who causes it; None for the software itself.
        seen: revision of the submission that was looked at; None where nobody looked.
        content_hash: content that was looked at, for an acceptance.
        reason: for the submitter.
        release: version of the release, for a publication.
    """

    event: Event
    actor: Actor | None = None
    seen: int | None = None
    content_hash: str = ""
    reason: str = ""
    release: str = ""


def take(session: Session, submission: Submission, step: Step, at: datetime) -> Decision:
    """Let `step` happen, and write down what, who, when and why.

    The submission must have been read with `lock_submission`, so that nobody changes it at the same time.

    Raises:
        NotFoundError: the actor may not know of the submission.
        ForbiddenError: the step is for others, or it takes a second pair of eyes.
        ConflictError: the submission is in another state, or is not what was looked at.
        InputError: a reason is missing.
    """
    _refuse_strangers(submission, step)
    after = TRANSITIONS.get((State(submission.state), step.event))
    if after is None or step.seen not in {None, submission.revision}:
        raise ConflictError(_state_now(session, submission, step.event))
    current = newest_version(session, submission.id)
    _refuse_other_content(submission, step, current)
    if step.event == Event.ACCEPT and submission.revises:
        _refuse_second_revision(session, submission.id, submission.revises)
    if step.event in REASONED and not step.reason.strip():
        raise InputError(f"{step.event} needs a reason that the submitter can act on.")
    decision = Decision(
        submission=submission.id,
        event=step.event,
        before=submission.state,
        after=after,
        organisation=step.actor.organisation if step.actor else "",
        account=step.actor.account if step.actor else None,
        content_hash=current.content_hash if current else "",
        reason=clean_text(step.reason, "reason"),
        release=step.release,
        at=at,
    )
    session.add(decision)
    submission.state = after
    submission.revision += 1
    session.flush()
    return decision


def lock_submission(session: Session, name: str) -> Submission:
    """Return a submission that nobody else can change until the transaction ends.

    Raises:
        NotFoundError: there is none of this name.
    """
    query = select(Submission).where(Submission.id == name).with_for_update()
    submission = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if submission is None:
        raise unknown_submission(name)
    return submission


def newest_version(session: Session, name: str) -> Version | None:
    """Return the newest version of a submission in brief, or None where nothing was submitted yet."""
    query = select(Version).where(Version.submission == name).order_by(Version.number.desc()).limit(1)
    return session.scalars(query.options(*BRIEF)).one_or_none()


def may_see(submission: Submission, actor: Actor) -> bool:
    """Tell whether the actor may know of it: its organisation may, reviewers from its submission on."""
    if actor.organisation == submission.organisation:
        return True
    return actor.role == Role.REVIEWER and submission.state != State.DRAFT


def possible(submission: Submission, actor: Actor) -> tuple[Event, ...]:
    """Return the events that the actor can cause in the present state, in the order of `Event`."""
    return tuple(
        event
        for event in Event
        if (State(submission.state), event) in TRANSITIONS and _is_allowed(submission, Step(event, actor))
    )


def unknown_submission(name: str) -> NotFoundError:
    """Return one error for a submission that does not exist and one that is not for the actor to see."""
    return NotFoundError(f"There is no submission {name}, or it is not yours. Check the address.")


def _refuse_strangers(submission: Submission, step: Step) -> None:
    """Four eyes are those of two organisations, as each may have many accounts."""
    if step.actor is None:
        if step.event not in AUTOMATIC | {Event.WITHDRAW}:
            raise ForbiddenError(f"{step.event} is for people, not for the software itself.")
        return
    if not may_see(submission, step.actor):
        raise unknown_submission(submission.id)
    is_owner = step.actor.organisation == submission.organisation
    if step.event in AUTOMATIC:
        raise ForbiddenError(f"Only the build of a release can {step.event}.")
    if step.event in DECISIONS and (is_owner or step.actor.role != Role.REVIEWER):
        raise ForbiddenError("Four eyes: a reviewer of another organisation than the submitter's decides.")
    if step.event in {Event.SUBMIT, Event.WITHDRAW} and not is_owner:
        raise ForbiddenError(f"Only the organisation that submits can {step.event} it.")


def _is_allowed(submission: Submission, step: Step) -> bool:
    try:
        _refuse_strangers(submission, step)
    except (ForbiddenError, NotFoundError):
        return False
    return True


def _refuse_other_content(submission: Submission, step: Step, current: Version | None) -> None:
    if step.event == Event.ACCEPT and (current is None or step.content_hash != current.content_hash):
        raise ConflictError(
            f"The content that was reviewed ({step.content_hash or 'none'}) is not the newest of"
            f" {submission.id}. Look at it again; an acceptance names the content hash."
        )


def _refuse_second_revision(session: Session, name: str, revises: str) -> None:
    """What is published is replaced once, so its history is a line; the lock makes a second reviewer wait."""
    before = lock_submission(session, revises)
    query = select(Submission.id).where(
        Submission.revises == revises, Submission.id != name, Submission.state.in_(EVER_PUBLIC)
    )
    other = session.scalars(query.limit(1)).one_or_none()
    if before.state != State.PUBLISHED or other is not None:
        raise ConflictError(
            f"{name} revises {revises}, which is {before.state}"
            + (f" and is replaced by {other}" if other else "")
            + ". Revise what is published now."
        )


def _state_now(session: Session, submission: Submission, event: Event) -> str:
    query = select(Decision).where(Decision.submission == submission.id).order_by(Decision.id.desc()).limit(1)
    last = session.scalars(query).one_or_none()
    since = f" since {last.at:%Y-%m-%d %H:%M} UTC ({last.event})" if last else ""
    events = sorted(e for state, e in TRANSITIONS if state == submission.state and e not in AUTOMATIC)
    return (
        f"{event} is not possible: {submission.id} is {submission.state}{since}, revision"
        f" {submission.revision}. Possible now: {', '.join(events) or 'nothing'}. Look at it again."
    )
