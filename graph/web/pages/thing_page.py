# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page about a thing: what the description says, put in order and named for people."""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import json, render_template, request
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from rdflib import SKOS, URIRef

from graph import describe
from graph.describe import PART, Description, Part, class_name
from graph.model.formats import GRAPH_FORMATS
from graph.model.shapes import shapes, targets
from graph.web.http.pages import language, translate
from graph.web.pages.values import Value, link_of, value
from graph.web.structured import of_thing
from graph.web.thing_sections import Section, Sources, lead_of, sections_of
from graph.web.thing_surroundings import Listing, Table, listings_of, tables_of


@dataclass(frozen=True)
class ThingPage:
    """The page about a thing in one language.

    Attributes:
        description: what is known of the thing.
        path: of the document.
        title: name of the thing.
        kinds: its classes.
        lead: what it is, in a few words.
        sections: its properties.
        tables: things further away.
        listings: what refers to it.
        sources: where the statements come from, with their numbers.
        graphs: named graphs that speak of it.
        trail: the steps from the home page: name and address, the page itself last without one.
        structured: the page for search engines.
        shapes: what its data must look like.
        part: the part of the references that is shown, if not all.
        pages: how many such parts there are.
        html: the page at its own address, if it was written ahead.
    """

    description: Description
    path: str
    title: Value
    kinds: tuple[Value, ...]
    lead: Value | None
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    listings: tuple[Listing, ...]
    sources: tuple[tuple[int, Value], ...]
    graphs: tuple[Value, ...]
    trail: list[tuple[str, str | None]]
    structured: tuple[Markup, ...]
    shapes: tuple[Value, ...]
    part: Part | None = None
    pages: int = 0
    html: str = ""


def prepare(description: Description, path: str, collection: str, part: Part | None = None) -> ThingPage:
    """Return the page about a thing in the language of the request.

    Args:
        description: what is known of it.
        path: of the document.
        collection: path of the list that the thing belongs to, or nothing.
        part: the part of the references that is shown, if not all.
    """
    numbered, tag = Sources(), language()
    lead, sections = lead_of(description, numbered), tuple(sections_of(description, numbered))
    trail = _trail(description, collection)
    return ThingPage(
        description,
        path,
        title=value(description, description.iri),
        kinds=tuple(Value(class_name(each)[tag], None, link_of(each, tag)) for each in description.types),
        lead=lead,
        sections=sections,
        tables=tuple(tables_of(description)),
        listings=tuple(listings_of(description)),
        sources=tuple((number, value(description, iri)) for iri, number in numbered.numbers.items()),
        graphs=tuple(value(description, graph) for graph in description.graphs),
        trail=trail,
        structured=_embedded(of_thing(description, path, trail)),
        shapes=tuple(_shapes(description)),
        part=part,
        pages=-(-description.references[0].total // PART) if part and description.references else 0,
    )


def _shapes(description: Description) -> Iterator[Value]:
    for iri in (targets()[each] for each in description.types if each in targets()):
        yield Value(shapes()[iri].names[language()], None, link_of(iri, language()))


def _embedded(documents: Iterable[object]) -> tuple[Markup, ...]:
    """Return JSON documents as they stand in a script element: nothing in them can end it."""
    return tuple(htmlsafe_json_dumps(each, json.dumps) for each in documents)


def render(shown: ThingPage) -> str:
    """Return the page as HTML; the links to its other language repeat what else the address has."""
    if (
        shown.html
        and request.path == shown.path
        and not request.script_root
        and set(request.args) <= {"lang"}
    ):
        return shown.html
    parts = {each.name: getattr(shown, each.name) for each in dataclasses.fields(shown)}
    return render_template("thing.html", **parts, formats=GRAPH_FORMATS)


def _trail(description: Description, collection: str) -> list[tuple[str, str | None]]:
    """Return the steps from the home page here: name and address, the page itself last without one."""
    kind, suffix = collection.removeprefix("/doc/"), "?lang=en" if language() == "en" else ""
    steps: list[tuple[str, str | None]] = []
    if kind in describe.KINDS:
        steps = [(describe.KINDS[kind].names[language()], collection + suffix)]
    elif collection:
        schemes = [scheme for scheme in description.values(SKOS.inScheme) if isinstance(scheme, URIRef)]
        lists = [value(description, scheme) for scheme in schemes[:1]]
        steps = [
            (translate("Codelisten", "Code lists"), f"/code{suffix}"),
            *((v.text, v.link) for v in lists),
        ]
    return [*steps, (value(description, description.iri).text, None)]
