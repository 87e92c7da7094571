# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Submissions: drafts, what was handed in, and what became of it."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from graph.errors import ConflictError, InputError
from graph.inbox.accounts import Actor
from graph.inbox.content import Content, refuse_unready, version
from graph.inbox.inbox import Inbox, plain, readable
from graph.inbox.keys import digest, new_name, new_secret
from graph.inbox.quota import line_up, refuse_too_large, refuse_too_many_open, refuse_too_often
from graph.inbox.schema import Comment, Draft, Submission, Version
from graph.inbox.states import Event, Role, State
from graph.inbox.transition import Step, locked, may_see, newest, take, unknown


def start(inbox: Inbox, actor: Actor, title: str, revises: str | None = None) -> tuple[Submission, str]:
    """Begin a submission as a draft.

    Args:
        inbox: the inbox.
        actor: an account.
        title: what it is about, for lists.
        revises: the published submission of the same organisation whose place it is to take.

    Returns:
        The submission, and the secret of its address: whoever has it can follow and withdraw the submission.
        It is not kept.

    Raises:
        ConflictError: what it revises is not published (any more).
        TooManySubmissionsError: the organisation has too many open ones.
    """
    with inbox.database.writing() as session:
        line_up(session, actor.organisation)
        submission, secret = begun(session, inbox, actor, title, revises)
        _save(session, inbox, submission, b"", "application/octet-stream")
    return submission, secret


def begun(
    session: Session, inbox: Inbox, actor: Actor, title: str, revises: str | None
) -> tuple[Submission, str]:
    """Add a submission within a transaction; arguments, result and errors are those of `start`."""
    secret = new_secret()
    refuse_too_many_open(session, actor.organisation, inbox.limits)
    if revises is not None:
        _refuse_unpublished(session, revises, actor)
    submission = Submission(
        id=new_name(),
        organisation=actor.organisation,
        account=actor.account,
        title=plain(title, "title"),
        state=State.DRAFT,
        revision=0,
        address=digest(secret),
        revises=revises,
        created_at=inbox.now(),
    )
    session.add(submission)
    session.flush()
    return submission, secret


def save_draft(inbox: Inbox, name: str, actor: Actor, content: bytes, media_type: str) -> None:
    """Keep what somebody has filled in so far; the draft before is replaced.

    Raises:
        NotFoundError: no such submission of the organisation.
        ConflictError: it is not being edited in its present state.
        TooLargeError: there is no room for it.
    """
    with inbox.database.writing() as session:
        line_up(session, actor.organisation)
        submission = locked(session, name)
        if submission.organisation != actor.organisation:
            raise unknown(name)
        if submission.state not in {State.DRAFT, State.CHANGES_REQUESTED}:
            raise ConflictError(f"{name} is {submission.state} and cannot be edited. Withdraw it first.")
        _save(session, inbox, submission, content, plain(media_type, "media type"))


def draft(inbox: Inbox, name: str, actor: Actor) -> Draft | None:
    """Return what was saved, for its own organisation only; None where nothing is being edited."""
    with inbox.database.reading() as session:
        submission = session.get(Submission, name)
        if submission is None or submission.organisation != actor.organisation:
            raise unknown(name)
        return session.get(Draft, name)


def submit(inbox: Inbox, name: str, actor: Actor, content: Content, waiver: str = "") -> Version:
    """Hand in a version for review; its bytes are on disk when this returns.

    Args:
        inbox: the inbox.
        name: the submission.
        actor: an account of its organisation.
        content: the version.
        waiver: why it should be taken in spite of errors, for the reviewer.

    Raises:
        InputError: nothing was recognised in it, or it has errors and no waiver is asked for.
        TooLargeError: there is no room for it.
        TooManySubmissionsError: the organisation or the token has handed in too often.
        NotFoundError, ConflictError: as `take` does.
    """
    refuse_unready(content, waiver)
    with inbox.database.writing() as session:
        line_up(session, actor.organisation)
        submission = locked(session, name)
        if not may_see(submission, actor):
            raise unknown(name)
        return added(session, inbox, submission, actor, content, waiver)


