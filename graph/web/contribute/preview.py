# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""How a file was understood: the things in it as they would be published, named for people.

What forms and templates offer to choose from: published things, where they are few enough for a list.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rdflib import RDF, Literal, URIRef

from graph.check import Published
from graph.check.forms import part_of
from graph.check.values import escape_hidden_characters, to_rdflib_term
from graph.describe import field as field_of
from graph.describe import known_things
from graph.model.labels import LABELS, choose, collation, label
from graph.model.namespaces import compact, is_iri, is_web
from graph.model.queries import among, stored_query
from graph.model.shapes import THING, Field, Shape, shape_of
from graph.model.vocabulary import code_names
from graph.store import Store
from graph.store.terms import LITERAL, Statement, Term
from graph.web.http.pages import language, served_store
from graph.web.pages.values import link_of
from graph.web.services import services

MOST = 400
"""Things in one list; of more, people search by name."""

_LONGEST_SEARCH, _LOOKED_AT, _CHOICES_SHOWN = 200, 60, 8

Names = Mapping[str, tuple[Literal, ...]]
"""IRI of a thing → its names, the best first."""


def choices(field: Field) -> list[tuple[str, str]]:
    """Return (IRI, name) of the things that a field may have, by name; empty where very many are."""
    if field.value != THING or part_of(field):
        return []
    pairs = [(iri, _best(names)) for iri, names in _of_classes(field.classes).items()]
    return sorted(pairs, key=lambda pair: (collation(pair[1]), pair[0]))


def small_published(kinds: Iterable[Shape]) -> Published:
    """Return the published things that templates for some kinds offer as choices."""
    classes: dict[str, frozenset[str]] = {}
    names: dict[str, tuple[str, ...]] = {}
    for kind in kinds:
        for field in kind.fields:
            if field.value == THING:
                for iri, found in _of_classes(field.classes).items():
                    classes[iri] = classes.get(iri, frozenset()) | frozenset(field.classes)
                    names[iri] = (_best(found),)
    return Published(classes, names)


def names_of(iris: Iterable[str]) -> dict[str, str]:
    """Return IRI → name in the language of the page, for those that are published and have one."""
    things = sorted({URIRef(iri) for iri in iris})
    return (
        {iri: _best(names) for iri, names in _named(served_store(), "names", things).items()}
        if things
        else {}
    )


class Found(NamedTuple):
    """A published thing that may be meant: its IRI, its name, and what and where it is."""

    iri: str
    name: str
    about: str


def things_named(text: str, classes: Collection[str]) -> list[Found]:
    """Return the published things of some classes that somebody who has typed `text` may mean."""
    entries = services().search.get().suggest(text[:_LONGEST_SEARCH], _LOOKED_AT)
    iris = [URIRef(entry.iri) for entry in entries]
    known = known_things(served_store(), iris) if iris else {}
    kinds = {str(iri): {str(cls) for cls in facts.get(RDF.type, ())} for iri, facts in known.items()}
    fitting = [each for each in entries if not kinds.get(str(each.iri), set()).isdisjoint(classes)]
    return [
        Found(str(each.iri), each.label(language()), ", ".join(map(str, each.context)))
        for each in fitting[:_CHOICES_SHOWN]
    ]


def _of_classes(classes: tuple[str, ...]) -> Names:
    """Return the things of some classes; none where they are too many. One release is asked once."""
    store = services().store
    return _kept(store, classes, store.version)  # type: ignore[arg-type]  # stores are told apart by identity


@lru_cache(maxsize=64)
def _kept(store: Store, classes: tuple[str, ...], _version: str) -> Names:
    found = _named(store, "choices", [URIRef(cls) for cls in classes])
    return found if len(found) <= MOST else {}


def _named(store: Store, query: str, iris: Iterable[URIRef]) -> Names:
    variable = {"choices": "class", "names": "thing"}[query]
    found: dict[str, dict[str, list[Literal]]] = defaultdict(lambda: defaultdict(list))
    for row in store.select(among(stored_query("intake", query).text, variable, iris)):
        if isinstance(row["name"], Literal):
            found[str(row["thing"])][str(row["property"])].append(row["name"])
    return {
        iri: tuple(name for label in LABELS for name in names.get(str(label), ()))
        for iri, names in found.items()
    }


