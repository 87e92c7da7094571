# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Drafts in the inbox: forms that are being filled in, and files that are to be sent in.

Forms filled in with what is published about a thing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from rdflib import Literal, URIRef
from rdflib.term import Node

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
from graph.model.namespaces import BASE, GRAPH, is_iri
from graph.model.queries import about, stored_query
from graph.store import Row
from graph.store.terms import IRI, LITERAL, XSD_STRING, Statement, Term
from graph.web.contribute import services
from graph.web.contribute.kinds_offered import offered
from graph.web.contribute.preview import names_of
from graph.web.contribute.services import inbox
from graph.web.http.pages import language, served_store, translate

EDITABLE = (State.DRAFT, State.CHANGES_REQUESTED)
_TYPE = "application/octet-stream"
_LONGEST = 150


@dataclass(frozen=True)
class Draft:
    """What is being prepared.

    Attributes:
        name: of the submission.
        state: of the submission.
        title: what it is about.
        received: the form or the file.
        saved_at: when it was saved; None for a version that was handed in.
        wish: why changes were asked for; "" where they were not.
        remarks: (field, text) of the remarks on what was handed in last; without a field they are on all.
        revises: name of the published submission whose place it takes.
    """

    name: str
    state: State
    title: str
    received: Received
    saved_at: datetime | None
    wish: str = ""
    remarks: Sequence[tuple[str, str]] = ()
    revises: str | None = None

    @property
    def form(self) -> Form | None:
        """The form; None where it is a file."""
        return decode_form(self.received.content) if self.received.written_in == FORM else None


def begin(actor: Actor, received: Received, title: str, revises: str | None = None) -> str:
    """Keep a new draft; return the name of the submission."""
    submission, _ = submissions.start(inbox(), actor, legible(title)[:_LONGEST], revises)
    keep(actor, submission.id, received)
    return submission.id


def keep(actor: Actor, name: str, received: Received, title: str = "") -> None:
    """Save a draft anew."""
    details = urlencode({"kind": received.kind, "name": received.name[-60:]})
    media_type = f"{received.media_type.partition(';')[0][:60] or _TYPE}; {details}"[:200]
    submissions.save_draft(inbox(), name, actor, received.content, media_type)
    if title:
        submissions.rename(inbox(), name, actor, title[:_LONGEST])


def opened(actor: Actor, name: str) -> Draft:
    """Return a draft of the actor's organisation; where nothing was saved since, what was handed in last.

    Raises:
        NotFoundError: there is no such submission of the organisation.
        ConflictError: it is not being edited in its present state.
    """
    kept = submissions.draft(inbox(), name, actor)
    found = reading.dossier(inbox(), name, actor)
    submission, state = found.submission, State(found.submission.state)
    wish = found.decisions[-1].reason if state == State.CHANGES_REQUESTED else ""
    newest = found.versions[-1].number if found.versions else 0
    remarks = [(each.field, each.text) for each in found.comments if each.number == newest]
    if state not in EDITABLE:
        raise ConflictError(f"This submission is {state} and cannot be edited any more.")
    if kept is None:
        version = reading.version(inbox(), name)
        received, saved_at = Received(version.received, version.file_name, version.media_type), None
    else:
        media_type, _, details = kept.media_type.partition("; ")
        given = dict(parse_qsl(details))
        received = Received(kept.content, given.get("name", ""), media_type, given.get("kind", ""))
        saved_at = kept.saved_at
    return Draft(name, state, submission.title, received, saved_at, wish, remarks, submission.revises)


def listed(actor: Actor) -> Sequence[Any]:
    """Return what the organisation is preparing, newest first."""
    found = reading.submissions(inbox(), actor.organisation)
    return [each for each in found if State(each.state) in EDITABLE]


def as_received(form: Form) -> Received:
    """Return a form as a file."""
    return Received(encode_form(form), "form.form", FORM.media_type)


