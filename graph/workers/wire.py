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
"""What workers are for."""

_LENGTH = struct.Struct("!I")
_AT_ONCE = 65_536
"""Bytes read at once; most requests have fewer."""


class LostError(Exception):
    """The other side ended the connection in the middle."""


def frame(content: bytes) -> bytes:
    """Return `content` with its length before it."""
    return _LENGTH.pack(len(content)) + content


END = frame(b"")
"""The frame that makes an answer whole."""


def json_frame(content: dict[str, Any] | list[Any]) -> bytes:
    """Return one frame of JSON."""
    return frame(json.dumps(content).encode())


def read_frame(stream: IO[bytes]) -> bytes:
    """Return the content of the next frame.

    Raises:
        LostError: the connection ended before the frame did.
        TimeoutError: the timeout of the socket passed.
    """
    (length,) = _LENGTH.unpack(_read_exactly(stream, _LENGTH.size))
    return _read_exactly(stream, length)


def read_json(stream: IO[bytes]) -> dict[str, Any]:
    """Return the JSON object of the next frame; raises as `read_frame` does."""
    content: dict[str, Any] = json.loads(read_frame(stream))
    return content


def read_frames(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the frames of a body up to the empty one; raises as `read_frame` does."""
    while content := read_frame(stream):
        yield content


def receive_json(connection: socket.socket) -> dict[str, Any]:
    """Return the JSON object of the one frame that the other side sends; raises as `read_frame` does."""
    got = connection.recv(_AT_ONCE)
    if len(got) < _LENGTH.size:
        raise LostError
    (length,) = _LENGTH.unpack_from(got)
    while len(got) < _LENGTH.size + length:
        part = connection.recv(_AT_ONCE)
        if not part:
            raise LostError
        got += part
    content: dict[str, Any] = json.loads(str(got[_LENGTH.size :], "utf-8"))
    return content


def split_frames(received: bytes) -> list[bytes] | None:
    """Return the frames before the empty one, or None where that has not been received."""
    frames: list[bytes] = []
    place = 0
    while place + _LENGTH.size <= len(received):
        (length,) = _LENGTH.unpack_from(received, place)
        place += _LENGTH.size + length
        if not length:
            return frames
        frames.append(received[place - length : place])
    return None


def is_unread(connection: socket.socket) -> bool:
    """Tell whether nobody has read yet all that was sent (unix(7), SIOCOUTQ)."""
    waiting = fcntl.ioctl(connection, termios.TIOCOUTQ, bytes(4))
    return int.from_bytes(waiting, "little") > 0


def _read_exactly(stream: IO[bytes], count: int) -> bytes:
    content = stream.read(count)
    if len(content) < count:
        raise LostError
    return content


@dataclass(frozen=True)
class WorkerAddress:
    """Where workers for one job are, what they hold, and the limits of a request in seconds."""

    version: str
    is_release: bool
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
