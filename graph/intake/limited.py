# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""One evaluation in one process of its own, which the kernel ends when it uses too much.

The process is forked from one that has everything loaded, so it starts in milliseconds. Whatever a file does
to it, nothing else notices.
"""

import json
import os
import resource
import select
import signal
import time
from contextlib import suppress
from math import ceil

from graph.intake.evaluation import evaluate
from graph.intake.model import Evaluation, Verdict
from graph.intake.published import Published
from graph.intake.received import Received
from graph.intake.report import not_finished
from graph.store.pool import Limits, die_with_parent
from graph.store.pool.limits import confine, start_clock
from graph.store.pool.wire import framed
from graph.validation import Told, silent

LIMITS = Limits(seconds=20.0, bytes=1_000_000_000, workers=2, wait=10.0)
"""What the evaluation of one file may use."""

_WARM = b"""{"id": "measure:x", "type": "Measure", "title": {"de": "x"}, "mainTopic": "topic:mobility",
"temporal": {"type": "PeriodOfTime", "startDate": "2021", "endDate": "2020"}}"""


def warm(known: Published) -> None:
    """Load everything that an evaluation needs, so that each child finds it in memory."""
    evaluate(Received(_WARM, "warm.json"), known)
    evaluate(Received(b"<a> a <b> .", "warm.ttl"), known)


def evaluate_limited(
    received: Received, known: Published, limits: Limits = LIMITS, told: Told = silent
) -> Evaluation:
    """Return what `evaluate` returns, from a child of this process, which must have one thread only."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        evaluate_and_exit(received, known, limits, theirs)
    os.close(theirs)
    try:
        answer = _read(ours, time.monotonic() + limits.seconds + 1, told)
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
        answer = to_json(_evaluated(received, known, silent if is_framed else _teller(out)))
        with os.fdopen(out, "wb") as stream:
            stream.write(framed(answer) if is_framed else answer)
    finally:
        # Whatever went wrong: without an answer, the other side says that the file was too much.
        os._exit(0)


def _teller(out: int) -> Told:
    """Return what tells the other side how far the check is: a line of two numbers before the answer."""

    def told(done: int, total: int) -> None:
        os.write(out, b"%d %d\n" % (done, total))

    return told


def _evaluated(received: Received, known: Published, told: Told) -> Evaluation:
    """Return the evaluation; a fault of ours is told as one, and no traceback leaves this process."""
    try:
        return evaluate(received, known, told)
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


def _read(source: int, deadline: float, told: Told) -> bytes:
    """Return the answer, which has no line break; the lines before it are how far the check is."""
    parts: list[bytes] = []
    while (left := deadline - time.monotonic()) > 0 and select.select([source], [], [], left)[0]:
        part = os.read(source, 1 << 20)
        if not part:
            break
        *lines, rest = part.split(b"\n")
        if lines:
            lines[0] = b"".join(parts) + lines[0]
            told(*map(int, lines[-1].split()))
            parts.clear()
        parts.append(rest)
    return b"".join(parts)
