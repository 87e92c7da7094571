# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Query workers: the same answers, and no query that another one has to wait for."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from graph.errors import (
    BusyError,
    DeadlineError,
    GraphError,
    InputError,
    MemoryLimitError,
    NotAcceptableError,
    QueryError,
    UpdateRefusedError,
)
from graph.model.formats import CSV, GRAPH_FORMATS, N_TRIPLES, RESULT_FORMATS, TURTLE, Format
from graph.store import Dataset, FormatChoice, Origin, load
from graph.workers import CANCELLATION, Cancellation, Engine, Limits, PooledStore

ROOT = Path(__file__).parents[2]
EX = "https://example.org/"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HUNGRY = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
LONG = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SHORT = "SELECT ?o WHERE { ex:t7 ex:number ?o }"


def triples(folder: Path, count: int, name: str = "data.ttl") -> Path:
    """Write a file of `count` triples and return its path."""
    path = folder / name
    lines = (f"<{EX}t{number}> <{EX}number> {number} ." for number in range(count))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@contextmanager
def running(origin: Callable[[], Origin], **limits: float) -> Iterator[Engine]:
    """Run an engine until the block ends."""
    engine = Engine(origin, Limits(**limits))  # type: ignore[arg-type]  # whole numbers where they must be
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()


@contextmanager
def pooled(origin: Callable[[], Origin], **limits: float) -> Iterator[PooledStore]:
    """Give a store over an engine that runs until the block ends."""
    with running(origin, **limits) as engine:
        yield PooledStore(engine.folder)


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Origin:
    """Six hundred triples."""
    return Origin("1", (triples(tmp_path_factory.mktemp("pool"), 600),), {"ex": EX})


@pytest.fixture(scope="module")
def store(origin: Origin) -> Iterator[PooledStore]:
    """Workers with a second and 300 MB for each query."""
    with pooled(lambda: origin, seconds=1.0, bytes=300_000_000, workers=4, wait=3.0) as made:
        yield made


def ask(store: PooledStore, query: str, wanted: FormatChoice | None = None) -> bytes:
    """Return the whole answer."""
    return store.answer(query, wanted or FormatChoice(CSV, TURTLE), Dataset()).whole()


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
    wanted = FormatChoice(
        offer if offer in RESULT_FORMATS else None, offer if offer in GRAPH_FORMATS else None
    )

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


def test_endless_query_is_stopped_at_its_deadline(store: PooledStore) -> None:
    """Every time, and not much later; the next query finds a worker."""
    for _ in range(3):
        start = time.monotonic()
        with pytest.raises(DeadlineError, match="stopped after 1 seconds"):
            ask(store, ENDLESS)
        assert 0.9 < time.monotonic() - start < 1.3
    assert ask(store, SHORT) == b"o\r\n7\r\n"


def test_memory_bomb_ends_its_worker_only(store: PooledStore) -> None:
    """The query that needs too much is told so; the others go on."""
    with pytest.raises((MemoryLimitError, DeadlineError)):
        ask(store, HUNGRY)
    assert ask(store, SHORT) == b"o\r\n7\r\n"


def test_deep_nesting_ends_its_worker_only(store: PooledStore) -> None:
    """Ten thousand brackets may break a parser, not the service."""
    with pytest.raises(GraphError):
        ask(store, "SELECT * " + "{" * 10_000 + "?s ?p ?o" + "}" * 10_000)
    assert ask(store, SHORT) == b"o\r\n7\r\n"


def test_other_queries_are_answered_meanwhile(store: PooledStore) -> None:
    """Three endless queries hold three workers; the fourth answers at once."""
    endless = [threading.Thread(target=_swallow, args=(store, ENDLESS)) for _ in range(3)]
    for thread in endless:
        thread.start()
    time.sleep(0.2)

    start = time.monotonic()
    assert ask(store, SHORT) == b"o\r\n7\r\n"
    assert time.monotonic() - start < 0.5
    for thread in endless:
        thread.join()


def _swallow(store: PooledStore, query: str) -> None:
    try:
        ask(store, query)
    except GraphError:
        return


