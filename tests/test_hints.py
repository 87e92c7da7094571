# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Hints for queries that found nothing."""

import json
import random
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from rdflib import URIRef

from graph.errors import BusyError
from graph.hints import hints, is_empty
from graph.hints.advice import LONGEST_QUERY, names_of
from graph.model.formats import GRAPH_FORMATS, RESULT_FORMATS, Format
from graph.model.namespaces import MPSC, namespaces
from graph.model.queries import stored_queries
from graph.store import Dataset, EmbeddedStore, FormatChoice, Row
from tests.pace import PATIENCE

NOWHERE = "https://example.org/nowhere"


def told(store: EmbeddedStore, query: str, scope: Dataset | None = None) -> list[str]:
    """Return the English hints for a query that is legal and finds nothing."""
    answer = store.answer(query, FormatChoice(), scope or Dataset())
    assert is_empty(answer.whole(), answer.format)
    return [hint.en for hint in hints(store, query, scope or Dataset())]


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        (
            "SELECT * { ?s a mpsc:modelProject }",
            "mpsc:modelProject does not occur in the data. Did you mean mpsc:ModelProject?",
        ),
        ("SELECT * { ?s mpsc:inCohrt ?o. }", "mpsc:inCohrt does not occur in the data. Did you mean mpsc:inCohort?"),
        (
            "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/mpsc/def#modelproject> }",
            "mpsc:modelproject does not occur in the data. Did you mean mpsc:ModelProject?",
        ),
        ("DESCRIBE project:bambreg", "project:bambreg does not occur in the data. Did you mean project:bamberg?"),
        ("ASK { ?s ?p topic:mobilty }", "topic:mobilty does not occur in the data. Did you mean topic:mobility?"),
        (
            "ASK { <https://w3id.org/mpsc/id/municipality/9461000> ?p ?o }",
            "municipality:9461000 does not occur in the data. Did you mean municipality:09461000?",
        ),
        (
            "ASK { ?s skos:label ?o FILTER(LANG(?o) = 'de') }",
            "skos:label does not occur in the data. Did you mean skos:altLabel?",
        ),
        (f"ASK {{ ?s <{NOWHERE}> ?o }}", f"<{NOWHERE}> does not occur in the data."),
        ("ASK { ?s a mpsc:Match }", "mpsc:Match is in the vocabulary, but nothing in the data uses it yet."),
    ],
)
def test_name_that_the_data_do_not_have(graph_store: EmbeddedStore, query: str, hint: str) -> None:
    """Misspelt, in the wrong case, without its leading zero, or not used yet."""
    assert told(graph_store, query) == [hint]


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        (
            "PREFIX schema: <http://schema.org/> SELECT * { ?s schema:name ?n ; schema:keywords ?k }",
            "The query declares schema: as <http://schema.org/>; here it is <https://schema.org/>.",
        ),
        (
            "PREFIX mpsc: <http://example.org/mpsc#> ASK { ?s a mpsc:ModelProject ; mpsc:inCohort ?c }",
            f"The query declares mpsc: as <http://example.org/mpsc#>; here it is <{MPSC}>.",
        ),
        (
            "ASK { ?s <http://schema.org/name> ?n }",
            "The query writes the namespace as <http://schema.org/>; here it is <https://schema.org/>.",
        ),
        (
            "ASK { ?s a <https://w3id.org/mpsc/def/ModelProject> }",
            f"The query writes the namespace as <https://w3id.org/mpsc/def/>; here it is <{MPSC}>.",
        ),
    ],
)
def test_wrong_namespace_is_told_once(graph_store: EmbeddedStore, query: str, hint: str) -> None:
    """Not once for each name in it."""
    assert told(graph_store, query) == [hint]


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("ASK { GRAPH graph:cohort1 { ?s ?p ?o } }", "There is no graph graph:cohort1. Did you mean graph:cohort-1?"),
        (f"ASK FROM <{NOWHERE}> {{ ?s ?p ?o }}", f"There is no graph <{NOWHERE}>."),
        (
            "SELECT * FROM NAMED <http://w3id.org/mpsc/graph/kts> { GRAPH ?g { ?s ?p ?o } }",
            "There is no graph <http://w3id.org/mpsc/graph/kts>. Did you mean graph:kts?",
        ),
    ],
)
def test_graph_that_does_not_exist(graph_store: EmbeddedStore, query: str, hint: str) -> None:
    """In the pattern or in the dataset of the query."""
    assert told(graph_store, query) == [hint]


