# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real server, asked by clients that are not ours."""

import csv
import io
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen
from xml.dom.minidom import Document

import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from graph.publication.build import build
from graph.publication.sources import Sources

ROOT = Path(__file__).parents[2]
PROLOGUE = "PREFIX mpsc: <https://w3id.org/mpsc/def#> "
BY_COHORT = PROLOGUE + "SELECT ?c (COUNT(?p) AS ?n) WHERE { ?p mpsc:inCohort ?c } GROUP BY ?c ORDER BY ?c"
CONSTRUCT = PROLOGUE + "CONSTRUCT WHERE { ?p mpsc:inCohort ?c }"

Coding = tuple[str, Callable[[bytes], bytes]]
Serve = Callable[..., AbstractContextManager[str]]


def ask(server: str, query: str, result_format: str, method: str = GET) -> object:
    """Return what SPARQLWrapper makes of the answer."""
    wrapper = SPARQLWrapper(f"{server}/sparql", returnFormat=result_format)
    wrapper.setQuery(query)
    wrapper.setMethod(method)
    return wrapper.queryAndConvert()


@pytest.mark.parametrize("method", [GET, POST])
def test_sparqlwrapper_gets_json(server: str, method: str) -> None:
    """The client researchers use, both ways."""
    answer = ask(server, BY_COHORT, JSON, method)

    assert isinstance(answer, dict)
    assert [row["n"]["value"] for row in answer["results"]["bindings"]] == ["13", "32", "28"]


@pytest.mark.parametrize(("result_format", "delimiter"), [(CSV, ","), (TSV, "\t")])
def test_sparqlwrapper_gets_tables(server: str, result_format: str, delimiter: str) -> None:
    """CSV and TSV by its own Accept headers."""
    answer = ask(server, BY_COHORT, result_format)

    assert isinstance(answer, bytes)
    rows = list(csv.reader(io.StringIO(answer.decode()), delimiter=delimiter))
    assert [row[1] for row in rows[1:]] == ["13", "32", "28"]


def test_sparqlwrapper_gets_xml(server: str) -> None:
    """Its XML conversion finds three results."""
    answer = ask(server, BY_COHORT, XML)

    assert isinstance(answer, Document)
    assert len(answer.getElementsByTagName("result")) == 3


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("result_format", [TURTLE, RDFXML])
def test_sparqlwrapper_gets_graphs(server: str, result_format: str) -> None:
    """CONSTRUCT as Turtle and RDF/XML (SPARQLWrapper 2.0 makes a ConjunctiveGraph of the latter)."""
    answer = ask(server, CONSTRUCT, result_format)

    graph = answer if isinstance(answer, Graph) else Graph().parse(data=answer, format="turtle")  # type: ignore[arg-type]  # bytes
    assert len(graph) == 73


def test_rdflib_sparqlstore_reads_the_endpoint(server: str) -> None:
    """The remote graph of rdflib: queries and plain triple patterns."""
    graph = Graph(SPARQLStore(f"{server}/sparql"))

    rows = [tuple(row) for row in graph.query(BY_COHORT)]  # type: ignore[arg-type]  # SELECT gives rows
    assert [int(str(row[1])) for row in rows] == [13, 32, 28]
    cohort = URIRef("https://w3id.org/mpsc/id/cohort/1")
    assert len(list(graph.subjects(URIRef("https://w3id.org/mpsc/def#inCohort"), cohort))) == 13


def test_another_engine_federates_with_us(server: str) -> None:
    """Another engine as the caller: SERVICE against our endpoint."""
    query = f"{PROLOGUE} SELECT ?c {{ SERVICE <{server}/sparql> {{ ?c a mpsc:Cohort }} }}"

    assert len(list(ox.Store().query(query))) == 3  # type: ignore[arg-type]  # SELECT gives solutions


def test_curl_gets_csv(server: str) -> None:
    """The line on the home page, as it stands there."""
    command = [
        "curl",
        "-sS",
        f"{server}/sparql",
        "-H",
        "Accept: text/csv",
        "--data-urlencode",
        f"query={BY_COHORT}",
    ]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert answer.splitlines()[1:] == [
        f"https://w3id.org/mpsc/id/cohort/{number},{count}" for number, count in ((1, 13), (2, 32), (3, 28))
    ]


def test_other_files_are_served_in_place_of_the_graph(serve: Serve, tmp_path: Path) -> None:
    """`--data` takes files of any RDF syntax and serves nothing else."""
    (tmp_path / "a.ttl").write_text("<x:s> <x:p> 1 .", encoding="utf-8")
    (tmp_path / "b.nq").write_text('<x:s> <x:p> "2" <x:g> .', encoding="utf-8")

    with serve({}, "--data", str(tmp_path / "a.ttl"), "--data", str(tmp_path / "b.nq")) as address:
        answer = ask(address, "SELECT ?o ?in { ?s ?p ?o OPTIONAL { GRAPH ?g { ?s ?p ?in } } }", CSV)

    assert answer == b"o,in\r\n1,2\r\n"


