# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The benchmark's queries, one a file, and the requests made of them.

A query names the first project or a thing of it (`measure:b0-3`); put for another project it asks the same of
that one. The tag in its head says how much work it is: tiny, small, heavy, stream or endless.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import yaml

from tests.benchmarks import smart_city

FOLDER = Path(__file__).parent / "queries"
ACCEPT = "application/sparql-results+json, application/n-triples"
_FIRST = re.compile(r"\bb0\b")


@dataclass(frozen=True)
class Query:
    """A query of the benchmark.

    Attributes:
        name: file name without suffix.
        text: SPARQL, without the head.
        work: tiny, small, heavy, stream or endless.
    """

    name: str
    text: str
    work: str

    def about(self, project: int) -> str:
        """Return its text for another project."""
        return _FIRST.sub(f"b{project}", self.text)


def queries(*works: str) -> list[Query]:
    """Return the queries of these kinds of work, sorted by name; without any, all queries."""
    found = [_read(path) for path in sorted(FOLDER.glob("*.rq"))]
    return [query for query in found if not works or query.work in works]


def _read(path: Path) -> Query:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = yaml.safe_load("\n".join(line[2:].removeprefix(" ") for line in lines if line.startswith("#+")))
    text = "\n".join(line for line in lines if line and not line.startswith("#"))
    return Query(path.stem, text, *head["tags"])


def target(endpoint: str, text: str, number: int | None = None) -> str:
    """Return path and parameter of a GET; with a number as a comment it is like no other request."""
    return f"{endpoint}?query={quote(text, safe='')}" + ("" if number is None else f"%0A%23{number}")


def tiny_requests(endpoint: str, quads: int, count: int, *, describe: bool = True) -> Iterator[str]:
    """Yield `count` requests for tiny queries about any project of a graph of `quads` statements."""
    chance = random.Random(smart_city.SEED)  # noqa: S311 - repeatable, not secret
    tiny = [query for query in queries("tiny") if describe or "DESCRIBE" not in query.text]
    projects = quads // smart_city.MOST
    for _ in range(count):
        query = tiny[int(chance.random() * len(tiny))]
        yield target(endpoint, query.about(int(chance.random() * projects)))
