# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The process that loads what is published once, and forks all workers.

Run as `python -m graph.workers.loader`, with its order as JSON in the only argument. It says `ready` on
standard output when queries are answered, and drains when standard input is closed: the workers end when
nobody waits any more.

The workers that check files need shapes, code and names as well. A process in between loads these, so that
queries are answered meanwhile; files that are sent before it is ready wait.
"""

import gc
import json
import signal
import socket
import sys
import time
import traceback
from functools import partial
from pathlib import Path
from typing import Any

from graph.errors import GraphError
from graph.store.embedded import EmbeddedStore, Origin, load
from graph.workers import queries
from graph.workers.pool import Group, Pool, Slot
from graph.workers.sandbox import Limits, die_with_parent
from graph.workers.wire import QUERIES

_BACKLOG = 512
_PAUSE = 10.0
"""Seconds until another process for checks is started, where one could not load what it needs."""


def main(order: dict[str, Any]) -> None:
    """Load what `order` names, fork the workers, and keep their number until told to end."""
    die_with_parent()
    # Ctrl+C and service managers reach the whole group; the owner ends first, then closes our input.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_IGN)
    files = tuple(Path(file) for file in order["files"])
    store = load(Origin(order["version"], files, order["prefixes"]))
    _freeze()
    groups = []
    for job, (address, values) in order["jobs"].items():
        listener, limits = socket.socket(socket.AF_UNIX), Limits(**values)
        listener.bind(address)
        listener.listen(_BACKLOG)
        listener.settimeout(0)
        if job == QUERIES:
            groups.append(Group(partial(queries.work, store, listener, limits), limits, listener))
        else:
            groups.append(Group(partial(_fork_checks, store, listener, limits), Limits(workers=1), listener))
    Pool(*groups).run(0, partial(_say, {"ready": len(store)}))


def _fork_checks(store: EmbeddedStore, listener: socket.socket, limits: Limits, slot: Slot) -> None:
    """Load what checks need, and be the process that forks their workers."""
    try:
        # Importing it takes long, and queries are answered meanwhile.
        from graph.workers import checks  # noqa: PLC0415

        known = checks.prepare(store)
    # Queries are answered all the same: this slot is forked again after the pause, and the log says why.
    except Exception:  # noqa: BLE001
        traceback.print_exc()
        time.sleep(_PAUSE)
        return
    _freeze()
    Pool(Group(partial(checks.work, known, listener, limits), limits, listener)).run(slot.drain)


def _freeze() -> None:
    """Let no garbage collection touch, and so copy, the memory that children are to share."""
    gc.collect()
    gc.freeze()


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main(json.loads(sys.argv[1]))
    except GraphError as error:
        _say({"message": str(error)})
        sys.exit(1)
