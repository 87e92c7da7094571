# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Time the check of one submission beside pySHACL as it comes, on this machine.

Each submission is checked in every way before the next one, so that what else runs disturbs all ways alike;
a ratio is the median of the ratios of the submissions. These are the valid and the invalid examples of the
shapes, put together to about a hundred statements each. Then files with one, a hundred and a thousand
submissions, as `mpsc validate` checks them: time, and memory of the largest process.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median

import click
import pyshacl
from rdflib import Graph

from graph.check import Published, Received, evaluate
from graph.check.shacl import compiled_shapes
from graph.model.shapes import shapes_graph
from graph.workers.checks import evaluate_limited, warm

EXAMPLES = Path(__file__).parents[1] / "examples"
STATEMENTS = 100
"""About how many statements a submission has."""

AS_IT_COMES, AS_MANY_USE_IT = "pySHACL, graphs", "pySHACL, shapes as path, data as text"
COMPILED, WHOLE, LIMITED = "compiled shapes, graph", "whole path: bytes to report", "the same in a child"
TARGETS = {COMPILED: (AS_IT_COMES, 5.0), WHOLE: (AS_MANY_USE_IT, 8.0)}
"""Our way → the way it is compared with, and how many times faster it is to be."""

_PREFIXES = """@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix mpsc: <https://w3id.org/mpsc/def#> .
"""
_MEASURE = """<https://w3id.org/mpsc/id/measure/m{number}> a mpsc:Measure ;
    dcterms:title "Ein Test {number}"@de ; dcterms:description "Eine Maßnahme, die es nicht gibt."@de ;
    dcterms:isPartOf <https://w3id.org/mpsc/id/project/bamberg> ;
    mpsc:mainTopic <https://w3id.org/mpsc/code/topic/mobility> ;
    dcterms:subject <https://w3id.org/mpsc/code/topic/mobility> ;
    adms:status <https://w3id.org/mpsc/code/status/{status}> ; foaf:page <https://example.org/test> .
"""
_KNOWN = "<https://w3id.org/mpsc/id/project/bamberg> a <https://w3id.org/mpsc/def#ModelProject> ."

# Started by a process as small as this: Linux counts what the starting process had as the child's own peak.
_MEASURED = """import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
sys.stdout.write(f"\\n{code} {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}")
"""


def submissions(kind: str) -> Iterator[str]:
    """Yield examples ("valid" or "invalid"), put together to about `STATEMENTS` statements, as Turtle."""
    graph = Graph()
    for path in sorted((EXAMPLES / kind).glob("*.ttl")):
        graph.parse(path)
        if len(graph) >= STATEMENTS:
            yield graph.serialize(format="turtle")
            graph = Graph()


def timed(action: Callable[[], object]) -> float:
    """Return the milliseconds that `action` takes."""
    start = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - start)


def measured(text: str, shapes_path: Path) -> Mapping[str, float]:
    """Return way → milliseconds for one submission."""
    data, received, nothing = Graph().parse(data=text), Received(text.encode(), "a.ttl"), Published()
    return {
        AS_IT_COMES: timed(lambda: pyshacl.validate(data, shacl_graph=shapes_graph())),
        COMPILED: timed(lambda: compiled_shapes().validate(data)),
        AS_MANY_USE_IT: timed(lambda: pyshacl.validate(text, shacl_graph=str(shapes_path), data_graph_format="turtle")),
        WHOLE: timed(lambda: evaluate(received, nothing)),
        LIMITED: timed(lambda: evaluate_limited(received, nothing)),
    }


def ratios(times: list[Mapping[str, float]]) -> Mapping[str, float]:
    """Return our way → how many times faster than what it is compared with; the median."""
    return {ours: median(each[other] / each[ours] for each in times) for ours, (other, _) in TARGETS.items()}


def many(count: int) -> str:
    """Return as many measures, of which every tenth has a fault, as Turtle."""
    return _PREFIXES + "".join(
        _MEASURE.format(number=number, status="planned" if number % 10 else "invented") for number in range(count)
    )


def checked(known: Path, *files: Path, progress: int = subprocess.DEVNULL) -> tuple[int, int, str]:
    """Check files with `mpsc validate`; return its exit code, its peak of memory in kB, and what it printed.

    Args:
        known: file with what counts as published.
        files: what is checked.
        progress: descriptor for what is shown meanwhile.
    """
    command = [sys.executable, "-m", "graph", "validate", "--data", str(known), "--format", "csv"]
    said = subprocess.run(
        [sys.executable, "-c", _MEASURED, *command, *map(str, files)],
        stdout=subprocess.PIPE,
        stderr=progress,
        text=True,
        check=True,
        timeout=300,
    ).stdout
    printed, _, figures = said.rpartition("\n")
    code, peak = figures.split()
    return int(code), int(peak), printed


def uploads() -> None:
    """Print what files with many submissions take."""
    click.echo("\n| submissions in one file | seconds | memory, MB |\n|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        known, path = Path(folder) / "known.ttl", Path(folder) / "many.ttl"
        known.write_text(_KNOWN, encoding="utf-8")
        for count in (1, 100, 1000):
            path.write_text(many(count), encoding="utf-8")
            start = time.perf_counter()
            _, peak, _ = checked(known, path)
            click.echo(f"| {count:,} | {time.perf_counter() - start:.1f} | {peak / 1000:.0f} |")


def run(most: int | None = None) -> Mapping[str, float]:
    """Print two Markdown tables and return the ratios.

    Args:
        most: how many submissions of each kind; None for all.
    """
    warm(Published())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shapes.ttl"
        shapes_graph().serialize(path, format="turtle")
        texts = [text for kind in ("valid", "invalid") for text in list(submissions(kind))[:most]]
        times = [measured(text, path) for text in texts]
    click.echo(f"{len(texts)} submissions of {STATEMENTS} statements or a few more\n")
    click.echo("| way | median ms | most ms |\n|---|--:|--:|")
    for way in times[0]:
        values = [each[way] for each in times]
        click.echo(f"| {way} | {median(values):.1f} | {max(values):.1f} |")
    click.echo("\n| ours | beside | times faster | target |\n|---|---|--:|--:|")
    found = ratios(times)
    for ours, (other, target) in TARGETS.items():
        click.echo(f"| {ours} | {other} | {found[ours]:.1f} | {target:.0f} |")
    return found


if __name__ == "__main__":
    run()
    uploads()
