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
from ctypes.util import find_library
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.errors import GraphError, InputError
from graph.publication import origin
from graph.settings import Settings
from graph.store.embedded import Origin
from graph.workers.sandbox import CHECK_LIMITS, Limits
from graph.workers.wire import CHECKS, QUERIES, WorkerAddress, publish

logger = logging.getLogger(__name__)

_LOOK = 0.5
"""Seconds between two looks at the release in service and at the process that loaded it."""


@dataclass(frozen=True)
class Running:
    """Workers that answer.

    Attributes:
        origin: what they serve.
        process: the one that has loaded it and forked them.
    """

    origin: Origin
    process: subprocess.Popen[str]


class Supervisor:
    """The workers of this process; they end with it.

    A thread looks after them: it alone starts processes, because the kernel ties their life to it.

    Args:
        origin: returns what is to be served now.
        limits: of a query.
        check_limits: of the check of a file; without, these workers check none.

    Attributes:
        folder: where files say at which addresses the workers are, for other processes.
    """

    def __init__(
        self, origin: Callable[[], Origin], limits: Limits, check_limits: Limits | None = None
    ) -> None:
        self._origin = origin
        self._limits = {QUERIES: limits, **({CHECKS: check_limits} if check_limits else {})}
        self._temporary = tempfile.TemporaryDirectory(prefix="mpsc-")
        self.folder = Path(self._temporary.name)
        self._running: Running | None = None
        self._failure: GraphError | None = None
        self._changed = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._look_after, name="supervisor", daemon=True)
        self._started = 0

    def start(self) -> None:
        """Start the workers and wait until they answer queries; files may be sent, too, and wait.

        Raises:
            GraphError: what is to be served cannot be loaded.
        """
        self._thread.start()
        self._changed.wait()
        if self._failure:
            raise self._failure

    def stop(self) -> None:
        """End the workers; those that are at work finish first."""
        self._stopping.set()
        self._thread.join()

    @property
    def running(self) -> Running:
        """The workers that answer now."""
        if self._running is None:
            raise GraphError("The query workers are not running. Try again in a moment.")
        return self._running

    def _look_after(self) -> None:
        try:
            self._start(self._origin())
        except GraphError as error:
            self._failure = error
            self._temporary.cleanup()
            return
        finally:
            self._changed.set()
        while not self._stopping.wait(_LOOK):
            try:
                self._look()
            except GraphError as error:
                logger.error("workers could not change: %s", error)  # noqa: TRY400 - the message says it all
                self._stopping.wait(10 * _LOOK)
        _end(self.running.process)
        self._temporary.cleanup()

    def _look(self) -> None:
        now, wanted = self.running, self._origin()
        gone = now.process.poll() is not None
        if not gone and wanted.version == now.origin.version:
            return
        logger.warning("workers start anew version=%s because=%s", wanted.version, "gone" if gone else "new")
        self._start(wanted)
        threading.Thread(target=_end, args=(now.process,), daemon=True).start()

    def _start(self, origin: Origin) -> None:
        """Start workers, wait until they answer, and publish their addresses."""
        self._started += 1
        sockets = {job: str(self.folder / f"{job}-{self._started}.sock") for job in self._limits}
        order = {
            "version": origin.version,
            "files": [str(file) for file in origin.files],
            "prefixes": {prefix: str(base) for prefix, base in origin.prefixes.items()},
            "jobs": {job: (sockets[job], asdict(limits)) for job, limits in self._limits.items()},
        }
        process = subprocess.Popen(  # noqa: S603 - our own module, with arguments made here
            [sys.executable, "-m", "graph.workers.loader", json.dumps(order)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **_allocator()},
        )
        said = json.loads((process.stdout.readline() if process.stdout else "") or "{}")
        if "ready" not in said:
            _end(process)
            raise InputError(said.get("message", "The workers ended while they were loading."))
        for job, limits in self._limits.items():
            address = WorkerAddress(origin.version, sockets[job], said["ready"], limits.seconds, limits.wait)
            publish(self.folder, job, address)
        self._running = Running(origin, process)


def _end(process: subprocess.Popen[str]) -> None:
    """Close the input of the process, which makes it end after the last request, and wait for it."""
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
    process.wait()


def _allocator() -> dict[str, str]:
    """Return the variable that gives the workers jemalloc, which evaluates faster, where it is installed."""
    library = find_library("jemalloc")
    return {"LD_PRELOAD": library} if library else {}


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
