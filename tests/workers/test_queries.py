# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Query workers: the same answers, and no query that another one has to wait for."""

import os
import signal
import threading
from collections.abc import Iterator
from contextvars import copy_context

import pytest
from rdflib import Literal, URIRef

from graph.errors import (
    BusyError,
    DeadlineError,
    GraphError,
    MemoryLimitError,
    NotAcceptableError,
    QueryError,
    UpdateRefusedError,
)
from graph.model.formats import CSV, GRAPH_FORMATS, N_TRIPLES, RESULT_FORMATS, Format
from graph.store import Dataset, FormatChoice, Origin, load
from graph.workers import CANCELLATION, Cancellation, Limits, PooledStore
from tests.pace import until
from tests.workers.helpers import (
    ENDLESS,
    EX,
    SHORT,
    ask,
    busy,
    children,
    endless_query,
    free_descriptors,
    running,
    triples,
)

HUNGRY = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
LONG = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SEVEN = b"o\r\n7\r\n"


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Origin:
    """Six hundred triples."""
    return Origin("1", (triples(tmp_path_factory.mktemp("pool"), 600),), {"ex": EX})


@pytest.fixture(scope="module")
def store(origin: Origin) -> Iterator[PooledStore]:
    """Workers with 300 MB for each query."""
    limits = Limits(seconds=600.0, bytes=300_000_000, workers=4, wait=120.0)
    with running(lambda: origin, limits) as supervisor:
        yield PooledStore(supervisor.folder)


@pytest.fixture(scope="module")
def one_worker(origin: Origin) -> Iterator[PooledStore]:
    """A single worker: while it is at work, everybody waits."""
    with running(lambda: origin, Limits(seconds=600.0, workers=1, wait=120.0)) as supervisor:
        yield PooledStore(supervisor.folder)


@pytest.mark.parametrize(
    ("query", "advice"),
    [
        ("SELECT * { ?s a foo:Bar }", "the prefix foo: is not declared"),
        ("SELECT * { ?s a mpsc:Cohort }", "PREFIX mpsc: <https://w3id.org/mpsc/def#>"),
    ],
)
def test_unknown_prefix_is_told_by_a_worker(store: PooledStore, query: str, advice: str) -> None:
    """A worker can open no file, so what it says about prefixes was read before."""
    with pytest.raises(QueryError, match=advice):
        ask(store, query)


@pytest.mark.parametrize("offer", [*RESULT_FORMATS, *GRAPH_FORMATS], ids=lambda offer: offer.name)
def test_answers_are_those_of_the_embedded_store(store: PooledStore, origin: Origin, offer: Format) -> None:
    """Byte by byte, in every format."""
    query = "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s" if offer in RESULT_FORMATS else "DESCRIBE ex:t7"
    wanted = FormatChoice(offer if offer in RESULT_FORMATS else None, offer if offer in GRAPH_FORMATS else None)

    assert ask(store, query, wanted) == load(origin).answer(query, wanted, Dataset()).whole()


def test_rows_and_graphs_come_back_as_terms(store: PooledStore) -> None:
    """What the pages use: terms with datatype and language, blank nodes, IRIs, absent values."""
    (row,) = store.select('SELECT (1 AS ?a) ("x"@de AS ?b) (BNODE() AS ?c) (ex:t1 AS ?d) ("s" AS ?f) ?e {}')

    assert (row["a"], row["b"], row["d"], row["f"]) == (
        Literal(1),
        Literal("x", lang="de"),
        URIRef(EX + "t1"),
        Literal("s"),
    )
    assert "e" not in row
    assert len(store.construct("CONSTRUCT WHERE { ?s ?p ?o }")) == len(store) == 600
    assert store.version == "1"


def test_graph_answer_is_n_triples_for_pages(store: PooledStore) -> None:
    """The format of graphs inside is the one rdflib reads fastest."""
    answer = store.answer("DESCRIBE ex:t1", FormatChoice(None, N_TRIPLES), Dataset())

    assert answer.format is N_TRIPLES
    assert answer.whole().endswith(b" .\n")


def test_dataset_of_the_request_reaches_the_worker(store: PooledStore) -> None:
    """A default graph that does not exist is empty."""
    scope = Dataset(default=[URIRef(EX + "none")], named=[URIRef(EX + "none")])

    whole = Dataset(named=scope.named, own_default=True)

    assert store.answer("ASK { ?s ?p ?o }", FormatChoice(CSV), scope).whole() == b"false"
    assert store.answer("ASK { ?s ?p ?o }", FormatChoice(CSV), whole).whole() == b"true"


@pytest.mark.parametrize(
    ("query", "kind"),
    [("SELECT", QueryError), ("CLEAR ALL", UpdateRefusedError), ("DESCRIBE ex:t1", NotAcceptableError)],
)
def test_errors_cross_the_process(store: PooledStore, query: str, kind: type[GraphError]) -> None:
    """Each error arrives as what it was, with its message."""
    with pytest.raises(kind, match=r"\w"):
        ask(store, query, FormatChoice(CSV, None))


def test_syntax_error_keeps_its_place(store: PooledStore) -> None:
    """Line and column arrive too."""
    with pytest.raises(QueryError) as caught:
        ask(store, "SELECT *\n{ ] }")

    assert (caught.value.line, caught.value.column) == (2, 3)


