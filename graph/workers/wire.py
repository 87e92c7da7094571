# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What clients and workers say to each other over Unix sockets, and where these are.

For a query, the client sends one frame: the request as JSON. The worker answers a frame with the head of the
answer as JSON, then the body in frames, then an empty frame. A connection that ends before the empty frame
has lost its worker: nothing of it may pass for an answer.

For a check, the client sends a frame of JSON about the file, then a frame with the file. The worker answers
one frame.
"""

import fcntl
import json
import os
import socket
import struct
import termios
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from graph.errors import GraphError

QUERIES, CHECKS = "queries", "checks"
"""What workers do."""

LENGTH = struct.Struct("!I")
_AT_ONCE = 65_536
"""Bytes read at once; most requests have fewer."""


class LostError(Exception):
    """The other side ended the connection in the middle."""


def framed(content: bytes) -> bytes:
    """Return one frame."""
    return LENGTH.pack(len(content)) + content


END = framed(b"")
"""The frame that makes an answer whole."""


def framed_json(content: dict[str, Any]) -> bytes:
    """Return one frame of JSON."""
    return framed(json.dumps(content).encode())


def receive(stream: IO[bytes]) -> bytes:
    """Return the content of the next frame.

    Raises:
        LostError: the connection ended before the frame did.
        TimeoutError: the timeout of the socket passed.
    """
    (length,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    return _exactly(stream, length)


def receive_json(stream: IO[bytes]) -> dict[str, Any]:
    """Return the JSON object of the next frame; raises as `receive` does."""
    content: dict[str, Any] = json.loads(receive(stream))
    return content


def received_json(connection: socket.socket) -> dict[str, Any]:
    """Return the JSON object of the one frame that the other side sends; raises as `receive` does."""
    got = connection.recv(_AT_ONCE)
    if len(got) < LENGTH.size:
        raise LostError
    (length,) = LENGTH.unpack_from(got)
    while len(got) < LENGTH.size + length:
        part = connection.recv(_AT_ONCE)
        if not part:
            raise LostError
        got += part
    content: dict[str, Any] = json.loads(str(got[LENGTH.size :], "utf-8"))
    return content


def frames(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the frames of a body up to the empty one; raises as `receive` does."""
    while content := receive(stream):
        yield content


def is_whole(received: bytes | bytearray) -> bool:
    """Tell whether `received` holds an answer up to its empty frame."""
    place = 0
    while place + LENGTH.size <= len(received):
        (length,) = LENGTH.unpack_from(received, place)
        place += LENGTH.size + length
        if length == 0:
            return True
    return False


def is_unread(connection: socket.socket) -> bool:
    """Tell whether nobody has read yet all that was sent (unix(7), SIOCOUTQ)."""
    waiting = fcntl.ioctl(connection, termios.TIOCOUTQ, bytes(4))
    return int.from_bytes(waiting, "little") > 0


def _exactly(stream: IO[bytes], count: int) -> bytes:
    content = stream.read(count)
    if len(content) < count:
        raise LostError
    return content


@dataclass(frozen=True)
class WorkerAddress:
    """Where workers for one job are.

    Attributes:
        version: of what they serve.
        socket: path of the socket that they listen on.
        statements: how many they hold.
        seconds: a request may take.
        wait: seconds a request may wait for a worker.
    """

    version: str
    socket: str
    statements: int
    seconds: float
    wait: float


def publish(folder: Path, job: str, address: WorkerAddress) -> None:
    """Put `address` in the place of the one before, in one step."""
    draft = folder / f"{job}.new"
    draft.write_text(json.dumps(asdict(address)), encoding="utf-8")
    draft.replace(folder / f"{job}.json")


class AddressFile:
    """The address that a supervisor published in `folder`; to read it again costs one look at its date."""

    def __init__(self, folder: Path, job: str = QUERIES) -> None:
        self._path = str(folder / f"{job}.json")
        self._known: tuple[tuple[int, int], WorkerAddress] | None = None

    def read(self) -> WorkerAddress:
        """Return the address.

        Raises:
            GraphError: there is none: the workers are not running.
        """
        try:
            status = os.stat(self._path)  # noqa: PTH116 - asked for each request, and twice as fast
            stamp = (status.st_ino, status.st_mtime_ns)
            if self._known is None or self._known[0] != stamp:
                content = json.loads(Path(self._path).read_text(encoding="utf-8"))
                self._known = (stamp, WorkerAddress(**content))
        except OSError as error:
            raise GraphError("The query workers are not running. Try again in a moment.") from error
        return self._known[1]
