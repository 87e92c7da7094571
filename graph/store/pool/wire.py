# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the web application and a query worker say to each other over a Unix socket.

The client sends one frame: the request as JSON. The worker answers a frame of one byte when it takes the
request up, then a frame with the head of the answer as JSON, then the body in frames, then an empty frame.
A connection that ends before the empty frame has lost its worker: nothing of it may pass for an answer.
"""

import json
import socket
import struct
from collections.abc import Iterator
from typing import Any

TAKEN = b"+"
_LENGTH = struct.Struct("!I")


class LostError(Exception):
    """The other side ended the connection in the middle."""


def send(connection: socket.socket, content: bytes) -> None:
    """Send one frame."""
    connection.sendall(_LENGTH.pack(len(content)) + content)


def send_json(connection: socket.socket, content: dict[str, Any]) -> None:
    """Send one frame of JSON."""
    send(connection, json.dumps(content).encode())


def receive(connection: socket.socket) -> bytes:
    """Return the content of the next frame.

    Raises:
        LostError: the connection ended before the frame did.
        TimeoutError: the timeout of the socket passed.
    """
    (length,) = _LENGTH.unpack(_exactly(connection, _LENGTH.size))
    return _exactly(connection, length)


def receive_json(connection: socket.socket) -> dict[str, Any]:
    """Return the JSON object of the next frame; raises as `receive` does."""
    content: dict[str, Any] = json.loads(receive(connection))
    return content


def frames(connection: socket.socket) -> Iterator[bytes]:
    """Yield the frames of a body up to the empty one; raises as `receive` does."""
    while content := receive(connection):
        yield content


def _exactly(connection: socket.socket, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = connection.recv(min(count - len(parts), 1 << 20))
        if not part:
            raise LostError
        parts += part
    return bytes(parts)
