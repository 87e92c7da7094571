# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asking workers: the request as bytes, the answer out of a stream, and the store that consists of both.

A server ends the query of a client that has gone by shutting down the connection to the worker. Where an
event loop has asked already, the store has the answer at hand when a thread asks for it.
"""

import json
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from rdflib import Graph

from graph import errors
from graph.errors import BusyError, DeadlineError, GraphError, MemoryLimitError, QueryError
from graph.model.formats import GRAPH_FORMATS, JSON, N_TRIPLES, RESULT_FORMATS
from graph.store.base import Answer, Dataset, FormatChoice, Row
from graph.store.terms import from_json
from graph.workers.wire import AddressFile, LostError, WorkerAddress, is_unread, json_frame, read_frames, read_json

NO_WORKER = "All query workers are at work. Try again in a few seconds, or download the data as a whole."

FORMATS = {chosen.name: chosen for chosen in (*RESULT_FORMATS, *GRAPH_FORMATS)}

_SOON = 0.05
"""Seconds within which most queries are answered."""

_GRACE = 0.1
"""Seconds after its deadline in which a worker may still answer."""


def request_bytes(query: str, wanted: FormatChoice, scope: Dataset) -> bytes:
    """Return a query as a frame."""
    request: dict[str, Any] = {
        "query": query,
        "result": wanted.result.name if wanted.result else None,
        "graph": wanted.graph.name if wanted.graph else None,
    }
    if scope.default or scope.named or scope.own_default:
        request["scope"] = (scope.default, scope.named, scope.own_default)
    return json_frame(request)


def answer_timeouts(connection: socket.socket, address: WorkerAddress) -> Iterator[float]:
    """Yield how many seconds to wait for the answer to begin, time after time, until there is no hope.

    First comes the time within which most queries are answered. The kernel ends a worker at its deadline; on
    a busy machine that takes a while, which nobody has to wait for.

    Raises:
        TimeoutError: no worker has read the request in time.
        LostError: the worker did not answer in time.
    """
    sent = time.monotonic()
    yield _SOON
    while is_unread(connection):
        waited = time.monotonic() - sent
        if waited > address.wait:
            raise TimeoutError
        yield max(_SOON, waited / 4)
    yield address.seconds + _GRACE
    raise LostError


def read_answer(stream: IO[bytes], started: float, address: WorkerAddress) -> Answer:
    """Return the answer whose head comes next in `stream`; its body comes as the worker writes it.

    Raises:
        GraphError: the worker said why there is none, or was lost.
    """
    try:
        head = read_json(stream)
    except (LostError, OSError) as error:
        stream.close()
        raise lost_worker_error(started, address.seconds) from error
    if "error" in head:
        stream.close()
        raise _error(head)
    return Answer(FORMATS[head["format"]], _parts(stream, started, address.seconds), address.version)


def _parts(stream: IO[bytes], started: float, seconds: float) -> Iterator[bytes]:
    """Yield the body; a worker that is lost in the middle raises, so that the stream is cut."""
    try:
        yield from read_frames(stream)
    except (LostError, OSError) as error:
        raise lost_worker_error(started, seconds) from error
    finally:
        stream.close()


def lost_worker_error(started: float, seconds: float) -> GraphError:
    """Return why a worker was lost, as far as the time tells."""
    if time.monotonic() - started >= 0.95 * seconds:
        return DeadlineError(
            f"The query was stopped after {seconds:g} seconds. Narrow it down with more precise patterns,"
            " or ask for fewer rows with LIMIT."
        )
    return MemoryLimitError(
        "The query needed more memory than one query may use, or is too deeply nested. Narrow it down:"
        " fewer patterns without a shared variable, no ORDER BY over everything."
    )


def _error(head: dict[str, Any]) -> GraphError:
    kind: type[GraphError] = getattr(errors, head["error"])
    if issubclass(kind, QueryError):
        return kind(head["message"], line=head.get("line"), column=head.get("column"))
    return kind(head["message"])


class Cancellation:
    """The queries of one request; another thread may cancel them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self._cancelled = False

    def hold(self, connection: socket.socket) -> None:
        """Take the connection of the query that is evaluated now.

        Raises:
            ConnectionAbortedError: the request is cancelled.
        """
        with self._lock:
            if self._cancelled:
                raise ConnectionAbortedError
            self._connection = connection

    def cancel(self) -> None:
        """End the query; the thread that waits for it gets an error, and so do later ones."""
        with self._lock:
            self._cancelled = True
            if self._connection:
                with suppress(OSError):
                    self._connection.shutdown(socket.SHUT_RDWR)