def _best(names: tuple[Literal, ...]) -> str:
    return str(choose(names, language()) or "")


THINGS = 30
"""Things shown at once."""

_LONGEST = 600


@dataclass(frozen=True)
class Shown:
    """A value: what is read, its language where it is not that of the page, and where it leads."""

    text: str
    language: str = ""
    link: str = ""


@dataclass(frozen=True)
class Thing:
    """A thing of a file.

    Attributes:
        iri: its address; "" where it has none of its own.
        name: what it is called.
        kind: what it is.
        rows: name of a property → its values.
    """

    iri: str
    name: str
    kind: str
    rows: dict[str, list[Shown]]


class Preview:
    """Statements as people read them.

    Args:
        quads: the statements.
    """

    def __init__(self, quads: Sequence[Statement]) -> None:
        self._about: dict[str, list[Statement]] = defaultdict(list)
        for quad in quads:
            self._about[quad.subject.value].append(quad)
        mentioned = (quad.object.value for quad in quads if is_web(quad.object.value))
        self._published = names_of(iri for iri in mentioned if is_iri(iri) and iri not in self._about)
        self.total = len(self._about)

    def things(self, most: int = THINGS) -> list[Thing]:
        """Return the things, those with a name first."""
        order = sorted(self._about, key=lambda iri: (not self._named(iri), collation(self.name(iri)), iri))
        return [self._thing(iri) for iri in order[:most]]

    def name(self, iri: str) -> str:
        """Return the name of a thing of the file, of a published one, or of an entry of a list."""
        kind = self._kind(iri)
        named = self._named(iri) or self._published.get(iri) or code_names(language()).get(iri, "")
        return escape_hidden_characters(
            named or (kind.name[language()] if kind else "") or compact(iri).strip("<>")
        )

    def value(self, term: Term) -> Shown:
        """Return how a value is shown."""
        if term.kind == LITERAL:
            other = term.language if term.language != language() else ""
            return Shown(escape_hidden_characters(_shortened(term.value)), other)
        link = (
            link_of(URIRef(term.value), language())
            if is_iri(term.value) and term.value not in self._about
            else None
        )
        return Shown(_shortened(self.name(term.value)), "", link or "")

    def _thing(self, iri: str) -> Thing:
        kind = self._kind(iri)
        rows: dict[str, list[Shown]] = defaultdict(list)
        for quad in sorted(self._about[iri], key=lambda quad: _order(quad.predicate, kind)):
            if quad.predicate != str(RDF.type) or kind is None or quad.object.value != kind.target:
                rows[property_name(quad.predicate, kind)].append(self.value(quad.object))
        return Thing(iri, self.name(iri), kind.name[language()] if kind else "", dict(rows))

    def _kind(self, iri: str) -> Shape | None:
        quads = self._about.get(iri, ())
        return shape_of(quad.object.value for quad in quads if quad.predicate == str(RDF.type))

    def _named(self, iri: str) -> str:
        quads = self._about.get(iri, ())
        facts = {
            name: [to_rdflib_term(q.object) for q in quads if q.predicate == str(name)] for name in LABELS
        }
        return _shortened(str(label(facts, language()) or ""), 120)


def property_name(iri: str, kind: Shape | None = None) -> str:
    """Return how a property is called in the language of the page."""
    types: Iterable[URIRef] = [URIRef(kind.target)] if kind else []
    return field_of(URIRef(iri), types).name[language()]


def _order(predicate: str, kind: Shape | None) -> tuple[tuple[int, int], str]:
    orders = [field.order for field in kind.fields if field.path == predicate] if kind else []
    return min(orders, default=(1_000, 1_000)), predicate


def _shortened(text: str, most: int = _LONGEST) -> str:
    return text if len(text) <= most else f"{text[:most]} …"
