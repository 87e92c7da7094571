# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Connections that an event loop keeps to workers: they save time, and nobody waits or loses for them."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from graph.errors import MemoryLimitError
from graph.store import Origin
from graph.workers import AsyncClient, Limits, PooledStore
from graph.workers.supervisor import Supervisor
from tests.pace import until
from tests.workers.helpers import ENDLESS, SHORT, WANTED, ask, busy, children, endless_query, running, triples

SEVEN = b"o\r\n7\r\n"
ONE = Limits(seconds=600.0, workers=1, wait=120.0)
TWO = Limits(seconds=600.0, workers=2, wait=120.0)

Ask = Callable[[str], Awaitable[bytes]]


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    """Six hundred triples."""
    return Origin("1", (triples(tmp_path, 600),))


def run(supervisor: Supervisor, talk: Callable[[Ask], Awaitable[None]]) -> None:
    """Let `talk` ask from an event loop."""

    async def main() -> None:
        client = AsyncClient(PooledStore(supervisor.folder).address_file, asyncio.get_running_loop())

        async def ask_from_loop(query: str) -> bytes:
            answer = (await client.ask(query, WANTED, lambda: None)).result()
            return b"".join(answer.parts)

        with closing(client):
            await talk(ask_from_loop)

    in_a_loop(main())


def in_a_loop(talk: Coroutine[object, object, None]) -> None:
    """Run `talk` in a thread: tests with a browser leave a loop that runs in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, talk).result()


def connections(process: int) -> list[str]:
    """Return the sockets that a worker holds beside the one it listens on."""
    links = [str(path.readlink()) for path in Path(f"/proc/{process}/fd").iterdir()]
    return [link for link in links if link.startswith("socket:")][1:]


def test_queries_share_a_connection(origin: Origin) -> None:
    """The only worker holds one, the same all the time."""
    with running(lambda: origin, ONE) as supervisor:
        (worker,) = children(supervisor.process.pid)
        seen = []

        async def talk(ask: Ask) -> None:
            for _ in range(5):
                assert await ask(SHORT) == SEVEN
                seen.append(connections(worker))

        run(supervisor, talk)

    assert len(seen[0]) == 1
    assert seen == [seen[0]] * 5


def test_query_is_sent_anew_when_its_worker_has_hung_up(origin: Origin) -> None:
    """Somebody else has had the only worker in between."""
    with running(lambda: origin, ONE) as supervisor:

        async def talk(ask_from_loop: Ask) -> None:
            for _ in range(3):
                assert await ask_from_loop(SHORT) == SEVEN
                assert ask(PooledStore(supervisor.folder), SHORT) == SEVEN

        run(supervisor, talk)


def test_query_is_sent_anew_when_its_worker_is_gone(origin: Origin) -> None:
    """A worker that ends between two queries takes none with it."""
    with running(lambda: origin, TWO) as supervisor:

        async def talk(ask: Ask) -> None:
            await ask(SHORT)
            for worker in children(supervisor.process.pid):
                os.kill(worker, signal.SIGKILL)
            assert await ask(SHORT) == SEVEN

        run(supervisor, talk)


def test_worker_that_is_lost_in_a_query_is_no_reason_to_ask_again(origin: Origin) -> None:
    """On a kept connection too: the query may have ended the worker. If it were sent anew, it would go on."""
    with running(lambda: origin, ONE) as supervisor:
        (worker,) = children(supervisor.process.pid)

        def kill_when_busy() -> None:
            assert until(lambda: busy([worker]))
            os.kill(worker, signal.SIGKILL)

        async def talk(ask: Ask) -> None:
            await ask(SHORT)
            killing = asyncio.create_task(asyncio.to_thread(kill_when_busy))
            with pytest.raises(MemoryLimitError):
                await ask(ENDLESS)
            await killing

        run(supervisor, talk)


def test_kept_connection_does_not_wait_for_the_query_of_somebody_else(origin: Origin) -> None:
    """Whichever of the two workers is busy, the other one answers."""
    with running(lambda: origin, TWO) as supervisor:

        async def talk(ask: Ask) -> None:
            await asyncio.gather(*(ask(SHORT) for _ in range(4)))
            with endless_query(supervisor.folder):
                for _ in range(20):
                    assert await ask(SHORT) == SEVEN

        run(supervisor, talk)


def test_new_release_is_asked_on_new_connections(origin: Origin) -> None:
    """No answer is lost on the way, and none says the wrong version."""
    versions = ["1"]
    with running(lambda: Origin(versions[-1], origin.files), TWO) as supervisor:

        async def main() -> None:
            client = AsyncClient(PooledStore(supervisor.folder).address_file, asyncio.get_running_loop())
            seen: list[str] = []
            with closing(client):
                while "2" not in seen:
                    seen.append((await client.ask(SHORT, WANTED, lambda: None)).result().version)
                    versions.append("2")
            assert list(dict.fromkeys(seen)) == ["1", "2"]

        in_a_loop(main())


def test_long_query_gives_way(origin: Origin) -> None:
    """The kernel prefers the others meanwhile; afterwards all are equal again."""
    with running(lambda: origin, TWO) as supervisor:
        loader = supervisor.process.pid
        with endless_query(supervisor.folder):
            assert until(lambda: len(busy(children(loader))) == 1)
        assert until(lambda: len(children(loader)) == 2 and not busy(children(loader)))
