# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Time our SPARQL endpoint beside other servers on this machine, over the same invented graph.

All servers run at the same time and are asked in turn, so that what else the machine does falls on each of
them alike. Only ratios within one run mean something; a difference under a quarter is none.
"""

import hashlib
import json
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

import click

from tests.benchmarks import processes, smart_city
from tests.benchmarks.clients import Load, Reply, get, many, occurrences, require_wrk, stream, timed
from tests.benchmarks.questions import Query, queries, target, tiny_requests
from tests.benchmarks.report import CACHED, STREAM, TINY, UNDER_LOAD, Figures, Results, written
from tests.benchmarks.servers import CACHE, OURS, PEERS, RDFLIB, Server, install_peers, start

Action = Callable[[Server], Load]
"""Load a server once."""

_LISTED = 2000
_CACHED = 20
_CLIENTS = (1, 4)
_SMALL = 10_000
_ENDLESS = 3
_TRIES = 10
_LIMIT = "2"
_STEP = 1_000_000
_numbers = count(1)


def _fresh() -> int:
    """Return a number that no request of this run has ended with."""
    return next(_numbers)


def say(text: str) -> None:
    """Print a line of progress; the table alone goes to standard output."""
    click.echo(f"{time.strftime('%H:%M:%S')} {text}", err=True)


def data_file(quads: int) -> Path:
    """Return the file with the graph of `quads` statements; write it once for each state of the generator."""
    CACHE.mkdir(parents=True, exist_ok=True)
    version = hashlib.sha256(Path(smart_city.__file__).read_bytes()).hexdigest()[:8]
    path = CACHE / f"{quads}-{version}.nq"
    if not path.exists():
        say(f"write {path.name}")
        smart_city.write(path, quads)
    return path


def measured(server: Server, action: Action) -> Figures:
    """Run `action` against the server, and add what it cost there."""
    before = processes.cpu(server.pid)
    load = action(server)
    cost = 1e6 * (processes.cpu(server.pid) - before) / load.requests
    return Figures(load.requests / load.seconds, load.p50, load.p99, cost)


@dataclass
class Bench:
    """One interleaved run.

    Attributes:
        quads: size of the graph.
        seconds: of one load with many short requests.
        servers: all of them run.
        results: what was measured.
    """

    quads: int
    seconds: float
    servers: list[Server]
    results: Results

    def check(self) -> None:
        """Refuse to go on unless all servers give the same answers; warms them up, too.

        Raises:
            click.ClickException: two servers disagree.
        """
        for query in queries("tiny", "small", "heavy"):
            self._agree(query.name, partial(self._answer, text=query.text))

        for query in queries("stream"):
            self._agree(query.name, partial(self._rows, text=query.text))

    def _agree(self, name: str, answer: Callable[[Server], object]) -> None:
        answers = {server.name: answer(server) for server in self.servers}
        for other, given in answers.items():
            if given != answers[OURS]:
                ours = str(answers[OURS])[:500]
                raise click.ClickException(f"{other} answers {name} with {str(given)[:500]}, ours with {ours}")
        say(f"same answers: {name}")

    def _answer(self, server: Server, text: str) -> object:
        return comparable(get(server.port, target(server.endpoint, text)))

    def _rows(self, server: Server, text: str) -> int:
        return occurrences(server.port, target(server.endpoint, text), b'"subject":{')

    def round(self, number: int) -> None:
        """Measure each case at each server, another server first in each round."""
        shift = number % len(self.servers)
        turn = self.servers[shift:] + self.servers[:shift]
        self.results.second_core.append(processes.second_core())
        for case, action in self._cases():
            say(f"round {number + 1}: {case}")
            for server in turn:
                self.results.figures[case, server.name].append(measured(server, action))
                used = processes.memory(server.pid)
                self.results.memory[server.name] = max(self.results.memory[server.name], used)

    def _cases(self) -> Iterator[tuple[str, Action]]:
        for clients in _CLIENTS:
            yield TINY[clients], partial(self._tiny, clients=clients)
            yield CACHED[clients], partial(self._cached, clients=clients)
        for query in queries("small", "heavy"):
            yield query.name, partial(self._one, query=query)
        for query in queries("stream"):
            yield STREAM, partial(self._stream, query=query)

    def _tiny(self, server: Server, clients: int) -> Load:
        return tiny(server, self.quads, clients, self.seconds)

    def _cached(self, server: Server, clients: int) -> Load:
        paths = requests_file(server, self.quads, _CACHED)
        return many(server.port, paths, clients, self.seconds, None)

    def _one(self, server: Server, query: Query) -> Load:
        return timed(server.port, target(server.endpoint, query.text, _fresh()))

    def _stream(self, server: Server, query: Query) -> Load:
        watched = processes.web_processes(server.pid)
        before = processes.forget_peak(watched)
        load = stream(server.port, target(server.endpoint, query.text, _fresh()))
        self.results.growth[server.name].append(processes.peak(watched) - before)
        return load


def requests_file(server: Server, quads: int, length: int, *, describe: bool = True) -> Path:
    """Return a list of requests for wrk."""
    path = CACHE / f"{length}-{server.endpoint.strip('/') or 'root'}.requests"
    requests = tiny_requests(server.endpoint, quads, length, describe=describe)
    path.write_text("".join(f"{request}\n" for request in requests), encoding="ascii")
    return path


def comparable(reply: Reply) -> object:
    """Return an answer in a form that does not depend on the order of rows or triples."""
    if reply.status != 200:
        raise click.ClickException(f"A server answers {reply.status}: {reply.body[:500].decode()}")
    if reply.media_type == "application/n-triples":
        return sorted(reply.body.decode().splitlines())
    document = json.loads(reply.body)
    if "boolean" in document:
        return document["boolean"]
    return sorted(json.dumps(row, sort_keys=True) for row in document["results"]["bindings"])


def tiny(server: Server, quads: int, clients: int, seconds: float, *, describe: bool = True) -> Load:
    """Ask for tiny things about any project; no request is like another."""
    paths = requests_file(server, quads, _LISTED, describe=describe)
    return many(server.port, paths, clients, seconds, _fresh() * _STEP)


def endless(quads: int, seconds: float, results: Results) -> None:
    """Ask three queries without end over and over, and tiny ones beside them, with a limit of two seconds."""
    (query,) = queries("endless")
    with start(OURS, data_file(quads), {"MPSC_QUERY_SECONDS": _LIMIT}) as server:
        tiny(server, quads, 4, seconds)
        done = threading.Event()
        asking = (server, query, done, results)
        threads = [threading.Thread(target=_ask_endless, args=asking) for _ in range(_ENDLESS)]
        for thread in threads:
            thread.start()
        duration = max(seconds, 2.5 * _TRIES / _ENDLESS)
        beside = partial(tiny, quads=quads, clients=1, seconds=duration)
        results.figures[UNDER_LOAD, OURS].append(measured(server, beside))
        done.set()
        for thread in threads:
            thread.join()


def _ask_endless(server: Server, query: Query, done: threading.Event, results: Results) -> None:
    while not done.is_set():
        began = time.perf_counter()
        reply = get(server.port, target(server.endpoint, query.text, _fresh()))
        results.endless.append((time.perf_counter() - began, _verdict(reply)))


def _verdict(reply: Reply) -> str:
    """Return the type of the problem in an answer, or what it is in place of one."""
    if reply.media_type != "application/problem+json":
        return f"{reply.status} {reply.media_type}"
    return str(json.loads(reply.body)["type"])


def beside_rdflib(rounds: int, seconds: float, results: Results) -> None:
    """Tiny lookups at ours and at rdflib-endpoint, over a small graph: it is slow on larger ones.

    Without DESCRIBE, which rdflib-endpoint 0.6.3 cannot answer to an Accept that names a result format first.
    """
    data = data_file(_SMALL)
    with start(OURS, data) as ours, start(RDFLIB, data) as theirs:
        for number in range(rounds):
            say(f"round {number + 1}: beside rdflib-endpoint")
            for server in (ours, theirs) if number % 2 else (theirs, ours):
                load = partial(tiny, quads=_SMALL, clients=1, seconds=seconds, describe=False)
                results.small[server.name].append(measured(server, load))


def interleaved(quads: int, rounds: int, seconds: float, names: list[str], results: Results) -> None:
    """Start the servers, see that they agree, and measure all cases in each round."""
    data = data_file(quads)
    with ExitStack() as stack:
        servers = []
        for name in names:
            say(f"start {name}")
            servers.append(stack.enter_context(start(name, data)))
        bench = Bench(quads, seconds, servers, results)
        bench.check()
        for number in range(rounds):
            bench.round(number)
            save(results, quads)


def save(results: Results, quads: int) -> str:
    """Write and return the table; after each round, so that a run which is stopped leaves what it has."""
    table = written(results, quads)
    (CACHE / "sparql.md").write_text(table, encoding="utf-8")
    return table


def _peers(_context: click.Context, _option: click.Parameter, text: str) -> list[str]:
    names = [name for name in text.split(",") if name]
    if unknown := [name for name in names if name not in PEERS]:
        raise click.BadParameter(f"{', '.join(unknown)}: choose from {', '.join(PEERS)}.")
    return [PEERS[name] for name in names]


@click.command(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.option("--quads", default=1_000_000, help="Statements of the graph: 10000, 1000000 or 10000000.")
@click.option("--rounds", default=5, help="How often each server has its turn.")
@click.option("--seconds", default=3.0, help="How long one load of short requests lasts.")
@click.option("--peers", default=",".join(PEERS), callback=_peers, help="Whom to compare with.")
def main(quads: int, rounds: int, seconds: float, peers: list[str]) -> None:
    """Time the SPARQL endpoint beside other servers; write a table to var/bench/sparql.md."""
    # Servers are stopped when this ends, however it ends.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    require_wrk()
    if sys.platform != "linux":
        raise click.ClickException("What a server uses is read from /proc, so this runs on Linux only.")
    if peers:
        say("install the servers to compare with")
        install_peers()
    results = Results()
    interleaved(quads, rounds, seconds, [OURS, *(peer for peer in peers if peer != RDFLIB)], results)
    say("three endless queries, and tiny ones beside them")
    endless(quads, seconds, results)
    if RDFLIB in peers:
        beside_rdflib(rounds, seconds, results)
    click.echo(save(results, quads), nl=False)


if __name__ == "__main__":
    main()
