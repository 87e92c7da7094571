# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What forms and templates offer to choose from: published things, where they are few enough for a list."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from flask import current_app
from rdflib import RDF, Literal, URIRef

from graph.check import Published
from graph.check.forms import part_of
from graph.describe import LABELS, chosen, known_things
from graph.model.fields import THING, Field, Kind
from graph.model.queries import among, stored_query
from graph.store import Store
from graph.web.http.pages import language, served_store

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
    return sorted(pairs, key=lambda pair: (pair[1].casefold(), pair[0]))


def small_published(kinds: Iterable[Kind]) -> Published:
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
    entries = current_app.extensions["search"].get().suggest(text[:_LONGEST_SEARCH], _LOOKED_AT)
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
    store = served_store()
    version = getattr(store, "version", "")
    kept: dict[tuple[str, tuple[str, ...]], Names] = current_app.extensions.setdefault("choices", {})
    if (version, classes) not in kept:
        for old in [key for key in kept if key[0] != version]:
            del kept[old]
        found = _named(store, "choices", [URIRef(cls) for cls in classes])
        kept[version, classes] = found if len(found) <= MOST else {}
    return kept[version, classes]


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
    return str(chosen(names, language()) or "")
