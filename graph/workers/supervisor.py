# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps the workers running, and starts others when there is a new release."""

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future
from ctypes.util import find_library
from dataclasses import asdict
from itertools import count
from pathlib import Path

from graph.errors import GraphError, InputError
from graph.publication.release import origin
from graph.settings import Settings
from graph.store.embedded import Origin
from graph.workers.sandbox import CHECK_LIMITS, Limits
from graph.workers.wire import CHECKS, QUERIES, WorkerAddress, publish

logger = logging.getLogger(__name__)

_LOOK = 0.5
"""Seconds between two looks at the release in service and at the process that loaded it."""


class Supervisor:
    """The workers of this process; they end with it.

    A thread looks after them: it alone starts processes, because the kernel ties their life to it.

    Args:
        origin: returns what is to be served now.
        limits: of a query.
        check_limits: of the check of a file; without them, no files are checked.

    Attributes:
        folder: where other processes read at which addresses the workers are.
        process: the one that has loaded what is served, and forked the workers that answer now.
    """

    process: subprocess.Popen[str]

    def __init__(self, origin: Callable[[], Origin], limits: Limits, check_limits: Limits | None = None) -> None:
        self._origin = origin
        self._limits = {QUERIES: limits, **({CHECKS: check_limits} if check_limits else {})}
        self._temporary = tempfile.TemporaryDirectory(prefix="mpsc-")
        self.folder = Path(self._temporary.name)
        self._version = ""
        self._numbers = count(1)
        self._ready: Future[None] = Future()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._look_after, name="supervisor", daemon=True)

    def start(self) -> None:
        """Start the workers and wait until they answer queries; files may be sent, too, and wait.

        Raises:
            GraphError: what is to be served cannot be loaded.
        """
        self._thread.start()
        self._ready.result()

    def stop(self) -> None:
        """End the workers; those that are at work finish first."""
        self._stopping.set()
        self._thread.join()

    def _look_after(self) -> None:
        try:
            self._start(self._origin())
        # Whatever it is, `start` waits in another thread and raises it there.
        except BaseException as error:  # noqa: BLE001
            self._temporary.cleanup()
            self._ready.set_exception(error)
            return
        self._ready.set_result(None)
        while not self._stopping.wait(_LOOK):
            try:
                self._look()
            except GraphError as error:
                logger.error("workers could not change: %s", error)  # noqa: TRY400 - the message says it all
                self._stopping.wait(10 * _LOOK)
        self.process.communicate()
        self._temporary.cleanup()

    def _look(self) -> None:
        """Start others where the release has changed or the loader is gone; those before drain meanwhile."""
        wanted, before = self._origin(), self.process
        gone = before.poll() is not None
        if gone or wanted.version != self._version:
            reason = "gone" if gone else "new"
            logger.warning("workers start anew version=%s because=%s", wanted.version, reason)
            self._start(wanted)
            threading.Thread(target=before.communicate, daemon=True).start()

    def _start(self, origin: Origin) -> None:
        """Start workers, wait until they answer, and publish their addresses."""
        number = next(self._numbers)
        sockets = {job: str(self.folder / f"{job}-{number}.sock") for job in self._limits}
        order = {
            "version": origin.version,
            "files": [str(file) for file in origin.files],
            "prefixes": {prefix: str(base) for prefix, base in origin.prefixes.items()},
            "jobs": {job: (sockets[job], asdict(limits)) for job, limits in self._limits.items()},
        }
        # With jemalloc, where it is installed, queries are evaluated faster.
        allocator = find_library("jemalloc")
        process = subprocess.Popen(  # noqa: S603 - our own module, with arguments made here
            [sys.executable, "-m", "graph.workers.loader", json.dumps(order)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **({"LD_PRELOAD": allocator} if allocator else {})},
        )
        said = json.loads((process.stdout.readline() if process.stdout else "") or "{}")
        if "ready" not in said:
            process.communicate()
            raise InputError(said.get("message", "The workers ended while they were loading."))
        for job, limits in self._limits.items():
            address = WorkerAddress(
                origin.version, origin.is_release, sockets[job], said["ready"], limits.seconds, limits.wait
            )
            publish(self.folder, job, address)
        self.process, self._version = process, origin.version


def start_workers(settings: Settings) -> Supervisor:
    """Start workers for queries and checks over the files of `MPSC_DATA`, or over the release in service.

    They end with this process, and change to a new release by themselves.

    Raises:
        GraphError: what is to be served cannot be loaded.
    """
    limits = Limits(settings.query_seconds, settings.query_memory, settings.workers, settings.queue_seconds)
    supervisor = Supervisor(lambda: origin(settings), limits, CHECK_LIMITS)
    supervisor.start()
    return supervisor
