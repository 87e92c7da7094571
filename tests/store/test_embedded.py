# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The embedded store: what a query sees, and what it gets back."""

import socket
from contextlib import suppress
from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, URIRef

from graph.errors import InputError, NotAcceptableError, QueryError, ServiceForbiddenError, UpdateRefusedError
from graph.model.formats import CSV, GRAPH_FORMATS, JSON, RESULT_FORMATS, TSV, TURTLE, Format
from graph.store import Dataset, EmbeddedStore, FormatChoice
from graph.store.terms import to_oxigraph, to_rdflib, to_subject

EX = "https://example.org/"
TRIG = """
@prefix ex: <https://example.org/> .
ex:one { ex:a ex:says "same"@de , "only one" . }
ex:two { ex:a ex:says "same"@de ; ex:size 3 . }
"""


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    """Two named graphs that share one triple."""
    path = tmp_path / "data.trig"
    path.write_text(TRIG, encoding="utf-8")
    made = EmbeddedStore({"ex": EX})
    made.load(path)
    made.merge()
    return made


def text(store: EmbeddedStore, query: str, scope: Dataset | None = None) -> list[str]:
    """Return the CSV lines after the head."""
    answer = store.answer(query, FormatChoice(CSV, TURTLE), scope or Dataset())
    return answer.whole().decode().split("\r\n")[1:-1]


def test_default_graph_is_the_merge_of_named_graphs(store: EmbeddedStore) -> None:
    """A triple that stands in two graphs is one solution, so counts are right."""
    assert text(store, "SELECT (COUNT(*) AS ?n) { ?s ex:says ?o }") == ["2"]


def test_named_graphs_keep_their_triples(store: EmbeddedStore) -> None:
    """Inside GRAPH the shared triple is found in both graphs."""
    assert text(store, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ex:says ?o } }") == ["3"]


def test_from_narrows_the_default_graph(store: EmbeddedStore) -> None:
    """FROM takes the place of the merge."""
    assert text(store, "SELECT ?o FROM ex:one { ?s ?p ?o } ORDER BY ?o") == ["only one", "same"]


def test_protocol_dataset_wins_over_from(store: EmbeddedStore) -> None:
    """SPARQL 1.1 Protocol, 2.1.4: the dataset of the request replaces that of the query."""
    scope = Dataset(default=[URIRef(EX + "two")])

    assert text(store, "SELECT ?o FROM ex:one { ?s ?p ?o } ORDER BY ?o", scope) == ["3", "same"]


