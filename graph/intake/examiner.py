# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Evaluations for servers: asks a process that has everything loaded, and waits no longer than agreed.

A web server has threads and cannot fork by itself, so it starts one nursery and asks it over a Unix socket.
"""

import json
import select
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO

from graph.errors import BusyError, GraphError
from graph.intake.guards import CAPS
from graph.intake.limited import LIMITS, from_json
from graph.intake.model import Evaluation
from graph.intake.received import Received
from graph.intake.report import not_finished
from graph.store import Origin
from graph.store.pool import Limits
from graph.store.pool.wire import LostError, framed, framed_json, receive

_LOOK = 0.1
"""Seconds between two looks at whether a nursery that starts is needed still."""


class Examiner:
    """Asks a nursery for evaluations; may be used by many threads and processes.

    Args:
        address: path of the Unix socket of the nursery.
        limits: what one evaluation may use.
    """

    def __init__(self, address: str, limits: Limits = LIMITS) -> None:
        self._address = address
        self._limits = limits

    def evaluate(self, received: Received) -> Evaluation:
        """Return what came of a file; one that needs too much is "unfinished".

        Raises:
            BusyError: other files take all the time there is, or the nursery is gone.
        """
        if len(received.content) > CAPS.bytes:
            return not_finished(received, f"The file has more than {CAPS.bytes:,} bytes. Send it in parts.")
        request = {"name": received.name, "media_type": received.media_type, "kind": received.kind}
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(self._limits.wait + self._limits.seconds + 1)
            try:
                connection.connect(self._address)
                answer = _asked(connection, framed_json(request) + framed(received.content))
            except OSError as error:
                raise BusyError("Too many files are being checked. Try again in a moment.", 10) from error
        return from_json(received, answer)


def _asked(connection: socket.socket, request: bytes) -> bytes:
    """Return the answer, or nothing where the child that had the request has ended without one."""
    try:
        connection.sendall(request)
        with connection.makefile("rb") as stream:
            return receive(stream)
    except (LostError, ConnectionError):
        return b""


@contextmanager
def nursery(origin: Origin, limits: Limits = LIMITS) -> Iterator[Examiner]:
    """Start a nursery that knows what `origin` publishes; end it when the context ends.

    Raises:
        GraphError: it did not start.
    """
    with tempfile.TemporaryDirectory(prefix="mpsc-intake-") as folder:
        address = Path(folder) / "socket"
        with start_nursery(origin, address, limits) as process:
            try:
                yield Examiner(str(address), limits)
            finally:
                if process.stdin is not None:
                    process.stdin.close()
                process.wait(timeout=limits.seconds + 5)


def start_nursery(
    origin: Origin, socket_path: Path, limits: Limits, is_wanted: Callable[[], bool] = lambda: True
) -> subprocess.Popen[bytes]:
    """Return the process of a nursery that answers; it ends with the thread that called.

    Args:
        origin: what is published.
        socket_path: where it listens.
        limits: what one evaluation may use.
        is_wanted: tells, while it starts, whether it is needed still.

    Raises:
        GraphError: it did not start, or is not needed any more.
    """
    order = {
        "socket": str(socket_path),
        "files": [str(file) for file in origin.files],
        "limits": asdict(limits),
    }
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "graph.intake.nursery", json.dumps(order)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    if process.stdout is None or not _is_heard(process.stdout, is_wanted):
        process.kill()
        process.communicate()
        raise GraphError("The process that checks files did not start. Its output says why.")
    return process


def _is_heard(output: IO[bytes], is_wanted: Callable[[], bool]) -> bool:
    while is_wanted():
        ready, _, _ = select.select([output], [], [], _LOOK)
        if ready:
            return output.readline() == b"ready\n"
    return False
