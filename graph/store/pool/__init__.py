# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Query workers: processes that share one store in memory, and can be killed one by one.

limits       what a query may use, and how the kernel holds it to that
wire         what web application and worker say to each other
worker       one process, one query at a time
zygote       loads the store once and forks the workers
notice       where the workers are now, for other processes
engine       starts a zygote, and another one for a new release
cancellation ends the query of a client that has gone
reading      the request as bytes, the answer out of a stream
readiness    waiting for workers in an event loop
prepared     asking from an event loop, before the store is asked
client       the store that the web application sees

The engine cannot stop a query (pyoxigraph 0.5 has no cancel), so the process is stopped.
"""

from graph.store.pool.cancellation import CANCELLATION, Cancellation
from graph.store.pool.client import PooledStore
from graph.store.pool.engine import Engine
from graph.store.pool.limits import Limits, die_with_parent
from graph.store.pool.prepared import PREPARED, Prepared, prepare
from graph.store.pool.readiness import Readiness

__all__ = [
    "CANCELLATION",
    "PREPARED",
    "Cancellation",
    "Engine",
    "Limits",
    "PooledStore",
    "Prepared",
    "Readiness",
    "die_with_parent",
    "prepare",
]