def test_graph_of_the_request_that_does_not_exist(graph_store: EmbeddedStore) -> None:
    """The parameters of the protocol name graphs too."""
    scope = Dataset(default=[URIRef(NOWHERE)])

    assert told(graph_store, "ASK { ?s ?p ?o }", scope) == [f"There is no graph <{NOWHERE}>."]


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ('ASK { ?s rdfs:label "Ulm" }', 'The data have "Ulm"@de, not "Ulm".'),
        ('ASK { ?s rdfs:label "Ulm"@en }', 'The data have "Ulm"@de, not "Ulm"@en.'),
        ("ASK { ?s rdfs:label ?l FILTER(?l = 'hamburg') }", 'The data have "Hamburg"@de, not "hamburg".'),
        ('ASK { VALUES ?l { "Ulm" } ?s rdfs:label ?l }', 'The data have "Ulm"@de, not "Ulm".'),
    ],
)
def test_text_in_another_language_or_case(graph_store: EmbeddedStore, query: str, hint: str) -> None:
    """The usual reason for an empty answer."""
    assert told(graph_store, query) == [hint]


@pytest.mark.parametrize(
    "query",
    [
        'ASK { ?s rdfs:label ?l FILTER(CONTAINS(?l, "Ulm") && ?l = "x"@de) }',
        'ASK { ?s rdfs:label ?l FILTER(STR(?l) = "Ulmm") }',
        'ASK { ?s rdfs:label ?l FILTER(LANG(?l) = "Deutsch") }',
        'ASK { ?s rdfs:label "Ulm"@de ; a mpsc:Cohort }',
        "ASK { ?s dcterms:issued ?d FILTER(?d > '2100-01-01'^^xsd:date) }",
        f"CONSTRUCT {{ ?s <{NOWHERE}> ?o }} WHERE {{ ?s ?p ?o FILTER(false) }}",
        f"# <{NOWHERE}>\nASK {{ ?s ?p '<{NOWHERE}>', '<{NOWHERE}>x' }}",
        "ASK { ?s ?p ?o FILTER(STRSTARTS(STR(?s), CONCAT(STR(mpsc:), 'x'))) FILTER(false) }",
    ],
)
def test_nothing_is_blamed_that_may_be_so(graph_store: EmbeddedStore, query: str) -> None:
    """Functions, datatypes, templates, comments and texts name nothing in the data."""
    assert told(graph_store, query) == []


def test_what_goes_to_another_server_is_left_alone() -> None:
    """Its names are not ours to know."""
    names = names_of(f"SELECT * {{ ?s a mpsc:Need . SERVICE SILENT <x:y> {{ ?s <{NOWHERE}> 'a' }} }}")

    assert (names.terms, names.graphs, names.texts) == ([str(MPSC.Need)], [], [])


def test_names_of_good_queries_are_known(graph_store: EmbeddedStore) -> None:
    """What our own examples name is there."""
    for query in stored_queries("examples"):
        assert hints(graph_store, query.text, Dataset()) == [], query.name


def test_at_most_five_hints(graph_store: EmbeddedStore) -> None:
    """However much is wrong."""
    query = "ASK { " + " ".join(f"?s mpsc:wrong{number} ?o{number} ." for number in range(40)) + " }"

    assert len(told(graph_store, query)) == 5


def test_hints_speak_german(graph_store: EmbeddedStore) -> None:
    """For the page."""
    (hint,) = hints(graph_store, "ASK { ?s a mpsc:modelProject }", Dataset())

    assert hint.de == "mpsc:modelProject kommt in den Daten nicht vor. Meinten Sie mpsc:ModelProject?"


