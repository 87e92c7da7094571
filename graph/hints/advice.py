# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether an answer is empty, and hints why: what the query names that the data do not have."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from rdflib import Literal

from graph.errors import GraphError
from graph.hints.lookup import Lexicon, graphs, lexicon, siblings, standing, texts
from graph.model.formats import CSV, JSON, JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TSV, TURTLE, XML, Format
from graph.model.namespaces import BASE, compact, is_iri, namespaces
from graph.store import Dataset, Store
from graph.store.sparql_text import TOKEN

LONGEST_QUERY = 20_000
"""Characters of a query that is looked at."""

_MOST_NAMES = 30
_MOST_TEXTS = 5
_ESCAPED = re.compile(r"\\(.)")
_SHORT = re.compile(r'"([^"\\\r\n]{1,60})"|\'([^\'"\\\r\n]{1,60})\'')
_IN_FRONT_OF_GRAPH = {"GRAPH", "FROM", "NAMED"}
_COMPARING = {"FILTER", "BIND", "VALUES", "IN", "HAVING"}
"""Words whose round brackets are no call of a function."""

_MOST = 5
_LONGEST_NAME = 100
_LIKENESS = 0.7
_LANGUAGES = ("", "de", "en")

LONGEST = 4_096
"""Bytes of the longest document that is looked at; one without rows has only its head."""

_ZERO_JSON = rb'(\{"[^"]*":\{"type":"literal","value":"0"[^{}]*\}\})?'
_ZERO_XML = rb'(<result><binding name="[^"]*"><literal[^>]*>0</literal></binding></result>)?'
_STATEMENTS = re.compile(rb"\A\s*(@prefix[^\n]*\s*)*\Z")
_EMPTY = {
    JSON: re.compile(rb'"b(?:oolean":false|indings":\[' + _ZERO_JSON + rb"\])"),
    XML: re.compile(rb"<boolean>false<|<results>" + _ZERO_XML + rb"</results>"),
    CSV: re.compile(rb"\A(?:false|[^\r\n]*\r\n(0\r\n)?)\Z"),
    TSV: re.compile(rb"\A(?:false|[^\n]*\n(0\n)?)\Z"),
    JSON_LD: re.compile(rb"\A\s*\[\s*\]\s*\Z"),
    RDF_XML: re.compile(rb"<rdf:RDF[^>]*(/>|>\s*</rdf:RDF>)\s*\Z"),
    **dict.fromkeys((TURTLE, TRIG, N_TRIPLES, N_QUADS), _STATEMENTS),
}


@dataclass(frozen=True)
class Hint:
    """One thing that may be wrong, in a sentence or two of German and English."""

    de: str
    en: str


@dataclass
class Names:
    """What a query names that should be in the data.

    Attributes:
        declared: prefix → namespace, as the query declares them.
        terms: IRIs of properties, classes and things, each once, in order.
        graphs: IRIs of named graphs, each once, in order.
        texts: (text, language tag or "") of plain literals that are compared as they are.
    """

    declared: dict[str, str] = field(default_factory=dict)
    terms: list[str] = field(default_factory=list)
    graphs: list[str] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)


def hints(store: Store, query: str, dataset: Dataset) -> list[Hint]:
    """Return why a legal query may have found nothing, the likeliest reasons first; at most five.

    Sends at most five small queries to the store. Where it cannot answer there is no hint, and no error.
    """
    names = names_of(query)
    names.graphs = [*names.graphs, *map(str, (*dataset.default, *dataset.named))]
    try:
        reasons = (*_of_graphs(store, names), *_of_names(store, names), *_of_texts(store, names))
    except GraphError:
        return []
    return list(dict.fromkeys(reasons))[:_MOST]


def is_empty(document: bytes, written: Format) -> bool:
    """Tell whether an answer has no row, no triple, says no, or counts nothing (one row with a single 0)."""
    return len(document) <= LONGEST and _EMPTY[written].search(document) is not None


def _of_graphs(store: Store, names: Names) -> Iterator[Hint]:
    """Yield a hint for each graph that does not exist."""
    there = graphs(store) if names.graphs else ()
    for iri in names.graphs:
        if iri not in there:
            meant = _nearest(iri, there)
            yield Hint(
                f"Einen Graphen {_shown(iri)} gibt es nicht.{_meant_de(meant)}",
                f"There is no graph {_shown(iri)}.{_meant_en(meant)}",
            )