def test_protocol_named_graphs_are_the_only_ones(store: EmbeddedStore) -> None:
    """A request that names one named graph leaves the default graph empty."""
    scope = Dataset(named=[URIRef(EX + "two")])

    assert text(store, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", scope) == [EX + "two"]
    assert text(store, "SELECT ?s { ?s ?p ?o }", scope) == []


@pytest.mark.parametrize(
    ("clauses", "scope", "expected"),
    [
        ("FROM ex:one FROM <https://example.org/two>", Dataset(), "3"),
        ("FROM ex:one FROM NAMED ex:two", Dataset(), "2"),
        ("", Dataset(default=[URIRef(EX + "one"), URIRef(EX + "two")]), "3"),
        ("FROM ex:two", Dataset(default=[URIRef(EX + "one"), URIRef(EX + "one")]), "2"),
    ],
)
def test_several_default_graphs_are_merged(store: EmbeddedStore, clauses: str, scope: Dataset, expected: str) -> None:
    """A triple that stands in two of them is one triple (SPARQL 1.1 Query, 13.2.1)."""
    query = f"PREFIX ex: <{EX}> SELECT (COUNT(*) AS ?n) {clauses} {{ ?s ?p ?o }}"

    assert text(store, query, scope) == [expected]


def test_named_graphs_stay_beside_merged_ones(store: EmbeddedStore) -> None:
    """FROM twice and FROM NAMED: the default graph is the merge, GRAPH sees the named one only."""
    query = "SELECT DISTINCT ?g FROM ex:one FROM ex:two FROM NAMED ex:two { ?s ?p ?o GRAPH ?g { ?s ?p ?o } }"

    assert text(store, query) == [EX + "two"]


def test_own_default_graph_is_not_merged(tmp_path: Path) -> None:
    """Data with triples in the default graph are served as SPARQL has it: the two stay apart."""
    path = tmp_path / "data.trig"
    path.write_text("<https://example.org/x> a <https://example.org/T> ." + TRIG, encoding="utf-8")
    store = EmbeddedStore()
    store.load(path)
    store.merge()

    assert text(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == ["1"]


def test_length_counts_statements_once(store: EmbeddedStore) -> None:
    """The merge is a view and adds nothing to the number of statements."""
    assert len(store) == 4


def test_n_quads_are_sorted_and_without_the_merge(store: EmbeddedStore) -> None:
    """The dump holds each statement of a named graph once, in a fixed order."""
    lines = store.n_quads()

    assert lines == sorted(lines)
    assert len(lines) == 4
    assert all(line.endswith(("one> .\n", "two> .\n")) for line in lines)


def test_select_gives_rdflib_terms(store: EmbeddedStore) -> None:
    """Rows hold terms; what is unbound is absent; strings carry no datatype."""
    rows = store.select("SELECT ?o ?none { ex:a ex:says ?o OPTIONAL { ?o ex:x ?none } } ORDER BY ?o")

    assert [dict(row) for row in rows] == [{"o": Literal("only one")}, {"o": Literal("same", lang="de")}]


def test_construct_gives_a_graph(store: EmbeddedStore) -> None:
    """CONSTRUCT comes back as an rdflib graph."""
    found = store.construct("CONSTRUCT { ?s ex:p ?o } { ?s ex:size ?o }")

    assert list(found) == [(URIRef(EX + "a"), URIRef(EX + "p"), Literal(3))]


def test_constructed_triples_are_seen_by_the_next_query(store: EmbeddedStore) -> None:
    """Derived triples enter their graph and the merge; those known already are not counted twice."""
    query = "CONSTRUCT { ?s ex:derived ?o } { ?s ex:says ?o }"

    assert store.add_constructed(query, URIRef(EX + "derived")) == 2
    assert text(store, "SELECT (COUNT(*) AS ?n) { ?s ex:derived ?o }") == ["2"]
    assert store.named_graphs()[URIRef(EX + "derived")] == 2


def test_graph_and_graphs_about_look_at_named_graphs(store: EmbeddedStore) -> None:
    """One graph can be read whole, and a node tells where it is described."""
    assert len(store.graph(URIRef(EX + "one"))) == 2
    assert store.graphs_about(URIRef(EX + "a")) == [URIRef(EX + "one"), URIRef(EX + "two")]
    assert store.graphs_about(Literal("x")) == []


@pytest.mark.parametrize("offer", RESULT_FORMATS, ids=lambda offer: offer.name)
def test_every_result_format_is_written(store: EmbeddedStore, offer: Format) -> None:
    """SELECT can be answered in each offered format, with the value in it."""
    answer = store.answer("SELECT ?o { ex:a ex:size ?o }", FormatChoice(offer, None), Dataset())

    assert answer.format is offer
    assert b"3" in answer.whole()


@pytest.mark.parametrize("offer", GRAPH_FORMATS, ids=lambda offer: offer.name)
def test_every_graph_format_is_read_back_the_same(store: EmbeddedStore, offer: Format) -> None:
    """CONSTRUCT can be answered in each offered format, and rdflib reads the same triples from each."""
    answer = store.answer("CONSTRUCT WHERE { ?s ?p ?o }", FormatChoice(None, offer), Dataset())

    names = {"rdfxml": "xml", "ntriples": "nt", "jsonld": "json-ld"}
    assert len(Graph().parse(data=answer.whole(), format=names.get(offer.name, offer.name))) == 3


def test_format_of_the_wrong_kind_is_not_acceptable(store: EmbeddedStore) -> None:
    """A client that takes tables only gets no graph, and learns what is offered."""
    with pytest.raises(NotAcceptableError, match="text/turtle"):
        store.answer("CONSTRUCT WHERE { ?s ?p ?o }", FormatChoice(TSV, None), Dataset())


def test_syntax_error_names_line_and_column(store: EmbeddedStore) -> None:
    """The place of the fault is part of the error."""
    with pytest.raises(QueryError, match="Line 2, column 3") as caught:
        store.answer("SELECT *\n{ ] }", FormatChoice(JSON), Dataset())

    assert (caught.value.line, caught.value.column) == (2, 3)


@pytest.mark.parametrize("update", ["DELETE WHERE { ?s ?p ?o }", "PREFIX x: <y:> insert data { x:a x:b 1 }"])
def test_updates_are_refused(store: EmbeddedStore, update: str) -> None:
    """The store is read-only, and says so instead of complaining about grammar."""
    with pytest.raises(UpdateRefusedError, match="read-only"):
        store.answer(update, FormatChoice(), Dataset())


def test_damaged_file_names_the_place(tmp_path: Path) -> None:
    """A file that does not parse is refused with its line and column."""
    path = tmp_path / "broken.ttl"
    path.write_text("<https://example.org/a>\n  <https://example.org/b> .", encoding="utf-8")

    with pytest.raises(InputError, match=r"broken\.ttl, line 2, column \d+: "):
        EmbeddedStore().load(path)


def test_terms_survive_the_way_there_and_back() -> None:
    """IRIs, blank nodes and literals come back as they were, lexical form included."""
    terms = [
        URIRef(EX),
        BNode("b"),
        Literal("a"),
        Literal("a", lang="de"),
        Literal("01", datatype=URIRef("http://www.w3.org/2001/XMLSchema#integer")),
    ]

    assert [to_rdflib(to_oxigraph(term)) for term in terms] == terms


def test_what_is_no_term_is_refused() -> None:
    """Something else than an RDF 1.1 term is a mistake of the caller."""
    with pytest.raises(TypeError, match="cannot be a subject"):
        to_subject(Literal("x"))
    with pytest.raises(TypeError, match="no RDF"):
        to_rdflib("text")
    with pytest.raises(TypeError, match="no RDF"):
        to_oxigraph("text")  # type: ignore[arg-type]  # the mistake under test


def test_federation_is_refused(store: EmbeddedStore) -> None:
    """No query makes this machine call another one."""
    with pytest.raises(ServiceForbiddenError, match="SERVICE is not allowed"):
        store.answer("SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }", FormatChoice(), Dataset())


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE:a { ?s ?p ?o } }",
        "SELECT * { SERVICEx:a { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<ENDPOINT>{ ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o OPTIONAL { ?s ?q true.serviceSilent<ENDPOINT> { ?s ?p ?o } } }",
        "SELECT * { BIND(1 AS ?a) BIND(2 AS ?b) FILTER(?a<?b#>'''\n) SERVICE <ENDPOINT> { ?s ?p ?o } } #'''",
        "SELECT * { ?s ?p ?o OPTIONAL { ?s ?q x:.SERVICE <ENDPOINT> { ?s ?p ?o } } }",
        "SELECT * { OPTIONAL { ?s <x:\\u0061#> ?o . SERVICE <ENDPOINT> { ?s ?p ?o }\n } }",
        "SELECT * { SERVICE#\n<ENDPOINT>#\n{ ?s ?p ?o } }",
        "SELECT * FROM <ENDPOINT> { ?s ?p ?o }",
        "SELECT * FROM NAMED <ENDPOINT> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "LOAD <ENDPOINT>",
        "CONSTRUCT WHERE { ?s ?p ?o } ; LOAD <ENDPOINT>",
    ],
)
def test_no_query_opens_a_connection(query: str, tmp_path: Path) -> None:
    """The engine reads SERVICE where we see no such word; still nobody is asked, and no file is read."""
    path = tmp_path / "data.ttl"
    path.write_text("<x:s> <x:p> 1 .", encoding="utf-8")
    store = EmbeddedStore()
    store.load(path)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        endpoint = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        text = f"PREFIX : <{endpoint}> PREFIX x: <{endpoint}> {query.replace('ENDPOINT', endpoint)}"

        with suppress(ServiceForbiddenError, QueryError, UpdateRefusedError):
            assert store.answer(text, FormatChoice(CSV), Dataset()).whole().count(b"\n") == 1
        with pytest.raises(BlockingIOError):
            listener.accept()


