# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A soak of the real server: normal clients beside hostile ones, for minutes, every answer compared.

`python -m tests.benchmarks.soak --minutes 10`; exits with 1 when an answer was wrong or a process was left.
"""

import itertools
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

import click

from graph.model.queries import stored_queries
from graph.publication.release import origin
from graph.settings import Settings
from graph.store import Dataset, FormatChoice, load
from tests.benchmarks.processes import memory, tree

ROOT = Path(__file__).parents[2]
SETTINGS = {"MPSC_QUERY_SECONDS": "2", "MPSC_QUERY_MEMORY": "400000000", "MPSC_BURST_SECONDS": "0"}
"""Short limits, so that many queries meet them; all clients have one address here."""

BAD = [
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
    "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?a (!<x:a>|!^<x:a>)* ?x }",
    "SELECT (GROUP_CONCAT(?c) AS ?all) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT * " + "{" * 10_000 + "?s ?p ?o" + "}" * 10_000,
    "SELECT * { ?s ?p",
    "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f }",
]
CLIENTS, HOSTILE = 4, 3


@dataclass
class Figures:
    """What the normal clients saw.

    Attributes:
        seconds: of each answer.
        wrong: answers that were not the expected ones, or ended in the middle.
        refused: answers that were a problem document, by its type.
        bad: statuses that the hostile clients got.
    """

    seconds: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    bad: Counter[str] = field(default_factory=Counter)

    def centile(self, part: float) -> float:
        """Return a centile of the times, in milliseconds."""
        return sorted(self.seconds)[int(part * (len(self.seconds) - 1))] * 1000


def expected() -> list[tuple[str, bytes]]:
    """Return queries with their right answers as CSV, from the store in this process."""
    store = load(origin(Settings.from_environment()))
    texts = [query.text for query in stored_queries("examples")]
    some = store.select("SELECT ?m { ?m a mpsc:Municipality } ORDER BY ?m LIMIT 200")
    texts += [f"SELECT ?p ?o {{ <{row['m']}> ?p ?o }} ORDER BY ?p ?o" for row in some]
    wanted = [(text, store.answer(text, FormatChoice(), Dataset())) for text in texts]
    return [(text, answer.whole()) for text, answer in wanted if answer.format.name == "json"]


def ask(connection: HTTPConnection, query: str) -> tuple[int, bytes]:
    """Return status and body of a query by GET."""
    connection.request("GET", f"/sparql?query={quote(query)}", headers={"Accept": "application/sparql-results+json"})
    answer = connection.getresponse()
    return answer.status, answer.read()


def normal(port: int, pairs: list[tuple[str, bytes]], figures: Figures, stop: threading.Event) -> None:
    """Ask one query after the other, half of them new to the cache, and compare every answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    for number in itertools.count():
        if stop.is_set():
            return
        text, right = random.choice(pairs)  # noqa: S311 - which one does not matter
        query = f"{text}\n# {threading.get_ident()} {number}" if number % 2 else text
        start = time.perf_counter()
        try:
            status, body = ask(connection, query)
        except (OSError, HTTPException) as error:
            figures.wrong[type(error).__name__] += 1
            connection.close()
            continue
        figures.seconds.append(time.perf_counter() - start)
        if status == 200 and json.loads(body) != json.loads(right):
            figures.wrong["another answer"] += 1
        elif status != 200:
            figures.refused[str(json.loads(body)["type"])] += 1


def hostile(port: int, figures: Figures, stop: threading.Event) -> None:
    """Ask what nobody should, go away in the middle, send and read slowly."""
    while not stop.is_set():
        query = random.choice(BAD)  # noqa: S311 - which one does not matter
        with suppress(OSError, HTTPException):
            if random.random() < 0.2:  # noqa: S311 - how often does not matter
                leave(port, query)
                figures.bad["left"] += 1
                continue
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            figures.bad[str(ask(connection, query)[0])] += 1
            connection.close()


def leave(port: int, query: str) -> None:
    """Send a query, or a part of one, and close after a moment without having read anything."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        head = f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
        connection.sendall(head[: random.choice((20, len(head)))])  # noqa: S311 - which does not matter
        time.sleep(0.3)


@contextmanager
def running(port: int) -> Iterator[int]:
    """Run the server until the block ends."""
    command = [sys.executable, "-m", "graph", "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **SETTINGS}, stdout=subprocess.DEVNULL)
    try:
        while True:
            with suppress(OSError, HTTPException):
                ask(HTTPConnection("127.0.0.1", port, timeout=60), "ASK {}")
                break
            time.sleep(0.2)
        yield server.pid
    finally:
        server.terminate()
        server.wait(60)


def load_for(seconds: float, port: int, pairs: list[tuple[str, bytes]], enemies: int) -> Figures:
    """Let the clients work for a while; return what they saw."""
    figures, stop = Figures(), threading.Event()
    threads = [threading.Thread(target=normal, args=(port, pairs, figures, stop)) for _ in range(CLIENTS)]
    threads += [threading.Thread(target=hostile, args=(port, figures, stop)) for _ in range(enemies)]
    for thread in threads:
        thread.start()
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if sys.stderr.isatty():
            click.echo(f"\r{left:4.0f} s left, {len(figures.seconds):,} answers ", nl=False, err=True)
        time.sleep(min(1.0, left))
    stop.set()
    for thread in threads:
        thread.join()
    return figures


@click.command()
@click.option("--minutes", default=10.0, show_default=True, help="Minutes with hostile clients.")
@click.option("--port", default=8377, show_default=True)
def main(minutes: float, port: int) -> None:
    """Soak the server, and print what its clients saw."""
    pairs = expected()
    with running(port) as server:
        load_for(20, port, pairs, 0)
        before = memory(server)
        quiet = load_for(60, port, pairs, 0)
        mixed = load_for(60 * minutes, port, pairs, HOSTILE)
        time.sleep(5)
        load_for(5, port, pairs, 0)
        after, family = memory(server), tree(server)
    time.sleep(2)
    left = [process for process in family if Path(f"/proc/{process}").exists()]
    rows = [
        ("answers compared", f"{len(quiet.seconds):,}", f"{len(mixed.seconds):,}"),
        ("refused with a problem", str(dict(quiet.refused)), str(dict(mixed.refused))),
        ("wrong or cut off", str(dict(quiet.wrong)), str(dict(mixed.wrong))),
        *(
            (f"p{centile:g} ms", f"{quiet.centile(centile / 100):.1f}", f"{mixed.centile(centile / 100):.1f}")
            for centile in (50, 95, 99, 99.9)
        ),
        ("mean ms", f"{statistics.fmean(quiet.seconds) * 1000:.1f}", f"{statistics.fmean(mixed.seconds) * 1000:.1f}"),
        ("answers to hostile clients", "–", str(dict(mixed.bad))),
        ("memory of all processes, MB", f"{before:.0f}", f"{after:.0f}"),
        ("processes left after the end", "–", str(len(left))),
    ]
    click.echo("| | quiet | beside hostile clients |\n|---|--:|--:|")
    for row in rows:
        click.echo(f"| {' | '.join(row)} |")
    sys.exit(1 if quiet.wrong or mixed.wrong or left else 0)


if __name__ == "__main__":
    main()
