# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps a zygote with its workers running, and starts another one when there is a new release.

Where the query workers are now: the process that starts them writes it down, web processes read it.
"""

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
from graph.store.embedded import Origin
from graph.workers.sandbox import Limits

_NAME = "workers.json"


@dataclass(frozen=True)
class Notice:
    """Workers that answer.

    Attributes:
        version: of what they serve.
        is_release: whether that is a release.
        socket: where they listen.
        statements: how many they hold.
        seconds: a query may take.
        wait: seconds a query may wait for a worker.
    """

    version: str
    is_release: bool
    socket: str
    statements: int
    seconds: float
    wait: float


def post(folder: Path, notice: Notice) -> None:
    """Put `notice` in the place of the one before, in one step."""
    draft = folder / f"{_NAME}.new"
    draft.write_text(json.dumps(asdict(notice)), encoding="utf-8")
    draft.replace(folder / _NAME)


class Board:
    """The notice in `folder`; reading it again costs one look at the file's date."""

    def __init__(self, folder: Path) -> None:
        self._path = str(folder / _NAME)
        self._read: tuple[tuple[int, int], Notice] | None = None

    def now(self) -> Notice:
        """Return the notice.

        Raises:
            GraphError: there is none: the workers are not running.
        """
        try:
            status = os.stat(self._path)  # noqa: PTH116 - asked for each request, and twice as fast
            stamp = (status.st_ino, status.st_mtime_ns)
            if self._read is None or self._read[0] != stamp:
                self._read = (stamp, Notice(**json.loads(Path(self._path).read_text(encoding="utf-8"))))
        except OSError as error:
            raise GraphError("The query workers are not running. Try again in a moment.") from error
        return self._read[1]


logger = logging.getLogger(__name__)

_LOOK = 0.5
"""Seconds between two looks at the release in service and at the zygote."""


@dataclass(frozen=True)
class Running:
    """A zygote that answers.

    Attributes:
        origin: what it has loaded.
        socket: where its workers listen.
        statements: how many it holds.
        process: the zygote.
    """

    origin: Origin
    socket: Path
    statements: int
    process: subprocess.Popen[str]


class Engine:
    """The query workers of this process; they end with it.

    A thread looks after them: it alone starts processes, because the kernel ties their life to it.

    Attributes:
        folder: where the notice lies that tells other processes where the workers are.
    """

    def __init__(self, origin: Callable[[], Origin], limits: Limits) -> None:
        self.limits = limits
        self._origin = origin
        self._temporary = tempfile.TemporaryDirectory(prefix="mpsc-")
        self.folder = Path(self._temporary.name)
        self._running: Running | None = None
        self._failure: GraphError | None = None
        self._changed = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._look_after, name="engine", daemon=True)
        self._started = 0

    def start(self) -> None:
        """Start the workers and wait until they answer.

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
        """The zygote to ask now."""
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
                logger.error("engine could not change: %s", error)  # noqa: TRY400 - the message says it all
                self._stopping.wait(10 * _LOOK)
        _end(self.running.process)
        self._temporary.cleanup()

    def _look(self) -> None:
        now, wanted = self.running, self._origin()
        gone = now.process.poll() is not None
        if not gone and wanted.version == now.origin.version:
            return
        logger.warning("engine starts anew version=%s because=%s", wanted.version, "gone" if gone else "new")
        self._start(wanted)
        threading.Thread(target=_end, args=(now.process,), daemon=True).start()

    def _start(self, origin: Origin) -> None:
        """Start a zygote and tell where its workers are."""
        now = self._spawn(origin)
        limits = self.limits
        post(
            self.folder,
            Notice(
                origin.version,
                origin.is_release,
                str(now.socket),
                now.statements,
                limits.seconds,
                limits.wait,
            ),
        )
        self._running = now

    def _spawn(self, origin: Origin) -> Running:
        """Start a zygote and wait until it is ready."""
        self._started += 1
        address = self.folder / f"{self._started}.sock"
        order = {
            "socket": str(address),
            "version": origin.version,
            "files": [str(file) for file in origin.files],
            "prefixes": {prefix: str(base) for prefix, base in origin.prefixes.items()},
            "limits": asdict(self.limits),
        }
        process = subprocess.Popen(  # noqa: S603 - our own module, with arguments made here
            [sys.executable, "-m", "graph.workers.farm", json.dumps(order)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **_allocator()},
        )
        said = json.loads((process.stdout.readline() if process.stdout else "") or "{}")
        if "ready" not in said:
            _end(process)
            raise InputError(said.get("message", "The query workers ended while they were loading."))
        return Running(origin, address, said["ready"], process)


def _end(process: subprocess.Popen[str]) -> None:
    """Close the zygote's input, which makes it end after the last request, and wait for it."""
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
    process.wait()


def _allocator() -> dict[str, str]:
    """Return the variable that gives the workers jemalloc, which evaluates faster, where it is installed."""
    library = find_library("jemalloc")
    return {"LD_PRELOAD": library} if library else {}
