# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""One evaluation in one process of its own, which the kernel ends when it uses too much.

The process is forked from one that has everything loaded, so it starts in milliseconds. Whatever a file does
to it, nothing else notices.

Evaluations for servers: asks a process that has everything loaded, and waits no longer than agreed.

A web server has threads and cannot fork by itself, so it starts one nursery and asks it over a Unix socket.
"""

import json
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from math import ceil
from pathlib import Path
from typing import IO

from graph.check.evaluate import evaluate
from graph.check.received import CAPS, Evaluation, Received, Verdict
from graph.check.report import not_finished
from graph.check.shacl import Progress, ignore_progress
from graph.check.values import Published
from graph.errors import BusyError, GraphError
from graph.store import Origin
from graph.workers import Limits, die_with_parent
from graph.workers.sandbox import confine, start_clock
from graph.workers.wire import LostError, framed, framed_json, receive

LIMITS = Limits(seconds=20.0, bytes=1_000_000_000, workers=2, wait=10.0)
"""What the evaluation of one file may use."""

_WARM = b"""{"id": "measure:x", "type": "Measure", "title": {"de": "x"}, "mainTopic": "topic:mobility",
"temporal": {"type": "PeriodOfTime", "startDate": "2021", "endDate": "2020"}}"""


def warm(known: Published) -> None:
    """Load everything that an evaluation needs, so that each child finds it in memory."""
    evaluate(Received(_WARM, "warm.json"), known)
    evaluate(Received(b"<a> a <b> .", "warm.ttl"), known)


def evaluate_limited(
    received: Received, known: Published, limits: Limits = LIMITS, on_progress: Progress = ignore_progress
) -> Evaluation:
    """Return what `evaluate` returns, from a child of this process, which must have one thread only."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        evaluate_and_exit(received, known, limits, theirs)
    os.close(theirs)
    try:
        answer = _read(ours, time.monotonic() + limits.seconds + 1, on_progress)
    finally:
        os.close(ours)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return from_json(received, answer)


def evaluate_and_exit(
    received: Received, known: Published, limits: Limits, out: int, *, is_framed: bool = False
) -> None:
    """Confine this process, write the evaluation as JSON to the descriptor `out`, and end."""
    try:
        die_with_parent()
        confine(limits)
        seconds = ceil(limits.seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        start_clock(limits.seconds)
        answer = to_json(_evaluated(received, known, ignore_progress if is_framed else _teller(out)))
        with os.fdopen(out, "wb") as stream:
            stream.write(framed(answer) if is_framed else answer)
    finally:
        # Whatever went wrong: without an answer, the other side says that the file was too much.
        os._exit(0)


def _teller(out: int) -> Progress:
    """Return what tells the other side how far the check is: a line of two numbers before the answer."""

    def on_progress(done: int, total: int) -> None:
        os.write(out, b"%d %d\n" % (done, total))

    return on_progress


def _evaluated(received: Received, known: Published, on_progress: Progress) -> Evaluation:
    """Return the evaluation; a fault of ours is told as one, and no traceback leaves this process."""
    try:
        return evaluate(received, known, on_progress)
    except (MemoryError, RecursionError):
        raise
    # Whatever a hostile file may bring about is told as a finding; the process ends anyway.
    except Exception as error:  # noqa: BLE001 - as said above
        return not_finished(received, f"The check failed ({type(error).__name__}). Please report this to us.")


def to_json(found: Evaluation) -> bytes:
    """Return an evaluation as JSON."""
    return json.dumps([str(found.verdict), found.statements, found.report]).encode()


def from_json(received: Received, answer: bytes) -> Evaluation:
    """Return the evaluation of `to_json`; what is not whole stands for a file that was too much."""
    try:
        verdict, statements, report = json.loads(answer)
    except ValueError:
        return not_finished(received, "The file needs more time or memory than one may. Send it in parts.")
    return Evaluation(Verdict(verdict), statements, report)


def _read(source: int, deadline: float, on_progress: Progress) -> bytes:
    """Return the answer, which has no line break; the lines before it are how far the check is."""
    parts: list[bytes] = []
    while (left := deadline - time.monotonic()) > 0 and select.select([source], [], [], left)[0]:
        part = os.read(source, 1 << 20)
        if not part:
            break
        *lines, rest = part.split(b"\n")
        if lines:
            lines[0] = b"".join(parts) + lines[0]
            on_progress(*map(int, lines[-1].split()))
            parts.clear()
        parts.append(rest)
    return b"".join(parts)


_LOOK = 0.1
"""Seconds between two looks at whether a nursery that starts is needed still."""


class Examiner:
    """Asks a nursery for evaluations; may be used by many threads and processes.

    Args:
        address: path of the Unix socket of the nursery.
        limits: what one evaluation may use.
    """

    def __init__(self, address: str, limits: Limits = LIMITS) -> None:
        self._address = address
        self._limits = limits

    def evaluate(self, received: Received) -> Evaluation:
        """Return what came of a file; one that needs too much is "unfinished".

        Raises:
            BusyError: other files take all the time there is, or the nursery is gone.
        """
        if len(received.content) > CAPS.bytes:
            return not_finished(received, f"The file has more than {CAPS.bytes:,} bytes. Send it in parts.")
        request = {"name": received.name, "media_type": received.media_type, "kind": received.kind}
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(self._limits.wait + self._limits.seconds + 1)
            try:
                connection.connect(self._address)
                answer = _asked(connection, framed_json(request) + framed(received.content))
            except OSError as error:
                raise BusyError("Too many files are being checked. Try again in a moment.", 10) from error
        return from_json(received, answer)


def _asked(connection: socket.socket, request: bytes) -> bytes:
    """Return the answer, or nothing where the child that had the request has ended without one."""
    try:
        connection.sendall(request)
        with connection.makefile("rb") as stream:
            return receive(stream)
    except (LostError, ConnectionError):
        return b""


@contextmanager
def nursery(origin: Origin, limits: Limits = LIMITS) -> Iterator[Examiner]:
    """Start a nursery that knows what `origin` publishes; end it when the context ends.

    Raises:
        GraphError: it did not start.
    """
    with tempfile.TemporaryDirectory(prefix="mpsc-intake-") as folder:
        address = Path(folder) / "socket"
        with start_nursery(origin, address, limits) as process:
            try:
                yield Examiner(str(address), limits)
            finally:
                if process.stdin is not None:
                    process.stdin.close()
                process.wait(timeout=limits.seconds + 5)


def start_nursery(
    origin: Origin, socket_path: Path, limits: Limits, is_wanted: Callable[[], bool] = lambda: True
) -> subprocess.Popen[bytes]:
    """Return the process of a nursery that answers; it ends with the thread that called.

    Args:
        origin: what is published.
        socket_path: where it listens.
        limits: what one evaluation may use.
        is_wanted: tells, while it starts, whether it is needed still.

    Raises:
        GraphError: it did not start, or is not needed any more.
    """
    order = {
        "socket": str(socket_path),
        "files": [str(file) for file in origin.files],
        "limits": asdict(limits),
    }
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "graph.workers.check_farm", json.dumps(order)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    if process.stdout is None or not _is_heard(process.stdout, is_wanted):
        process.kill()
        process.communicate()
        raise GraphError("The process that checks files did not start. Its output says why.")
    return process


def _is_heard(output: IO[bytes], is_wanted: Callable[[], bool]) -> bool:
    while is_wanted():
        ready, _, _ = select.select([output], [], [], _LOOK)
        if ready:
            return output.readline() == b"ready\n"
    return False