@pytest.mark.parametrize(
    ("prologue", "clause", "expected"),
    [
        ("# PREFIX ex: <https://other.org/>\n", "FROM ex:one", "2"),
        ("PREFIX ex: <https://other.org/>\n", "FROM ex:one", "0"),
        ("PREFIX ex: <https://example.org/> PREFIX ex: <https://other.org/>\n", "FROM ex:one", "0"),
        ("PREFIX x: <https://example.org/#>#\n", "FROM <https://example.org/\\u006Fne>", "2"),
        ("BASE <https://example.org/a/b>", "FROM <../one>", "2"),
        ("BASE <https://example.org/a/> BASE <..> PREFIX p: <o>", "FROM p:ne FROM p:ne", "2"),
        ("PREFIX : <https://example.org/>", "FROM :one FROM NAMED :two", "2"),
        ("PREFIX p: <https://example.org/>", "FROM p:\\~one FROM p:one", "2"),
    ],
)
def test_from_is_resolved_with_the_prologue(store: EmbeddedStore, prologue: str, clause: str, expected: str) -> None:
    """SPARQL 1.1 Query, 4.1.1: BASE, PREFIX in their order, escapes; not what comments and strings say."""
    query = f"{prologue} SELECT (COUNT(*) AS ?n) {clause} {{ ?s ?p ?o FILTER(?o != 'PREFIX ex: <x:>') }}"

    assert text(store, query) == [expected]


def test_unknown_function_is_told_as_a_query_error(store: EmbeddedStore) -> None:
    """What the engine finds out while it evaluates is an error of the query, not of the service."""
    with pytest.raises(QueryError, match="cannot be evaluated"):
        store.answer("SELECT ?s { ?s ?p ?o FILTER(<https://example.org/f>(?o)) }", FormatChoice(), Dataset())
