# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The process that has shapes, code and names loaded, and forks one child for each file.

Run as `python -m graph.workers.check_farm`, with its order as JSON in the only argument. It says `ready` on
standard output; when standard input is closed it serves those that wait already, and ends. No more children
live than the limits say; other senders wait.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from graph.check.received import Received
from graph.check.values import Published, published
from graph.store import Origin, load
from graph.workers import Limits, die_with_parent
from graph.workers.checks import evaluate_and_exit, warm
from graph.workers.sandbox import start_clock
from graph.workers.wire import LostError, receive, receive_json

_BACKLOG = 64
_SENDING = 30.0
"""Seconds a sender may take to hand over a file."""


def main(order: dict[str, Any]) -> None:
    """Load what `order` names, then fork for each connection until told to end."""
    die_with_parent()
    # Ctrl+C and service managers reach the whole group; the owner ends first, then closes our input.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_IGN)
    limits = Limits(**order["limits"])
    files = tuple(Path(file) for file in order["files"])
    known = published(load(Origin("", files))) if files else Published()
    warm(known)
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(order["socket"])
        listener.listen(_BACKLOG)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        _serve(listener, known, limits)


def _serve(listener: socket.socket, known: Published, limits: Limits) -> None:
    children: set[int] = set()
    inputs, is_ending = [listener.fileno(), 0], False
    while True:
        children -= set(_ended(children, wait=len(children) >= limits.workers))
        ready, _, _ = select.select(inputs, [], [], 0.0 if is_ending else 1.0)
        if 0 in ready and not os.read(0, 1):
            inputs.remove(0)
            is_ending = True
        elif is_ending and not ready:
            break
        if listener.fileno() in ready and len(children) < limits.workers:
            connection, _ = listener.accept()
            child = os.fork()
            if child == 0:
                _become_child(listener, connection, known, limits)
            children.add(child)
            connection.close()
    while children:
        children -= set(_ended(children, wait=True))


def _ended(children: set[int], *, wait: bool) -> list[int]:
    """Return the children that have ended; with `wait`, at least one: the kernel ends each in time."""
    ended: list[int] = []
    with suppress(ChildProcessError):
        while children:
            child, _ = os.waitpid(-1, 0 if wait and not ended else os.WNOHANG)
            if child == 0:
                break
            ended.append(child)
    return ended


def _become_child(
    listener: socket.socket, connection: socket.socket, known: Published, limits: Limits
) -> None:
    """Read the request, then let `evaluate_and_exit` answer it."""
    try:
        listener.close()
        silence = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(silence, standard)
        os.close(silence)
        start_clock(_SENDING)
        stream = connection.makefile("rb")
        said = receive_json(stream)
        received = Received(receive(stream), said["name"], said["media_type"], said["kind"])
        out = os.dup(connection.fileno())
        stream.close()
        connection.close()
        evaluate_and_exit(received, known, limits, out, is_framed=True)
    except (LostError, OSError, ValueError):
        os._exit(1)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
