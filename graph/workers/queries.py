# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A query worker: takes one request at a time from the shared socket, and answers it or dies."""

import select
import socket
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

from rdflib import URIRef

from graph.errors import GraphError, QueryError
from graph.model.formats import GRAPH_FORMATS, RESULT_FORMATS, Format
from graph.store.base import Dataset, FormatChoice
from graph.store.embedded import EmbeddedStore
from graph.workers.sandbox import (
    Clocks,
    Leash,
    Limits,
    confine,
    die_with_parent,
    faults,
    most_faults,
    start_clock,
    stop_clock,
)
from graph.workers.wire import END, LostError, framed, framed_json, received_json

HELD_BACK = 65_536
"""Bytes of an answer that are kept until it is whole or longer: most faults still get their status."""

_RESULTS = {chosen.name: chosen for chosen in RESULT_FORMATS}
_GRAPHS = {chosen.name: chosen for chosen in GRAPH_FORMATS}
_OWN = Dataset()


class Order(NamedTuple):
    """What all workers share.

    Attributes:
        store: what they answer from.
        listener: where requests come in.
        limits: of one query.
        clocks: where they say what they do.
    """

    store: EmbeddedStore
    listener: socket.socket
    limits: Limits
    clocks: Clocks


def work(order: Order, number: int, drain: int) -> None:
    """Answer requests until `drain` is closed and nobody waits any more, or memory has grown.

    Args:
        order: what all workers share.
        number: of this one.
        drain: file that tells by its end that no more requests come.
    """
    store, listener, limits, clocks = order
    die_with_parent()
    watched = select.epoll()
    # Of the workers that wait, the kernel wakes one for each request (epoll_ctl(2), EPOLLEXCLUSIVE).
    watched.register(listener.fileno(), select.EPOLLIN | select.EPOLLEXCLUSIVE)
    watched.register(drain, select.EPOLLIN)
    leash = Leash()
    line = _Line(listener, watched, leash)
    confine(limits)
    most = faults() + most_faults(limits)
    while faults() <= most:
        ready = {descriptor for descriptor, _ in watched.poll()}
        if connection := line.ready(ready):
            clocks.start(number)
            line.keep(connection if _timed(store, connection, limits, leash) else None)
            if not clocks.stop(number):
                return
        elif drain in ready:
            return


class _Line:
    """Where requests come from: the listener that all workers share, and one kept connection.

    Whoever asked last may ask again without a new connection. As a worker talks to one client at a time, it
    hangs up on that one before it takes somebody else's call; a request that crosses this is sent anew. So no
    request ever waits for a query of somebody else while another worker is free, and while a query runs, the
    connection it came by is the only file that the kernel lets this process have.
    """

    def __init__(self, listener: socket.socket, watched: select.epoll, leash: Leash) -> None:
        self._listener = listener
        self._watched = watched
        self._leash = leash
        self._kept: socket.socket | None = None

    def ready(self, descriptors: set[int]) -> socket.socket | None:
        """Return the connection on which a request comes; a new one first: nobody else is woken for it."""
        if self._listener.fileno() in descriptors:
            self.keep(None)
            try:
                connection, _ = self._listener.accept()
            except BlockingIOError:
                return None
            connection.settimeout(None)
            self._leash.add(connection)
            return connection
        return self._kept if self._kept and self._kept.fileno() in descriptors else None

    def keep(self, connection: socket.socket | None) -> None:
        """Keep this connection, and close the one before."""
        if connection is self._kept:
            return
        if self._kept:
            self._kept.close()
        if connection:
            self._watched.register(connection, select.EPOLLIN)
        self._kept = connection


def _timed(store: EmbeddedStore, connection: socket.socket, limits: Limits, leash: Leash) -> bool:
    """Answer one request in time; tell whether the connection can be used again, else it is closed."""
    start_clock(limits.seconds)
    try:
        usable = _serve(store, connection, leash)
    finally:
        stop_clock()
    if not usable:
        connection.close()
    return usable


def _serve(store: EmbeddedStore, connection: socket.socket, leash: Leash) -> bool:
    answer = _Answer(connection, leash)
    try:
        request = received_json(connection)
        leash.hold(connection)
        store.write(request["query"], _wanted(request), _scope(request), answer)
        answer.finish()
    except GraphError as error:
        # Once the head is out, a fault can only cut the answer off: it then lacks its empty frame.
        if not answer.begun:
            leash.release()
            _tell(connection, error)
        return False
    except (LostError, OSError):
        return False
    finally:
        leash.release()
    return True


def _tell(connection: socket.socket, error: GraphError) -> None:
    place = {"line": error.line, "column": error.column} if isinstance(error, QueryError) else {}
    with suppress(OSError):
        connection.sendall(framed_json({"error": type(error).__name__, "message": str(error), **place}))


def _wanted(request: dict[str, Any]) -> FormatChoice:
    return FormatChoice(_RESULTS.get(request["result"]), _GRAPHS.get(request["graph"]))


def _scope(request: dict[str, Any]) -> Dataset:
    if "scope" not in request:
        return _OWN
    default, named, own_default = request["scope"]
    return Dataset([URIRef(iri) for iri in default], [URIRef(iri) for iri in named], own_default)


@cache
def _head(chosen: Format) -> bytes:
    return framed_json({"format": chosen.name})


class _Answer:
    """What the store writes into: it sends the bytes in frames, after a head.

    Attributes:
        begun: True when the head is out.
    """

    def __init__(self, connection: socket.socket, leash: Leash) -> None:
        self.begun = False
        self._leash = leash
        self._connection = connection
        self._buffer = bytearray()
        self._format: Format | None = None

    def begin(self, chosen: Format) -> None:
        """Take the format of the answer; the head goes out with the first bytes."""
        self._format = chosen

    def write(self, part: bytes) -> int:
        """Take the next bytes."""
        self._buffer += part
        if len(self._buffer) >= HELD_BACK:
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
            self._leash.release()
            head = _head(self._format)
            self.begun = True
        body = framed(bytes(self._buffer)) if self._buffer else b""
        self._connection.sendall(head + body + end)
        self._buffer.clear()
