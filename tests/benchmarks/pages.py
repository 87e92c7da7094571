# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Time the pages of a real server beside its SPARQL endpoint, and in a browser.

All cases are asked in turn on one connection, so that what else the machine does falls on each of them alike.
What is called not cached is asked for the first time since the server started.
"""

import os
import platform
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import click
from rdflib import RDFS

from graph.describe import describe, members
from graph.model.formats import JSON, TURTLE
from graph.model.namespaces import BASE, MPSC
from graph.publication.sources import assemble
from graph.store import EmbeddedStore
from tests.benchmarks import processes
from tests.benchmarks.browser import FIRST_PAINT, SHOWN, Weight, first_paints, running, weight
from tests.benchmarks.clients import HOST
from tests.benchmarks.report import machine
from tests.benchmarks.servers import CACHE, OURS, ROOT, Server, start

PROJECT = "page of a project"
DOCUMENT = "RDF document of a project, Turtle"
BODY = "page of a municipality"
BARE = "DESCRIBE of a project"
ALL = "DESCRIBE of all that the page of a project shows"
BARE_BODY = "DESCRIBE of a municipality"
LIKE = "SELECT as long as the page"

MOST = 2.0
"""How many times the time of the DESCRIBE alone the page of a project may take."""
LIGHT = 100_000
"""Bytes that all of the home page may have, without the map."""

_SAME = 1.5
"""How many times the time of a cached SPARQL answer of its size a cached page may take."""
_BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
_QUIET = 0.03
"""Seconds of processor time in a second that a server uses which makes nothing ahead any more."""
_ROWS = 70
"""Rows of a SELECT whose answer is about as long as a page."""


@dataclass(frozen=True)
class Asked:
    """One request.

    Attributes:
        case: what it stands for.
        path: with parameters.
        accept: its Accept header.
    """

    case: str
    path: str
    accept: str


@dataclass
class Times:
    """Milliseconds and bytes of the answers, by case, when they were asked for first and again.

    Attributes:
        first: milliseconds of each answer that was asked for the first time.
        again: milliseconds of each that was asked for before.
        cost: milliseconds of processor time of all processes of the server, for one answer asked for first.
        bytes: length of each answer.
    """

    first: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    again: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cost: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    bytes: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def requests(store: EmbeddedStore, most: int) -> list[list[Asked]]:
    """Return the requests, one list for each project and language; no two are alike.

    Args:
        store: what the server serves.
        most: projects to ask for.
    """
    projects = members(store, "id/project", "de")[:most]
    # From the middle of the country on: far from each other in the list, and all with a similar page.
    bodies = members(store, "id/municipality", "de")[500::30]
    found = []
    for number, iri in enumerate(projects):
        slug = iri.rpartition("/")[2]
        shown = describe(store, iri, for_page=True)
        everything = " ".join(f"<{thing}>" for thing in sorted(shown.known if shown else [iri]))
        for language in ("de", "en"):
            body = bodies[2 * number + (language == "en")]
            found.append(
                [
                    Asked(BARE, _sparql(f"DESCRIBE <{iri}> # {language}"), TURTLE.media_type),
                    Asked(PROJECT, f"/doc/project/{slug}?lang={language}", _BROWSER),
                    Asked(ALL, _sparql(f"DESCRIBE {everything} # {language}"), TURTLE.media_type),
                    Asked(DOCUMENT, f"/doc/project/{slug}.ttl?lang={language}", "*/*"),
                    Asked(BARE_BODY, _sparql(f"DESCRIBE <{body}>"), TURTLE.media_type),
                    Asked(BODY, f"/doc/{body.removeprefix(f'{BASE}id/')}?lang={language}", _BROWSER),
                    Asked(LIKE, _sparql(f"{_LIKE} # {slug} {language}"), JSON.media_type),
                ]
            )
    return found


_LIKE = f"SELECT ?place ?name {{ ?place a <{MPSC.Municipality}> ; <{RDFS.label}> ?name }} LIMIT {_ROWS}"


def _sparql(query: str) -> str:
    return f"/sparql?{urlencode({'query': query})}"


def ask(port: int, turns: Iterable[list[Asked]], times: Times) -> None:
    """Ask for everything once, then once more."""
    connection = HTTPConnection(HOST, port, timeout=60)
    turns = list(turns)
    for taken in (times.first, times.again):
        for turn in turns:
            for asked in turn:
                milliseconds, length = _timed(connection, asked)
                taken[asked.case].append(milliseconds)
                times.bytes[asked.case].append(length)
    connection.close()


def settle(server: Server) -> None:
    """Wait until the server has made ahead what it makes ahead, a minute at most."""
    before = processes.cpu(server.pid)
    for _ in range(60):
        time.sleep(1)
        now = processes.cpu(server.pid)
        if now - before < _QUIET:
            return
        before = now
    raise click.ClickException("The server does not come to rest.")


def charge(server: Server, turns: Iterable[list[Asked]], times: Times) -> None:
    """Ask a fresh server for everything, one case after the other, and see what that costs it.

    Processor time hardly depends on what else the machine does.
    """
    connection = HTTPConnection(HOST, server.port, timeout=60)
    cases: dict[str, list[Asked]] = defaultdict(list)
    for asked in (asked for turn in turns for asked in turn):
        cases[asked.case].append(asked)
    for case, listed in cases.items():
        before = processes.cpu(server.pid)
        for asked in listed:
            _timed(connection, asked)
        times.cost[case].append(1000 * (processes.cpu(server.pid) - before) / len(listed))
    connection.close()


def _timed(connection: HTTPConnection, asked: Asked) -> tuple[float, int]:
    began = time.perf_counter()
    connection.request("GET", asked.path, headers={"Accept": asked.accept})
    answer = connection.getresponse()
    body = answer.read()
    taken = 1000 * (time.perf_counter() - began)
    if answer.status != 200:
        raise click.ClickException(f"{asked.path[:200]} is answered {answer.status}: {body[:300].decode()}")
    return taken, len(body)


def ratios(first: Mapping[str, list[float]], case: str, other: str) -> float:
    """Return how many times as long a case takes as another: the median of the turns."""
    return statistics.median(a / b for a, b in zip(first[case], first[other], strict=True))


def marked(value: float, most: float | None) -> str:
    """Return a figure, and whether it is within what we hold ourselves to."""
    shown = f"{value:.0f}" if value >= 100 else f"{value:.2f}"
    return shown if most is None else f"{shown} {'✓' if value <= most else '✗'} (≤ {most:g})"


def table(times: Times) -> str:
    """Return the Markdown about pages beside answers of the endpoint."""
    lines = [
        "| answer | KB | not cached, p50 ms | p95 | beside its DESCRIBE | CPU ms | cached, p50 ms |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    beside = {PROJECT: (BARE, MOST), DOCUMENT: (BARE, None), ALL: (BARE, None), BODY: (BARE_BODY, None)}
    for case, taken in times.first.items():
        ratio = ""
        if case in beside:
            other, most = beside[case]
            ratio = marked(ratios(times.first, case, other), most)
        again = f"{statistics.median(times.again[case]):.2f}"
        if case == PROJECT:
            again += f" ({marked(ratios(times.again, PROJECT, LIKE), _SAME)} of the SELECT)"
        cuts = statistics.quantiles(taken, n=20)
        kilobytes = statistics.median(times.bytes[case]) / 1000
        cost = f"{statistics.median(times.cost[case]):.2f}"
        lines.append(f"| {case} | {kilobytes:.1f} | {cuts[9]:.2f} | {cuts[18]:.2f} | {ratio} | {cost} | {again} |")
    return "\n".join(lines)


def browser_table(paints: Mapping[str, list[float]], weights: Mapping[str, Weight]) -> str:
    """Return the Markdown about what a browser loads, and when it shows something."""
    lines = [
        "| page | loads, packed KB | unpacked KB | requests | first contentful paint, median ms | slowest |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for path, taken in paints.items():
        loaded = weights[path]
        packed = f"{loaded.packed / 1000:.0f}"
        if path == "/":
            packed = f"{packed} {'✓' if loaded.packed < LIGHT else '✗'} (< {LIGHT // 1000})"
        lines.append(
            f"| {SHOWN[path]} | {packed} | {loaded.unpacked / 1000:.0f} | {loaded.requests} |"
            f" {statistics.median(taken):.0f} | {marked(max(taken), FIRST_PAINT)} |"
        )
    return "\n".join(lines)


def in_browser(address: str, paints: dict[str, list[float]], weights: dict[str, Weight]) -> None:
    """Look at the pages in a browser."""
    with running() as browser:
        for path in SHOWN:
            paints[path] += first_paints(browser, address, path)
            weights[path] = weight(browser, address, path)


def released() -> Path:
    """Make a release of everything, as an operator does; return the folder of releases."""
    folder = CACHE / "releases"
    folder.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MPSC_")}
    subprocess.run(
        [sys.executable, "-m", "graph", "build"],
        cwd=ROOT,
        env={**environment, "MPSC_RELEASE_FOLDER": str(folder), "MPSC_DATABASE_URL": f"sqlite:///{CACHE}/none.sqlite"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return folder


def head(rounds: int) -> str:
    """Return when, where and of what this is."""
    return (
        f"Pages, everything that is published, {datetime.now(UTC).date().isoformat()}, {machine()}; Python"
        f" {platform.python_version()}. One client, {rounds} servers after each other, each answer asked for"
        " the first time (not cached) and once more (cached), all kinds in turn."
    )


@click.command(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.option("--rounds", default=3, help="How often the server is started anew.")
@click.option("--projects", default=73, help="Projects to ask for.")
def main(rounds: int, projects: int) -> None:
    """Time the pages; write the tables to var/bench/pages.md."""
    releases, times = released(), Times()
    turns = requests(assemble(), projects)
    paints: dict[str, list[float]] = defaultdict(list)
    weights: dict[str, Weight] = {}
    for number in range(rounds):
        click.echo(f"{time.strftime('%H:%M:%S')} round {number + 1}", err=True)
        with start(OURS, releases) as server:
            settle(server)
            ask(server.port, turns, times)
            in_browser(f"http://{HOST}:{server.port}", paints, weights)
        with start(OURS, releases) as server:
            settle(server)
            charge(server, turns, times)
    written = f"{head(rounds)}\n\n{table(times)}\n\n{browser_table(paints, weights)}\n"
    (CACHE / "pages.md").write_text(written, encoding="utf-8")
    click.echo(written, nl=False)


if __name__ == "__main__":
    main()
