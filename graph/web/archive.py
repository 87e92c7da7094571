# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Earlier releases, for queries that are pinned to them: with workers of their own while they are asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from graph.publication import archived
from graph.store import Store
from graph.workers import Engine, Limits, PooledStore

IDLE = 120.0
"""Seconds after the last query in which the workers of an earlier release are kept."""


class Archive:
    """At most one earlier release at a time, loaded when it is asked for.

    Args:
        folder: of the releases.
        limits: of a query; one at a time runs here.
        idle: seconds after which the workers end.
    """

    def __init__(self, folder: Path, limits: Limits, idle: float = IDLE) -> None:
        self._folder = folder
        self._limits = replace(limits, workers=1)
        self._idle = idle
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._version = ""
        self._end: threading.Timer | None = None

    @contextmanager
    def store(self, version: str) -> Iterator[Store]:
        """Give the store of the release `version`; others wait meanwhile.

        Raises:
            ReleaseError: there is no such release any more, or it is damaged.
        """
        with self._lock:
            yield PooledStore(self._running(version).folder)

    def _running(self, version: str) -> Engine:
        if self._end:
            self._end.cancel()
        if self._engine is None or self._version != version:
            origin = archived(self._folder, version)
            self._stop()
            self._engine, self._version = Engine(lambda: origin, self._limits), version
            self._engine.start()
        self._end = threading.Timer(self._idle, self._stop_idle)
        self._end.daemon = True
        self._end.start()
        return self._engine

    def _stop_idle(self) -> None:
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        if self._engine:
            self._engine.stop()
        self._engine, self._version = None, ""
