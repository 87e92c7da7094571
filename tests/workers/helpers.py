# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Workers to ask, and what the kernel says about them. Deadlines are long: machines are slow, or paused."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from graph.model.formats import CSV, TURTLE
from graph.store import Dataset, FormatChoice, Origin
from graph.workers import Limits, PooledStore
from graph.workers.client import request_bytes
from graph.workers.supervisor import Supervisor
from graph.workers.wire import is_unread

EX = "https://example.org/"
WANTED = FormatChoice(CSV, TURTLE)
SHORT = "SELECT ?o WHERE { <https://example.org/t7> ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"


def triples(folder: Path, count: int, name: str = "data.ttl") -> Path:
    """Write a file of `count` triples and return its path."""
    path = folder / name
    lines = (f"<{EX}t{number}> <{EX}number> {number} ." for number in range(count))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@contextmanager
def running(origin: Callable[[], Origin], limits: Limits) -> Iterator[Supervisor]:
    """Run workers that answer queries until the block ends."""
    supervisor = Supervisor(origin, limits)
    supervisor.start()
    try:
        yield supervisor
    finally:
        supervisor.stop()


def ask(store: PooledStore, query: str, wanted: FormatChoice = WANTED) -> bytes:
    """Return the whole answer."""
    return store.answer(query, wanted, Dataset()).whole()


@contextmanager
def endless_query(folder: Path) -> Iterator[None]:
    """Keep one worker busy until the block ends."""
    address = PooledStore(folder).address_file.read()
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address.socket)
        connection.sendall(request_bytes(ENDLESS, WANTED, Dataset()))
        assert until(lambda: not is_unread(connection))
        yield


def until(condition: Callable[[], object], seconds: float = 180.0) -> bool:
    """Return whether `condition` came true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def children(process: int) -> list[int]:
    """Return the processes that `process` has started."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text(encoding="ascii").split()]


def busy(workers: list[int]) -> list[int]:
    """Return the workers that give way because they have worked on one query for a while."""
    usual, found = os.getpriority(os.PRIO_PROCESS, 0), []
    for worker in workers:
        with suppress(ProcessLookupError):
            if os.getpriority(os.PRIO_PROCESS, worker) > usual:
                found.append(worker)
    return found
