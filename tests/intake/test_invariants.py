# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Nothing is lost in silence, whatever the file: properties that hold for files nobody thought of.

`MPSC_EXAMPLES=2000` tries more files than the usual few.
"""

import copy
import hashlib
import io
import json
import os
from csv import writer
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.check import Evaluation, Published, Received, evaluate
from graph.check.sheets import headings
from graph.model.shapes import shapes_by_slug

TRY = settings(max_examples=int(os.environ.get("MPSC_EXAMPLES", "40")), derandomize="MPSC_EXAMPLES" not in os.environ)
PROJECT = "https://w3id.org/mpsc/id/project/bamberg"
KNOWN = Published({PROJECT: frozenset({"https://w3id.org/mpsc/def#ModelProject"})}, {PROJECT: ("Bamberg",)})

WORDS = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=12)
SUBJECTS = st.sampled_from(
    ["measure:a", "measure:b", "_:x", "_:y", "<#own>", "topic:mobility", "<https://example.org/>", "project:bamberg"]
)
PREDICATES = st.sampled_from(
    ["a", "dcterms:title", "dcterms:isPartOf", "mpsc:mainTopic", "adms:status", "rdfs:subClassOf", "skos:inScheme"]
)
OBJECTS = st.one_of(
    SUBJECTS,
    st.sampled_from(
        ["mpsc:Measure", "skos:Concept", "status:planned", "1E9", "01", '"1E99999"^^xsd:decimal', "<file:///x>"]
    ),
    WORDS.map(lambda text: json.dumps(text, ensure_ascii=False) + "@de"),
)
PREFIXES = "".join(
    f"@prefix {prefix}: <{base}> .\n"
    for prefix, base in {
        "adms": "http://www.w3.org/ns/adms#",
        "dcterms": "http://purl.org/dc/terms/",
        "measure": "https://w3id.org/mpsc/id/measure/",
        "mpsc": "https://w3id.org/mpsc/def#",
        "project": "https://w3id.org/mpsc/id/project/",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "status": "https://w3id.org/mpsc/code/status/",
        "topic": "https://w3id.org/mpsc/code/topic/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }.items()
)
KEYS = st.sampled_from(
    ["id", "type", "title", "titel", "isPartOf", "mainTopic", "page", "temporal", "x y", "foaf:page"]
)
LEAVES = st.one_of(st.sampled_from(["Measure", "measure:a", "project:bamberg", "x y", "https://example.org/"]),
                   WORDS, st.integers(), st.booleans(), st.none())  # fmt: skip
OBJECT = st.recursive(
    st.dictionaries(KEYS, LEAVES, min_size=1, max_size=4),
    lambda inner: st.dictionaries(
        KEYS, st.one_of(LEAVES, inner, st.lists(st.one_of(LEAVES, inner), max_size=3)), max_size=4
    ),
    max_leaves=5,
)
HEADS = st.lists(
    st.one_of(st.sampled_from([name for name, _ in headings(shapes_by_slug()["measure"])]), WORDS),
    min_size=1,
    max_size=6,
)
CELLS = st.one_of(
    WORDS, st.sampled_from(["", "Bamberg", "geplant", "1.2.2024", "2021 bis 2024", "=1+1", "Mobilität und Verkehr"])
)


def check(content: bytes, name: str) -> Evaluation:
    """Evaluate a file; whatever can be said of any outcome is asserted here."""
    received = Received(content, name)
    found = evaluate(received, KNOWN)
    report = found.report
    counts = report["statements"]
    assert found == evaluate(received, KNOWN)
    assert report["file"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert counts["read"] == counts["taken"] + counts["not_taken"]
    assert counts["not_taken"] == len(report["not_taken"])
    assert all(each["reason"] and each["text"]["de"] for each in (*report["not_taken"], *report["ignored"]))
    assert found.statements.splitlines() == sorted(set(found.statements.splitlines()))
    assert "_:" not in "".join(line.split('"')[0] for line in found.statements.splitlines())
    assert json.loads(json.dumps(report)) == report
    if found.verdict != "unfinished":
        assert counts["sha256"] == hashlib.sha256(found.statements.encode()).hexdigest()
    return found


def outcome(found: Evaluation) -> tuple[Any, ...]:
    """Return all that a file leads to, apart from its digest and from mere counts."""
    report = found.report
    own = f"genid/{report['file']['sha256'][:32]}/"
    parts = ("not_taken", "findings", "changes", "ignored")
    text = json.dumps([found.statements, *(report[part] for part in parts)], ensure_ascii=False)
    return (text.replace(own, "genid/"),)


@TRY
@given(st.lists(st.tuples(SUBJECTS, PREDICATES, OBJECTS), min_size=1, max_size=8))
def test_every_statement_of_turtle_is_taken_or_told(statements: list[tuple[str, str, str]]) -> None:
    """Leaving any one out changes the outcome."""
    lines = [" ".join(statement) + " ." for statement in dict.fromkeys(statements)]
    whole = check((PREFIXES + "\n".join(lines)).encode(), "a.ttl")
    without = check((PREFIXES + "\n".join(lines[1:])).encode(), "a.ttl")

    assert whole.verdict != "unfinished"
    assert whole.report["statements"]["read"] == len(lines)
    assert len(lines) == 1 or outcome(whole) != outcome(without)


@TRY
@given(OBJECT, st.data())
def test_every_value_of_json_is_taken_or_told(document: dict[str, Any], data: st.DataObject) -> None:
    """Leaving any one out changes the outcome, or it was listed as ignored."""
    found = check(json.dumps(document).encode(), "a.json")
    pointers = list(leaves(document, ""))
    assume(found.verdict != "unfinished" and pointers)
    pointer, value = data.draw(st.sampled_from(pointers))
    listed = {each["location"].get("pointer") for each in found.report["ignored"]}
    told = any(pointer == each or str(each).startswith(f"{pointer}/") for each in listed)

    assert told or outcome(check(json.dumps(without(document, pointer)).encode(), "a.json")) != outcome(found), value


@TRY
@given(HEADS, st.lists(st.lists(CELLS, max_size=7), min_size=1, max_size=3), st.data())
def test_every_cell_is_used_or_told(heads: list[str], rows: list[list[str]], data: st.DataObject) -> None:
    """Emptying any one changes the outcome, or it was listed as ignored."""
    found = check(as_csv([heads, *rows]), "a.csv")
    spots = [(r, c) for r, row in enumerate(rows) for c, text in enumerate(row) if text.strip()]
    assume(found.verdict != "unfinished" and spots)
    r, c = data.draw(st.sampled_from(spots))
    emptied = copy.deepcopy(rows)
    emptied[r][c] = ""

    assert outcome(check(as_csv([heads, *emptied]), "a.csv")) != outcome(found)


@TRY
@given(st.binary(max_size=200), st.sampled_from(["ttl", "nq", "rdf", "jsonld", "json", "csv", "xlsx", ""]))
def test_any_bytes_have_an_outcome(content: bytes, suffix: str) -> None:
    """No file brings the check down."""
    check(content, f"a.{suffix}")


def as_csv(rows: list[list[str]]) -> bytes:
    """Return rows as CSV with semicolons, all cells in quotes."""
    out = io.StringIO(newline="")
    writer(out, delimiter=";", quoting=1).writerows(rows)
    return out.getvalue().encode()


def leaves(value: Any, pointer: str) -> Any:
    """Yield (pointer, value) of all values that are no object and no array."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, f"{pointer}/{key}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from leaves(part, f"{pointer}/{number}")
    else:
        yield pointer, value


def without(document: Any, pointer: str) -> Any:
    """Return a copy of the document without one value."""
    copied = copy.deepcopy(document)
    *path, last = pointer.split("/")[1:]
    part = copied
    for step in path:
        part = part[int(step)] if isinstance(part, list) else part[step]
    del part[int(last) if isinstance(part, list) else last]
    return copied
