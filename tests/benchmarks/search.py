# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Time the search on this machine over everything that is published; CPU time, without what else runs."""

import time
from collections.abc import Callable, Sequence
from statistics import quantiles

import click

from graph.publication.sources import assemble
from graph.search import Entry, Index, Question, entries

_MISSPELT = 4


def run() -> None:
    """Print a Markdown table."""
    store = assemble()
    start = time.process_time()
    found = entries(store)
    gathered = time.process_time()
    index = Index(found)
    made = time.process_time()
    click.echo(f"{len(found):,} entries gathered in {gathered - start:.1f} s, indexed in {made - gathered:.1f} s\n")
    click.echo("| search | p50 ms | p95 ms | most ms |\n|---|--:|--:|--:|")
    names = [entry.label("de") for entry in found[::60]]
    timed("name", names, lambda text: index.find(Question(text)))
    timed("name with a wrong letter", [misspelt(name) for name in names], lambda text: index.find(Question(text)))
    timed("suggestions for two letters", [name[:2] for name in names], lambda text: index.suggest(text, 8))
    timed("suggestions for five letters", [name[:5] for name in names], lambda text: index.suggest(text, 8))
    timed("official key", keys(found), lambda text: index.find(Question(text)))
    timed(
        "everything, two filters",
        [""] * 100,
        lambda text: index.find(Question(text, {"type": ["measure"], "cohort": ["2"]})),
    )


def timed(what: str, texts: Sequence[str], action: Callable[[str], object]) -> None:
    """Print how long `action` takes for each text."""
    taken = []
    for text in texts:
        start = time.process_time()
        action(text)
        taken.append(1000 * (time.process_time() - start))
    cuts = quantiles(taken, n=20)
    click.echo(f"| {what} | {cuts[9]:.1f} | {cuts[18]:.1f} | {max(taken):.1f} |")


def misspelt(name: str) -> str:
    """Return the name with one letter changed."""
    return name[: _MISSPELT - 1] + "q" + name[_MISSPELT:]


def keys(found: Sequence[Entry]) -> list[str]:
    """Return some official keys."""
    return [entry.keys[0] for entry in found if entry.keys][::60]


if __name__ == "__main__":
    run()
