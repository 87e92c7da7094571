# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Drafts in the inbox: forms, which may start with what is published, and files to submit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from rdflib import URIRef

from graph.check import Evaluation, Received
from graph.check.forms import (
    Form,
    decode_form,
    encode_form,
    fill_form,
    form_subjects,
    restore_blank_nodes,
    restore_statements,
)
from graph.check.received import FORM
from graph.errors import ConflictError, GraphError, InputError
from graph.inbox import Actor, State, reading, submissions
from graph.inbox.schema import Submission
from graph.model.namespaces import BASE, GRAPH
from graph.model.queries import about, stored_query
from graph.store.terms import Statement, to_oxigraph, to_term
from graph.web.contribute.choices import kinds_to_describe, names_of
from graph.web.contribute.services import inbox
from graph.web.http.pages import language, translate
from graph.web.services import services

EDITABLE = (State.DRAFT, State.CHANGES_REQUESTED)

_BINARY = "application/octet-stream"
_MAX_TITLE = 150
_SUBMISSION = f"{GRAPH}submission/"
_NOTICE = timedelta(days=14)
"""How long before a draft is deleted its pages say so."""


@dataclass(frozen=True)
class Draft:
    """What is being prepared.

    Attributes:
        name: of the submission.
        received: the form or the file.
        saved_at: when it was saved; None for a version that was submitted.
        deleted_at: when it will be deleted, if that is soon.
        wish: why changes were requested; "" if they were not.
        remarks: (field, text) of the comments on the last version; without a field they are on all of it.
        revises: name of the published submission that it replaces.
    """

    name: str
    state: State
    title: str
    received: Received
    saved_at: datetime | None
    deleted_at: datetime | None
    wish: str = ""
    remarks: Sequence[tuple[str, str]] = ()
    revises: str | None = None

    @property
    def form(self) -> Form | None:
        """The form; None if it is a file."""
        return decode_form(self.received.content) if self.received.written_in == FORM else None


def create_draft(actor: Actor, received: Received, title: str, revises: str | None = None) -> str:
    """Keep a new draft; return the name of the submission."""
    submission, _ = submissions.start(inbox(), actor, single_line(title)[:_MAX_TITLE], revises)
    save_draft(actor, submission.id, received)
    return submission.id


def save_draft(actor: Actor, name: str, received: Received, title: str = "") -> None:
    """Save a draft in place of the one before; without a title it keeps its own."""
    details = urlencode({"kind": received.kind, "name": received.name[-60:]})
    media_type = f"{received.media_type.partition(';')[0][:60] or _BINARY}; {details}"[:200]
    submissions.save_draft(inbox(), name, actor, received.content, media_type)
    if title:
        submissions.rename(inbox(), name, actor, title[:_MAX_TITLE])


def open_draft(actor: Actor, name: str) -> Draft:
    """Return a draft of the actor's organisation; if nothing was saved since, what was submitted last.

    Raises:
        NotFoundError: the organisation has no such submission.
        ConflictError: it cannot be edited in its present state.
    """
    saved = submissions.draft(inbox(), name, actor)
    found = reading.dossier(inbox(), name, actor)
    submission, state = found.submission, State(found.submission.state)
    if state not in EDITABLE:
        raise ConflictError(f"This submission is {state} and cannot be edited any more.")
    if saved is None:
        version = reading.version(inbox(), name)
        received = Received(version.received, version.file_name, version.media_type)
    else:
        media_type, _, details = saved.media_type.partition("; ")
        given = dict(parse_qsl(details))
        received = Received(saved.content, given.get("name", ""), media_type, given.get("kind", ""))
    newest = found.versions[-1].number if found.versions else 0
    return Draft(
        name,
        state,
        submission.title,
        received,
        saved.saved_at if saved else None,
        _if_soon(saved.expires_at) if saved else None,
        found.decisions[-1].reason if state == State.CHANGES_REQUESTED else "",
        [(each.field, each.text) for each in found.comments if each.number == newest],
        submission.revises,
    )


