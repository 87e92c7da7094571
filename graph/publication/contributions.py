# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Accepted submissions as named graphs of their own, and what is left of those that are gone.

A graph holds the statements that were reviewed and, as every graph here, what it is itself. Because a
submission may say nothing of graphs, the two can be told apart: what is not about the graph is what was
reviewed, and its digest is the `spdx:checksumValue` of the graph.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rdflib import DCTERMS, PROV, RDF, RDFS, XSD, Literal, Namespace, URIRef
from rdflib.term import Node

from graph.errors import InputError
from graph.model.namespaces import BASE, GRAPH, SHAPE
from graph.store import EmbeddedStore

ENDED = GRAPH.submissions
"""The named graph of submissions that were published once."""

_SPDX = Namespace("http://spdx.org/rdf/terms#")
_ITSELF = {
    DCTERMS.title: {"de": "Ersetzte und zurückgezogene Einreichungen", "en": "Superseded and retracted submissions"},
    DCTERMS.description: {
        "de": "Was veröffentlicht war, mit Prüfsumme und Grund; der Inhalt steht in früheren Releases.",
        "en": "What was published once, with checksum and reason; the content is in earlier releases.",
    },
}

Triple = tuple[Node, Node, Node]


@dataclass(frozen=True)
class Ending:
    """How a submission ceased to be in force.

    Attributes:
        release: the first release that had it.
        reason: why it was retracted; empty where it was superseded.
        replaced_by: name of the submission that replaced it, or None.
    """

    at: datetime
    release: str
    reason: str = ""
    replaced_by: str | None = None


@dataclass(frozen=True)
class Contribution:
    """A submission that was accepted, as a release needs it; organisations appear, persons do not.

    Attributes:
        name: its id in the inbox; the last part of the name of its graph.
        statements: what was reviewed, as canonical N-Quads.
        content_hash: SHA-256 of the statements in UTF-8, as the reviewer accepted them.
        organisation: that submitted it.
        shapes_version: of the shapes with which it was validated when it came.
        revises: name of the submission that it replaced, or None.
        is_new: whether no release has it yet; only then may a release leave it out.
        ending: how it ceased to be in force; None while it is.
    """

    name: str
    title: str
    statements: str
    content_hash: str
    organisation: URIRef
    received: datetime
    accepted: datetime
    shapes_version: str
    licence: URIRef
    revises: str | None = None
    is_new: bool = False
    ending: Ending | None = None

    @property
    def graph(self) -> URIRef:
        """The name of its graph."""
        return graph_of(self.name)


def graph_of(name: str) -> URIRef:
    """Return the named graph of a submission."""
    return GRAPH[f"submission/{name}"]


def refuse_unfit(contribution: Contribution) -> None:
    """Raise InputError where the statements are not those that were reviewed, or could touch other graphs."""
    text = contribution.statements
    if hashlib.sha256(text.encode()).hexdigest() != contribution.content_hash:
        raise InputError("the stored statements are not those that were reviewed; the inbox is damaged.")
    store = EmbeddedStore()
    store.load_n_quads(text)
    if "".join(store.n_quads()) != text:
        raise InputError("the statements are not in canonical form, so they would change when published.")
    if store.named_graphs():
        raise InputError("the statements name graphs; a submission goes into its own graph as a whole.")
    if about := next((s for s in sorted(store.subjects()) if _is_reserved(s)), None):
        raise InputError(f"it describes <{about}>; submissions describe things, not graphs, terms or lists.")


def _is_reserved(iri: str) -> bool:
    return iri.startswith(BASE) and not iri.startswith((f"{BASE}id/", f"{BASE}.well-known/genid/"))


def add(store: EmbeddedStore, contributions: Sequence[Contribution]) -> None:
    """Add each contribution as its own named graph, and the record of those that are gone."""
    for contribution in sorted(contributions, key=lambda c: c.name):
        if contribution.ending is None:
            store.load_n_quads(contribution.statements, contribution.graph)
            store.add((*triple, contribution.graph) for triple in _described(contribution))
    gone = _gone(store, contributions)
    store.add((*triple, ENDED) for triple in (*_ended(contributions), *_tombstones(gone)))


