# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Time the steps of a build on this machine, in seconds; writes nothing but to a temporary folder."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from graph.publication.build import build
from graph.publication.checks import check
from graph.publication.release import DATASET
from graph.publication.sources import assemble
from graph.store import EmbeddedStore

Result = TypeVar("Result")


def timed(step: str, action: Callable[[], Result]) -> Result:
    """Run `action` and print how long it took."""
    start = time.perf_counter()
    result = action()
    click.echo(f"| {step} | {time.perf_counter() - start:.1f} |")
    return result


def run() -> None:
    """Print a Markdown table."""
    click.echo("| step | seconds |\n|---|--:|")
    store = timed("assemble everything, register included", assemble)
    timed(f"all checks and shapes over {len(store):,} statements", lambda: check(store))
    with tempfile.TemporaryDirectory() as folder:
        timed("whole release, checks included", lambda: build(Path(folder), "2026-11-22"))
        timed("load the release for serving", lambda: load(Path(folder) / "current" / DATASET))


def load(path: Path) -> None:
    """Load a dump the way the server does."""
    store = EmbeddedStore()
    store.load(path)
    store.merge()


if __name__ == "__main__":
    run()
