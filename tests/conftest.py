# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What many tests share: the real dataset, a release of it, an application, and a real server.

With several processes (`pytest -n`), the one that hands out the tests makes release and server for all.
"""

import fcntl
import gzip
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import IO
from urllib.request import urlopen

import brotli
import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.publication.sources import Sources, assemble
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app
from tests.pace import PATIENCE

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ROOT = Path(__file__).parents[1]
_SHARED = "TESTS_SHARED_FOLDER"
"""The variable with the folder that the processes of one run share."""

_BUILDS: list[subprocess.Popen[bytes]] = []
"""The builds of the shared release that this process started."""

_OVER = threading.Event()
"""Set when all tests have run, and the shared server may stop."""

_NUMBERS = count(1)
"""Of the clients of the application."""

_ORDER = ["inbox", "workers", "browser", "web"]
"""The folders whose tests run first; see `pytest_collection_modifyitems`."""

_DECODERS = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstd.decompress}


# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("tests", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("tests")


@pytest.fixture(scope="session", autouse=True)
def _no_inbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests away from an inbox that a developer has: a build would publish from it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("MPSC_DATABASE_URL", f"sqlite:///{tmp_path_factory.mktemp('inbox')}/inbox.sqlite")
        yield


@pytest.fixture(params=_DECODERS)
def coding(request: pytest.FixtureRequest) -> tuple[str, Callable[[bytes], bytes]]:
    """A content coding: its name and its decoder."""
    return request.param, _DECODERS[request.param]


@cache
def assembled() -> EmbeddedStore:
    """Return everything that is published, as the build puts it together."""
    return assemble()


@pytest.fixture(scope="session")
def graph_store() -> EmbeddedStore:
    """Everything that is published, for tests that only read."""
    return assembled()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what needs no release, as that is being built; end with what is short."""
    order = {folder: place for place, folder in enumerate(_ORDER)}
    items.sort(key=lambda item: order.get(item.path.parent.name, len(order)))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Where several processes share the tests, give them a folder in common."""
    if getattr(session.config.option, "numprocesses", None):
        os.environ[_SHARED] = tempfile.mkdtemp(prefix="mpsc-tests-")


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Fill it beside the first tests. The server stops before coverage reads what it has written."""
    if not getattr(session.config.option, "numprocesses", None):
        return (yield)
    ahead = threading.Thread(target=_share, args=(Path(os.environ[_SHARED]),))
    ahead.start()
    try:
        return (yield)
    finally:
        _OVER.set()
        for process in _BUILDS:
            process.kill()
        ahead.join()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Remove the folder."""
    if getattr(session.config.option, "numprocesses", None):
        shutil.rmtree(os.environ.pop(_SHARED), ignore_errors=True)


def _share(shared: Path) -> None:
    """Build the release and serve it until all tests have run."""
    try:
        with _serving_release(_release(shared), shared) as address:
            (shared / "starting").write_text(address, encoding="ascii")
            (shared / "starting").rename(shared / "address")
            _OVER.wait()
    except (OSError, AssertionError, subprocess.SubprocessError) as error:
        (shared / "failure").write_text(str(error), encoding="utf-8")


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what all processes share."""
    return Path(os.environ.get(_SHARED) or tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def release_folder(shared_folder: Path) -> Path:
    """A folder with one release of the real data, checked as every release is."""
    return _release(shared_folder)


def _release(shared: Path) -> Path:
    folder = shared / "releases"
    with (shared / "releases.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "current").exists():
            _build(folder)
    return folder


def _build(folder: Path) -> None:
    # In a process of its own with no settings but these; watched by coverage it would take twice as long.
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("COV", "MPSC_"))}
    command = [sys.executable, "-m", "graph", "build", "--date", "2026-11-22"]
    settings = {"MPSC_RELEASE_FOLDER": str(folder), "MPSC_DATABASE_URL": f"sqlite:///{folder.parent}/inbox.sqlite"}
    with subprocess.Popen(command, env={**environment, **settings}, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        _BUILDS.append(process)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


@pytest.fixture
def small(tmp_path: Path) -> Sources:
    """Sources of a few statements, so that a build takes a moment only; a test may edit them."""
    return few_statements(tmp_path)


@pytest.fixture(scope="session")
def write_small() -> Callable[[Path], Sources]:
    """Give the means to write such sources into a folder of one's own; see `few_statements`."""
    return few_statements


def few_statements(folder: Path) -> Sources:
    """Write sources that describe themselves into `folder`."""
    data, vocabulary = folder / "data", folder / "vocabulary"
    data.mkdir()
    vocabulary.mkdir()
    (data / "towns.ttl").write_text(
        """@prefix graph: <https://w3id.org/mpsc/graph/> .
        @prefix prov: <http://www.w3.org/ns/prov#> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        graph:towns a prov:Entity ; dcterms:title "Orte"@de , "Towns"@en ;
            dcterms:description "Ein Ort."@de , "A town."@en ;
            prov:hadPrimarySource <https://example.org/list> ;
            prov:generatedAtTime "2026-11-22T00:00:00Z"^^xsd:dateTime ;
            dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
        """,
        encoding="utf-8",
    )
    shutil.copy(ROOT / "graph" / "data" / "project.ttl", data)
    description = (data / "towns.ttl").read_text(encoding="utf-8")
    (data / "sources.ttl").write_text(description.replace("graph:towns", "graph:sources"), encoding="utf-8")
    return Sources(data=data, vocabulary=vocabulary)


@pytest.fixture(scope="session")
def application(graph_store: EmbeddedStore) -> Flask:
    """The application over the real dataset."""
    return create_app(Settings(), graph_store)


@pytest.fixture
def client(application: Flask) -> FlaskClient:
    """A client of the application, without a network; each has an address, so query seconds, of its own."""
    found = application.test_client()
    found.environ_base["REMOTE_ADDR"] = f"2001:db8:0:{next(_NUMBERS):x}::1"
    return found


@pytest.fixture(scope="session")
def server(release_folder: Path, shared_folder: Path) -> Iterator[str]:
    """The address of a real server over the real release, started as a user starts it."""
    if _SHARED in os.environ:
        yield _address(shared_folder)
    else:
        with _serving_release(release_folder, shared_folder) as address:
            yield address


def _address(shared: Path) -> str:
    """Wait for the address of the shared server."""
    end = time.monotonic() + 2 * PATIENCE
    while not (shared / "address").exists():
        assert not (shared / "failure").exists(), (shared / "failure").read_text(encoding="utf-8")
        assert time.monotonic() < end, "the shared server does not start"
        time.sleep(0.1)
    return (shared / "address").read_text(encoding="ascii")


@contextmanager
def _serving_release(release: Path, shared: Path) -> Iterator[str]:
    """Serve it to all tests, which are one client: it has as many query seconds as they need."""
    environment = {
        "MPSC_RELEASE_FOLDER": str(release),
        "MPSC_DATABASE_URL": served_inbox(shared).database_url,
        "MPSC_BURST_SECONDS": "86000",
    }
    with (shared / "server.log").open("w") as log, serving(environment, output=log) as address:
        yield address


def served_inbox(shared: Path) -> Settings:
    """Return settings with the inbox of that server."""
    return Settings(database_url=f"sqlite:///{shared}/served.sqlite")


@pytest.fixture(scope="session")
def server_inbox(server: str, shared_folder: Path) -> Settings:
    """Settings with the inbox of the server."""
    assert server
    return served_inbox(shared_folder)


@pytest.fixture(scope="session")
def serve() -> Callable[..., object]:
    """Give the means to start a server of its own for a test; see `serving`."""
    return serving


@contextmanager
def serving(environment: dict[str, str], *arguments: str, output: int | IO[str] = subprocess.PIPE) -> Iterator[str]:
    """Run `mpsc serve` on a free port until the block ends; then it must stop by itself."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "graph", "serve", "--port", str(port), *arguments],
        env={**os.environ, **environment},
        cwd=ROOT,
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)


def _wait(address: str, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the server ended: {process.communicate()[0]}")
        try:
            with closing(urlopen(f"{address}/sparql", timeout=PATIENCE)):
                return
        except OSError:
            # Nobody listens yet, or whoever listens is not ready to answer.
            time.sleep(0.1)
    raise AssertionError(f"no answer from {address} in time")


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
