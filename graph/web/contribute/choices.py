# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people can choose from: kinds of things to describe, and published things to refer to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from rdflib import RDF, Literal, URIRef

from graph.check import Published
from graph.check.forms import is_part, part_of
from graph.check.policy import accepted_classes
from graph.describe import known_things
from graph.model.kinds import members
from graph.model.labels import LABELS, choose, collation
from graph.model.namespaces import is_iri
from graph.model.queries import among, stored_query
from graph.model.shapes import THING, Field, Shape, shapes_by_class
from graph.store import Store
from graph.web.http.pages import language, translate
from graph.web.services import services

_MAX_OPTIONS = 400
"""Things in one list; if there are more, people search by name."""

_MAX_QUERY, _CANDIDATES, _MAX_MATCHES = 200, 60, 8

_LANGUAGES = {"de": ("Deutsch", "German"), "en": ("Englisch", "English"), "": ("ohne Angabe", "not stated")}

Names = Mapping[str, tuple[Literal, ...]]
"""IRI of a thing → its names, the best first."""


def kinds_to_describe() -> dict[str, list[Shape]]:
    """Return the shapes of things to submit: the usual ones ("first"), and the others by name ("others")."""
    first = [shapes_by_class()[cls] for cls in members("offered")]
    rest = [shapes_by_class()[cls] for cls in accepted_classes() - set(members("offered"))]
    others = [shape for shape in rest if not is_part(shape)]
    return {"first": first, "others": sorted(others, key=lambda shape: collation(shape.name[language()]))}


def is_editable(classes: Collection[str]) -> bool:
    """Tell whether people can submit things of one of these classes."""
    known = accepted_classes() & {str(cls) for cls in classes}
    return any(not is_part(shapes_by_class()[cls]) for cls in known)


def language_name(tag: str) -> str:
    """Return the name of a language; of an unknown one its tag."""
    return translate(*_LANGUAGES[tag]) if tag in _LANGUAGES else tag


def options(field: Field) -> list[tuple[str, str]]:
    """Return (IRI, name) of the things that a field may have, by name; none if there are very many."""
    if field.value != THING or part_of(field):
        return []
    pairs = [(iri, _best(names)) for iri, names in _of_classes(field.classes).items()]
    return sorted(pairs, key=lambda pair: (collation(pair[1]), pair[0]))


def template_options(shapes: Iterable[Shape]) -> Published:
    """Return the published things that templates for these kinds offer as choices."""
    classes: dict[str, frozenset[str]] = {}
    names: dict[str, tuple[str, ...]] = {}
    for field in (field for shape in shapes for field in shape.fields if field.value == THING):
        for iri, found in _of_classes(field.classes).items():
            classes[iri] = classes.get(iri, frozenset()) | frozenset(field.classes)
            names[iri] = (_best(found),)
    return Published(classes, names)


def names_of(iris: Iterable[str]) -> dict[str, str]:
    """Return IRI → name in the language of the page, for the published things among these that have one."""
    things = sorted({URIRef(iri) for iri in iris if is_iri(iri)})
    named = _named(services().store, "names", "thing", things) if things else {}
    return {iri: _best(names) for iri, names in named.items()}


class Match(NamedTuple):
    """A published thing that somebody may mean; `about` says what and where it is."""

    iri: str
    name: str
    about: str


def find_things(text: str, classes: Collection[str]) -> list[Match]:
    """Return the published things of some classes that somebody who types `text` may mean."""
    entries = services().search.get().suggest(text[:_MAX_QUERY], _CANDIDATES)
    iris = [URIRef(entry.iri) for entry in entries]
    known = known_things(services().store, iris) if iris else {}
    kinds = {str(iri): {str(cls) for cls in facts.get(RDF.type, ())} for iri, facts in known.items()}
    fitting = [each for each in entries if not kinds.get(str(each.iri), set()).isdisjoint(classes)]
    return [
        Match(str(each.iri), each.label(language()), ", ".join(map(str, each.context)))
        for each in fitting[:_MAX_MATCHES]
    ]


def _of_classes(classes: tuple[str, ...]) -> Names:
    """Return the things of some classes, none if there are too many; a release is asked once."""
    store = services().store
    return _kept(store, classes, store.version)  # type: ignore[arg-type]  # stores are told apart by identity


@lru_cache(maxsize=64)
def _kept(store: Store, classes: tuple[str, ...], _version: str) -> Names:
    found = _named(store, "choices", "class", [URIRef(cls) for cls in classes])
    return found if len(found) <= _MAX_OPTIONS else {}


def _named(store: Store, query: str, variable: str, iris: Iterable[URIRef]) -> Names:
    """Return the names of the things that a stored query finds for these values of a variable."""
    found: dict[str, dict[str, list[Literal]]] = defaultdict(lambda: defaultdict(list))
    for row in store.select(among(stored_query("intake", query).text, variable, iris)):
        if isinstance(row["name"], Literal):
            found[str(row["thing"])][str(row["property"])].append(row["name"])
    return {iri: tuple(name for label in LABELS for name in names.get(str(label), ())) for iri, names in found.items()}


def _best(names: tuple[Literal, ...]) -> str:
    return str(choose(names, language()) or "")
