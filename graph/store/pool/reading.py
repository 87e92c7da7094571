# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The client's side of a talk with a worker: the request as bytes, and the answer out of a stream."""

import json
import socket
import time
from collections.abc import Iterator
from typing import IO, Any

from graph import errors
from graph.errors import DeadlineError, GraphError, MemoryLimitError, QueryError
from graph.model.formats import GRAPH_FORMATS, RESULT_FORMATS, Format
from graph.store.base import Answer, Scope, Wanted
from graph.store.pool.notice import Notice
from graph.store.pool.wire import LENGTH, LostError, framed_json, frames, is_unread, receive_json

NO_WORKER = "All query workers are at work. Try again in a few seconds, or download the data as a whole."

_SOON = 0.05
"""Seconds within which most queries are answered."""

_GRACE = 0.1
"""Seconds after its deadline in which a worker may still answer."""

_FORMATS = {chosen.name: chosen for chosen in (*RESULT_FORMATS, *GRAPH_FORMATS)}


def patience(connection: socket.socket, notice: Notice) -> Iterator[float]:
    """Yield how many seconds to wait for the answer to begin, time after time, until there is no hope.

    First comes the time within which most queries are answered. The kernel ends a worker at its deadline; on
    a busy machine that takes a while, which nobody has to wait for.

    Raises:
        TimeoutError: no worker has read the request in time.
        LostError: the worker did not answer in time.
    """
    sent = read = time.monotonic()
    yield _SOON
    while is_unread(connection):
        read = time.monotonic()
        if read - sent > notice.wait:
            raise TimeoutError
        yield max(_SOON, (read - sent) / 4)
    yield max(0.0, read + notice.seconds + _GRACE - time.monotonic())
    raise LostError


def read_answer(connection: socket.socket, stream: IO[bytes], started: float, notice: Notice) -> Answer:
    """Return the answer whose head comes next in `stream`; its body comes as the worker writes it.

    Raises:
        GraphError: the worker said why there is none, or was lost.
    """
    try:
        head = receive_json(stream)
        if "error" in head:
            raise _error(head)
        return Answer(
            _format(head["format"]), _parts(connection, stream, started, notice.seconds), notice.version
        )
    except (LostError, OSError) as error:
        _close(connection, stream)
        raise verdict(started, notice.seconds) from error
    except GraphError:
        _close(connection, stream)
        raise


def whole_answer(received: bytes, version: str) -> Answer | None:
    """Return the answer if all of it is in `received`, up to its empty frame; else None.

    Raises:
        GraphError: the worker said why there is none.
    """
    found: list[bytes] = []
    place = 0
    while place + LENGTH.size <= len(received):
        (length,) = LENGTH.unpack_from(received, place)
        place += LENGTH.size + length
        if not length:
            head = json.loads(found[0])
            return Answer(_format(head["format"]), [b"".join(found[1:])], version)
        found.append(received[place - length : place])
    return None


def _parts(connection: socket.socket, stream: IO[bytes], started: float, seconds: float) -> Iterator[bytes]:
    """Yield the body; a worker that is lost in the middle raises, so that the stream is cut."""
    try:
        yield from frames(stream)
    except (LostError, OSError) as error:
        raise verdict(started, seconds) from error
    finally:
        _close(connection, stream)


def _close(connection: socket.socket, stream: IO[bytes]) -> None:
    stream.close()
    connection.close()


def verdict(started: float, seconds: float) -> GraphError:
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


def request_bytes(query: str, wanted: Wanted, scope: Scope) -> bytes:
    """Return the request as a frame."""
    request: dict[str, Any] = {
        "query": query,
        "result": wanted.result.name if wanted.result else None,
        "graph": wanted.graph.name if wanted.graph else None,
    }
    if scope.default or scope.named or scope.own_default:
        request["scope"] = (scope.default, scope.named, scope.own_default)
    return framed_json(request)


def _error(head: dict[str, Any]) -> GraphError:
    kind: type[GraphError] = getattr(errors, head["error"])
    if issubclass(kind, QueryError):
        return kind(head["message"], line=head.get("line"), column=head.get("column"))
    return kind(head["message"])


def _format(name: str) -> Format:
    if name not in _FORMATS:
        raise GraphError(f"A worker answered in the unknown format {name}.")
    return _FORMATS[name]
