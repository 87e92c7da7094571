# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real server under uploads: too long, too many, from clients that stop, and with workers that die."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from graph.errors import BusyError
from graph.web.http.uploads import UploadBudget, takes_files
from tests.intake.test_evaluation import MEASURE, PREFIXES
from tests.pace import PATIENCE, in_time

Serve = Callable[..., AbstractContextManager[str]]

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def uploads(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over one project, that lets everybody use as much time as they like."""
    folder = tmp_path_factory.mktemp("uploads")
    (folder / "published.ttl").write_text(
        "<https://w3id.org/mpsc/id/project/bamberg> a <https://w3id.org/mpsc/def#ModelProject> .", encoding="utf-8"
    )
    environment = {
        "MPSC_DATABASE_URL": f"sqlite:///{folder}/inbox.sqlite",
        "MPSC_SECRET_FILE": str(folder / "secret"),
        "MPSC_BURST_SECONDS": "0",
    }
    with serve(environment, "--data", str(folder / "published.ttl")) as address:
        yield address


def post(address: str, content: bytes, path: str = "/validate") -> tuple[int, dict[str, str], bytes]:
    """Send a file; return status, headers and body."""
    where = urlsplit(address)
    connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=PATIENCE)
    try:
        connection.request("POST", path, content, {"Content-Type": "text/turtle"})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def asked(address: str) -> None:
    """Ask what nobody asked before; it must be answered."""
    where = urlsplit(address)
    connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=PATIENCE)
    try:
        connection.request("GET", f"/sparql?query=ASK%7B%7D%23{time.monotonic_ns()}")
        assert connection.getresponse().status == 200
    finally:
        connection.close()


def processes(address: str) -> list[int]:
    """Return the ids of the processes of a server, its workers included."""
    port = str(urlsplit(address).port)
    parents: dict[int, int] = {}
    roots = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if b"serve" in words and port.encode() in words:
            roots.add(int(folder.name))
    while more := {child for child, parent in parents.items() if parent in roots} - roots:
        roots |= more
    return sorted(roots)


def memory(address: str) -> int:
    """Return the bytes of memory that the processes of a server have for themselves."""
    total = 0
    for process in processes(address):
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_Dirty"))
    return total


def settled_memory(address: str) -> int:
    """Return the same once it stays so: just after the start, the processes still read what they need."""
    before, now = -MEGABYTE, memory(address)
    end = time.monotonic() + PATIENCE
    while abs(now - before) >= MEGABYTE:
        assert time.monotonic() < end, "the memory of a server that nobody asks goes on changing"
        time.sleep(1)
        before, now = now, memory(address)
    return now


@pytest.mark.parametrize("header", [(), ("-H", "Transfer-Encoding: chunked")])
def test_hundred_megabytes_are_refused_at_once(uploads: str, tmp_path: Path, header: tuple[str, ...]) -> None:
    """413 with what one may send, whether the length is told or not; the memory stays where it is."""
    with (tmp_path / "long.ttl").open("wb") as file:
        file.truncate(100 * MEGABYTE)
    post(uploads, MEASURE.encode())
    before = settled_memory(uploads)
    command = ["curl", "-sS", "-w", "\n%{http_code}", *header, "-T", str(tmp_path / "long.ttl"), "-X", "POST"]
    result = in_time(
        10,
        lambda: subprocess.run(
            [*command, f"{uploads}/validate"], capture_output=True, text=True, check=False, timeout=PATIENCE
        ),
    )
    problem, _, status = result.stdout.rpartition("\n")

    assert status == "413"
    assert "10,000,000 bytes" in json.loads(problem)["detail"]
    assert memory(uploads) - before < 60 * MEGABYTE


def test_two_hundred_at_once_hold_nobody_up(uploads: str) -> None:
    """Each is checked or told to come again; queries are answered meanwhile; the memory is bounded."""
    content = (PREFIXES + "measure:x a mpsc:Measure .").encode()
    long = content + b"# " + b"x" * MEGABYTE
    post(uploads, content)
    before, highest, meanwhile, done = settled_memory(uploads), 0, 0, threading.Event()

    def watch() -> None:
        nonlocal highest, meanwhile
        while not done.wait(0.2):
            asked(uploads)
            meanwhile += 1
            highest = max(highest, memory(uploads))

    watching = threading.Thread(target=watch)
    watching.start()
    with ThreadPoolExecutor(200) as threads:
        answers = list(threads.map(lambda n: post(uploads, content if n % 8 else long), range(200)))
    queries = meanwhile
    done.set()
    watching.join()

    told = Counter(status for status, _, _ in answers)
    assert set(told) <= {200, 503}
    assert told[200] >= 8
    assert all(int(headers["retry-after"]) > 0 for status, headers, _ in answers if status == 503)
    reports = [json.loads(body) for status, _, body in answers if status == 200]
    assert [each["reason"] for each in reports if each["verdict"] != "errors"] == []
    assert queries >= 3
    assert highest - before < 400 * MEGABYTE
    assert post(uploads, MEASURE.encode())[0] == 200


def test_clients_that_stop_half_way_take_nothing(uploads: str) -> None:
    """However many begin a file and go away; and those that only wait keep nobody from sending."""
    where = urlsplit(uploads)
    head = f"POST /validate HTTP/1.1\r\nHost: a\r\nContent-Length: {9 * MEGABYTE}\r\n\r\n".encode()
    idle = []
    for _ in range(30):
        connection = socket.create_connection((str(where.hostname), where.port or 80))
        connection.sendall(head + b"x" * 1000)
        idle.append(connection)

    status, _, _ = post(uploads, MEASURE.encode())
    for connection in idle:
        connection.close()

    assert status == 200
    in_time(5, lambda: asked(uploads))


@pytest.mark.parametrize("is_loader", [False, True], ids=["process for checks", "loader"])
def test_process_that_is_killed_comes_back(uploads: str, *, is_loader: bool) -> None:
    """Files meanwhile wait, are told to come again, or unfinished, never lost in silence."""
    post(uploads, MEASURE.encode())
    end = time.monotonic() + PATIENCE
    while len(found := loaders(uploads)) < 2:
        assert time.monotonic() < end
    loader, for_checks = found
    os.kill(loader if is_loader else for_checks, signal.SIGKILL)
    told = set()
    end = time.monotonic() + PATIENCE
    while (answer := post(uploads, MEASURE.encode()))[0] != 200 or b'"valid"' not in answer[2]:
        told.add(answer[0])
        assert time.monotonic() < end
        if not is_loader:
            asked(uploads)
        time.sleep(0.1)

    assert told <= {200, 503}


def loaders(address: str) -> list[int]:
    """Return the process that has loaded the data, and the one for checks: those that have forked others."""
    parents: dict[int, int] = {}
    for each in processes(address):
        with suppress(OSError):
            if b"graph.workers.loader" in Path(f"/proc/{each}/cmdline").read_bytes():
                status = Path(f"/proc/{each}/stat").read_text(encoding="ascii")
                parents[each] = int(status.rpartition(")")[2].split()[1])
    # Those that check files end after each, so there may be none for a moment.
    forking = parents.keys() & set(parents.values())
    return sorted(forking, key=lambda each: parents[each] in parents)


def test_public_pages_live_without_an_inbox(serve: Serve, tmp_path: Path) -> None:
    """`mpsc serve` starts, and files are checked; only what needs the inbox says that it cannot be used."""
    (tmp_path / "a.ttl").write_text("<x:s> <x:p> 1 .", encoding="utf-8")
    environment = {"MPSC_DATABASE_URL": "sqlite:////dev/null/inbox.sqlite", "MPSC_PROCESSES": "1"}
    with serve(environment, "--data", str(tmp_path / "a.ttl")) as address:
        in_time(5, lambda: asked(address))
        assert post(address, b"<a:b> a <c:d> .")[0] == 200
        status, _, body = post(address, MEASURE.encode(), "/submissions")
        answer = subprocess.run(
            ["curl", "-sS", "-H", f"Authorization: Bearer mpsc_{'a' * 43}", f"{address}/submissions"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert (status, json.loads(body)["type"]) == (401, "/problems/authentication")
    assert json.loads(answer)["type"] == "/problems/inbox"


FILLS = """
import resource, sys
from datetime import timedelta
from pathlib import Path
from graph.inbox import Scope, accounts, open_inbox
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app
from tests.intake.test_evaluation import MEASURE
folder, workers = sys.argv[1:]
settings = Settings(database_url=f"sqlite:///{folder}/inbox.sqlite", worker_folder=Path(workers))
inbox = open_inbox(settings)
account = accounts.create(inbox, "https://w3id.org/mpsc/id/municipality/09461000", "Bamberg")
token, _ = accounts.create_token(inbox, account.id, [Scope.SUBMIT], timedelta(days=1))
client = create_app(settings, EmbeddedStore()).test_client()
query = "/submissions?licence=https://creativecommons.org/licenses/by/4.0/"
def hand_in():
    content = MEASURE + "#" + "x" * 3_000_000
    return client.post(query, data=content, headers={"Authorization": f"Bearer {token}"}).status_code
client.post("/submissions", headers={"Authorization": f"Bearer {token}"})
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))
print(hand_in())
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(hand_in())
print(hand_in())
"""


def test_full_disk_while_accepting(worker_folder: Path, tmp_path: Path) -> None:
    """507 and nothing is kept; with room again the same bytes are taken, once."""
    result = subprocess.run(
        [sys.executable, "-c", FILLS, str(tmp_path), str(worker_folder)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )

    assert result.stdout.split() == ["507", "201", "200"], result.stderr


def test_reserved_bytes_are_released() -> None:
    """Whatever happens to the upload."""
    budget = UploadBudget(200_000)
    with budget.reserve() as take:
        take(100_000)
        with pytest.raises(BusyError), budget.reserve():
            raise AssertionError("nothing is free")
        with pytest.raises(BusyError):
            take(100_000)
    assert budget.free == 200_000


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("POST", "/validate", True),
        ("POST", "/submissions/x/versions", True),
        ("POST", "/submit", True),
        ("GET", "/submissions", False),
        ("POST", "/sparql", False),
        ("POST", "/validated", False),
    ],
)
def test_which_requests_may_bring_a_file(method: str, path: str, *, expected: bool) -> None:
    """All others keep the limit of queries."""
    assert takes_files(method, path) is expected