CANCELLATION: ContextVar[Cancellation | None] = ContextVar("cancellation", default=None)
"""The cancellation of the request that this context works for; None where nobody watches the client."""


@dataclass(frozen=True)
class Prepared:
    """An answer, or why there is none, that waits for the thread that will ask for it."""

    query: str
    wanted: FormatChoice
    outcome: Answer | GraphError
    whole: bool
    """Whether nothing of the answer is still to be read."""

    def result(self) -> Answer:
        """Return the answer, or raise why there is none."""
        if isinstance(self.outcome, GraphError):
            raise self.outcome
        return self.outcome


PREPARED: ContextVar[Prepared | None] = ContextVar("prepared", default=None)
"""What is prepared for the request that this context works for."""


class PooledStore:
    """A store whose queries run in the workers of a supervisor, of this process or of another."""

    def __init__(self, folder: Path) -> None:
        self.address_file = AddressFile(folder)

    def __len__(self) -> int:
        return self.address_file.read().statements

    @property
    def version(self) -> str:
        """The version of what is served; it changes when a new release is taken over."""
        return self.address_file.read().version

    @property
    def is_release(self) -> bool:
        """Whether what is served is a release."""
        return self.address_file.read().is_release

    def answer(self, query: str, formats: FormatChoice, dataset: Dataset) -> Answer:
        """Return the answer; its body comes as the worker writes it. See `Store.answer`.

        Raises:
            DeadlineError: the query took longer than one may.
            MemoryLimitError: the query needed more memory than one may, or broke its worker.
            BusyError: no worker was free in time.
        """
        prepared = PREPARED.get()
        plain = not (dataset.default or dataset.named)
        if prepared and plain and (prepared.query, prepared.wanted) == (query, formats):
            return prepared.result()
        started = time.monotonic()
        try:
            request = request_bytes(query, formats, dataset)
            stream, address = send(request, self.address_file, CANCELLATION.get())
        except LostError as error:
            raise lost_worker_error(started, self.address_file.read().seconds) from error
        except OSError as error:
            raise BusyError(NO_WORKER) from error
        return read_answer(stream, started, address)

    def select(self, query: str) -> list[Row]:
        """Return the solutions of a SELECT query; see `Store.select`."""
        document = json.loads(self.answer(query, FormatChoice(JSON), Dataset()).whole())
        return [
            {name: from_json(term) for name, term in binding.items()} for binding in document["results"]["bindings"]
        ]

    def construct(self, query: str) -> Graph:
        """Return the triples of a CONSTRUCT or DESCRIBE query; see `Store.construct`."""
        answer = self.answer(query, FormatChoice(None, N_TRIPLES), Dataset())
        return Graph().parse(data=answer.whole(), format="nt")


def send(
    request: bytes, address_file: AddressFile, cancellation: Cancellation | None = None
) -> tuple[IO[bytes], WorkerAddress]:
    """Send `request` to a worker.

    Returns:
        The stream of the answer, which has begun, and where the worker was found.

    Raises:
        OSError: no worker was free in time, or the request is cancelled.
        LostError: the worker did not answer in time.
    """
    address = address_file.read()
    while True:
        try:
            return _send_to(address, request, cancellation), address
        except OSError:
            before, address = address, address_file.read()
            if address == before:
                raise


def _send_to(address: WorkerAddress, request: bytes, cancellation: Cancellation | None) -> IO[bytes]:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(address.wait)
        connection.connect(address.socket)
        connection.sendall(request)
        if cancellation:
            cancellation.hold(connection)
        for seconds in answer_timeouts(connection, address):
            if select.select([connection], [], [], seconds)[0]:
                break
        # A worker may be slow to end; a little later we stop waiting for the rest of what it has begun.
        connection.settimeout(address.seconds + 2)
        # The connection stays open until the stream is closed.
        return connection.makefile("rb")