def list_drafts(actor: Actor) -> Mapping[Submission, datetime | None]:
    """Return what the organisation is preparing, newest first, and when that will be deleted, if soon."""
    found = reading.submissions(inbox(), actor.organisation)
    expiries = reading.draft_expiries(inbox(), actor.organisation)
    return {
        each: _if_soon(expiries[each.id]) if each.id in expiries else None for each in found if each.state in EDITABLE
    }


def _if_soon(expires_at: datetime) -> datetime | None:
    return expires_at if expires_at - inbox().now() <= _NOTICE else None


def form_file(form: Form) -> Received:
    """Return a form as a file."""
    return Received(encode_form(form), "form.form", FORM.media_type)


def title_of(form: Form) -> str:
    """Return what a form is about, in the language of the page."""
    texts = (entry.text for entries in form.main.entries.values() for entry in entries if entry.language)
    name = next((line for text in texts if (line := single_line(text))), "")
    return f"{form.main.kind.name[language()]}: {name or translate('ohne Titel', 'untitled')}"


def single_line(text: str) -> str:
    """Return a text as one line without invisible characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def form_about(evaluation: Evaluation, subject: str) -> Form | None:
    """Return the form about one thing of what was checked; None if there is no such thing.

    What was not read or not accepted stays with the form, so that it is reported until the form is submitted.
    """
    quads = restore_statements(evaluation.statements)
    kind = form_subjects(quads).get(subject)
    if kind is None:
        return None
    form = fill_form(quads, subject, kind)
    form.unknown = left_out(evaluation)
    return form


def left_out(evaluation: Evaluation) -> list[tuple[str, str]]:
    """Return (name, value) of everything that the check did not accept."""
    report = evaluation.report
    ignored = [(each["name"] or each["reason"], each["value"]) for each in report["ignored"]]
    refused = [
        (f"{each['subject']} {each['property']}", each["value"])
        for each in report["not_taken"]
        if each["reason"] != "duplicate"
    ]
    return [(f"? {name.removeprefix('? ')}"[:150], value[:1000]) for name, value in (*ignored, *refused)]


def form_of_published(iri: str, actor: Actor) -> tuple[Form, str | None]:
    """Return a form with what is published about a thing, and the submission that it replaces.

    What the own organisation has published is replaced as a whole, so all of that submission comes along.
    What others have published stays, so only what the form shows is repeated.

    Raises:
        InputError: nothing is published about it, or nobody can submit things of its kind.
    """
    if not published_name(iri):
        raise InputError(f"Nothing is published at {iri[:300]!r}. Use the link on the page of the thing.")
    rows = services().store.select(about(stored_query("intake", "statements"), URIRef(iri)))
    revises = next((name for row in rows if (name := _own_submission(str(row["graph"]), actor))), None)
    if revises is not None:
        graph = URIRef(f"{_SUBMISSION}{revises}")
        rows = services().store.select(about(stored_query("intake", "submission"), graph))
    read = (
        Statement(to_term(to_oxigraph(row["subject"])), str(row["property"]), to_term(to_oxigraph(row["value"])))
        for row in rows
    )
    quads = restore_blank_nodes(dict.fromkeys(read))
    kind = form_subjects(quads).get(iri)
    groups = kinds_to_describe()
    if kind is None or kind not in (*groups["first"], *groups["others"]):
        raise InputError(f"{iri[:300]} is of a kind that cannot be edited here, such as a municipality.")
    form = fill_form(quads, iri, kind)
    if revises is None:
        form.kept = ""
    return form, revises


def published_name(iri: str) -> str:
    """Return the name of a published thing; "" if nothing is published at that address."""
    return names_of([iri]).get(iri, "") if iri.startswith(f"{BASE}id/") else ""


def _own_submission(graph: str, actor: Actor) -> str:
    """Return the name of the published submission of the actor's organisation that a graph is, or ""."""
    name = graph.removeprefix(_SUBMISSION)
    if name == graph:
        return ""
    try:
        submission = reading.dossier(inbox(), name, actor).submission
    except GraphError:
        return ""
    is_own = submission.organisation == actor.organisation and submission.state == State.PUBLISHED
    return name if is_own else ""
