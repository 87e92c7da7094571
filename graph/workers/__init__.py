# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Processes that share what is published, answer queries or check files, and can be killed one by one.

supervisor    starts the loader, and another one for a new release
loader        loads what is published once, and has the workers forked
pool          forks workers, and is where they take requests from
sandbox       what a worker may use, and how the kernel holds it to that
wire          what clients and workers say to each other, and where the workers are
queries       a worker that answers queries
checks        a worker that checks one file; and its client
client        the store that the web application sees
async_client  asking from an event loop, before the store is asked

The engine cannot stop a query (pyoxigraph 0.5 has no cancel), so the process is stopped.
"""

from graph.workers.async_client import AsyncClient
from graph.workers.client import CANCELLATION, PREPARED, Cancellation, PooledStore, Prepared
from graph.workers.sandbox import Limits, die_with_parent

__all__ = [
    "CANCELLATION",
    "PREPARED",
    "AsyncClient",
    "Cancellation",
    "Limits",
    "PooledStore",
    "Prepared",
    "die_with_parent",
]
