# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Submissions: drafts, what was handed in, and what became of it.

What is handed in: refused where it is not ready, and made the next version of its submission.

Handing in by programs: begun and handed in at once, and the same bytes once only.

A program that got no answer sends again. What an organisation has in the inbox already, and has not taken
back, is given back as it is.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, aliased

from graph.errors import ConflictError, InputError
from graph.inbox.accounts import Actor, digest, new_name, new_secret
from graph.inbox.inbox import Inbox, clean_line, clean_text, require_iri
from graph.inbox.quota import lock_organisation, refuse_too_large, refuse_too_many_open, refuse_too_often
from graph.inbox.schema import Comment, Draft, Submission, Version
from graph.inbox.states import Event, Role, State
from graph.inbox.transition import Step, lock_submission, may_see, newest_version, take, unknown_submission


@dataclass(frozen=True)
class Content:
    """What is handed in, and what intake and validation made of it.

    Attributes:
        received: the bytes as they came.
        media_type: what they are.
        file_name: how the sender calls them; kept for people only.
        canonical: what is to be published, as canonical N-Quads.
        report: what validation found, JSON.
        errors: how many of the findings are errors.
        shapes_version: of the shapes that it was validated with.
        licence: IRI of the licence under which the organisation gives it.
    """

    received: bytes
    media_type: str
    file_name: str
    canonical: str
    report: str
    errors: int
    shapes_version: str
    licence: str


def refuse_unready(content: Content, waiver: str) -> None:
    """Refuse what has nothing to publish, or has errors and no reason to take it all the same."""
    if not content.canonical.strip():
        raise InputError(
            "Nothing was recognised in the file, so there is nothing to submit. Check the format."
        )
    if content.errors and not waiver.strip():
        raise InputError(
            f"The file has {content.errors} errors. Correct them, or say why it should be taken all the same."
        )


def version(session: Session, inbox: Inbox, name: str, actor: Actor, content: Content) -> Version:
    """Return the next version of a submission; nothing is added yet.

    Raises:
        InputError: a text in it cannot be kept, or the version of the shapes or the licence is none.
    """
    before = newest_version(session, name)
    if not re.fullmatch(r"[\w.+-]{1,100}", content.shapes_version, re.ASCII):
        raise InputError(f"{content.shapes_version!r} is no version of the shapes, such as 0.1.0.")
    try:
        canonical, report = content.canonical.encode(), content.report.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            f"The text has half a character at position {error.start}. Save it as UTF-8."
        ) from error
    if b"\0" in canonical or b"\0" in report:
        raise InputError("The text contains the character U+0000, which no text has. Remove it.")
    return Version(
        submission=name,
        number=before.number + 1 if before else 1,
        received=content.received,
        received_hash=hashlib.sha256(content.received).hexdigest(),
        media_type=clean_line(content.media_type, "media type"),
        file_name=_file_name(content.file_name),
        canonical=content.canonical,
        content_hash=hashlib.sha256(canonical).hexdigest(),
        report=content.report,
        errors=content.errors,
        shapes_version=content.shapes_version,
        licence=require_iri(content.licence, "licence", "https://creativecommons.org/licenses/by/4.0/"),
        token=actor.token,
        stored_bytes=len(content.received) + len(canonical) + len(report),
        received_at=inbox.now(),
    )


def _file_name(text: str) -> str:
    """Return the last part of a name that somebody's program sent, without what could mislead."""
    name = PurePosixPath(text.replace("\\", "/")).name
    return "".join(sign for sign in name if sign.isprintable())[-200:] or "unnamed"


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
        lock_organisation(session, actor.organisation)
        submission, secret = _create_in(session, inbox, actor, title, revises)
        _save(session, inbox, submission, b"", "application/octet-stream")
    return submission, secret


