# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""CPU seconds of short commands on this machine, beside a Python that does nothing.

The commands take turns, so that what else runs disturbs all alike; a ratio is the median of the rounds.
"""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

import click

from graph.publication.build import build

ROUNDS = 7
NOTHING = "python -c pass"
MPSC = (sys.executable, "-m", "graph")
COMMANDS: Mapping[str, tuple[Sequence[str], str, float]] = {
    NOTHING: ((sys.executable, "-c", "pass"), "", 0),
    "mpsc --help": ((*MPSC, "--help"), "", 0.4),
    "mpsc query, a count": ((*MPSC, "query", "-"), "SELECT (COUNT(*) AS ?n) { ?p a mpsc:ModelProject }", 1.5),
    "mpsc query, a count per named graph": (
        (*MPSC, "query", "-"),
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?p a mpsc:ModelProject } } GROUP BY ?g",
        0,
    ),
}
"""Name → arguments, standard input, and the most CPU seconds it should take (0: no target)."""


def seconds(arguments: Sequence[str], text: str, environment: Mapping[str, str]) -> float:
    """Return the user and system time of a command, its children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(arguments, input=text.encode(), env=environment, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run(rounds: int = ROUNDS) -> None:
    """Print a Markdown table."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), "2026-12-01")
        environment = {**os.environ, "MPSC_RELEASE_FOLDER": folder}
        taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
        for _ in range(rounds):
            for name, (arguments, text, _) in COMMANDS.items():
                taken[name].append(seconds(arguments, text, environment))
    click.echo(f"| command | CPU seconds | target | times `{NOTHING}` |\n|---|--:|--:|--:|")
    for name, (_, _, most) in COMMANDS.items():
        ratio = median(each / base for each, base in zip(taken[name], taken[NOTHING], strict=True))
        click.echo(f"| `{name}` | {median(taken[name]):.2f} | {most or '–'} | {ratio:.0f} |")


if __name__ == "__main__":
    run()