def test_other_data_have_names_of_their_own(tmp_path: Path) -> None:
    """Nothing of our vocabulary is proposed for what was read from other files."""
    path = tmp_path / "other.trig"
    path.write_text(
        "<x:g> { <https://example.org/a> <https://example.org/size> 1 } "
        "<https://example.org/a> <https://example.org/colour> 'red'@de .",
        encoding="utf-8",
    )
    store = EmbeddedStore(namespaces())
    store.load(path)
    store.merge()

    assert told(store, "ASK { ?s <https://example.org/color> ?o }") == [
        "<https://example.org/color> does not occur in the data. Did you mean <https://example.org/colour>?"
    ]
    assert told(store, "ASK { ?s a mpsc:modelProject }") == ["mpsc:modelProject does not occur in the data."]
    assert told(store, "ASK { ?s <https://example.org/size> ?o }") == []


class _Busy(EmbeddedStore):
    """A store whose workers are all at work when hints are looked for."""

    def select(self, query: str) -> list[Row]:
        raise BusyError(query)


def test_no_hint_is_no_error() -> None:
    """The answer itself is what counts."""
    assert hints(_Busy(), "ASK { ?s a mpsc:modelProject }", Dataset()) == []


def test_query_workers_give_the_same_hints(server: str) -> None:
    """Over the store of the real server."""
    query = quote("ASK { ?s a mpsc:modelProject ; rdfs:label 'Ulm' ; ?p project:ulmm }")
    with urlopen(f"{server}/sparql?query={query}", timeout=PATIENCE) as response:
        assert [json.loads(value) for value in response.headers.get_all("Query-Hint")] == [
            "mpsc:modelProject does not occur in the data. Did you mean mpsc:ModelProject?",
            "project:ulmm does not occur in the data. Did you mean project:ulm?",
            'The data have "Ulm"@de, not "Ulm".',
        ]


def test_very_long_query_is_not_looked_at() -> None:
    """Reading it would take longer than a hint is worth."""
    assert names_of("ASK { ?s a mpsc:x }" + " " * LONGEST_QUERY).terms == []


def test_any_text_can_be_read(graph_store: EmbeddedStore) -> None:
    """Pieces of queries in any order bring neither an error nor a look-up that fails."""
    pieces = [
        *"{}()^=,.;<>a",
        *("PREFIX", "BASE", "SERVICE", "CONSTRUCT", "GRAPH", "FROM", "FILTER", "VALUES", "STR", "IN", "@de"),
        *('"Ulm"', "'a\\'b'", '"\\n"', "mpsc:x", "mpsc:", ":", "_:b", "mpsc:a\\>b", "mpsc:%41", "<x:y>", "<>"),
        *("<http://a/ü>", "rdfs:label", "project:ulm", "?x", "?", '"""long"""', "#c\n", "xsd:date", '"ß"'),
    ]
    chance = random.Random(11)  # noqa: S311 - repeatable, and no secret
    for _ in range(300):
        hints(graph_store, " ".join(chance.choices(pieces, k=12)), Dataset())


@pytest.mark.parametrize("offer", RESULT_FORMATS, ids=lambda offer: offer.name)
def test_empty_result_is_seen(graph_store: EmbeddedStore, offer: Format) -> None:
    """No row, no, and a count of nothing; in every format."""
    empty = ("SELECT * { ?a mpsc:x ?b }", "ASK { ?a mpsc:x ?b }", "SELECT (COUNT(*) AS ?n) { ?a mpsc:x ?b }")
    full = ("SELECT * { ?a a mpsc:Cohort }", "ASK {}", "SELECT (COUNT(*) AS ?n) { ?a a mpsc:Cohort }")

    def seen(query: str) -> bool:
        return is_empty(graph_store.answer(query, FormatChoice(offer), Dataset()).whole(), offer)

    assert [seen(query) for query in (*empty, *full)] == [True] * 3 + [False] * 3


@pytest.mark.parametrize("offer", GRAPH_FORMATS, ids=lambda offer: offer.name)
def test_empty_graph_is_seen(graph_store: EmbeddedStore, offer: Format) -> None:
    """No triple; in every format."""

    def seen(pattern: str) -> bool:
        query = f"CONSTRUCT {{ ?a ?p ?b }} WHERE {{ ?a ?p ?b ; {pattern} }}"
        return is_empty(graph_store.answer(query, FormatChoice(None, offer), Dataset()).whole(), offer)

    assert [seen("mpsc:x ?c"), seen("a mpsc:FundingProgramme")] == [True, False]
