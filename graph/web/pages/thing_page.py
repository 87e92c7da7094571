# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page about a thing: its properties under headings, with numbered sources, and the things around it."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from flask import json, render_template, request
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from rdflib import DCTERMS, RDF, SKOS, VOID, Literal, URIRef
from rdflib.term import Node

from graph import describe
from graph.describe import PART, Description, Part, Statement, class_name, name
from graph.describe.description import SOURCES, Line
from graph.model.formats import GRAPH_FORMATS
from graph.model.kinds import lists
from graph.model.labels import LABELS, Texts, choose, collation
from graph.model.namespaces import BASE
from graph.model.paging import Page
from graph.model.shapes import shapes_by_class
from graph.web.http.pages import language, translate
from graph.web.pages.values import Value, link_of, of_thing, value

_LEADS = (DCTERMS.description, SKOS.definition, DCTERMS.abstract)
_ELSEWHERE = {RDF.type, *SOURCES, *_LEADS}
_MOST_SOURCES = 5
_LONG = 150
"""Characters of a text that would be a narrow column beside others."""


@dataclass(frozen=True)
class Row:
    """A property with its values.

    Attributes:
        name: of the property.
        values: in the order of the alphabet.
    """

    name: str
    values: tuple[Value, ...]

    @property
    def is_short(self) -> bool:
        """Tell whether the values are plain words from the same sources, which can stand in one line."""
        plain = not any(value.link or value.language for value in self.values)
        return plain and len(self.values) > 1 and len({value.sources for value in self.values}) == 1


@dataclass(frozen=True)
class Section:
    """Rows under a heading."""

    heading: str
    rows: tuple[Row, ...]

    @property
    def is_long(self) -> bool:
        """Tell whether it has a text that needs the whole width."""
        return any(len(value.text) > _LONG for row in self.rows for value in row.values)


@dataclass
class Sources:
    """The sources of a page, numbered in the order in which they are met."""

    numbers: dict[URIRef, int] = field(default_factory=dict)

    def of(self, iris: Iterable[URIRef]) -> tuple[int, ...]:
        """Return the numbers of some sources."""
        return tuple(sorted(self.numbers.setdefault(iri, len(self.numbers) + 1) for iri in iris))


def outline(description: Description) -> tuple[Value | None, tuple[Section, ...]]:
    """Return how a thing begins and what its page says of it, for one that is not published yet."""
    numbered = Sources()
    return lead_of(description, numbered), tuple(sections_of(description, numbered))


def lead_of(description: Description, sources: Sources) -> Value | None:
    """Return what a thing is, in a few words, if that is known."""
    for each in _LEADS:
        if text := choose(description.values(each), language()):
            return value(description, text, sources.of(_sources_of(description, each, text)))
    return None


def _sources_of(description: Description, name_: URIRef, node: Node) -> tuple[URIRef, ...]:
    graphs = [s.graph for s in description.statements if s.property == name_ and s.value == node]
    return tuple(dict.fromkeys(each for graph in graphs for each in description.sources(graph)))[:_MOST_SOURCES]


def sections_of(description: Description, sources: Sources) -> list[Section]:
    """Return the properties in the groups and the order of the shapes; what no shape orders comes last."""
    shown = [s for s in description.statements if not _is_elsewhere(description, s)]
    fields = {s.property: describe.field(s.property, description.types) for s in shown}
    order = sorted(fields, key=lambda each: (fields[each].order, collation(fields[each].name[language()]), each))
    other = translate("Weitere Angaben", "More details")
    groups = groupby(order, key=lambda each: fields[each].group.get(language(), other))
    return [
        Section(
            heading,
            tuple(
                Row(fields[each].name[language()], _values(description, each, shown, sources)) for each in properties
            ),
        )
        for heading, properties in groups
    ]


def _is_elsewhere(description: Description, statement: Statement) -> bool:
    """Tell whether another part of the page shows this: title, kind, lead or sources."""
    if statement.property in _ELSEWHERE:
        return True
    if statement.property not in LABELS:
        return False
    title = str(name(description.known, description.iri, language()))
    best = choose(description.values(statement.property), language())
    return title in {str(statement.value), str(best)}


