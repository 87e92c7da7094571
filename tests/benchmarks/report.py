# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was measured, and the Markdown that tells it."""

import importlib.metadata
import os
import platform
import re
import statistics
from collections import defaultdict
from collections.abc import Callable, Sequence
from ctypes.util import find_library
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.questions import queries
from tests.benchmarks.servers import DISK, MEMORY, OURS, RDFLIB, peer_versions

TINY = {1: "tiny lookup, not cached, 1 client", 4: "tiny lookup, not cached, 4 clients"}
CACHED = {1: "cached answer, 1 client", 4: "cached answer, 4 clients"}
ENGINE = "engine-bound query (≥ 20 ms)"
STREAM = "1M-row SELECT streamed"
UNDER_LOAD = "tiny lookup while three endless queries run"

FLOORS = {
    TINY[1]: {DISK: 0.5, MEMORY: 0.30},
    TINY[4]: {DISK: 0.45, MEMORY: 0.22},
    CACHED[1]: {DISK: 2.0, MEMORY: 1.2},
    CACHED[4]: {DISK: 2.5, MEMORY: 1.2},
    ENGINE: {DISK: 2.0, MEMORY: 0.9},
    STREAM: {DISK: 2.5, MEMORY: 0.9},
}
"""Case → server → our pace divided by its pace that we hold ourselves to."""

_ENGINE_BOUND = 20
"""Milliseconds from which a query is bound by the engine, at the quickest server."""
_GROWTH = 64
_P99 = 25
_LIMIT = 2.2
_DEADLINE = "/problems/query-timeout"


@dataclass(frozen=True)
class Figures:
    """One measurement of one case at one server.

    Attributes:
        rate: requests a second.
        p50: median milliseconds.
        p99: milliseconds of the slowest in a hundred.
        cpu: microseconds of all processes of the server, for one request.
    """

    rate: float
    p50: float
    p99: float
    cpu: float


@dataclass
class Results:
    """All measurements of a run.

    Attributes:
        figures: (case, server) → one entry a round.
        small: server → tiny lookups over the small graph, one entry a round.
        memory: server → most megabytes in use after a case (PSS of all its processes).
        growth: server → megabytes that its web processes grew by while they streamed, one entry a round.
        second_core: how much faster two processes counted than one, one entry a round.
        endless: seconds and problem type of each answer to an endless query.
    """

    figures: dict[tuple[str, str], list[Figures]] = field(default_factory=lambda: defaultdict(list))
    small: dict[str, list[Figures]] = field(default_factory=lambda: defaultdict(list))
    memory: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    growth: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    second_core: list[float] = field(default_factory=list)
    endless: list[tuple[float, str]] = field(default_factory=list)

    def median(self, case: str, server: str, value: Callable[[Figures], float]) -> float:
        """Return the median over all rounds."""
        return statistics.median(value(found) for found in self.figures[case, server])

    def ratio(self, case: str, server: str) -> float:
        """Return the median over all rounds of our pace divided by that of `server`."""
        return paced(self.figures[case, OURS], self.figures[case, server])

    def servers(self) -> list[str]:
        """Return the servers that had their turn in all cases, ours first."""
        return [name for name in (OURS, DISK, MEMORY) if (STREAM, name) in self.figures]


def paced(ours: Sequence[Figures], theirs: Sequence[Figures]) -> float:
    """Return the median of the ratios of one round each."""
    return statistics.median(a.rate / b.rate for a, b in zip(ours, theirs, strict=True))


def written(results: Results, quads: int) -> str:
    """Return all tables."""
    parts = (_head(quads, results), _promises(results), _queries(results), _loads(results), _memory(results))
    return "\n".join(parts)


def _head(quads: int, results: Results) -> str:
    now = datetime.now(UTC).date().isoformat()
    cores, rounds = statistics.median(results.second_core), len(results.second_core)
    with_jemalloc = "with" if find_library("jemalloc") else "without"
    ours = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("pyoxigraph", "granian"))
    return (
        f"SPARQL endpoint, {quads:,} invented statements, {now}, {machine()}; Python"
        f" {platform.python_version()}, {ours}, {with_jemalloc} jemalloc; {peer_versions()}.\n"
        f"Medians of {rounds} rounds, all servers running and asked in turn; a ratio is our pace divided by"
        f" theirs. Two busy processes got {cores:.2f} times the work of one done"
        f" ({min(results.second_core):.2f}–{max(results.second_core):.2f}): what is missing to 2 is noise.\n"
    )


def machine() -> str:
    """Return processors and memory, for the head of a table."""
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{os.cpu_count()} × {found[1] if found else platform.machine()}, {memory:.0f} GB"