def added(  # noqa: PLR0913, PLR0917 - as `submit`, within a transaction
    session: Session, inbox: Inbox, submission: Submission, actor: Actor, content: Content, waiver: str
) -> Version:
    """Add a version that `refuse_unready` let through; arguments, result and errors are those of `submit`."""
    refuse_too_often(session, actor, inbox.limits, inbox.now())
    handed_in = version(session, inbox, submission.id, actor, content)
    refuse_too_large(session, submission.organisation, handed_in.stored_bytes, inbox.limits)
    session.execute(delete(Draft).where(Draft.submission == submission.id))
    session.add(handed_in)
    session.flush()
    take(session, submission, Step(Event.SUBMIT, actor, reason=waiver), inbox.now())
    return handed_in


def decide(inbox: Inbox, name: str, step: Step) -> Submission:
    """Let a step happen that a person decides; raises as `take` does.

    Of two who decide at once on the same revision, one wins and the other gets a ConflictError.
    """
    with inbox.database.writing() as session:
        submission = locked(session, name)
        take(session, submission, step, inbox.now())
        if step.event == Event.WITHDRAW:
            session.execute(delete(Draft).where(Draft.submission == name))
    return submission


def comment(inbox: Inbox, name: str, actor: Actor, text: str, field: str = "") -> Comment:
    """Leave a remark to the submitter, or an answer, on the newest version or a field of it."""
    if not text.strip():
        raise InputError("The comment is empty. Write what should change, and why.")
    with inbox.database.writing() as session:
        submission = locked(session, name)
        if not may_see(submission, actor):
            raise unknown(name)
        current = newest(session, name)
        remark = Comment(
            submission=name,
            number=current.number if current else 0,
            organisation=actor.organisation,
            field=plain(field, "field") if field else "",
            text=readable(text, "comment"),
            at=inbox.now(),
        )
        session.add(remark)
    return remark


def by_address(inbox: Inbox, secret: str) -> tuple[Submission, Actor]:
    """Return the submission of an address and whom its holder stands for; raises NotFoundError."""
    with inbox.database.reading() as session:
        query = select(Submission).where(Submission.address == digest(secret))
        submission = session.scalars(query).one_or_none()
    if submission is None:
        raise unknown("of this address")
    return submission, Actor(submission.organisation, None, Role.SUBMITTER)


def rename(inbox: Inbox, name: str, actor: Actor, title: str) -> None:
    """Say anew what a submission that is being edited is about; raises as `save_draft` does."""
    with inbox.database.writing() as session:
        submission = locked(session, name)
        if submission.organisation != actor.organisation:
            raise unknown(name)
        if submission.state not in {State.DRAFT, State.CHANGES_REQUESTED}:
            raise ConflictError(f"{name} is {submission.state} and keeps its title.")
        submission.title = plain(title, "title")


def renew_address(inbox: Inbox, name: str, actor: Actor) -> str:
    """Return a new secret of the address of a submission, for its own organisation; the one before ends."""
    secret = new_secret()
    with inbox.database.writing() as session:
        submission = locked(session, name)
        if submission.organisation != actor.organisation:
            raise unknown(name)
        submission.address = digest(secret)
    return secret


def expire_drafts(inbox: Inbox) -> int:
    """Remove what was saved too long ago and withdraw submissions that are nothing else; return how many."""
    with inbox.database.writing() as session:
        names = session.scalars(select(Draft.submission).where(Draft.expires_at <= inbox.now())).all()
        for name in names:
            submission = locked(session, name)
            session.execute(delete(Draft).where(Draft.submission == name))
            if submission.state == State.DRAFT:
                take(session, submission, Step(Event.WITHDRAW, reason="expired"), inbox.now())
    return len(names)


def _refuse_unpublished(session: Session, revises: str, actor: Actor) -> None:
    before = session.get(Submission, revises)
    if before is None or before.organisation != actor.organisation:
        raise unknown(revises)
    if before.state != State.PUBLISHED:
        raise ConflictError(f"{revises} is {before.state}; only what is published can be revised.")


def _save(session: Session, inbox: Inbox, submission: Submission, content: bytes, media_type: str) -> None:
    saved = session.get(Draft, submission.id)
    replaced = saved.stored_bytes if saved else 0
    refuse_too_large(session, submission.organisation, len(content), inbox.limits, replaced)
    session.merge(
        Draft(
            submission=submission.id,
            content=content,
            media_type=media_type,
            stored_bytes=len(content),
            saved_at=inbox.now(),
            expires_at=inbox.in_future(timedelta(days=inbox.limits.draft_days)),
        )
    )