def test_answer_cut_by_the_deadline_is_no_whole_one(store: PooledStore) -> None:
    """Bytes that were sent already do not pass for an answer: reading on raises."""
    answer = store.answer(LONG, FormatChoice(CSV), Dataset())
    received: list[int] = []

    with pytest.raises(DeadlineError):
        received.extend(len(part) for part in answer.parts)
    assert sum(received) > 65_536


def test_reader_that_goes_away_frees_its_worker(origin: Origin) -> None:
    """With one worker, a second query is answered as soon as the first reader has gone."""
    with pooled(lambda: origin, seconds=30.0, workers=1, wait=5.0) as store:
        parts = iter(store.answer(LONG, FormatChoice(CSV), Dataset()).parts)
        next(parts)
        parts.close()  # type: ignore[attr-defined]  # a generator, as a web server closes it

        assert ask(store, SHORT) == b"o\r\n7\r\n"


def test_full_queue_is_told(origin: Origin) -> None:
    """When nobody is free in time, the client learns that it may try again."""
    with pooled(lambda: origin, seconds=3.0, workers=1, wait=0.3) as store:
        holding = threading.Thread(target=_swallow, args=(store, ENDLESS))
        holding.start()
        time.sleep(0.2)

        with pytest.raises(BusyError, match="Try again"):
            ask(store, SHORT)
        holding.join()


