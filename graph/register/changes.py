# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Changes of keys → RDF: an `org:ChangeEvent` each, so that an old key still finds its successor.

The way is `?old adms:identifier/skos:notation "…"` and then `?old dcterms:isReplacedBy* ?today`, or through
the event: `?old org:changedBy/org:resultingOrganization ?today`. A body that is gone is a
`cv:PublicOrganisation`, not an `mpsc:Municipality`, so it is not counted among those of today.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from rdflib import DCAT, DCTERMS, ORG, PROV, RDF, RDFS, SKOS, XSD, Literal, URIRef

from graph.model.namespaces import GRAPH, namespace
from graph.register.rows import Change, Table
from graph.register.sources import Quad

GRAPH_OF_CHANGES = GRAPH["register/changes"]

_WORDS = {
    "merger": ("Zusammenschluss", "Merger"),
    "renaming": ("Umbenennung", "Renaming"),
    "renumbering": ("Neuer Schlüssel", "Renumbering"),
    "dissolution": ("Auflösung", "Dissolution"),
}

Triple = tuple[URIRef, URIRef, URIRef | Literal]


def change_quads(table: Table) -> Iterator[Quad]:
    """Yield the graph of changes; nothing where no change is known."""
    if not table.changes:
        return
    names = {row.ags: row.short_name for row in table.municipalities}
    names |= {row.key: row.label for row in table.districts if not row.is_city}
    names |= {change.old: change.old_name for change in table.changes if change.old not in names}
    for triples in (_description(table), *(_event(event, names) for event in _events(table))):
        for subject, predicate, value in triples:
            yield subject, predicate, value, GRAPH_OF_CHANGES


def body(key: str) -> URIRef:
    """Return the IRI of the municipality (eight digits) or district (five digits)."""
    return namespace("municipality" if len(key) == 8 else "district")[key]


def _events(table: Table) -> list[list[Change]]:
    """Group lines that are one event: one merger has many old keys, one dissolution many new ones."""
    events: dict[tuple[str, str, str], list[Change]] = defaultdict(list)
    for change in table.changes:
        about = change.old if change.kind == "dissolution" else change.new
        events[change.kind, about, change.day.isoformat()].append(change)
    return list(events.values())


def _event(event: list[Change], names: dict[str, str]) -> Iterator[Triple]:
    first = event[0]
    about = first.old if first.kind == "dissolution" else first.new
    iri = namespace("change")[f"{first.kind}-{about}-{first.day}"]
    yield iri, RDF.type, ORG.ChangeEvent
    before = ", ".join(sorted({change.old_name or names.get(change.old) or change.old for change in event}))
    after = ", ".join(sorted({names.get(change.new) or change.new for change in event if change.new}))
    for word, language in zip(_WORDS[first.kind], ("de", "en"), strict=True):
        text = f"{word}: {before} → {after}" if after else f"{word}: {before}"
        yield iri, RDFS.label, Literal(text, lang=language)
    # No time zone: the day is a legal day in Germany, not a moment in UTC.
    yield iri, PROV.startedAtTime, Literal(f"{first.day}T00:00:00", datatype=XSD.dateTime)
    for change in event:
        # An event is a prov:Activity, and only a prov:Entity has a primary source.
        yield iri, DCTERMS.source, URIRef(change.source)
        yield iri, ORG.originalOrganization, body(change.old)
        if change.new:
            yield iri, ORG.resultingOrganization, body(change.new)
            yield body(change.new), ORG.resultedFrom, iri
            yield from _sourced(body(change.new), change)
        yield body(change.old), ORG.changedBy, iri
        yield from _renamed(change) if change.kind == "renaming" else _replaced(change)


def _renamed(change: Change) -> Iterator[Triple]:
    if change.old_name:
        yield body(change.old), SKOS.altLabel, Literal(change.old_name, lang="de")


def _replaced(change: Change) -> Iterator[Triple]:
    old = body(change.old)
    scheme = "ags" if len(change.old) == 8 else "district-key"
    identifier = namespace("identifier")[f"{scheme}-{change.old}"]
    last_day = change.day - timedelta(days=1)
    period = namespace("period")[f"until-{last_day}"]
    has_identifier = namespace("adms").identifier
    yield old, RDF.type, namespace("cv").PublicOrganisation
    name = change.old_name.partition(",")[0] or change.old
    yield old, SKOS.prefLabel, Literal(name, lang="de")
    yield old, RDFS.label, Literal(name, lang="de")
    yield old, has_identifier, identifier
    if change.new:
        yield old, DCTERMS.isReplacedBy, body(change.new)
    if change.kind == "renumbering":
        yield body(change.new), has_identifier, identifier
    yield identifier, RDF.type, namespace("adms").Identifier
    yield identifier, SKOS.notation, Literal(change.old)
    yield identifier, DCTERMS.type, namespace("idtype")[scheme]
    yield identifier, DCTERMS.temporal, period
    yield period, RDF.type, DCTERMS.PeriodOfTime
    yield period, DCAT.endDate, Literal(last_day.isoformat(), datatype=XSD.date)
    for subject in (old, identifier, period):
        yield from _sourced(subject, change)


def _sourced(subject: URIRef, change: Change) -> Iterator[Triple]:
    yield subject, PROV.hadPrimarySource, URIRef(change.source)


def _description(table: Table) -> Iterator[Triple]:
    graph = GRAPH_OF_CHANGES
    yield graph, RDF.type, PROV.Entity
    yield graph, DCTERMS.title, Literal("Änderungen von Gemeinden und Kreisen", lang="de")
    yield graph, DCTERMS.title, Literal("Changes of municipalities and districts", lang="en")
    yield (
        graph,
        DCTERMS.description,
        Literal(
            "Zusammenschlüsse, Umbenennungen, neue Schlüssel und Auflösungen, jede mit ihrer Quelle.",
            lang="de",
        ),
    )
    yield (
        graph,
        DCTERMS.description,
        Literal("Mergers, renamings, new keys and dissolutions, each with its source.", lang="en"),
    )
    for source in sorted({change.source for change in table.changes}):
        yield graph, PROV.hadPrimarySource, URIRef(source)
    written = Literal(f"{table.edition.written}T00:00:00Z", datatype=XSD.dateTime)
    yield graph, PROV.generatedAtTime, written
    yield graph, DCTERMS.license, URIRef("https://creativecommons.org/licenses/by/4.0/")
