# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every file says its licence; every Turtle and SPARQL file parses and is written in one style."""

import re
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml

from graph.model.namespaces import namespaces
from graph.store.sparql_text import TOKEN

ROOT = Path(__file__).parents[1]
QUERIES = sorted((ROOT / "queries").rglob("*.rq"))
TURTLE = sorted(
    path for name in ("ontology", "shapes", "graph/data", "graph/display") for path in (ROOT / name).rglob("*.ttl")
)
DATA = ROOT / "graph" / "data"
KEYWORD = re.compile(
    r"\b(select|where|optional|filter|order by|group by|union|values|bind|construct|distinct|graph|prefix)\b"
)
ONE_VALUE = re.compile(r"""    \S+ ("(?:[^"\\]|\\.)*"\S*|\( [^"()]* \)) [;.]""")
"""A line with one text or one list: nothing divides the first, and turtlefmt keeps the second together."""
WITHOUT_COMMENTS = {".csv", ".txt", ".json", ".jsonld", ".xlsx", ".png"}
"""Kinds of file that can hold no comment; the README of their folder says the licence."""


def named(path: Path) -> str:
    """Return how pytest shows a file."""
    return path.relative_to(ROOT).as_posix()


def tracked() -> list[Path]:
    """Return every file that git has or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [path for line in listed.splitlines() if (path := ROOT / line).is_file()]


def test_every_file_says_its_licence() -> None:
    """An SPDX line within the first lines; what cannot hold a comment is told in a README."""
    silent = [
        named(path)
        for path in tracked()
        if path.suffix not in WITHOUT_COMMENTS
        and path.name not in {"LICENSE", ".gitignore", "package-lock.json", ".npmrc"}
        and "SPDX-License-Identifier:" not in path.read_text(encoding="utf-8")[:1500]
    ]

    assert silent == []


@pytest.mark.parametrize("path", TURTLE, ids=named)
def test_turtle_parses(path: Path) -> None:
    """Each file is Turtle and has something to say."""
    with path.open("rb") as stream:
        assert sum(1 for _ in ox.parse(stream, format=ox.RdfFormat.TURTLE)) > 0


@pytest.mark.parametrize("path", TURTLE, ids=named)
def test_turtle_uses_the_declared_prefixes(path: Path) -> None:
    """A prefix means the same in every file."""
    declared = re.findall(r"^@prefix ([\w-]+): <([^>]+)> \.$", path.read_text(encoding="utf-8"), re.MULTILINE)

    assert {prefix: base for prefix, base in declared if str(namespaces().get(prefix)) != base} == {}


@pytest.mark.parametrize("path", [path for path in TURTLE if DATA not in path.parents], ids=named)
def test_turtle_has_one_value_a_line(path: Path) -> None:
    """The predicate is repeated where turtlefmt would put several values in a row."""
    assert crowded(path.read_text(encoding="utf-8")) == []


def crowded(text: str) -> list[int]:
    """Return the numbers of the lines with several values, or with more than 120 characters for no reason."""
    bare = "".join("\n" * match[0].count("\n") if match["skip"] else match[0] for match in TOKEN.finditer(text))
    return [
        number
        for number, (line, marks) in enumerate(zip(text.split("\n"), bare.split("\n"), strict=True), start=1)
        if re.search(r",|;\s*\S", marks) or (len(line) > 120 and not ONE_VALUE.fullmatch(line))
    ]


def test_a_crowded_line_is_found() -> None:
    """Two values, two properties, a long comment; what strings contain is no mark, and a text may be long."""
    long = "so " * 50
    good = f'<a> a <B> ;\n    <p> "1, 2; {long}"@en ;\n    <q> """x, y ; z""" ;\n    <r> ( {long}) .\n'
    bad = f'<a> a <B> , <C> ;\n    <p> "x" ; <q> "y" ;\n    <r> <{long}> .\n# {long}\n    <q> 1 , "{long}" .\n'

    assert crowded(good) == []
    assert crowded(bad) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("path", QUERIES, ids=named)
def test_query_parses_without_our_help(path: Path) -> None:
    """Each query declares its prefixes itself, so it runs anywhere."""
    ox.Store().query(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", QUERIES, ids=named)
def test_query_has_a_head(path: Path) -> None:
    """Summary and description, as YAML in `#+` lines."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#+")]
    head = yaml.safe_load("\n".join(line[2:].removeprefix(" ") for line in lines))

    assert {"summary", "description"} <= set(head)


@pytest.mark.parametrize("path", QUERIES, ids=named)
def test_query_declares_what_it_uses(path: Path) -> None:
    """Prefixes are sorted, used, and those of ontology/prefixes.ttl; `this:` is what a query asks about."""
    text = path.read_text(encoding="utf-8")
    declared = re.findall(r"^PREFIX ([\w-]+): <([^>]+)>$", text, re.MULTILINE)
    body = "\n".join(line for line in text.splitlines() if not line.startswith(("PREFIX", "#+")))

    assert [prefix for prefix, _ in declared] == sorted(prefix for prefix, _ in declared)
    assert [prefix for prefix, _ in declared if f"{prefix}:" not in body] == []
    assert {prefix: base for prefix, base in declared if str(namespaces().get(prefix)) != base}.keys() <= {"this"}


@pytest.mark.parametrize("path", QUERIES, ids=named)
def test_query_is_formatted(path: Path) -> None:
    """Two spaces a level, continuation lines one level deeper, keywords in capitals, no stray blanks."""
    text = path.read_text(encoding="utf-8")

    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert faults(text) == []


def faults(text: str) -> list[str]:
    """Return the lines of a query that break the style, each with the reason."""
    found, depth, continued = [], 0, False
    for number, line in enumerate(text.splitlines(), start=1):
        bare = code(line)
        if line != line.rstrip() or "\t" in line:
            found.append(f"{number}: blanks at the end, or a tab")
        if not bare.strip():
            continue
        level = depth - (1 if bare.lstrip()[0] in "})" else 0) + (1 if continued else 0)
        if not line.startswith("#") and len(line) - len(line.lstrip()) != 2 * level:
            found.append(f"{number}: {2 * level} spaces expected before {line.strip()[:30]!r}")
        if KEYWORD.search(bare):
            found.append(f"{number}: keywords are written in capitals")
        depth += sum(bare.count(bracket) for bracket in "{(") - sum(bare.count(bracket) for bracket in "})")
        continued = bare.rstrip().endswith((";", ",")) and not bare.lstrip().startswith("PREFIX")
    return found


def code(line: str) -> str:
    """Return the line without strings, IRIs, names, variables and comments."""
    return "".join(match[0] for match in TOKEN.finditer(line) if not match["skip"])


def test_a_badly_written_query_is_found() -> None:
    """The style check sees wrong indentation and small keywords."""
    bad = "SELECT ?s WHERE {\n ?s ?p ?o .\n  optional { ?s ?q ?r . } \n}\n"

    assert [fault.split(":")[0] for fault in faults(bad)] == ["2", "3", "3"]
