# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the query editor offers while somebody types: prefixes, and classes and properties of the graph."""

from collections.abc import Iterable

from flask import Blueprint, Response, current_app, jsonify
from rdflib import Literal

from graph.model.namespaces import compact, namespaces
from graph.model.queries import stored_query
from graph.model.vocabulary import Term, vocabulary
from graph.store import Row, Store
from graph.web.http.pages import language

blueprint = Blueprint("completion", __name__)

Offer = dict[str, str | int]
"""`name` as prefixed name or in angle brackets, `label` (empty where there is none), `uses` in the data."""


@blueprint.get("/sparql/terms.json")
def terms() -> Response:
    """Return `prefixes`, and under `class` and `property` the terms in use and those of the vocabulary."""
    store: Store = current_app.extensions["store"]
    rows = store.select(stored_query("pages", "terms").text)
    return jsonify(
        {
            "prefixes": dict(namespaces()),
            "class": _offers([row for row in rows if str(row["kind"]) == "class"], vocabulary().classes),
            "property": _offers(
                [row for row in rows if str(row["kind"]) == "property"], vocabulary().properties
            ),
        }
    )


def _offers(rows: Iterable[Row], own: Iterable[Term]) -> list[Offer]:
    """Return the terms of the rows in their order, then what the vocabulary has and nobody used yet."""
    offers: dict[str, Offer] = {}
    for row in rows:
        iri = str(row["term"])
        offer = offers.setdefault(iri, {"name": compact(iri), "label": "", "uses": int(str(row["uses"]))})
        label = row.get("label")
        if isinstance(label, Literal) and (not offer["label"] or label.language == language()):
            offer["label"] = str(label)
    for term in own:
        offers.setdefault(
            str(term.iri), {"name": compact(term.iri), "label": term.labels[language()], "uses": 0}
        )
    return list(offers.values())