def test_changed_file_is_served_anew_under_another_tag(serve: Serve, tmp_path: Path) -> None:
    """A tag never outlives the data it was given for."""
    path = tmp_path / "a.ttl"
    path.write_text("<x:s> <x:p> 1 .", encoding="utf-8")
    with serve({}, "--data", str(path)) as address:
        request = (f"{address}/sparql?query=SELECT%20?o%20%7B%20?s%20?p%20?o%20%7D", "-H", "Accept: text/csv")
        tag = curl("-o", "/dev/null", "-w", "%header{etag}", *request).stdout
        path.write_text("<x:s> <x:p> 22 .", encoding="utf-8")

        end = time.monotonic() + 20
        while (answer := curl("-H", f"If-None-Match: {tag}", *request).stdout) == "":
            assert time.monotonic() < end
            time.sleep(0.1)

    assert tag.startswith('"')
    assert answer.split() == ["o", "22"]


def curl(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run curl, quietly, for at most twenty seconds."""
    return subprocess.run(
        ["curl", "-sS", "--max-time", "20", *arguments], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def strict(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over five thousand statements that gives each query a second."""
    path = tmp_path_factory.mktemp("strict") / "many.ttl"
    path.write_text("".join(f"<x:s{number}> <x:p> {number} .\n" for number in range(5000)), encoding="utf-8")
    with serve({"MPSC_QUERY_SECONDS": "1"}, "--data", str(path)) as address:
        yield address


def test_endless_query_is_answered_with_a_problem(strict: str) -> None:
    """503 and what to do, a little after the deadline; never a hanging client."""
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    answer = curl(
        "-w", "%{http_code} %{time_total}", f"{strict}/sparql", "--data-urlencode", f"query={endless}"
    )

    problem, _, status = answer.stdout.rpartition("\n")
    code, seconds = status.split()
    assert (code, json.loads(problem)["type"]) == ("503", "/problems/query-timeout")
    assert float(seconds) < 1.5


def test_answer_that_cannot_be_finished_is_a_problem(strict: str) -> None:
    """However much of it there was: nobody gets a short answer that looks whole."""
    answer = curl(f"{strict}/sparql", "--data-urlencode", "query=SELECT * { ?a ?b ?c . ?d ?e ?f }")

    assert json.loads(answer.stdout)["type"] == "/problems/query-timeout"


def test_long_answer_comes_whole(server: str) -> None:
    """All statements as CSV: one line for each triple of the default graph, and the head."""
    answer = curl(
        f"{server}/sparql", "-H", "Accept: text/csv", "--data-urlencode", "query=SELECT * { ?s ?p ?o }"
    )
    counted = ask(server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", CSV)

    assert isinstance(counted, bytes)
    rows = sum(1 for _ in csv.reader(io.StringIO(answer.stdout)))
    assert rows - 1 == int(counted.split()[1])


def test_long_answer_comes_packed(server: str, coding: Coding) -> None:
    """With its length, the same for HEAD, and nothing of it is lost."""
    name, decode = coding
    url = f"{server}/sparql?format=nt&query={quote('CONSTRUCT WHERE { ?s rdfs:label ?o }')}"
    with urlopen(url, timeout=60) as answer:
        plain = answer.read()
    with urlopen(Request(url, headers={"Accept-Encoding": name}), timeout=60) as answer:
        packed = answer.read()

    assert answer.headers["Content-Encoding"] == name
    assert int(answer.headers["Content-Length"]) == len(packed) < len(plain) / 3
    assert len(plain) > 2_000_000
    assert decode(packed) == plain


def test_new_release_is_served_without_a_restart(serve: Serve, small: Sources, tmp_path: Path) -> None:
    """The link turns, and the running server follows."""
    folder, towns = tmp_path / "releases", small.data / "towns.ttl"
    build(folder, "2026-11-22", small)
    asked = "SELECT ?title { <https://w3id.org/mpsc/graph/towns> <http://purl.org/dc/terms/title> ?title }"
    with serve({"MPSC_RELEASE_FOLDER": str(folder)}) as address:
        assert b"Orte" in _asked(address, asked)
        towns.write_text(towns.read_text(encoding="utf-8").replace("Orte", "Dörfer"), encoding="utf-8")
        build(folder, "2026-11-23", small)

        end = time.monotonic() + 20
        while b"Orte" in (answer := _asked(address, asked)):
            assert time.monotonic() < end
            time.sleep(0.1)

    assert "Dörfer".encode() in answer


def _asked(address: str, query: str) -> bytes:
    answer = ask(address, query, CSV)
    assert isinstance(answer, bytes)
    return answer


def processes() -> dict[int, tuple[int, str]]:
    """Return process → (parent, command line) of all that are no zombies."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid,stat,args"], capture_output=True, text=True, check=True)
    rows = [line.split(maxsplit=3) for line in listed.stdout.splitlines()[1:]]
    return {int(row[0]): (int(row[1]), row[3]) for row in rows if not row[2].startswith("Z")}


def below(pid: int) -> set[int]:
    """Return the processes that descend from `pid`."""
    found = {child for child, (parent, _) in processes().items() if parent == pid}
    return found | {grandchild for child in found for grandchild in below(child)}


def test_nothing_outlives_a_killed_server(serve: Serve, tmp_path: Path) -> None:
    """The server is killed -9; web processes, workers and the loader go with it."""
    (tmp_path / "a.ttl").write_text("<x:s> <x:p> 1 .", encoding="utf-8")
    with serve({}, "--data", str(tmp_path / "a.ttl")) as address:
        port = address.rpartition(":")[2]
        (server,) = (pid for pid, (_, args) in processes().items() if f"serve --port {port}" in args)
        family = below(server)
        os.kill(server, signal.SIGKILL)

        end = time.monotonic() + 60
        while family & processes().keys():
            assert time.monotonic() < end
            time.sleep(0.05)

    assert len(family) >= 2 + 1 + 6 + 1