def _of_names(store: Store, names: Names) -> Iterator[Hint]:
    """Yield a hint for each name that the data do not have; those of one wrong namespace share theirs."""
    if not names.terms:
        return
    places = standing(store, names.terms)
    unknown = [iri for iri in names.terms if not (places[iri].known or places[iri].used)]
    words = lexicon(store) if unknown else Lexicon((), ours=False)
    for iri in unknown[:_MOST]:
        meant = _nearest(iri, _candidates(store, iri, words))
        yield _misplaced(iri, names, words) or Hint(
            f"{_shown(iri)} kommt in den Daten nicht vor.{_meant_de(meant)}",
            f"{_shown(iri)} does not occur in the data.{_meant_en(meant)}",
        )
    for iri in names.terms:
        if places[iri].declared and not places[iri].used:
            yield Hint(
                f"{_shown(iri)} steht im Vokabular, wird in den Daten aber noch nicht verwendet.",
                f"{_shown(iri)} is in the vocabulary, but nothing in the data uses it yet.",
            )


def _of_texts(store: Store, names: Names) -> Iterator[Hint]:
    """Yield a hint for each text that the data have in another language or case only."""
    variants = {asked: list(_variants(*asked)) for asked in names.texts}
    wanted = dict.fromkeys(text for each in variants.values() for text in each)
    there = set(texts(store, list(wanted))) if wanted else set()
    for asked, *others in variants.values():
        meant = next((text for text in others if text in there), None)
        if meant is not None and asked not in there:
            yield Hint(
                f"In den Daten steht {meant.n3()}, nicht {asked.n3()}.",
                f"The data have {meant.n3()}, not {asked.n3()}.",
            )


def _variants(text: str, tag: str) -> Iterator[Literal]:
    """Yield the literal as it is asked for, and then what may have been meant."""
    for form in dict.fromkeys((text, text.strip(), text.capitalize(), text.title())):
        for language in dict.fromkeys((tag, *_LANGUAGES)):
            yield Literal(form, lang=language or None)


def _misplaced(iri: str, names: Names, words: Lexicon) -> Hint | None:
    """Return a hint where the IRI lies in another namespace than the one that the data have."""
    for prefix, base in names.declared.items():
        here = namespaces().get(prefix)
        if here and base not in ("", str(here)) and iri.startswith(base) and _is_used(here, words):
            return Hint(
                f"Die Abfrage deklariert {prefix}: als <{base}>; hier steht es für <{here}>.",
                f"The query declares {prefix}: as <{base}>; here it is <{here}>.",
            )
    space = _space(iri)
    for here in namespaces().values():
        if str(here) != space and _key(here) == _key(space) and _is_used(here, words):
            return Hint(
                f"Die Abfrage schreibt den Namensraum als <{space}>; hier ist es <{here}>.",
                f"The query writes the namespace as <{space}>; here it is <{here}>.",
            )
    return None


def _is_used(space: str, words: Lexicon) -> bool:
    return (words.ours and space.startswith(BASE)) or any(term.startswith(space) for term in words.terms)


def _candidates(store: Store, iri: str, words: Lexicon) -> Sequence[str]:
    """Return what the IRI can be a misspelling of: things of the same kind, or properties and classes."""
    space = _space(iri)
    is_thing = space.startswith((f"{BASE}id/", f"{BASE}code/")) and space in map(str, namespaces().values())
    if not is_thing:
        return words.terms
    # Of thousands, those that begin alike; or end alike, where a spreadsheet took the leading zeros of a key.
    name = _name(iri)
    if name.isdigit():
        return [other for other in siblings(store, space) if other.endswith(name.lstrip("0"))]
    return [other for other in siblings(store, space) if other[len(space) :][:1].lower() == name[:1]]


def _nearest(iri: str, candidates: Sequence[str]) -> str | None:
    """Return the candidate that is the IRI but for scheme, case or a slash, or is named much like it."""
    name = _name(iri)
    if same := next((other for other in candidates if _key(other) == _key(iri)), None):
        return same
    around = {_name(other): other for other in candidates if _space(other) == _space(iri)}
    if name.isdigit():
        # A key is no misspelling of another one.
        return next((other for key, other in around.items() if key.lstrip("0") == name.lstrip("0")), None)
    if near := get_close_matches(name, around, n=1, cutoff=_LIKENESS):
        return around[near[0]]
    return next((other for other in candidates if _name(other) == name), None)


