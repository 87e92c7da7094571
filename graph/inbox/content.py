# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is handed in: refused where it is not ready, and made the next version of its submission."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy.orm import Session

from graph.errors import InputError
from graph.inbox.accounts import Actor
from graph.inbox.inbox import Inbox, iri, plain
from graph.inbox.schema import Version
from graph.inbox.transition import newest


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
    before = newest(session, name)
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
        media_type=plain(content.media_type, "media type"),
        file_name=_file_name(content.file_name),
        canonical=content.canonical,
        content_hash=hashlib.sha256(canonical).hexdigest(),
        report=content.report,
        errors=content.errors,
        shapes_version=content.shapes_version,
        licence=iri(content.licence, "licence", "https://creativecommons.org/licenses/by/4.0/"),
        token=actor.token,
        stored_bytes=len(content.received) + len(canonical) + len(report),
        received_at=inbox.now(),
    )


def _file_name(text: str) -> str:
    """Return the last part of a name that somebody's program sent, without what could mislead."""
    name = PurePosixPath(text.replace("\\", "/")).name
    return "".join(sign for sign in name if sign.isprintable())[-200:] or "unnamed"