def test_endless_query_is_stopped_at_its_deadline(origin: Origin) -> None:
    """Every time; the next query finds a worker."""
    with running(lambda: origin, Limits(seconds=1.0, workers=1, wait=120.0)) as supervisor:
        store = PooledStore(supervisor.folder)
        for _ in range(2):
            with pytest.raises(DeadlineError, match="stopped after 1 seconds"):
                ask(store, ENDLESS)
        assert until(lambda: _is_answered(store))


def _is_answered(store: PooledStore) -> bool:
    """Tell whether a short query is answered; on a slow machine, it may take longer than its second."""
    try:
        return ask(store, SHORT) == SEVEN
    except DeadlineError:
        return False


def test_memory_bomb_ends_its_worker_only(store: PooledStore) -> None:
    """The query that needs too much is told so; the others go on."""
    with pytest.raises(MemoryLimitError):
        ask(store, HUNGRY)
    assert ask(store, SHORT) == SEVEN


def test_deep_nesting_ends_its_worker_only(store: PooledStore) -> None:
    """Ten thousand brackets may break a parser, not the service."""
    with pytest.raises(GraphError):
        ask(store, "SELECT * " + "{" * 10_000 + "?s ?p ?o" + "}" * 10_000)
    assert ask(store, SHORT) == SEVEN


def test_other_queries_are_answered_meanwhile(origin: Origin) -> None:
    """Two endless queries hold two workers; the third one answers."""
    limits = Limits(seconds=600.0, workers=3, wait=120.0)
    with (
        running(lambda: origin, limits) as supervisor,
        endless_query(supervisor.folder),
        endless_query(supervisor.folder),
    ):
        for _ in range(5):
            assert ask(PooledStore(supervisor.folder), SHORT) == SEVEN


def test_answer_that_is_cut_off_is_no_whole_one(origin: Origin) -> None:
    """Bytes that were sent already do not pass for an answer: reading on raises."""
    with running(lambda: origin, Limits(seconds=600.0, workers=1, wait=120.0)) as supervisor:
        answer = PooledStore(supervisor.folder).answer(LONG, FormatChoice(CSV), Dataset())
        (worker,) = children(supervisor.process.pid)
        os.kill(worker, signal.SIGKILL)
        received: list[int] = []

        with pytest.raises(MemoryLimitError):
            received.extend(len(part) for part in answer.parts)
        assert sum(received) > 65_536


def test_reader_that_goes_away_frees_its_worker(one_worker: PooledStore) -> None:
    """A second query is answered as soon as the first reader has gone."""
    parts = iter(one_worker.answer(LONG, FormatChoice(CSV), Dataset()).parts)
    next(parts)
    parts.close()  # type: ignore[attr-defined]  # a generator, as a web server closes it

    assert ask(one_worker, SHORT) == SEVEN


def test_full_queue_is_told(origin: Origin) -> None:
    """When nobody is free in time, the client learns that it may try again."""
    limits = Limits(seconds=600.0, workers=1, wait=0.3)
    with (
        running(lambda: origin, limits) as supervisor,
        endless_query(supervisor.folder),
        pytest.raises(BusyError, match="Try again"),
    ):
        ask(PooledStore(supervisor.folder), SHORT)


def test_cancelled_query_frees_its_worker_at_once(origin: Origin) -> None:
    """With one worker and ten minutes for a query, the next one starts when the first is cancelled."""
    with running(lambda: origin, Limits(seconds=600.0, workers=1, wait=120.0)) as supervisor:
        store = PooledStore(supervisor.folder)
        (worker,) = children(supervisor.process.pid)
        cancellation, context, refused = Cancellation(), copy_context(), threading.Event()

        def endless() -> None:
            with pytest.raises(GraphError):
                ask(store, ENDLESS)
            refused.set()

        context.run(CANCELLATION.set, cancellation)
        threading.Thread(target=context.run, args=(endless,), daemon=True).start()
        assert until(lambda: busy([worker]))
        cancellation.cancel()

        assert refused.wait(180)
        assert ask(store, SHORT) == SEVEN
        with pytest.raises(GraphError):
            context.run(ask, store, SHORT)


def test_worker_that_has_grown_is_replaced(origin: Origin) -> None:
    """A query that uses memory ends its worker after the answer, and the next query finds another one.

    Sorting what is ten variables wide takes some 170 MB at once, twice what a worker may keep.
    """
    wide = " ".join(f"BIND ({number} AS ?v{number})" for number in range(4))
    limits = Limits(seconds=600.0, bytes=240_000_000, workers=1, wait=120.0)
    with running(lambda: origin, limits) as supervisor:
        store, loader = PooledStore(supervisor.folder), supervisor.process.pid
        (first,) = children(loader)
        ask(store, f"SELECT ?a ?d {{ ?a ?b ?c . ?d ?e ?f {wide} }} ORDER BY ?d ?a")

        assert until(lambda: first not in children(loader))
        assert ask(store, SHORT) == SEVEN


def test_worker_can_neither_open_a_file_nor_reach_the_network(origin: Origin) -> None:
    """The kernel gives a worker one more descriptor than it has, and its request holds that one."""
    with running(lambda: origin, Limits(seconds=600.0, workers=1, wait=120.0)) as supervisor:
        (worker,) = children(supervisor.process.pid)
        assert until(lambda: len(free_descriptors(worker)) == 1)
        with endless_query(supervisor.folder):
            assert free_descriptors(worker) == []