def until(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Return whether `condition` came true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_killed_zygote_is_replaced(origin: Origin) -> None:
    """The process that holds the data dies; another one takes over."""
    with running(lambda: origin, seconds=2.0, workers=2, wait=2.0) as engine:
        first = engine.running.process.pid
        os.kill(first, signal.SIGKILL)

        assert until(lambda: engine.running.process.pid != first)
        assert ask(PooledStore(engine.folder), SHORT) == b"o\r\n7\r\n"


def test_new_release_is_taken_over_without_losing_a_request(tmp_path: Path) -> None:
    """While one client reads slowly and others ask on, the data change; nobody gets an error."""
    served = [Origin("1", (triples(tmp_path, 600, "one.ttl"),), {"ex": EX})]
    with pooled(lambda: served[0], seconds=20.0, workers=3, wait=5.0) as store:
        slow = iter(store.answer("SELECT * { ?a ?b ?c . ?d ?e ?f }", FormatChoice(CSV), Dataset()).parts)
        received = len(next(slow))
        served[0] = Origin("2", (triples(tmp_path, 700, "two.ttl"),), {"ex": EX})

        counts = {ask(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")}
        while len(counts) < 2:
            counts.add(ask(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
        received += sum(map(len, slow))

        assert counts == {b"n\r\n600\r\n", b"n\r\n700\r\n"}
        assert received == len(ask_all(served[0], 600))
        assert store.version == "2"


def ask_all(origin: Origin, count: int) -> bytes:
    """Return what the slow client must have got: the square of `count` triples."""
    whole = load(Origin("1", (origin.files[0].with_name("one.ttl"),), {"ex": EX}))
    assert len(whole) == count
    return whole.answer("SELECT * { ?a ?b ?c . ?d ?e ?f }", FormatChoice(CSV), Dataset()).whole()


def test_new_release_that_cannot_be_read_leaves_the_old_one(tmp_path: Path) -> None:
    """A damaged file is logged, and the service goes on with what it has."""
    served = [Origin("1", (triples(tmp_path, 10),), {"ex": EX})]
    with pooled(lambda: served[0], seconds=2.0, workers=1, wait=2.0) as store:
        (tmp_path / "broken.ttl").write_text("<x:a> <x:b>", encoding="utf-8")
        served[0] = Origin("2", (tmp_path / "broken.ttl",))
        time.sleep(2.0)

        assert ask(store, SHORT) == b"o\r\n7\r\n"
        assert store.version == "1"


def test_unreadable_file_is_told_at_the_start(tmp_path: Path) -> None:
    """The error names file and line."""
    (tmp_path / "broken.ttl").write_text("<x:a> <x:b>", encoding="utf-8")

    engine = Engine(lambda: Origin("1", (tmp_path / "broken.ttl",)), Limits())
    with pytest.raises(InputError, match=r"broken\.ttl, line 1"):
        engine.start()


def children(pid: int) -> set[int]:
    """Return the processes that descend from `pid`."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()[1:]]
    below = {child for child, parent in pairs if parent == pid}
    return below | {grandchild for child in below for grandchild in children(child)}


def test_no_process_outlives_the_one_that_started_it(tmp_path: Path) -> None:
    """The owner is killed -9; the kernel takes zygote and workers with it."""
    path = triples(tmp_path, 10)
    script = (
        "import sys, time; from pathlib import Path; from graph.store import Origin;"
        "from graph.workers import Engine, Limits;"
        f"Engine(lambda: Origin('1', (Path({str(path)!r}),)), Limits(workers=3)).start();"
        "print('ready', flush=True); time.sleep(60)"
    )
    owner = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert owner.stdout is not None
    assert owner.stdout.readline() == "ready\n"
    family = children(owner.pid)
    assert len(family) == 4

    owner.kill()
    owner.communicate()

    assert until(lambda: not any(Path(f"/proc/{pid}/stat").exists() and _lives(pid) for pid in family), 5)


def _lives(pid: int) -> bool:
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")


def test_graph_answer_is_n_triples_for_pages(store: PooledStore) -> None:
    """The format of graphs inside is the one rdflib reads fastest."""
    answer = store.answer("DESCRIBE ex:t1", FormatChoice(None, N_TRIPLES), Dataset())

    assert answer.format is N_TRIPLES
    assert answer.whole().endswith(b" .\n")


def test_worker_can_neither_open_a_file_nor_reach_the_network(origin: Origin) -> None:
    """The kernel gives a worker one more descriptor than it has, and its request holds that one."""
    with running(lambda: origin, seconds=2.0, workers=1, wait=2.0) as engine:
        ask(PooledStore(engine.folder), SHORT)
        (worker,) = children(engine.running.process.pid)
        limits = Path(f"/proc/{worker}/limits").read_text(encoding="ascii")
        most = int(next(line for line in limits.splitlines() if line.startswith("Max open files")).split()[3])
        held = sorted(int(fd.name) for fd in Path(f"/proc/{worker}/fd").iterdir())

    assert [fd for fd in range(most) if fd not in held] == [most - 1]


def test_cancelled_query_frees_its_worker_at_once(origin: Origin) -> None:
    """With one worker and a minute for a query, the next one starts when the first is cancelled."""
    with pooled(lambda: origin, seconds=60.0, workers=1, wait=5.0) as store:
        cancellation = Cancellation()
        context = copy_context()
        context.run(CANCELLATION.set, cancellation)
        waiting = threading.Thread(target=context.run, args=(_swallow, store, ENDLESS))
        waiting.start()
        time.sleep(0.5)
        start = time.monotonic()
        cancellation.cancel()

        waiting.join(5)
        assert not waiting.is_alive()
        assert ask(store, SHORT) == b"o\r\n7\r\n"
        assert time.monotonic() - start < 2
        with pytest.raises(GraphError):
            context.run(ask, store, SHORT)


def test_worker_that_has_grown_is_replaced(origin: Origin) -> None:
    """A query that uses memory ends its worker after the answer, and the next query finds another one.

    Sorting what is ten variables wide takes some 170 MB at once, twice what a worker may keep.
    """
    wide = " ".join(f"BIND ({number} AS ?v{number})" for number in range(4))
    with running(lambda: origin, seconds=20.0, bytes=240_000_000, workers=1, wait=5.0) as engine:
        store = PooledStore(engine.folder)
        (first,) = children(engine.running.process.pid)
        ask(store, f"SELECT ?a ?d {{ ?a ?b ?c . ?d ?e ?f {wide} }} ORDER BY ?d ?a")

        assert until(lambda: first not in children(engine.running.process.pid), 5)
        assert ask(store, SHORT) == b"o\r\n7\r\n"


def test_owner_decides_when_the_workers_end(origin: Origin) -> None:
    """A service manager sends SIGTERM to all processes at once; the workers wait for their owner."""
    with running(lambda: origin, seconds=5.0, workers=2, wait=2.0) as engine:
        zygote = engine.running.process.pid
        for process in (zygote, *children(zygote)):
            os.kill(process, signal.SIGTERM)

        assert ask(PooledStore(engine.folder), SHORT) == b"o\r\n7\r\n"
        assert engine.running.process.pid == zygote
