# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real server, asked by clients that are not ours."""

import csv
import io
import os
import signal
import subprocess
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

from tests.pace import PATIENCE, until

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
    command = ["curl", "-sS", f"{server}/sparql", "-H", "Accept: text/csv", "--data-urlencode", f"query={BY_COHORT}"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert answer.splitlines()[1:] == [
        f"https://w3id.org/mpsc/id/cohort/{number},{count}" for number, count in ((1, 13), (2, 32), (3, 28))
    ]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two small files of different syntaxes."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "a.ttl").write_text("<x:s> <x:p> 1 .", encoding="utf-8")
    (folder / "b.nq").write_text('<x:s> <x:p> "2" <x:g> .', encoding="utf-8")
    return folder / "a.ttl", folder / "b.nq"


@pytest.fixture(scope="module")
def server_of_files(serve: Serve, files: tuple[Path, Path]) -> Iterator[str]:
    """A server over these files; the last test kills it."""
    with serve({}, "--data", str(files[0]), "--data", str(files[1])) as address:
        yield address


def test_other_files_are_served_in_place_of_the_graph(server_of_files: str) -> None:
    """`--data` takes files of any RDF syntax and serves nothing else."""
    answer = ask(server_of_files, "SELECT ?o ?in { ?s ?p ?o OPTIONAL { GRAPH ?g { ?s ?p ?in } } }", CSV)

    assert answer == b"o,in\r\n1,2\r\n"


def test_changed_file_is_served_anew_under_another_tag(server_of_files: str, files: tuple[Path, Path]) -> None:
    """A tag never outlives the data it was given for."""
    query = quote("SELECT ?o { ?s ?p ?o FILTER(isNumeric(?o)) }")
    request = (f"{server_of_files}/sparql?query={query}", "-H", "Accept: text/csv")
    tag = curl("-o", "/dev/null", "-w", "%header{etag}", *request).stdout
    files[0].write_text("<x:s> <x:p> 22 .", encoding="utf-8")

    assert tag.startswith('"')
    assert until(lambda: curl("-H", f"If-None-Match: {tag}", *request).stdout.split() == ["o", "22"])


def curl(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run curl, quietly, until it hangs."""
    return subprocess.run(
        ["curl", "-sS", "--max-time", f"{PATIENCE}", *arguments], capture_output=True, text=True, check=False
    )


def test_long_answer_comes_whole(server: str) -> None:
    """All statements as CSV: one line for each triple of the default graph, and the head."""
    answer = curl(f"{server}/sparql", "-H", "Accept: text/csv", "--data-urlencode", "query=SELECT * { ?s ?p ?o }")
    counted = ask(server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", CSV)

    assert isinstance(counted, bytes)
    rows = sum(1 for _ in csv.reader(io.StringIO(answer.stdout)))
    assert rows - 1 == int(counted.split()[1])


def test_long_answer_comes_packed(server: str, coding: Coding) -> None:
    """With its length, the same for HEAD, and nothing of it is lost."""
    name, decode = coding
    url = f"{server}/sparql?format=nt&query={quote('CONSTRUCT WHERE { ?s rdfs:label ?o }')}"
    with urlopen(url, timeout=PATIENCE) as answer:
        plain = answer.read()
    with urlopen(Request(url, headers={"Accept-Encoding": name}), timeout=PATIENCE) as answer:
        packed = answer.read()

    assert answer.headers["Content-Encoding"] == name
    assert int(answer.headers["Content-Length"]) == len(packed) < len(plain) / 3
    assert len(plain) > 2_000_000
    assert decode(packed) == plain


def processes() -> dict[int, tuple[int, str]]:
    """Return process → (parent, command line) of all that are no zombies."""
    listed = subprocess.run(["ps", "-ewwo", "pid,ppid,stat,args"], capture_output=True, text=True, check=True)
    rows = [line.split(maxsplit=3) for line in listed.stdout.splitlines()[1:]]
    return {int(row[0]): (int(row[1]), row[3]) for row in rows if not row[2].startswith("Z")}


def below(pid: int) -> set[int]:
    """Return the processes that descend from `pid`."""
    found = {child for child, (parent, _) in processes().items() if parent == pid}
    return found | {grandchild for child in found for grandchild in below(child)}


def test_nothing_outlives_a_killed_server(server_of_files: str) -> None:
    """The server is killed -9; web processes, workers and the loader go with it."""
    port = server_of_files.rpartition(":")[2]
    (server,) = (pid for pid, (_, args) in processes().items() if f"serve --port {port}" in args)
    family = below(server)
    os.kill(server, signal.SIGKILL)

    assert until(lambda: not family & processes().keys())
    assert len(family) >= 2 + 1 + 6 + 1
