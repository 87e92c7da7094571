# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Run the application under granian, the default server: web processes that share the query workers."""

import gc
import multiprocessing
import os
import socket
import threading

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from graph.errors import ServerError
from graph.settings import Settings, variable
from graph.web import create_app
from graph.web.pages.search import index_ahead
from graph.web.server.gateway import Gateway
from graph.web.services import services
from graph.workers import die_with_parent
from graph.workers.supervisor import start_workers


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; the application reads the same settings from the environment.

    Raises:
        ServerError: the address cannot be listened on.
        GraphError: what is to be served cannot be loaded.
    """
    _refuse_taken(settings.host, settings.port)
    workers = start_workers(settings)
    os.environ[variable("worker_folder")] = str(workers.folder)
    # A forked process would hold the pipe whose end tells the workers to stop.
    multiprocessing.set_start_method("spawn", force=True)
    server = Server(
        "graph.web.server.serving:application",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.RSGI,
        websockets=False,
        workers=settings.processes,
        respawn_failed_workers=True,
        log_access=False,
        # What is served, and where, we print ourselves.
        log_level=LogLevels.error,
    )
    server.main_loop_interrupt = _PollingEvent()
    try:
        server.serve()
    finally:
        workers.stop()


class _PollingEvent(threading.Event):
    """Lets the server check twice a second whether it has to end.

    It waits for its event without a timeout, and a signal that comes at the wrong moment, or to another
    thread, does not wake it: seen once in the tests, where only a second SIGTERM ended the server.
    """

    def wait(self, timeout: float | None = None) -> bool:
        """Wait half a second at most; the server looks for itself what has happened."""
        del timeout
        super().wait(0.5)
        return True


def application() -> Gateway:
    """Return the application of one web process, which ends with the process that started it."""
    die_with_parent()
    app = create_app()
    found = services(app)
    found.pages.read_ahead()
    index_ahead(found.search)
    gc.collect()
    # What is loaded now stays; each full collection that walks through it holds requests up for 100 ms.
    gc.freeze()
    return Gateway(app)


def _refuse_taken(host: str, port: int) -> None:
    """Try the address first: the server itself would only log the failure and go on trying."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise ServerError(
            f"Cannot listen on {host}:{port}: {error.strerror}. Choose another with --port, or stop the"
            " program that uses it."
        ) from error
