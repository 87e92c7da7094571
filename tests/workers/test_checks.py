# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Workers that check files: each file in a process of its own, and no file that another one suffers from."""

import json
import os
import signal
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from graph.check import FILE_LIMITS, Evaluation, Published, Received, Verdict
from graph.check.templates import DEFAULT_KINDS, csv_template, workbook_template
from graph.errors import BusyError
from graph.store import Origin
from graph.workers import Limits, PooledStore
from graph.workers.checks import CheckClient
from graph.workers.supervisor import Supervisor
from graph.workers.wire import CHECKS, AddressFile, is_unread, json_frame
from tests.intake.test_evaluation import MEASURE, PREFIXES
from tests.pace import until
from tests.workers.helpers import ask, children, free_descriptors

MANY = PREFIXES + "".join(f"measure:m{n} a mpsc:Measure ; dcterms:title 'x'@de .\n" for n in range(6_000))
"""A file whose check takes many seconds."""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> list[Origin]:
    """What is published: one project; a test may change it."""
    path: Path = tmp_path_factory.mktemp("published") / "published.ttl"
    path.write_text(
        "<https://w3id.org/mpsc/id/project/bamberg> a <https://w3id.org/mpsc/def#ModelProject> .", encoding="utf-8"
    )
    return [Origin("1", (path,))]


@pytest.fixture(scope="module")
def supervisor(published: list[Origin]) -> Iterator[Supervisor]:
    """Two workers that check files, each for ten minutes at the most, and one for queries."""
    limits = Limits(seconds=600.0, workers=1, wait=120.0)
    started = Supervisor(lambda: published[-1], limits, Limits(seconds=600.0, workers=2, wait=120.0))
    started.start()
    yield started
    started.stop()
    assert not started.folder.exists()


def check(supervisor: Supervisor, content: str = MEASURE) -> Evaluation:
    """Return what came of a file."""
    return CheckClient(supervisor.folder).evaluate(Received(content.encode(), "a.ttl"))


def process_for_checks(supervisor: Supervisor) -> int:
    """Return the process that has everything for checks loaded, once it has forked its workers."""
    loader = supervisor.process.pid
    assert until(lambda: any(children(child) for child in children(loader)))
    return next(child for child in children(loader) if children(child))


def test_outcome_is_kept_as_json(supervisor: Supervisor) -> None:
    """As a JSON object that a database can keep."""
    found = check(supervisor)

    assert found.verdict is Verdict.VALID
    assert json.loads(json.dumps(found.report)) == found.report


def table(encoding: str) -> bytes:
    """Return a table without rows."""
    return csv_template("measure").decode("utf-8-sig").encode(encoding)


FILES: dict[str, Callable[[], bytes]] = {
    "a.xlsx": lambda: workbook_template(DEFAULT_KINDS, Published()),
    **{f"{encoding}.csv": partial(table, encoding) for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16")},
    "a.jsonld": lambda: b'{"@context": {"a": "x:a"}, "@id": "x:y", "a": 1}',
    "a.rdf": lambda: b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
    "a.nq": lambda: b"<x:a> <x:b> <x:c> <x:g> .",
}


@pytest.mark.parametrize("name", FILES)
def test_worker_has_all_that_it_needs_in_memory(supervisor: Supervisor, name: str) -> None:
    """The kernel lets it open no file, so nothing can be imported when it is first needed."""
    found = CheckClient(supervisor.folder).evaluate(Received(FILES[name](), name))

    assert found.verdict is Verdict.NOTHING


def test_many_at_once_are_all_answered(supervisor: Supervisor) -> None:
    """More than there are workers."""
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: check(supervisor).verdict, range(8)))

    assert found == [Verdict.VALID] * 8


def test_each_file_has_a_process_of_its_own(supervisor: Supervisor) -> None:
    """The worker ends after the file, whatever that has done to it."""
    before = set(children(process_for_checks(supervisor)))
    for _ in range(4):
        check(supervisor)

    assert until(lambda: not before & set(children(process_for_checks(supervisor))))


def test_worker_that_is_killed_harms_nobody(supervisor: Supervisor) -> None:
    """It could open no file and reach no network. Its file is not finished; the next one is."""
    with ThreadPoolExecutor(1) as threads:
        unfinished = threads.submit(check, supervisor, MANY)
        assert until(lambda: _working(supervisor))
        worker = _working(supervisor)[0]
        assert free_descriptors(worker) == []
        os.kill(worker, signal.SIGKILL)

        assert unfinished.result(180).verdict is Verdict.UNFINISHED
    assert check(supervisor).verdict is Verdict.VALID


def _working(supervisor: Supervisor) -> list[int]:
    """Return the workers that have taken some processor time: a file is checked in each of them."""
    return [each for each in children(process_for_checks(supervisor)) if _works(each)]


def _works(process: int) -> bool:
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return False
    return int(fields[11]) > 20


def test_time_is_up(published: list[Origin]) -> None:
    """A file that takes longer than one may is not finished, and says so."""
    limits = Limits(seconds=0.5, workers=1, wait=120.0)
    supervisor = Supervisor(lambda: published[-1], limits, limits)
    supervisor.start()
    try:
        found = check(supervisor, MANY)
    finally:
        supervisor.stop()

    assert found.verdict is Verdict.UNFINISHED
    assert "needs more time" in found.report["reason"]


def test_files_that_wait_too_long_are_told(published: list[Origin]) -> None:
    """The sender may try again, when others take all the time there is."""
    supervisor = Supervisor(lambda: published[-1], Limits(workers=1), Limits(seconds=600.0, workers=1, wait=0.5))
    supervisor.start()
    try:
        address = AddressFile(supervisor.folder, CHECKS).read()
        with socket.socket(socket.AF_UNIX) as sender:
            sender.connect(address.socket)
            sender.sendall(json_frame({}))
            assert until(lambda: not is_unread(sender))
            with pytest.raises(BusyError, match="Too many files"):
                check(supervisor)
    finally:
        supervisor.stop()


def test_workers_that_are_gone_are_told(tmp_path: Path) -> None:
    """The sender may try again."""
    with pytest.raises(BusyError):
        CheckClient(tmp_path).evaluate(Received(b"x", "a.ttl"))


def test_files_that_are_too_large_are_not_even_sent(tmp_path: Path) -> None:
    """The answer needs no worker."""
    found = CheckClient(tmp_path).evaluate(Received(b" " * (FILE_LIMITS.bytes + 1), "a.ttl"))

    assert found.verdict is Verdict.UNFINISHED


def test_process_for_checks_is_started_again(supervisor: Supervisor) -> None:
    """A file that is sent meanwhile waits; queries are answered by the same workers as before."""
    loader, before = supervisor.process.pid, process_for_checks(supervisor)
    for_queries = set(children(loader)) - {before}
    os.kill(before, signal.SIGKILL)

    assert until(lambda: before not in children(loader))
    assert ask(PooledStore(supervisor.folder), "ASK { ?s ?p ?o }") == b"true"
    assert check(supervisor).verdict is Verdict.VALID
    assert for_queries < set(children(loader))


def test_new_release_is_known(supervisor: Supervisor, published: list[Origin], tmp_path: Path) -> None:
    """What a file refers to is looked up in what is published now; a file that waits loses nothing."""
    path = tmp_path / "published.ttl"
    path.write_text("<https://w3id.org/mpsc/id/project/x> a <x:Project> .", encoding="utf-8")
    published.append(Origin("2", (path,)))

    while (verdict := check(supervisor).verdict) is not Verdict.ERRORS:
        assert verdict is Verdict.VALID
    published.pop()