def _create_in(
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
        title=clean_line(title, "title"),
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
        lock_organisation(session, actor.organisation)
        submission = lock_submission(session, name)
        if submission.organisation != actor.organisation:
            raise unknown_submission(name)
        if submission.state not in {State.DRAFT, State.CHANGES_REQUESTED}:
            raise ConflictError(f"{name} is {submission.state} and cannot be edited. Withdraw it first.")
        _save(session, inbox, submission, content, clean_line(media_type, "media type"))


def draft(inbox: Inbox, name: str, actor: Actor) -> Draft | None:
    """Return what was saved, for its own organisation only; None where nothing is being edited."""
    with inbox.database.reading() as session:
        submission = session.get(Submission, name)
        if submission is None or submission.organisation != actor.organisation:
            raise unknown_submission(name)
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
        lock_organisation(session, actor.organisation)
        submission = lock_submission(session, name)
        if not may_see(submission, actor):
            raise unknown_submission(name)
        return _add_version_in(session, inbox, submission, actor, content, waiver)


def _add_version_in(  # noqa: PLR0913, PLR0917 - as `submit`, within a transaction
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
        submission = lock_submission(session, name)
        take(session, submission, step, inbox.now())
        if step.event == Event.WITHDRAW:
            session.execute(delete(Draft).where(Draft.submission == name))
    return submission


def comment(inbox: Inbox, name: str, actor: Actor, text: str, field: str = "") -> Comment:
    """Leave a remark to the submitter, or an answer, on the newest version or a field of it."""
    if not text.strip():
        raise InputError("The comment is empty. Write what should change, and why.")
    with inbox.database.writing() as session:
        submission = lock_submission(session, name)
        if not may_see(submission, actor):
            raise unknown_submission(name)
        current = newest_version(session, name)
        remark = Comment(
            submission=name,
            number=current.number if current else 0,
            organisation=actor.organisation,
            field=clean_line(field, "field") if field else "",
            text=clean_text(text, "comment"),
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
        raise unknown_submission("of this address")
    return submission, Actor(submission.organisation, None, Role.SUBMITTER)


def rename(inbox: Inbox, name: str, actor: Actor, title: str) -> None:
    """Say anew what a submission that is being edited is about; raises as `save_draft` does."""
    with inbox.database.writing() as session:
        submission = lock_submission(session, name)
        if submission.organisation != actor.organisation:
            raise unknown_submission(name)
        if submission.state not in {State.DRAFT, State.CHANGES_REQUESTED}:
            raise ConflictError(f"{name} is {submission.state} and keeps its title.")
        submission.title = clean_line(title, "title")


def renew_address(inbox: Inbox, name: str, actor: Actor) -> str:
    """Return a new secret of the address of a submission, for its own organisation; the one before ends."""
    secret = new_secret()
    with inbox.database.writing() as session:
        submission = lock_submission(session, name)
        if submission.organisation != actor.organisation:
            raise unknown_submission(name)
        submission.address = digest(secret)
    return secret


def expire_drafts(inbox: Inbox) -> int:
    """Remove what was saved too long ago and withdraw submissions that are nothing else; return how many."""
    with inbox.database.writing() as session:
        names = session.scalars(select(Draft.submission).where(Draft.expires_at <= inbox.now())).all()
        for name in names:
            submission = lock_submission(session, name)
            session.execute(delete(Draft).where(Draft.submission == name))
            if submission.state == State.DRAFT:
                take(session, submission, Step(Event.WITHDRAW, reason="expired"), inbox.now())
    return len(names)


def _refuse_unpublished(session: Session, revises: str, actor: Actor) -> None:
    before = session.get(Submission, revises)
    if before is None or before.organisation != actor.organisation:
        raise unknown_submission(revises)
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


_OVER = (State.REJECTED, State.WITHDRAWN, State.SUPERSEDED, State.RETRACTED)
"""Where the same bytes may come again."""


@dataclass(frozen=True)
class SubmissionReceipt:
    """What was handed in.

    Attributes:
        name: id of the submission.
        secret: of its address, where it is new; it is not kept.
        is_new: False where it was there already.
    """

    name: str
    secret: str
    is_new: bool


def hand_in(  # noqa: PLR0913, PLR0917 - one parameter for each thing that is told
    inbox: Inbox, actor: Actor, title: str, content: Content, waiver: str = "", revises: str | None = None
) -> SubmissionReceipt:
    """Begin a submission and hand it in, both or neither; raises as `start` and `submit` do."""
    refuse_unready(content, waiver)
    with inbox.database.writing() as session:
        lock_organisation(session, actor.organisation)
        if there := _there(session, actor, content, revises):
            return SubmissionReceipt(there, "", is_new=False)
        submission, secret = _create_in(session, inbox, actor, title, revises)
        _add_version_in(session, inbox, submission, actor, content, waiver)
        return SubmissionReceipt(submission.id, secret, is_new=True)


def hand_in_again(
    inbox: Inbox, name: str, actor: Actor, content: Content, waiver: str = ""
) -> SubmissionReceipt:
    """Hand in another version of a submission; raises as `submit` does."""
    refuse_unready(content, waiver)
    with inbox.database.writing() as session:
        lock_organisation(session, actor.organisation)
        submission = lock_submission(session, name)
        if not may_see(submission, actor):
            raise unknown_submission(name)
        before = newest_version(session, name)
        is_same = before is not None and before.received_hash == _hash(content)
        if is_same and submission.state in {State.SUBMITTED, State.IN_REVIEW, State.ACCEPTED}:
            return SubmissionReceipt(name, "", is_new=False)
        _add_version_in(session, inbox, submission, actor, content, waiver)
        return SubmissionReceipt(name, "", is_new=True)


def _there(session: Session, actor: Actor, content: Content, revises: str | None) -> str | None:
    """Return the submission whose newest version has these bytes, if the organisation has one."""
    each = aliased(Version)
    last = select(func.max(each.number)).where(each.submission == Submission.id).scalar_subquery()
    query = (
        select(Submission.id)
        .join(Version, Version.submission == Submission.id)
        .where(
            Submission.organisation == actor.organisation,
            Submission.state.not_in(_OVER),
            Submission.revises == revises if revises else Submission.revises.is_(None),
            Version.number == last,
            Version.received_hash == _hash(content),
        )
    )
    return session.scalars(query.order_by(Submission.created_at.desc()).limit(1)).one_or_none()


def _hash(content: Content) -> str:
    return hashlib.sha256(content.received).hexdigest()
