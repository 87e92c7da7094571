# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Our server and those it is compared with, on this machine and over the same file."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import click

from tests.benchmarks import processes
from tests.benchmarks.clients import HOST

ROOT = Path(__file__).parents[2]
CACHE = ROOT / "var" / "bench"
"""Data, stores and the programs compared with; git ignores it, `make clean` removes it."""

OUR_SETTINGS = {"MPSC_BURST_SECONDS": "0"}
"""Environment variables of our server in all cases: as installed, but for the limits of a single client."""

OURS, DISK, MEMORY, RDFLIB = "MPSC graph", "Oxigraph on disk", "Oxigraph in memory", "rdflib-endpoint"
PEERS = {"disk": DISK, "memory": MEMORY, "rdflib": RDFLIB}
_PACKAGES = ("oxigraph==0.5.13", "rdflib-endpoint[cli]==0.6.3")
_BIN = CACHE / "venv" / "bin"
_LOADING = 1800
_IDLE = 0.1
"""Seconds of processor time within one second that a server takes which has nothing to do."""


@dataclass(frozen=True)
class Server:
    """A server that answers.

    Attributes:
        name: of the program, as the table shows it.
        endpoint: path of its SPARQL endpoint.
        port: where it listens.
        pid: of the process that was started.
    """

    name: str
    endpoint: str
    port: int
    pid: int


def install_peers() -> None:
    """Install the servers compared with into a virtual environment of their own."""
    stamp = CACHE / "venv" / "-".join(("ready", *_PACKAGES))
    if stamp.exists():
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", CACHE / "venv"], check=True)
    subprocess.run([_BIN / "pip", "install", "--quiet", "--quiet", *_PACKAGES], check=True)
    stamp.touch()


def peer_versions() -> str:
    """Return the versions of the servers compared with."""
    return ", ".join(package.replace("[cli]", "").replace("==", " ") for package in _PACKAGES)


@contextmanager
def start(name: str, data: Path, settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Start the server `name` over the N-Quads file `data`, and stop it afterwards.

    Args:
        name: OURS, DISK, MEMORY or RDFLIB.
        data: what it serves; ours takes a folder of releases, too.
        settings: further environment variables of our server.

    Raises:
        click.ClickException: it does not answer.
    """
    port = _free_port()
    endpoint, command = _command(name, data, port)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MPSC_")}
    if name == OURS:
        folder = {"MPSC_RELEASE_FOLDER": str(data)} if data.is_dir() else {}
        environment |= {**OUR_SETTINGS, **folder, **(settings or {})}
    log = CACHE / f"{name.replace(' ', '-')}.log"
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        try:
            _await(process, port, endpoint, log)
            if name == MEMORY:
                _load_over_http(data, port)
            _settle(process.pid)
            yield Server(name, endpoint, port, process.pid)
        finally:
            _stop(process)


def _command(name: str, data: Path, port: int) -> tuple[str, list[str | Path]]:
    """Return endpoint and command; the default graph is all named graphs together, as with ours."""
    address = f"{HOST}:{port}"
    if name == OURS:
        served: list[str | Path] = [] if data.is_dir() else ["--data", data]
        return "/sparql", [sys.executable, "-m", "graph", "serve", *served, "--port", str(port)]
    if name == RDFLIB:
        program = _BIN / "rdflib-endpoint"
        return "/", [program, "serve", "--host", HOST, "--port", str(port), data]
    if name == MEMORY:
        return "/query", [_BIN / "oxigraph", "serve", "--bind", address, "--union-default-graph"]
    store = ("serve-read-only", "--location", _disk_store(data), "--bind", address)
    return "/query", [_BIN / "oxigraph", *store, "--union-default-graph"]


def _disk_store(data: Path) -> Path:
    """Return the folder of a store that holds `data`; fill it once."""
    folder, draft = data.with_suffix(".oxigraph"), data.with_suffix(".draft")
    if not folder.exists():
        shutil.rmtree(draft, ignore_errors=True)
        subprocess.run(
            [_BIN / "oxigraph", "load", "--location", str(draft), "--file", str(data)],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        draft.rename(folder)
    return folder


def _load_over_http(data: Path, port: int) -> None:
    """Fill the store in memory by the Graph Store Protocol: the program loads files only onto disk."""
    connection = HTTPConnection(HOST, port, timeout=_LOADING)
    with data.open("rb") as body:
        headers = {"Content-Type": "application/n-quads", "Content-Length": str(data.stat().st_size)}
        connection.request("POST", "/store?no_transaction", body, headers)
        status = connection.getresponse().status
    connection.close()
    if status >= 300:
        raise click.ClickException(f"Oxigraph in memory did not take {data.name}: {status}.")


def _await(process: subprocess.Popen[bytes], port: int, endpoint: str, log: Path) -> None:
    for _ in range(10 * _LOADING):
        try:
            connection = HTTPConnection(HOST, port, timeout=10)
            connection.request("GET", f"{endpoint}?query=ASK%7B%7D", headers={"Accept": "*/*"})
            connection.getresponse().read()
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    raise click.ClickException(f"{log.stem} does not answer. It said: {log.read_text(encoding='utf-8')}")


def _settle(pid: int) -> None:
    """Wait until the server has done what it does ahead of requests, such as its search index."""
    used = processes.cpu(pid)
    for _ in range(_LOADING):
        time.sleep(1)
        before, used = used, processes.cpu(pid)
        if used - before < _IDLE:
            return


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
