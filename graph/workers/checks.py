# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The check of one file in one process of its own, which the kernel ends when it uses too much.

The process is forked from one that has everything loaded, so it starts in milliseconds. Whatever a file does
to it, nothing else notices.
"""

import json
import os
import resource
import signal
import socket
from contextlib import suppress
from io import BytesIO
from math import ceil
from pathlib import Path

from openpyxl import Workbook

from graph.check.evaluate import evaluate
from graph.check.received import FILE_LIMITS, Evaluation, Received, Verdict
from graph.check.report import report_unfinished
from graph.check.shacl import Progress, ignore_progress
from graph.check.values import Published, load_published
from graph.errors import BusyError, GraphError
from graph.store import Store
from graph.workers.client import send
from graph.workers.pool import RequestQueue, Slot
from graph.workers.sandbox import CHECK_LIMITS, Limits, confine, die_with_parent, silence, start_clock
from graph.workers.wire import CHECKS, END, AddressFile, LostError, frame, json_frame, read_frame, read_json

_SENDING = 30.0
"""Seconds a sender may take to hand over a file."""

_WARM = b"""{"id": "measure:x", "type": "Measure", "title": {"de": "x"}, "mainTopic": "topic:mobility",
"temporal": {"type": "PeriodOfTime", "startDate": "2021", "endDate": "2020"}}"""


class CheckClient:
    """Has files checked by the workers of a supervisor; may be used by many threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._address_file = AddressFile(folder, CHECKS)

    def evaluate(self, received: Received) -> Evaluation:
        """Return what came of a file; one that needs too much is "unfinished".

        Raises:
            BusyError: other files take all the time there is, or the workers are gone.
        """
        if len(received.content) > FILE_LIMITS.bytes:
            return report_unfinished(received, f"The file has more than {FILE_LIMITS.bytes:,} bytes. Send it in parts.")
        about = {"name": received.name, "media_type": received.media_type, "kind": received.kind}
        try:
            stream, _ = send(json_frame(about) + frame(received.content), self._address_file)
            with stream:
                answer = read_frame(stream)
        except (LostError, ConnectionResetError, BrokenPipeError):
            answer = b""
        except (OSError, GraphError) as error:
            raise BusyError("Too many files are being checked. Try again in a moment.", 10) from error
        return _from_json(received, answer)


def prepare(store: Store) -> Published:
    """Return what is published, with everything loaded that a check needs, so that children have it."""
    known = load_published(store)
    warm(known)
    return known


def warm(known: Published) -> None:
    """Load everything that a check needs, decoders too: a worker can open no file, not even to import it."""
    workbook = BytesIO()
    Workbook().save(workbook)
    files = [(_WARM, "warm.json"), (b"<a> a <b> .", "warm.ttl"), (workbook.getvalue(), "warm.xlsx")]
    files += [("ä;ö".encode(encoding), "warm.csv") for encoding in ("utf-8-sig", "cp1252", "utf-16")]
    for content, name in files:
        evaluate(Received(content, name), known)


def work(known: Published, listener: socket.socket, limits: Limits, slot: Slot) -> None:
    """Be a worker: wait for one file, check it, and end; or end when no more come."""
    silence(2)
    requests = RequestQueue(listener, slot.drain)
    connection = requests.wait()
    if connection is None:
        return
    requests.close()
    with suppress(LostError, OSError, ValueError):
        start_clock(_SENDING)
        with connection, connection.makefile("rb") as stream:
            about = read_json(stream)
            received = Received(read_frame(stream), about["name"], about["media_type"], about["kind"])
            out = os.dup(connection.fileno())
        evaluate_and_exit(received, known, limits, out)


def evaluate_limited(
    received: Received, known: Published, limits: Limits = CHECK_LIMITS, on_progress: Progress = ignore_progress
) -> Evaluation:
    """Return what `evaluate` returns, from a child of this process, which must have one thread only."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        evaluate_and_exit(received, known, limits, theirs, tells_progress=True)
    os.close(theirs)
    answer = b""
    try:
        with os.fdopen(ours, "rb") as stream, suppress(LostError):
            while progress := read_frame(stream):
                on_progress(*json.loads(progress))
            answer = read_frame(stream)
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return _from_json(received, answer)


def evaluate_and_exit(
    received: Received, known: Published, limits: Limits, out: int, *, tells_progress: bool = False
) -> None:
    """Confine this process, write a frame with the evaluation as JSON to the descriptor `out`, and end.

    With `tells_progress`, frames that say how far the check is, and an empty one, come before.
    """

    def tell(done: int, total: int) -> None:
        os.write(out, json_frame([done, total]))

    try:
        die_with_parent()
        confine(limits, files=0)
        seconds = ceil(limits.seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        start_clock(limits.seconds)
        found = _evaluate_safely(received, known, tell if tells_progress else ignore_progress)
        answer = json_frame([str(found.verdict), found.statements, found.report])
        with os.fdopen(out, "wb") as stream:
            stream.write(END + answer if tells_progress else answer)
    finally:
        # Whatever went wrong: without an answer, the other side says that the file was too much.
        os._exit(0)


def _evaluate_safely(received: Received, known: Published, on_progress: Progress) -> Evaluation:
    """Return the evaluation; a fault of ours is told as one, and no traceback leaves this process."""
    try:
        return evaluate(received, known, on_progress)
    except (MemoryError, RecursionError):
        raise
    # A hostile file may raise anything in any parser; the submitter gets a finding, and the process ends.
    except Exception as error:  # noqa: BLE001
        return report_unfinished(received, f"The check failed ({type(error).__name__}). Please report this to us.")


def _from_json(received: Received, answer: bytes) -> Evaluation:
    """Return the evaluation that was sent; what is not whole stands for a file that was too much."""
    try:
        verdict, statements, report = json.loads(answer)
    except ValueError:
        return report_unfinished(received, "The file needs more time or memory than one may. Send it in parts.")
    return Evaluation(Verdict(verdict), statements, report)