def _ended(contributions: Iterable[Contribution]) -> Iterator[Triple]:
    gone = [(c, c.ending) for c in contributions if c.ending is not None]
    if not gone:
        return
    yield ENDED, RDF.type, PROV.Entity
    yield from ((ENDED, link, Literal(t, lang=tag)) for link, texts in _ITSELF.items() for tag, t in texts.items())
    yield ENDED, DCTERMS.license, URIRef("https://creativecommons.org/licenses/by/4.0/")
    yield ENDED, PROV.hadPrimarySource, URIRef(f"{BASE}id/organisation/mpsc-graph")
    yield ENDED, PROV.generatedAtTime, _instant(max(ending.at for _, ending in gone))
    for contribution, ending in gone:
        yield from _described(contribution)
        yield contribution.graph, PROV.invalidatedAtTime, _instant(ending.at)
        yield contribution.graph, DCTERMS.isPartOf, URIRef(f"{BASE}release/{ending.release}")
        if ending.reason:
            yield contribution.graph, RDFS.comment, Literal(ending.reason, lang="de")
        if ending.replaced_by is not None:
            yield contribution.graph, DCTERMS.isReplacedBy, graph_of(ending.replaced_by)


def _gone(store: EmbeddedStore, contributions: Sequence[Contribution]) -> dict[URIRef, Contribution]:
    """Return what was published once and is no longer described → the contribution that had it last."""
    ended = sorted((c.ending.at, c.name, c) for c in contributions if c.ending is not None)
    described = store.subjects() if ended else set()
    gone: dict[URIRef, Contribution] = {}
    for _, _, contribution in ended:
        once = EmbeddedStore()
        once.load_n_quads(contribution.statements)
        gone |= dict.fromkeys(map(URIRef, sorted(once.subjects() - described)), contribution)
    return gone


def _tombstones(gone: Mapping[URIRef, Contribution]) -> Iterator[Triple]:
    """Yield what is left of things, so that their pages say that they are gone, when and why."""
    for thing, contribution in gone.items():
        if contribution.ending is not None:
            yield thing, PROV.invalidatedAtTime, _instant(contribution.ending.at)
            yield thing, DCTERMS.isPartOf, contribution.graph
            if contribution.ending.reason:
                yield thing, RDFS.comment, Literal(contribution.ending.reason, lang="de")


def _described(contribution: Contribution) -> Iterator[Triple]:
    """Yield what a graph says of itself; the organisation is its source."""
    graph = contribution.graph
    checksum = URIRef(f"{graph}#checksum")
    yield graph, RDF.type, PROV.Entity
    yield graph, DCTERMS.title, Literal(contribution.title, lang="de")
    yield (graph, DCTERMS.description, Literal("Angaben einer Organisation über sich selbst, geprüft.", lang="de"))
    yield graph, DCTERMS.description, Literal("Statements of an organisation on itself, reviewed.", lang="en")
    yield graph, DCTERMS.license, contribution.licence
    yield graph, PROV.hadPrimarySource, contribution.organisation
    yield graph, PROV.wasAttributedTo, contribution.organisation
    yield graph, PROV.generatedAtTime, _instant(contribution.received)
    yield graph, DCTERMS.dateSubmitted, _instant(contribution.received)
    yield graph, DCTERMS.dateAccepted, _instant(contribution.accepted)
    yield graph, DCTERMS.conformsTo, SHAPE[f"version/{contribution.shapes_version}"]
    if contribution.revises is not None:
        yield graph, PROV.wasRevisionOf, graph_of(contribution.revises)
    yield graph, _SPDX.checksum, checksum
    yield checksum, RDF.type, _SPDX.Checksum
    yield checksum, _SPDX.algorithm, _SPDX.checksumAlgorithm_sha256
    yield checksum, _SPDX.checksumValue, Literal(contribution.content_hash, datatype=XSD.hexBinary)


def _instant(at: datetime) -> Literal:
    return Literal(f"{at:%Y-%m-%dT%H:%M:%S}Z", datatype=XSD.dateTime)
