# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the page about a thing says of it: its properties under headings, with numbered sources."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from rdflib import DCTERMS, RDF, SKOS, Literal, URIRef
from rdflib.term import Node

from graph import describe
from graph.describe import LABELS, Description, Statement, chosen, name
from graph.describe.description import SOURCES
from graph.web.http.pages import language, translate
from graph.web.pages.values import Value, value

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
        if text := chosen(description.values(each), language()):
            return value(description, text, sources.of(_sources_of(description, each, text)))
    return None


def _sources_of(description: Description, name_: URIRef, node: Node) -> tuple[URIRef, ...]:
    graphs = [s.graph for s in description.statements if s.property == name_ and s.value == node]
    return tuple(dict.fromkeys(each for graph in graphs for each in description.sources(graph)))[
        :_MOST_SOURCES
    ]


def sections_of(description: Description, sources: Sources) -> list[Section]:
    """Return the properties in the groups and the order of the shapes; what no shape orders comes last."""
    shown = [s for s in description.statements if not _is_elsewhere(description, s)]
    fields = {s.property: describe.field(s.property, description.types) for s in shown}
    order = sorted(fields, key=lambda each: (fields[each].order, fields[each].names[language()], each))
    other = translate("Weitere Angaben", "More details")
    groups = groupby(order, key=lambda each: fields[each].group.get(language(), other))
    return [
        Section(
            heading,
            tuple(
                Row(fields[each].names[language()], _values(description, each, shown, sources))
                for each in properties
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
    best = chosen(description.values(statement.property), language())
    return title in {str(statement.value), str(best)}


def _values(
    description: Description, name_: URIRef, shown: Sequence[Statement], sources: Sources
) -> tuple[Value, ...]:
    """Return the values of one property; of texts in several languages, those in the best one."""
    nodes = dict.fromkeys(s.value for s in shown if s.property == name_)
    best = chosen((node for node in nodes if isinstance(node, Literal) and node.language), language())
    kept = [
        node
        for node in nodes
        if not isinstance(node, Literal) or node.language is None or (best and node.language == best.language)
    ]
    found = [value(description, node, sources.of(_sources_of(description, name_, node))) for node in kept]
    return tuple(sorted(found, key=lambda each: each.text.casefold()))