def _values(description: Description, name_: URIRef, shown: Sequence[Statement], sources: Sources) -> tuple[Value, ...]:
    """Return the values of one property; of texts in several languages, those in the best one."""
    nodes = dict.fromkeys(s.value for s in shown if s.property == name_)
    best = choose((node for node in nodes if isinstance(node, Literal) and node.language), language())
    kept = [
        node
        for node in nodes
        if not isinstance(node, Literal) or node.language is None or (best and node.language == best.language)
    ]
    found = [value(description, node, sources.of(_sources_of(description, name_, node))) for node in kept]
    return tuple(sorted(found, key=lambda each: collation(each.text)))


_NOT_LISTED = {VOID.exampleResource}
"""References that tell nothing about the thing."""


@dataclass(frozen=True)
class Listing:
    """Things of one kind that refer to the thing, with the property they do it with."""

    heading: str
    property: str
    iri: URIRef
    things: tuple[Value, ...]
    total: int


@dataclass(frozen=True)
class Table:
    """Things further away: a row per thing, with it and the values of each other column."""

    name: str
    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, tuple[tuple[Value, ...], ...]], ...]


SECTIONS: Mapping[str, Texts] = {
    name: {"de": german, "en": english}
    for name, german, english in (
        ("members", "Beteiligte und Rollen|Wer|Rolle|Zeitraum", "Members and roles|Who|Role|Period"),
        ("carrying", "Träger|Träger", "Carrying body|Carrying body"),
        ("projects", "Modellprojekte|Projekt|Federführende Kommune|Land", "Projects|Project|Lead body|State"),
        ("states", "Stand|Angabe|Stand|Zeitraum", "State|Statement|State|Period"),
        ("awards", "Zuwendungen|Zuwendung|Betrag", "Funding awards|Award|Amount"),
        ("attended", "Teilnehmende|Wer|Rolle|Für", "Participants|Who|Role|On behalf of"),
        ("agenda", "Programm|Programmpunkt|Folge", "Agenda|Item|Order"),
        ("runs", "Durchgänge|Durchgang|Beginn|Form", "Runs|Run|Start|Mode"),
        ("measures", "Maßnahmen|Maßnahme|Stand|Hauptthema", "Measures|Measure|State|Main topic"),
        ("measures-on", "Maßnahmen zu diesem Thema|Maßnahme|Projekt|Stand", "Measures|Measure|Project|State"),
        ("challenges", "Herausforderungen und Bedarfe|Was|Art", "Challenges and needs|What|Kind"),
        ("solutions", "Lösungen|Lösung|Umgesetzt in", "Solutions|Solution|Realised in"),
        ("partnerships", "Partnerschaften|Partnerschaft|Art", "Partnerships|Partnership|Kind"),
        ("participation", "Beteiligung|Prozess|Format", "Participation|Process|Format"),
        ("documents", "Dokumente und Strategien|Dokument|Von", "Documents and strategies|Document|By"),
        ("events", "Veranstaltungen|Veranstaltung|Rolle|Datum", "Events attended|Event|Role|Date"),
        ("memberships", "Beteiligt an|Woran|Rolle|Zeitraum", "Takes part in|What|Role|Period"),
        ("population", "Bevölkerung|Zählung|Einwohner|Stand", "Population|Figure|Inhabitants|As of"),
        ("lies-in", "Liegt in|Gebiet|Art", "Lies in|Area|Kind"),
        ("bodies", "Körperschaften und Orte|Was|Art", "Bodies and places|What|Kind"),
        ("described", "Enthält (die ersten 60)|Was|Art", "Contains (the first 60)|What|Kind"),
        ("similar", "Ähnliche Projekte|Projekt|Gemeinsam", "Similar projects|Project|In common"),
    )
}
"""Sections of pages in their order: heading and columns, with bars between them."""


def tables_of(description: Description) -> list[Table]:
    """Return the sections that suit the kind of thing, in the order of `SECTIONS`."""
    lines = description.sections.lines
    return [_table(description, section, lines[section]) for section in SECTIONS if section in lines]


def _table(description: Description, section: str, lines: Sequence[Line]) -> Table:
    heading, *columns = (text for text in SECTIONS[section][language()].split("|"))
    used = [any(line.first for line in lines), any(line.second for line in lines)]
    rows = [
        (
            value(description, line.thing),
            tuple(
                _shown(description, nodes) for nodes, use in zip((line.first, line.second), used, strict=True) if use
            ),
        )
        for line in lines
    ]
    if section not in {"similar", "agenda"}:
        rows.sort(key=lambda row: collation(row[0].text))
    if section == "agenda":
        rows.sort(key=lambda row: [value.text for values in row[1] for value in values])
    titles = [columns[0], *(title for title, use in zip(columns[1:], used, strict=False) if use)]
    return Table(section, heading, tuple(titles), tuple(rows))