def title_of(form: Form) -> str:
    """Return what a form is about, in the language of the page."""
    texts = (entry for entries in form.main.entries.values() for entry in entries if entry.language)
    named = next((entry.text.strip() for entry in texts if entry.text.strip()), "")
    name = legible(named)
    return f"{form.main.kind.name[language()]}: {name or translate('ohne Titel', 'untitled')}"


def legible(text: str) -> str:
    """Return a text as one line without signs that no eye sees."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def form_about(evaluation: Evaluation, subject: str) -> Form | None:
    """Return the form about one thing of what was checked; None where it has no such thing.

    Parts that were not read or not taken stay with the form, so that they are told until it is handed in.
    """
    quads = restore_statements(evaluation.statements)
    kind = form_subjects(quads).get(subject)
    if kind is None:
        return None
    form = fill_form(quads, subject, kind)
    form.unknown = left_out(evaluation)
    return form


def left_out(evaluation: Evaluation) -> list[tuple[str, str]]:
    """Return (name, value) of everything that the check did not take over."""
    report = evaluation.report
    ignored = [(each["name"] or each["reason"], each["value"]) for each in report["ignored"]]
    refused = [
        (f"{each['subject']} {each['property']}", each["value"])
        for each in report["not_taken"]
        if each["reason"] != "duplicate"
    ]
    return [(f"? {name.removeprefix('? ')}"[:150], value[:1000]) for name, value in (*ignored, *refused)]


_SUBMISSION = f"{GRAPH}submission/"


@dataclass(frozen=True)
class Published:
    """A published thing to be edited.

    Attributes:
        form: filled in.
        revises: the submission of the same organisation that published it, or None.
    """

    form: Form
    revises: str | None


def of_thing(iri: str, actor: Actor) -> Published:
    """Return what is published about a thing, in a form.

    What the own organisation has published is replaced as a whole, so all of that submission comes along.
    What others have published stays, so only what the form shows is repeated.

    Raises:
        InputError: nothing is published about it, or nobody can send in things of its kind.
    """
    if not published_name(iri):
        raise InputError(f"Nothing is published at {iri[:300]!r}. Take the link on the page of the thing.")
    rows = served_store().select(about(stored_query("intake", "statements"), URIRef(iri)))
    revises = next((name for row in rows if (name := _own(str(row["graph"]), actor))), None)
    if revises is not None:
        rows = served_store().select(
            about(stored_query("intake", "submission"), URIRef(f"{_SUBMISSION}{revises}"))
        )
    quads = restore_blank_nodes(_quads(rows))
    kind = form_subjects(quads).get(iri)
    if kind is None or kind not in (*offered()["first"], *offered()["others"]):
        raise InputError(f"{iri[:300]} is of a kind that nobody can edit here, such as a municipality.")
    form = fill_form(quads, iri, kind)
    if revises is None:
        form.kept = ""
    return Published(form, revises)


def published_name(iri: str) -> str:
    """Return the name of a published thing; "" where there is none of that address."""
    return names_of([iri]).get(iri, "") if is_iri(iri) and iri.startswith(f"{BASE}id/") else ""


def _own(graph: str, actor: Actor) -> str:
    """Return the name of the published submission of the actor's organisation that a graph is, or ""."""
    name = graph.removeprefix(_SUBMISSION)
    if name == graph:
        return ""
    try:
        submission = reading.dossier(services.inbox(), name, actor).submission
    except GraphError:
        return ""
    is_ours = submission.organisation == actor.organisation and submission.state == State.PUBLISHED
    return name if is_ours else ""


def _quads(rows: Iterable[Row]) -> list[Statement]:
    found = (Statement(_raw(row["subject"]), str(row["property"]), _raw(row["value"])) for row in rows)
    return list(dict.fromkeys(found))


def _raw(node: Node) -> Term:
    if not isinstance(node, Literal):
        return Term(IRI, str(node))
    tag = node.language or ""
    return Term(LITERAL, str(node), "" if tag else str(node.datatype or XSD_STRING), tag)
