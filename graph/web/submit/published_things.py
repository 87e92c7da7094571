# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms filled in with what is published about a thing."""

from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import Literal, URIRef
from rdflib.term import Node

from graph.check.forms import Form, filled_form, subjects, unnamed
from graph.errors import GraphError, InputError
from graph.inbox import Actor, State, reading
from graph.model.namespaces import BASE, GRAPH
from graph.model.queries import about, stored_query
from graph.store import Row
from graph.store.terms import IRI, LITERAL, XSD_STRING, Raw, RawQuad
from graph.web import desk
from graph.web.http.pages import served_store
from graph.web.submit.choices import names_of
from graph.web.submit.kinds_offered import offered
from graph.web.submit.preview import quotable

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
    quads = unnamed(_quads(rows))
    kind = subjects(quads).get(iri)
    if kind is None or kind not in (*offered()["first"], *offered()["others"]):
        raise InputError(f"{iri[:300]} is of a kind that nobody can edit here, such as a municipality.")
    form = filled_form(quads, iri, kind)
    if revises is None:
        form.kept = ""
    return Published(form, revises)


def published_name(iri: str) -> str:
    """Return the name of a published thing; "" where there is none of that address."""
    return names_of([iri]).get(iri, "") if quotable(iri) and iri.startswith(f"{BASE}id/") else ""


def _own(graph: str, actor: Actor) -> str:
    """Return the name of the published submission of the actor's organisation that a graph is, or ""."""
    name = graph.removeprefix(_SUBMISSION)
    if name == graph:
        return ""
    try:
        submission = reading.dossier(desk.inbox(), name, actor).submission
    except GraphError:
        return ""
    is_ours = submission.organisation == actor.organisation and submission.state == State.PUBLISHED
    return name if is_ours else ""


def _quads(rows: Iterable[Row]) -> list[RawQuad]:
    found = (RawQuad(_raw(row["subject"]), str(row["property"]), _raw(row["value"])) for row in rows)
    return list(dict.fromkeys(found))


def _raw(node: Node) -> Raw:
    if not isinstance(node, Literal):
        return Raw(IRI, str(node))
    tag = node.language or ""
    return Raw(LITERAL, str(node), "" if tag else str(node.datatype or XSD_STRING), tag)