def _promises(results: Results) -> str:
    """Return the table of floors."""
    peers = [name for name in (DISK, MEMORY) if name in results.servers()]
    lines = _table("case", "ours", *(f"vs {peer}" for peer in peers))
    for case, floors in FLOORS.items():
        if case == ENGINE:
            lines.append(_engine_row(results, peers))
            continue
        cells = [_held(results.ratio(case, peer), floors[peer]) for peer in peers]
        lines.append(_row(case, _pace(results, case), *cells))
    lines += [_row(*cells, *[""] * len(peers)) for cells in _limits(results)]
    if results.small:
        ratio = paced(results.small[OURS], results.small[RDFLIB])
        rate = statistics.median(found.rate for found in results.small[OURS])
        lines.append(_row(f"tiny lookup, 10,000 statements, vs {RDFLIB}", f"{rate:,.0f}/s", f"{ratio:.1f}"))
    return "".join(lines)


def _pace(results: Results, case: str) -> str:
    if case == STREAM:
        return f"{results.median(case, OURS, lambda found: found.p50) / 1000:.1f} s"
    return f"{results.median(case, OURS, lambda found: found.rate):,.0f}/s"


def _engine_row(results: Results, peers: list[str]) -> str:
    """Return the row of the engine-bound queries: the median of their ratios, and the lowest."""
    bound = _engine_bound(results)
    if not bound:
        return _row(ENGINE, "none at this size", *["–"] * len(peers))
    cells = []
    for peer in peers:
        ratios = [results.ratio(name, peer) for name in bound]
        cells.append(f"{_held(statistics.median(ratios), FLOORS[ENGINE][peer])}, lowest {min(ratios):.2f}")
    return _row(ENGINE, f"{len(bound)} queries", *cells)


def _engine_bound(results: Results) -> list[str]:
    names = [query.name for query in queries("small", "heavy")]
    return [
        name
        for name in names
        if min(results.median(name, server, lambda found: found.p50) for server in results.servers()) >= _ENGINE_BOUND
    ]


def _limits(results: Results) -> list[tuple[str, str]]:
    """Return the cases with a limit of their own: memory, p99, and the end of endless queries."""
    rows = [(f"{STREAM}: web process grows by", _below(max(results.growth[OURS]), _GROWTH, "MB"))]
    if results.endless:
        p99 = results.median(UNDER_LOAD, OURS, lambda found: found.p99)
        slowest = max(seconds for seconds, _ in results.endless)
        wrong = [verdict for _, verdict in results.endless if verdict != _DEADLINE]
        answers = f"{_below(slowest, _LIMIT, 's')}, slowest of {len(results.endless)}"
        if wrong:
            answers += f"; ✗ {len(wrong)} with another answer: {', '.join(sorted(set(wrong)))}"
        rows.append((f"{UNDER_LOAD}, p99", _below(p99, _P99, "ms")))
        rows.append(("endless query with a limit of 2 s, problem answer", answers))
    return rows


def _queries(results: Results) -> str:
    """Return the milliseconds of each single query."""
    lines = _table("query (ms)", *results.servers())
    for query in queries("small", "heavy"):
        times = [results.median(query.name, server, lambda found: found.p50) for server in results.servers()]
        lines.append(_row(query.name, *(f"{time:,.1f}" for time in times)))
    return "".join(lines)


def _loads(results: Results) -> str:
    """Return what the short requests cost each server."""
    lines = _table("short requests", "server", "req/s", "p50 ms", "p99 ms", "CPU µs a request")
    for case in (*TINY.values(), *CACHED.values(), UNDER_LOAD):
        for server in results.servers():
            if (case, server) in results.figures:
                values = [
                    results.median(case, server, value)
                    for value in (lambda f: f.rate, lambda f: f.p50, lambda f: f.p99, lambda f: f.cpu)
                ]
                rate, p50, p99, cpu = values
                cost = "–" if case == UNDER_LOAD else f"{cpu:.0f}"  # that of the endless queries is in it
                lines.append(_row(case, server, f"{rate:,.0f}", f"{p50:.2f}", f"{p99:.2f}", cost))
    return "".join(lines)


def _memory(results: Results) -> str:
    lines = _table("memory (MB)", *results.servers())
    lines.append(_row("most in use", *(f"{results.memory[server]:,.0f}" for server in results.servers())))
    growth = (f"{max(results.growth[server]):,.0f}" for server in results.servers())
    lines.append(_row("web process, while it streams", *growth))
    return "".join(lines)


def _held(value: float, floor: float) -> str:
    return f"{value:.2f} {'✓' if value >= floor else '✗'} (≥ {floor})"


def _below(value: float, limit: float, unit: str) -> str:
    return f"{value:.3g} {unit} {'✓' if value <= limit else '✗'} (≤ {limit} {unit})"


def _table(first: str, *others: str) -> list[str]:
    return [_row(first, *others), "|---|" + "--:|" * len(others) + "\n"]


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"
