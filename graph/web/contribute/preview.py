# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a file was understood: the things in it as they would be published, named for people."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rdflib import RDF, URIRef

from graph.check.values import escape_hidden_characters, to_rdflib_term
from graph.describe import field as field_of
from graph.model.labels import LABELS, collation, label
from graph.model.namespaces import compact, is_iri, is_web
from graph.model.shapes import Shape, shape_of
from graph.model.vocabulary import code_names
from graph.store.terms import LITERAL, Statement, Term
from graph.web.contribute.choices import names_of
from graph.web.http.pages import language
from graph.web.pages.values import link_of

_MAX_THINGS, _MAX_TEXT, _MAX_NAME = 30, 600, 120


@dataclass(frozen=True)
class ValueView:
    """A value: its text, its language if that is not the language of the page, and its link."""

    text: str
    language: str = ""
    link: str = ""


@dataclass(frozen=True)
class Thing:
    """A thing of a file; `rows` maps the name of a property to its values."""

    iri: str
    name: str
    kind: str
    rows: dict[str, list[ValueView]]


class Preview:
    """Statements as people read them."""

    def __init__(self, quads: Sequence[Statement]) -> None:
        self._about: dict[str, list[Statement]] = defaultdict(list)
        for quad in quads:
            self._about[quad.subject.value].append(quad)
        mentioned = (quad.object.value for quad in quads if is_web(quad.object.value))
        self._published = names_of(iri for iri in mentioned if iri not in self._about)
        self.total = len(self._about)

    def things(self) -> list[Thing]:
        """Return the first things, those with a name before the others."""
        order = sorted(self._about, key=lambda iri: (not self._label(iri), collation(self.name(iri)), iri))
        return [self._thing(iri) for iri in order[:_MAX_THINGS]]

    def name(self, iri: str) -> str:
        """Return the name of a thing of the file, of a published one, or of a concept of a code list."""
        kind = self._kind(iri)
        found = self._label(iri) or self._published.get(iri) or code_names(language()).get(iri, "")
        return escape_hidden_characters(found or (kind.name[language()] if kind else "") or compact(iri).strip("<>"))

    def _thing(self, iri: str) -> Thing:
        kind = self._kind(iri)
        types = [URIRef(kind.target)] if kind else []
        fields = {quad.predicate: field_of(URIRef(quad.predicate), types) for quad in self._about[iri]}
        rows: dict[str, list[ValueView]] = defaultdict(list)
        for quad in sorted(self._about[iri], key=lambda quad: (fields[quad.predicate].order, quad.predicate)):
            if quad.predicate != str(RDF.type) or kind is None or quad.object.value != kind.target:
                rows[fields[quad.predicate].name[language()]].append(self._value(quad.object))
        return Thing(iri, self.name(iri), kind.name[language()] if kind else "", dict(rows))

    def _value(self, term: Term) -> ValueView:
        if term.kind == LITERAL:
            other = term.language if term.language != language() else ""
            return ValueView(escape_hidden_characters(_shorten(term.value)), other)
        is_linked = is_iri(term.value) and term.value not in self._about
        link = link_of(URIRef(term.value), language()) if is_linked else None
        return ValueView(_shorten(self.name(term.value)), "", link or "")

    def _kind(self, iri: str) -> Shape | None:
        quads = self._about.get(iri, ())
        return shape_of(quad.object.value for quad in quads if quad.predicate == str(RDF.type))

    def _label(self, iri: str) -> str:
        quads = self._about.get(iri, ())
        facts = {name: [to_rdflib_term(q.object) for q in quads if q.predicate == str(name)] for name in LABELS}
        return _shorten(str(label(facts, language()) or ""), _MAX_NAME)


def _shorten(text: str, longest: int = _MAX_TEXT) -> str:
    return text if len(text) <= longest else f"{text[:longest]} …"
