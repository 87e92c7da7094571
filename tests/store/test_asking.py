# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Connections that an event loop keeps to workers: they save time, and nobody waits or loses for them."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from graph.errors import DeadlineError, GraphError
from graph.model.formats import CSV, TURTLE
from graph.store import Dataset, FormatChoice, Origin
from graph.workers import Asker, Engine, Limits, PooledStore

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SHORT = "SELECT ?o { <x:s7> ?p ?o }"
WANTED = FormatChoice(CSV, TURTLE)

Ask = Callable[[str], Awaitable[bytes]]


@contextmanager
def workers(folder: Path, count: int, versions: list[str] | None = None) -> Iterator[Engine]:
    """Run workers over 600 statements; `versions` has the version of what they serve as its last."""
    path = folder / "data.nt"
    path.write_text("".join(f"<x:s{n}> <x:p> <x:o{n}> .\n" for n in range(600)), encoding="utf-8")
    served = versions or ["1"]
    engine = Engine(lambda: Origin(served[-1], (path,), {}), Limits(seconds=1.0, workers=count, wait=3.0))
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()


def run(engine: Engine, talk: Callable[[Ask], Awaitable[None]]) -> None:
    """Let `talk` ask from an event loop."""

    async def main() -> None:
        asker = Asker(PooledStore(engine.folder).board, asyncio.get_running_loop())

        async def ask(query: str) -> bytes:
            outcome = (await asker.ask(query, WANTED, lambda: None)).taken()
            return b"".join(outcome.parts)

        with closing(asker):
            await talk(ask)

    in_a_loop(main())


def in_a_loop(talk: Coroutine[object, object, None]) -> None:
    """Run `talk` in a thread: tests with a browser leave a loop that runs in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, talk).result()


def hold(engine: Engine) -> None:
    """Keep one worker busy until its deadline."""
    with suppress(GraphError):
        PooledStore(engine.folder).answer(ENDLESS, WANTED, Dataset()).whole()


def children(process: int) -> list[int]:
    """Return the processes that `process` has started."""
    return [int(pid) for pid in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def connections(process: int) -> list[str]:
    """Return the sockets that a worker holds beside the one it listens on."""
    links = [str(path.readlink()) for path in Path(f"/proc/{process}/fd").iterdir()]
    return [link for link in links if link.startswith("socket:")][1:]


def test_queries_share_a_connection(tmp_path: Path) -> None:
    """The only worker holds one, the same all the time."""
    with workers(tmp_path, 1) as engine:
        (worker,) = children(engine.running.process.pid)
        seen = []

        async def talk(ask: Ask) -> None:
            for _ in range(5):
                assert await ask(SHORT) == b"o\r\nx:o7\r\n"
                seen.append(connections(worker))

        run(engine, talk)

    assert len(seen[0]) == 1
    assert seen == [seen[0]] * 5


def test_query_is_sent_anew_when_its_worker_has_hung_up(tmp_path: Path) -> None:
    """Somebody else has had the only worker in between."""
    with workers(tmp_path, 1) as engine:

        async def talk(ask: Ask) -> None:
            for _ in range(3):
                assert await ask(SHORT) == b"o\r\nx:o7\r\n"
                assert PooledStore(engine.folder).answer(SHORT, WANTED, Dataset()).whole()

        run(engine, talk)


def test_query_is_sent_anew_when_its_worker_is_gone(tmp_path: Path) -> None:
    """A worker that ends between two queries takes none with it."""
    with workers(tmp_path, 2) as engine:

        async def talk(ask: Ask) -> None:
            await ask(SHORT)
            for worker in children(engine.running.process.pid):
                os.kill(worker, signal.SIGKILL)
            assert await ask(SHORT) == b"o\r\nx:o7\r\n"

        run(engine, talk)


def test_worker_that_is_lost_in_a_query_is_no_reason_to_ask_again(tmp_path: Path) -> None:
    """One deadline, on a kept connection too."""
    with workers(tmp_path, 1) as engine:

        async def talk(ask: Ask) -> None:
            await ask(SHORT)
            start = time.monotonic()
            with pytest.raises(DeadlineError):
                await ask(ENDLESS)
            assert time.monotonic() - start < 1.8

        run(engine, talk)


def test_kept_connection_does_not_wait_for_the_query_of_somebody_else(tmp_path: Path) -> None:
    """Whichever of the two workers is busy, the other one answers."""
    with workers(tmp_path, 2) as engine:

        async def talk(ask: Ask) -> None:
            await asyncio.gather(*(ask(SHORT) for _ in range(4)))
            busy = threading.Thread(target=hold, args=(engine,))
            busy.start()
            await asyncio.sleep(0.2)
            start = time.monotonic()
            for _ in range(20):
                await ask(SHORT)
            assert time.monotonic() - start < 0.6
            busy.join()

        run(engine, talk)


def test_new_release_is_asked_on_new_connections(tmp_path: Path) -> None:
    """No answer is lost on the way, and none says the wrong version."""
    versions = ["1"]
    with workers(tmp_path, 2, versions) as engine:

        async def main() -> None:
            asker = Asker(PooledStore(engine.folder).board, asyncio.get_running_loop())
            seen = set()
            until = time.monotonic() + 20
            with closing(asker):
                while "2" not in seen and time.monotonic() < until:
                    seen.add((await asker.ask(SHORT, WANTED, lambda: None)).taken().version)
                    versions.append("2")
            assert seen == {"1", "2"}

        in_a_loop(main())


def test_long_query_gives_way(tmp_path: Path) -> None:
    """The kernel prefers the others meanwhile; afterwards all are equal again."""
    usual = os.getpriority(os.PRIO_PROCESS, 0)

    def lowered() -> int:
        levels = []
        for worker in children(engine.running.process.pid):
            with suppress(ProcessLookupError):
                levels.append(os.getpriority(os.PRIO_PROCESS, worker))
        return sum(level > usual for level in levels)

    def seen(count: int) -> bool:
        until = time.monotonic() + 15
        while lowered() != count and time.monotonic() < until:
            time.sleep(0.02)
        return lowered() == count

    with workers(tmp_path, 3) as engine:
        busy = threading.Thread(target=hold, args=(engine,))
        busy.start()
        try:
            assert seen(1)
            assert seen(0)
        finally:
            busy.join()
