# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A query worker: takes one request at a time from the shared socket, and answers it or dies."""

import socket
from contextlib import suppress
from functools import cache
from typing import Any

from rdflib import URIRef

from graph.errors import GraphError, QueryError
from graph.model.formats import GRAPH_FORMATS, RESULT_FORMATS, Format
from graph.store.base import Dataset, FormatChoice
from graph.store.embedded import EmbeddedStore
from graph.workers.pool import RequestQueue, Slot
from graph.workers.sandbox import (
    DisconnectWatcher,
    Limits,
    confine,
    page_fault_limit,
    page_faults,
    silence,
    start_clock,
)
from graph.workers.wire import END, LostError, frame, json_frame, receive_json

_HELD_BACK = 65_536
"""Bytes of an answer that are kept until it is whole or longer: most faults still get their status."""

_RESULTS = {chosen.name: chosen for chosen in RESULT_FORMATS}
_GRAPHS = {chosen.name: chosen for chosen in GRAPH_FORMATS}
_OWN = Dataset()


def work(store: EmbeddedStore, listener: socket.socket, limits: Limits, slot: Slot) -> None:
    """Be a worker: answer requests until nobody waits in a drained pool, or memory has grown."""
    silence(2)
    watcher = DisconnectWatcher()
    requests = RequestQueue(listener, slot.drain, watcher)
    confine(limits)
    most = page_fault_limit(limits)
    while page_faults() <= most and (connection := requests.wait()):
        slot.clocks.start(slot.number)
        start_clock(limits.seconds)
        is_usable = _answer_query(store, connection, watcher)
        start_clock(0)
        if not is_usable:
            connection.close()
        requests.keep(connection if is_usable else None)
        if not slot.clocks.stop(slot.number):
            return


def _answer_query(store: EmbeddedStore, connection: socket.socket, watcher: DisconnectWatcher) -> bool:
    """Answer one request; tell whether the connection can be used again."""
    answer = _Answer(connection, watcher)
    try:
        request = receive_json(connection)
        watcher.watch(connection)
        wanted = FormatChoice(_RESULTS.get(request["result"]), _GRAPHS.get(request["graph"]))
        store.write(request["query"], wanted, _scope(request), answer)
        answer.finish()
    except GraphError as error:
        # Once the head is out, a fault can only cut the answer off: it then lacks its empty frame.
        if not answer.begun:
            watcher.unwatch()
            place = {"line": error.line, "column": error.column} if isinstance(error, QueryError) else {}
            head = {"error": type(error).__name__, "message": str(error), **place}
            with suppress(OSError):
                connection.sendall(json_frame(head))
        return False
    except (LostError, OSError):
        return False
    finally:
        watcher.unwatch()
    return True


def _scope(request: dict[str, Any]) -> Dataset:
    if "scope" not in request:
        return _OWN
    default, named, own_default = request["scope"]
    return Dataset([URIRef(iri) for iri in default], [URIRef(iri) for iri in named], own_default)


@cache
def _head(chosen: Format) -> bytes:
    return json_frame({"format": chosen.name})


class _Answer:
    """What the store writes into: it sends the bytes in frames, after a head."""

    def __init__(self, connection: socket.socket, watcher: DisconnectWatcher) -> None:
        self.begun = False
        self._watcher = watcher
        self._connection = connection
        self._buffer = bytearray()
        self._format: Format | None = None

    def begin(self, chosen: Format) -> None:
        """Take the format of the answer; the head goes out with the first bytes."""
        self._format = chosen

    def write(self, part: bytes) -> int:
        """Take the next bytes."""
        self._buffer += part
        if len(self._buffer) >= _HELD_BACK:
            self._send()
        return len(part)

    def flush(self) -> None:
        """Do nothing: bytes go out when there are enough of them."""

    def finish(self) -> None:
        """Send what is left, and the empty frame that makes the answer whole."""
        self._send(END)

    def _send(self, end: bytes = b"") -> None:
        head = b""
        if not self.begun and self._format:
            self._watcher.unwatch()
            head = _head(self._format)
            self.begun = True
        body = frame(bytes(self._buffer)) if self._buffer else b""
        self._connection.sendall(head + body + end)
        self._buffer.clear()
