# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Query workers: processes that share one store in memory, and can be killed one by one.

limits       what a query may use, and how the kernel holds it to that
wire         what web application and worker say to each other
leash        a query ends with the client that asked it
priority     long queries give way to short ones
worker       one process, one query at a time
zygote       loads the store once and forks the workers
notice       where the workers are now, for other processes
engine       starts a zygote, and another one for a new release
cancellation ends the query of a client that has gone
reading      the request as bytes, the answer out of a stream
prepared     an answer that waits for the store to be asked
readiness    waiting in an event loop
asking       asking from an event loop, before the store is asked
client       the store that the web application sees

The engine cannot stop a query (pyoxigraph 0.5 has no cancel), so the process is stopped.
"""

from graph.workers.async_client import Asker
from graph.workers.client import CANCELLATION, PREPARED, Cancellation, PooledStore, Prepared
from graph.workers.sandbox import Limits, die_with_parent
from graph.workers.supervisor import Engine

__all__ = [
    "CANCELLATION",
    "PREPARED",
    "Asker",
    "Cancellation",
    "Engine",
    "Limits",
    "PooledStore",
    "Prepared",
    "die_with_parent",
]
