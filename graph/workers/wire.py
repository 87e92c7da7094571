# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the web application and a query worker say to each other over a Unix socket.

The client sends one frame: the request as JSON. The worker answers a frame with the head of the answer as
JSON, then the body in frames, then an empty frame. A connection that ends before the empty frame has lost
its worker: nothing of it may pass for an answer.
"""

import fcntl
import json
import socket
import struct
import termios
from collections.abc import Iterator
from typing import IO, Any

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
