# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Run the application under granian, the default WSGI server."""

import socket

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from graph.errors import ServerError
from graph.settings import Settings


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; the application reads the same settings from the environment.

    Raises:
        ServerError: the address cannot be listened on.
    """
    _refuse_taken(settings.host, settings.port)
    Server(
        "graph.web:create_app",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=settings.threads,
        log_access=False,
        # What is served, and where, is told by us; its warning counts threads that only wait for workers.
        log_level=LogLevels.error,
    ).serve()


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
