# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What happens to a submission, from its first draft on; every function is one transaction."""

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from weakref import WeakKeyDictionary

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, aliased

from graph.errors import BusyError, ConflictError, InputError, OutOfSpaceError
from graph.inbox.accounts import Actor, digest, new_name, new_secret
from graph.inbox.database import Database
from graph.inbox.inbox import Inbox, clean_line, clean_text, require_iri
from graph.inbox.quota import lock_organisation, refuse_too_large, refuse_too_many_open, refuse_too_often
from graph.inbox.schema import Comment, Draft, Submission, Version
from graph.inbox.states import Event, Role, State
from graph.inbox.transition import Step, lock_submission, may_see, newest_version, take, unknown_submission

_EXPIRED_AT: WeakKeyDictionary[Database, datetime] = WeakKeyDictionary()
"""When this process last looked for drafts whose time is up."""

_EDITABLE = (State.DRAFT, State.CHANGES_REQUESTED)
_OVER = (State.REJECTED, State.WITHDRAWN, State.SUPERSEDED, State.RETRACTED)
"""States in which the same bytes may be submitted again."""


@dataclass(frozen=True)
class Content:
    """What is submitted, and what the check made of it.

    Attributes:
        received: the bytes as they came.
        file_name: as the sender calls the file; kept for people only.
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

    @property
    def received_hash(self) -> str:
        """SHA-256 of the bytes as they came."""
        return hashlib.sha256(self.received).hexdigest()


@dataclass(frozen=True)
class SubmissionReceipt:
    """What a program gets for what it submitted: the id, and the secret of the address where it is new."""

    name: str
    secret: str
    is_new: bool


def start(inbox: Inbox, actor: Actor, title: str, revises: str | None = None) -> tuple[Submission, str]:
    """Begin a submission as an empty draft; it may replace a published one of the same organisation.

    Returns:
        The submission, and the secret of its address, with which one can follow and withdraw it. The secret
        is not kept.

    Raises:
        ConflictError: what it revises is not published (any more).
        TooManySubmissionsError: the organisation has too many open ones.
    """
    with inbox.database.writing() as session:
        lock_organisation(session, actor.organisation)
        submission, secret = _create_in(session, inbox, actor, title, revises)
        _save_draft_in(session, inbox, submission, b"", "application/octet-stream")
    return submission, secret


def save_draft(inbox: Inbox, name: str, actor: Actor, content: bytes, media_type: str) -> None:
    """Keep what somebody has filled in so far; the previous draft is replaced.

    Raises:
        NotFoundError: no such submission of the organisation.
        ConflictError: it cannot be edited in its present state.
        TooLargeError: there is no room for it.
    """
    with inbox.database.writing() as session:
        lock_organisation(session, actor.organisation)
        submission = _lock_own(session, name, actor)
        _refuse_uneditable(submission)
        _save_draft_in(session, inbox, submission, content, clean_line(media_type, "media type"))


def rename(inbox: Inbox, name: str, actor: Actor, title: str) -> None:
    """Change the title of a submission that is being edited; raises as `save_draft` does."""
    with inbox.database.writing() as session:
        submission = _lock_own(session, name, actor)
        _refuse_uneditable(submission)
        submission.title = clean_line(title, "title")


def draft(inbox: Inbox, name: str, actor: Actor) -> Draft | None:
    """Return what was saved, for its own organisation only; None where nothing is being edited."""
    with inbox.database.reading() as session:
        submission = session.get(Submission, name)
        if submission is None or submission.organisation != actor.organisation:
            raise unknown_submission(name)
        return session.get(Draft, name)


def expire_drafts(inbox: Inbox) -> int:
    """Remove drafts whose time is up, and withdraw submissions that are nothing else; return how many.

    Nobody is made to wait for it where there is nothing to remove.
    """
    due = select(Draft.submission).where(Draft.expires_at <= inbox.now())
    with inbox.database.reading() as session:
        names = session.scalars(due).all()
    return sum(_expire_draft(inbox, name) for name in names)


def expire_drafts_daily(inbox: Inbox) -> None:
    """Do what `expire_drafts` does, if this process has not done it within a day.

    Called whenever a page needs the inbox; where others keep it locked, the next page tries again.
    """
    last = _EXPIRED_AT.get(inbox.database)
    if last is None or inbox.now() - last >= timedelta(days=1):
        with suppress(BusyError, OutOfSpaceError):
            expire_drafts(inbox)
            _EXPIRED_AT[inbox.database] = inbox.now()


def _expire_draft(inbox: Inbox, name: str) -> bool:
    with inbox.database.writing() as session:
        submission = lock_submission(session, name)
        saved = session.get(Draft, name)
        if saved is None or saved.expires_at > inbox.now():
            return False  # Submitted or saved again, or another process was faster.
        session.delete(saved)
        if submission.state == State.DRAFT:
            take(session, submission, Step(Event.WITHDRAW, reason="expired"), inbox.now())
    return True


def submit(inbox: Inbox, name: str, actor: Actor, content: Content, waiver: str = "") -> Version:
    """Submit a version for review; its bytes are on disk when this returns.

    `waiver` tells the reviewer why it should be accepted in spite of errors.

    Raises:
        InputError: nothing was recognised in it, or it has errors and there is no waiver.
        TooLargeError: there is no room for it.
        TooManySubmissionsError: the organisation or the token has submitted too often.
        NotFoundError, ConflictError: as `take` does.
    """
    _refuse_unready(content, waiver)
    with inbox.database.writing() as session:
        lock_organisation(session, actor.organisation)
        submission = _lock_visible(session, name, actor)
        return _add_version_in(session, inbox, submission, actor, content, waiver)


def hand_in(  # noqa: PLR0913, PLR0917 - one parameter for each part of a submission
    inbox: Inbox, actor: Actor, title: str, content: Content, waiver: str = "", revises: str | None = None
) -> SubmissionReceipt:
    """Begin a submission and submit it, both or neither; raises as `start` and `submit` do.

    A program that got no answer sends again: what the organisation has in the inbox already, and has not
    withdrawn, is returned as it is.
    """
    _refuse_unready(content, waiver)
    with inbox.database.writing() as session:
        lock_organisation(session, actor.organisation)
        if same := _find_same(session, actor, content, revises):
            return SubmissionReceipt(same, "", is_new=False)
        submission, secret = _create_in(session, inbox, actor, title, revises)
        _add_version_in(session, inbox, submission, actor, content, waiver)
        return SubmissionReceipt(submission.id, secret, is_new=True)


def hand_in_again(inbox: Inbox, name: str, actor: Actor, content: Content, waiver: str = "") -> SubmissionReceipt:
    """Submit another version, unless the newest has the same bytes and is not decided; raises as `submit`."""
    _refuse_unready(content, waiver)
    with inbox.database.writing() as session:
        lock_organisation(session, actor.organisation)
        submission = _lock_visible(session, name, actor)
        before = newest_version(session, name)
        is_same = before is not None and before.received_hash == content.received_hash
        if is_same and submission.state in {State.SUBMITTED, State.IN_REVIEW, State.ACCEPTED}:
            return SubmissionReceipt(name, "", is_new=False)
        _add_version_in(session, inbox, submission, actor, content, waiver)
        return SubmissionReceipt(name, "", is_new=True)


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
        _lock_visible(session, name, actor)
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
    """Return the submission of an address and whom its holder acts for; raises NotFoundError."""
    with inbox.database.reading() as session:
        query = select(Submission).where(Submission.address == digest(secret))
        submission = session.scalars(query).one_or_none()
    if submission is None:
        raise unknown_submission("of this address")
    return submission, Actor(submission.organisation, None, Role.SUBMITTER)


def renew_address(inbox: Inbox, name: str, actor: Actor) -> str:
    """Return a new secret of the address of a submission, for its own organisation; the old one ends."""
    secret = new_secret()
    with inbox.database.writing() as session:
        _lock_own(session, name, actor).address = digest(secret)
    return secret


def _lock_own(session: Session, name: str, actor: Actor) -> Submission:
    submission = lock_submission(session, name)
    if submission.organisation != actor.organisation:
        raise unknown_submission(name)
    return submission


def _lock_visible(session: Session, name: str, actor: Actor) -> Submission:
    submission = lock_submission(session, name)
    if not may_see(submission, actor):
        raise unknown_submission(name)
    return submission


def _refuse_uneditable(submission: Submission) -> None:
    if submission.state not in _EDITABLE:
        raise ConflictError(f"{submission.id} is {submission.state} and cannot be edited. Withdraw it first.")


def _refuse_unpublished(session: Session, revises: str, actor: Actor) -> None:
    before = session.get(Submission, revises)
    if before is None or before.organisation != actor.organisation:
        raise unknown_submission(revises)
    if before.state != State.PUBLISHED:
        raise ConflictError(f"{revises} is {before.state}; only what is published can be revised.")


def _refuse_unready(content: Content, waiver: str) -> None:
    if not content.canonical.strip():
        raise InputError("Nothing was recognised in the file, so there is nothing to submit. Check the format.")
    if content.errors and not waiver.strip():
        raise InputError(
            f"The file has {content.errors} errors. Correct them, or say why it should be accepted nevertheless."
        )


def _create_in(session: Session, inbox: Inbox, actor: Actor, title: str, revises: str | None) -> tuple[Submission, str]:
    """Add a submission; arguments, result and errors are those of `start`."""
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


def _save_draft_in(session: Session, inbox: Inbox, submission: Submission, content: bytes, media_type: str) -> None:
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


def _add_version_in(  # noqa: PLR0913, PLR0917 - as `submit`, within a transaction
    session: Session, inbox: Inbox, submission: Submission, actor: Actor, content: Content, waiver: str
) -> Version:
    """Add a version that `_refuse_unready` let through; arguments, result and errors as in `submit`."""
    refuse_too_often(session, actor, inbox.limits, inbox.now())
    version = _next_version(session, inbox, submission.id, actor, content)
    refuse_too_large(session, submission.organisation, version.stored_bytes, inbox.limits)
    session.execute(delete(Draft).where(Draft.submission == submission.id))
    session.add(version)
    session.flush()
    take(session, submission, Step(Event.SUBMIT, actor, reason=waiver), inbox.now())
    return version


def _next_version(session: Session, inbox: Inbox, name: str, actor: Actor, content: Content) -> Version:
    """Return the next version of a submission; nothing is added yet.

    Raises:
        InputError: a text in it cannot be kept, or the version of the shapes or the licence is invalid.
    """
    before = newest_version(session, name)
    if not re.fullmatch(r"[\w.+-]{1,100}", content.shapes_version, re.ASCII):
        raise InputError(f"Invalid version of the shapes: {content.shapes_version!r}. An example: 0.1.0.")
    try:
        canonical, report = content.canonical.encode(), content.report.encode()
    except UnicodeEncodeError as error:
        raise InputError(f"The text has half a character at position {error.start}. Save it as UTF-8.") from error
    if b"\0" in canonical or b"\0" in report:
        raise InputError("The text contains the character U+0000, which is not allowed. Remove it.")
    return Version(
        submission=name,
        number=before.number + 1 if before else 1,
        received=content.received,
        received_hash=content.received_hash,
        media_type=clean_line(content.media_type, "media type"),
        file_name=_clean_file_name(content.file_name),
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


def _clean_file_name(text: str) -> str:
    """Return the last part of a name that somebody's program sent, without what could mislead."""
    name = PurePosixPath(text.replace("\\", "/")).name
    return "".join(sign for sign in name if sign.isprintable())[-200:] or "unnamed"


def _find_same(session: Session, actor: Actor, content: Content, revises: str | None) -> str | None:
    """Return the submission of the organisation whose newest version has these bytes, if there is one."""
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
            Version.received_hash == content.received_hash,
        )
    )
    return session.scalars(query.order_by(Submission.created_at.desc()).limit(1)).one_or_none()