def _shown(description: Description, nodes: Sequence[Node]) -> tuple[Value, ...]:
    return tuple(sorted((value(description, node) for node in nodes), key=lambda each: collation(each.text)))


def listings_of(description: Description) -> list[Listing]:
    """Return what refers to the thing, by kind and property, and stands in no table."""
    more = description.sections
    elsewhere = {line.thing for lines in more.lines.values() for line in lines} | more.through
    found: dict[tuple[str, URIRef], list[Value]] = {}
    names: dict[tuple[str, URIRef], str] = {}
    totals = {each.property: each.total for each in description.references}
    for each in (each for each in description.references if each.property not in _NOT_LISTED):
        for thing in (thing for thing in each.things if thing not in elsewhere):
            key = (_kind_of(description, thing), each.property)
            found.setdefault(key, []).append(value(description, thing))
            types = [t for t in description.known.get(thing, {}).get(RDF.type, ()) if isinstance(t, URIRef)]
            names[key] = describe.field(each.property, types).name[language()]
    return [
        Listing(key[0], names[key], key[1], tuple(sorted(found[key], key=lambda v: collation(v.text))), totals[key[1]])
        for key in sorted(found, key=lambda key: (collation(key[0]), key[1]))
    ]


def _kind_of(description: Description, iri: URIRef) -> str:
    """Return the name of the kind that a thing belongs to."""
    kind = iri.removeprefix(f"{BASE}id/").partition("/")[0]
    if kind in lists():
        return lists()[kind].title[language()]
    types = [t for t in description.known.get(iri, {}).get(RDF.type, ()) if isinstance(t, URIRef)]
    return class_name(types[0])[language()] if types else translate("Weiteres", "Other")


@dataclass(frozen=True)
class ThingPage:
    """The page about a thing in one language.

    Attributes:
        path: of the document.
        kinds: its classes.
        lead: what it is, in a few words.
        tables: things further away.
        listings: what refers to it.
        sources: where the statements come from, with their numbers.
        graphs: named graphs that speak of it.
        trail: the steps from the home page: name and address, the page itself last without one.
        structured: the page for search engines.
        shapes: what its data must look like.
        part: the part of the references that is shown, if not all.
        page: which page of them that is.
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
    page: Page | None = None
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
        page=Page(part.first // PART + 1, PART, description.references[0].total)
        if part and description.references
        else None,
    )


def _shapes(description: Description) -> Iterator[Value]:
    for each in description.types:
        if shape := shapes_by_class().get(str(each)):
            yield Value(shape.name[language()], None, link_of(URIRef(shape.iri), language()))


def _embedded(documents: Iterable[object]) -> tuple[Markup, ...]:
    """Return JSON documents as they stand in a script element: nothing in them can end it."""
    return tuple(htmlsafe_json_dumps(each, json.dumps) for each in documents)


def render(shown: ThingPage) -> str:
    """Return the page as HTML; the links to its other language repeat what else the address has."""
    if shown.html and request.path == shown.path and not request.script_root and set(request.args) <= {"lang"}:
        return shown.html
    parts = {each.name: getattr(shown, each.name) for each in dataclasses.fields(shown)}
    return render_template("thing.html", **parts, formats=GRAPH_FORMATS)


def _trail(description: Description, collection: str) -> list[tuple[str, str | None]]:
    """Return the steps from the home page here: name and address, the page itself last without one."""
    kind, suffix = collection.removeprefix("/doc/"), "?lang=en" if language() == "en" else ""
    steps: list[tuple[str, str | None]] = []
    if kind in lists():
        steps = [(lists()[kind].title[language()], collection + suffix)]
    elif collection:
        schemes = [scheme for scheme in description.values(SKOS.inScheme) if isinstance(scheme, URIRef)]
        above = [value(description, scheme) for scheme in schemes[:1]]
        steps = [(translate("Codelisten", "Code lists"), f"/code{suffix}"), *((v.text, v.link) for v in above)]
    return [*steps, (value(description, description.iri).text, None)]
