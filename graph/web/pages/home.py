# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The home page: what this is, live counts, example queries."""

from flask import Blueprint, current_app, render_template
from rdflib.term import Node

from graph.describe import KINDS
from graph.model.namespaces import compact
from graph.model.queries import stored_queries, stored_query
from graph.store import Row, Store
from graph.web.http.pages import language
from graph.web.structured import dataset

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def index() -> str:
    """Show the home page in German or English."""
    store: Store = current_app.extensions["store"]
    return render_template(
        "home.html",
        cohorts=_labelled(store.select(stored_query("pages", "projects-by-cohort").text)),
        states=_labelled(store.select(stored_query("pages", "projects-by-state").text)),
        kinds=[
            (label, count, _kind(row["class"]))
            for row in store.select(stored_query("pages", "things-by-class").text)
            for label, count in _labelled([row])
        ],
        examples=stored_queries("examples"),
        statements=len(store),
        structured=dataset(),
    )


def _labelled(rows: list[Row]) -> list[tuple[str, int]]:
    """Return (label, count) in the language of the request, in the order of the query."""
    tag = language()
    return [
        (str(row["label"]), int(str(row["count"])))
        for row in rows
        if getattr(row["label"], "language", None) in (tag, None)
    ]


def _kind(iri: Node) -> str:
    """Return the kind of the things of a class: where they are listed."""
    return next(kind for kind, each in KINDS.items() if compact(str(iri)) in each.classes)