def _space(iri: str) -> str:
    """Return the IRI up to its last slash or hash."""
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _name(iri: str) -> str:
    """Return what comes after the last slash or hash, in small letters."""
    return iri[len(_space(iri)) :].lower()


def _key(iri: str) -> str:
    """Return what stays the same in the variants of an IRI that people mix up."""
    return iri.partition("://")[2].lower().replace("#", "/").rstrip("/")


def _shown(iri: str) -> str:
    name = compact(iri)
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}..."


def _meant_de(iri: str | None) -> str:
    return f" Meinten Sie {_shown(iri)}?" if iri else ""


def _meant_en(iri: str | None) -> str:
    return f" Did you mean {_shown(iri)}?" if iri else ""


def names_of(query: str) -> Names:
    """Return what `query`, which must be legal, names; of a very long one nothing."""
    names = Names()
    if len(query) > LONGEST_QUERY:
        return names
    tokens = [each[0] for each in TOKEN.finditer(query) if not each[0].isspace() and each[0][0] != "#"]
    tokens = list(_of_body(_without_prologue(tokens, names)))
    for place, token in enumerate(tokens):
        if iri := _absolute(token, names.declared):
            _sort_in(iri, tokens, place, names)
    if "STR" not in {token.upper() for token in tokens}:
        names.texts = list(dict.fromkeys(_literals(tokens)))[:_MOST_TEXTS]
    names.terms = list(dict.fromkeys(names.terms))[:_MOST_NAMES]
    names.graphs = list(dict.fromkeys(names.graphs))[:_MOST_NAMES]
    return names


def _without_prologue(tokens: Sequence[str], names: Names) -> Iterator[str]:
    """Yield the tokens without BASE and PREFIX, and note the prefixes."""
    rest = iter(tokens)
    for token in rest:
        if token.upper() == "PREFIX":
            prefix, iri = next(rest, ":"), next(rest, "<>")
            names.declared[prefix[:-1]] = iri[1:-1]
        elif token.upper() == "BASE":
            next(rest, None)
        else:
            yield token


def _of_body(tokens: Iterator[str]) -> Iterator[str]:
    """Yield the tokens that are matched with our data: no CONSTRUCT template, no SERVICE clause."""
    left = list(tokens)
    place = 0
    while place < len(left):
        word = left[place].upper()
        if word == "SERVICE" or (word == "CONSTRUCT" and left[place + 1 : place + 2] == ["{"]):
            place = _after_block(left, place)
        else:
            yield left[place]
            place += 1


def _after_block(tokens: Sequence[str], place: int) -> int:
    """Return the place after the next block in braces."""
    depth = 0
    while place < len(tokens):
        depth += (tokens[place] == "{") - (tokens[place] == "}")
        place += 1
        if depth == 0 and tokens[place - 1] == "}":
            break
    return place


def _absolute(token: str, declared: dict[str, str]) -> str | None:
    """Return the absolute IRI that the token is or abbreviates; none for a bare prefix."""
    if token.startswith("<"):
        return token[1:-1] if is_iri(token[1:-1]) else None
    if ":" not in token or token[0] in "\"'_":
        return None
    prefix, _, local = token.rstrip(".").partition(":")
    base = declared.get(prefix) or namespaces().get(prefix)
    iri = (base or "") + _ESCAPED.sub(r"\1", local)
    return iri if base and local and is_iri(iri) else None


def _sort_in(iri: str, tokens: Sequence[str], place: int, names: Names) -> None:
    before = tokens[max(place - 2, 0) : place]
    if before[-1:] and before[-1].upper() in _IN_FRONT_OF_GRAPH:
        names.graphs.append(iri)
    elif before != ["^", "^"] and tokens[place + 1 : place + 2] != ["("]:
        # Neither the datatype of a literal nor the name of a function.
        names.terms.append(iri)


def _literals(tokens: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the literals without a datatype that no function takes and that no function is compared with."""
    calls: list[bool] = []
    for place, token in enumerate(tokens):
        before, after = tokens[place - 1] if place else "", [*tokens[place + 1 : place + 3], "", ""]
        if token == "(":  # noqa: S105 - a bracket
            calls.append(before.isidentifier() and before.upper() not in _COMPARING)
        elif token == ")" and calls:  # noqa: S105
            calls.pop()
        elif (short := _SHORT.fullmatch(token)) and not any(calls) and after[:1] != ["^"]:
            if before == "=" and tokens[place - 2] in {")", "!"}:
                continue
            yield short[1] or short[2], after[0][1:].lower() if after[0].startswith("@") else ""
