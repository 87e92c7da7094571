# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The life of the workers: they follow the release in service, come back when killed, and outlive nobody."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from graph.errors import InputError, ReleaseError
from graph.model.formats import CSV
from graph.store import Dataset, FormatChoice, Origin, load
from graph.workers import Limits, PooledStore
from graph.workers.supervisor import Supervisor
from tests.pace import until
from tests.workers.helpers import EX, SHORT, ask, children, running, triples

ROOT = Path(__file__).parents[2]
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
SQUARE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
TWO = Limits(seconds=600.0, workers=2, wait=120.0)


def test_loader_that_is_killed_is_replaced(tmp_path: Path) -> None:
    """The process that holds the data dies; another one takes over."""
    origin = Origin("1", (triples(tmp_path, 600),), {"ex": EX})
    with running(lambda: origin, TWO) as supervisor:
        first = supervisor.process.pid
        os.kill(first, signal.SIGKILL)

        assert until(lambda: supervisor.process.pid != first)
        assert ask(PooledStore(supervisor.folder), SHORT) == b"o\r\n7\r\n"


def test_new_release_is_taken_over_without_losing_a_request(tmp_path: Path) -> None:
    """While one client reads slowly and others ask on, the data change; nobody gets an error."""
    first = Origin("1", (triples(tmp_path, 600, "one.ttl"),), {"ex": EX})
    served = [first]
    with running(lambda: served[-1], TWO) as supervisor:
        store = PooledStore(supervisor.folder)
        slow = iter(store.answer(SQUARE, FormatChoice(CSV), Dataset()).parts)
        received = len(next(slow))
        served.append(Origin("2", (triples(tmp_path, 700, "two.ttl"),), {"ex": EX}))

        before, after = b"n\r\n600\r\n", b"n\r\n700\r\n"
        assert ask(store, COUNT) == before
        while (count := ask(store, COUNT)) != after:
            assert count == before
        received += sum(map(len, slow))

        assert received == len(load(first).answer(SQUARE, FormatChoice(CSV), Dataset()).whole())
        assert store.version == "2"


def test_release_that_cannot_be_read_leaves_the_old_one(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A damaged file, or no release at all, is logged; the service goes on with what it has."""
    served = [Origin("1", (triples(tmp_path, 10),), {"ex": EX})]

    def origin() -> Origin:
        if not served:
            raise ReleaseError("There is no release.")
        return served[-1]

    with running(origin, TWO) as supervisor:
        (tmp_path / "broken.ttl").write_text("<x:a> <x:b>", encoding="utf-8")
        served.append(Origin("2", (tmp_path / "broken.ttl",)))
        assert until(lambda: "broken.ttl, line 1" in caplog.text)
        served.clear()
        assert until(lambda: "There is no release." in caplog.text)

        assert ask(PooledStore(supervisor.folder), SHORT) == b"o\r\n7\r\n"
        assert PooledStore(supervisor.folder).version == "1"


def test_unreadable_file_is_told_at_the_start(tmp_path: Path) -> None:
    """The error names file and line."""
    (tmp_path / "broken.ttl").write_text("<x:a> <x:b>", encoding="utf-8")

    supervisor = Supervisor(lambda: Origin("1", (tmp_path / "broken.ttl",)), Limits())
    with pytest.raises(InputError, match=r"broken\.ttl, line 1"):
        supervisor.start()


def test_no_process_outlives_the_one_that_started_it(tmp_path: Path) -> None:
    """The owner is killed -9; the kernel takes the loader, and all that it forked, with it."""
    path = triples(tmp_path, 10)
    script = (
        "import time; from pathlib import Path; from graph.store import Origin;"
        "from graph.workers import Limits; from graph.workers.supervisor import Supervisor;"
        f"origin = Origin('1', (Path({str(path)!r}),));"
        "Supervisor(lambda: origin, Limits(workers=3), Limits(workers=2)).start();"
        "print('ready', flush=True); time.sleep(600)"
    )
    owner = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert owner.stdout is not None
    assert owner.stdout.readline() == "ready\n"
    assert until(lambda: len(_below(owner.pid)) == 1 + 3 + 1 + 2)
    family = _below(owner.pid)

    owner.kill()
    owner.communicate()

    assert until(lambda: not any(_lives(process) for process in family))


def _below(process: int) -> set[int]:
    below = set(children(process))
    return below | {grandchild for child in below for grandchild in _below(child)}


def _lives(process: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return False


def test_owner_decides_when_the_workers_end(tmp_path: Path) -> None:
    """A service manager sends SIGTERM to all processes at once; the workers wait for their owner."""
    origin = Origin("1", (triples(tmp_path, 10),), {"ex": EX})
    with running(lambda: origin, TWO) as supervisor:
        loader = supervisor.process.pid
        for process in (loader, *children(loader)):
            os.kill(process, signal.SIGTERM)

        assert ask(PooledStore(supervisor.folder), SHORT) == b"o\r\n7\r\n"
        assert supervisor.process.pid == loader
