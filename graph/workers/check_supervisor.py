# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps a nursery running for a server, and starts another one when there is a new release."""

import logging
import os
import subprocess
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from graph.errors import GraphError
from graph.store import Origin
from graph.workers import Limits
from graph.workers.checks import LIMITS, start_nursery

logger = logging.getLogger(__name__)

_LOOK = 0.5
"""Seconds between two looks at what is published and at the nursery."""


class Keeper:
    """The nursery of this process; it ends with it.

    A thread looks after it: it alone starts processes, because the kernel ties their life to it.

    Args:
        origin: returns what is published now.
        limits: what one evaluation may use.

    Attributes:
        address: of the nursery, the same for every one that follows; a link to its Unix socket.
        process: the nursery that answers now.
    """

    def __init__(self, origin: Callable[[], Origin], limits: Limits = LIMITS) -> None:
        self._origin, self._limits = origin, limits
        self._temporary = tempfile.TemporaryDirectory(prefix="mpsc-intake-")
        self.address = Path(self._temporary.name) / "nursery"
        self._version: str | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self._started = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._look_after, name="keeper", daemon=True)

    def start(self) -> None:
        """Let the nursery start, without waiting for it."""
        self._thread.start()

    def stop(self) -> None:
        """End the nursery after the files that it checks; one that starts is not waited for."""
        self._stopping.set()
        self._thread.join()

    def _look_after(self) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            pause = _LOOK
            try:
                self._look()
            except GraphError as error:
                if self._stopping.is_set():
                    break
                logger.error("nursery could not start: %s", error)  # noqa: TRY400 - the message says it all
                pause = 10 * _LOOK
        if self.process:
            _end(self.process)
        self._temporary.cleanup()

    def _look(self) -> None:
        wanted, before = self._origin(), self.process
        gone = before is not None and before.poll() is not None
        if before and not gone and wanted.version == self._version:
            return
        if gone:
            logger.warning("nursery starts anew because=gone")
        self._started += 1
        socket = self.address.with_name(f"{self._started}.sock")
        process = start_nursery(wanted, socket, self._limits, lambda: not self._stopping.is_set())
        self.process, self._version = process, wanted.version
        link = self.address.with_name("next")
        link.symlink_to(socket)
        os.replace(link, self.address)  # noqa: PTH105 - as the documentation of rename(2) has it, atomic
        if before:
            threading.Thread(target=_end, args=(before,), daemon=True).start()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Close the input of a nursery, which makes it end after those that wait already."""
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
    process.wait()
