# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Submissions made up at random: things of all kinds, with right and wrong values, in every format.

Each is a list of statements first, from which documents of all RDF formats and JSON are written; tables are
made of the same fields. What is wrong with them is what people and attackers get wrong.
"""

import io
import json
from collections import defaultdict
from collections.abc import Sequence
from csv import writer
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox
from hypothesis import strategies as st
from openpyxl import Workbook
from rdflib import RDF, XSD

from graph.check.policy import accepted_classes
from graph.check.sheets import headings
from graph.model.namespaces import BASE
from graph.model.shapes import CODE, DATE, DECIMAL, INTEGER, LINK, TEXT, THING, Field, Shape, shapes_by_slug

KINDS = [kind for kind in shapes_by_slug().values() if kind.target in accepted_classes()]
PROJECT = f"{BASE}id/project/bamberg"
TOWN = f"{BASE}id/municipality/09461000"
OWN = [f"{BASE}id/{place}" for place in ("measure/a", "project/neustadt", "event/treffen")]

Value = ox.NamedNode | ox.BlankNode | ox.Literal
Statement = tuple[ox.NamedNode | ox.BlankNode, str, Value]


def _typed(text: str, name: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(str(XSD[name])))


LETTERS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=20)
ODD = [
    ox.Literal("\u202egpj.exe", language="de"),
    ox.Literal("a\x00b"),
    ox.Literal("x" * 20_001, language="de"),
    ox.Literal("<b>fett</b>", datatype=ox.NamedNode(str(RDF.HTML))),
    _typed("1E999999999", "decimal"),
    _typed("9" * 50, "integer"),
    _typed("demnächst", "date"),
    _typed("2024-02-31", "date"),
    _typed("01", "integer"),
    _typed("1.50", "decimal"),
    _typed("2024-01-01T10:00:00.000Z", "dateTime"),
    _typed("TRUE", "boolean"),
    ox.Literal("bonjour", language="fr"),
    ox.Literal(""),
    ox.Literal(" Rand ", language="de"),
    ox.NamedNode("file:///etc/passwd"),
    ox.NamedNode("javascript:alert(1)"),
    ox.NamedNode(f"{BASE}code/status/invented"),
    ox.NamedNode(f"{BASE}id/project/nowhere"),
    ox.NamedNode("https://example.org/ö?a=b#c"),
    ox.BlankNode("x"),
]
"""Values that fit nowhere, or only nearly."""

_RIGHT: dict[str, st.SearchStrategy[Value]] = {
    TEXT: st.builds(ox.Literal, LETTERS, language=st.sampled_from(["de", "en"])),
    DATE: st.sampled_from([_typed("2024-05-01", "date"), _typed("2024-05", "gYearMonth"), _typed("2024", "gYear")]),
    INTEGER: st.integers(0, 10**6).map(lambda number: _typed(str(number), "integer")),
    DECIMAL: st.sampled_from([_typed("0.9", "decimal"), _typed("1234.5", "decimal")]),
    LINK: st.sampled_from([ox.NamedNode("https://example.org/a"), ox.NamedNode("mailto:post@example.org")]),
    THING: st.sampled_from([*map(ox.NamedNode, (PROJECT, TOWN, *OWN)), ox.BlankNode("x")]),
}
_EXTRA: list[tuple[str, Value]] = [
    ("http://www.w3.org/2000/01/rdf-schema#subClassOf", ox.NamedNode(f"{BASE}def#ModelProject")),
    ("http://www.w3.org/2004/02/skos/core#inScheme", ox.NamedNode(f"{BASE}code/status")),
    ("http://www.w3.org/2002/07/owl#sameAs", ox.NamedNode(PROJECT)),
    (str(RDF.type), ox.NamedNode("http://www.w3.org/2002/07/owl#Class")),
    (str(RDF.type), ox.NamedNode(f"{BASE}def#Municipality")),
    ("https://example.org/unknown", ox.Literal("x")),
]
"""What no submission may say of anything."""

SUBJECTS: st.SearchStrategy[ox.NamedNode | ox.BlankNode] = st.sampled_from(
    [
        *map(ox.NamedNode, OWN * 3),
        ox.BlankNode("x"),
        ox.BlankNode("y"),
        *map(ox.NamedNode, (PROJECT, TOWN, f"{BASE}graph/project", f"{BASE}code/status/planned")),
        ox.NamedNode("https://example.org/thing"),
    ]
)


def values(field: Field) -> st.SearchStrategy[Value]:
    """Return values for a field, of which every sixth or so is wrong."""
    if field.value == CODE:
        right: st.SearchStrategy[Value] = st.sampled_from([ox.NamedNode(code) for code in field.codes])
    else:
        right = _RIGHT.get(field.value, st.builds(ox.Literal, LETTERS))
    return st.integers(0, 5).flatmap(lambda chance: right if chance else st.sampled_from(ODD))


@st.composite
def things(draw: st.DrawFn) -> list[Statement]:
    """Make one thing of any kind; required fields are there most of the time."""
    kind: Shape = draw(st.sampled_from(KINDS))
    subject: ox.NamedNode | ox.BlankNode = draw(SUBJECTS)
    found: list[Statement] = []
    if draw(st.integers(0, 9)):
        found.append((subject, str(RDF.type), ox.NamedNode(kind.target)))
    for field in kind.fields:
        if draw(st.integers(0, 9)) < (9 if field.least else 3):
            count = draw(st.sampled_from([1, 1, 1, 2, 3]))
            found += [(subject, field.path, draw(values(field))) for _ in range(count)]
    if not draw(st.integers(0, 4)):
        found.append((subject, *draw(st.sampled_from(_EXTRA))))
    return found


SUBMISSIONS = st.lists(things(), min_size=1, max_size=3).map(
    lambda several: list(dict.fromkeys(statement for thing in several for statement in thing))
)
"""Statements about one to three things."""

RDF_SUFFIXES = ("ttl", "nt", "nq", "trig", "rdf", "jsonld", "json")


def written(statements: Sequence[Statement], suffix: str) -> bytes:
    """Return the statements as a document; TriG and N-Quads put them into a graph of ours."""
    if suffix in {"jsonld", "json"}:
        return _json(statements)
    form = {
        "ttl": ox.RdfFormat.TURTLE,
        "nt": ox.RdfFormat.N_TRIPLES,
        "nq": ox.RdfFormat.N_QUADS,
        "trig": ox.RdfFormat.TRIG,
        "rdf": ox.RdfFormat.RDF_XML,
    }[suffix]
    graph = ox.NamedNode(f"{BASE}graph/project")
    if suffix in {"nq", "trig"}:
        quads = [ox.Quad(s, ox.NamedNode(p), o, graph) for s, p, o in statements]
        return ox.serialize(quads, format=form) or b""
    return ox.serialize([ox.Triple(s, ox.NamedNode(p), o) for s, p, o in statements], format=form) or b""


def _json(statements: Sequence[Statement]) -> bytes:
    """Return objects with whole IRIs as keys, under our context."""
    nodes: dict[str, dict[str, Any]] = defaultdict(dict)
    for subject, predicate, value in statements:
        node = nodes[str(subject)]
        name = subject.value if isinstance(subject, ox.NamedNode) else f"_:{subject.value}"
        node["@id"] = name
        if predicate == str(RDF.type) and isinstance(value, ox.NamedNode):
            node.setdefault("@type", []).append(value.value)
        else:
            node.setdefault(predicate, []).append(_json_value(value))
    return json.dumps({"@context": {}, "@graph": list(nodes.values())}, ensure_ascii=False).encode()


def _json_value(value: Value) -> dict[str, str]:
    if isinstance(value, ox.NamedNode):
        return {"@id": value.value}
    if isinstance(value, ox.BlankNode):
        return {"@id": f"_:{value.value}"}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    return {"@value": value.value, "@type": value.datatype.value}


@dataclass(frozen=True)
class Table:
    """A table that somebody filled in: the kind of its rows, headings, and cells as text."""

    kind: Shape
    heads: list[str]
    rows: list[list[str]]

    def as_csv(self) -> bytes:
        """Return it with semicolons, all cells in quotes."""
        out = io.StringIO(newline="")
        writer(out, delimiter=";", quoting=1).writerows([self.heads, *self.rows])
        return out.getvalue().encode()

    def as_workbook(self) -> bytes:
        """Return it as the one sheet of a workbook."""
        workbook = Workbook()
        sheet = workbook.active
        assert sheet is not None
        sheet.title = self.kind.name["de"][:31]
        for number, row in enumerate([self.heads, *self.rows], start=1):
            for column, text in enumerate(row, start=1):
                if text:
                    # Text, also where it begins with =: a formula has no result before somebody opens it.
                    sheet.cell(number, column, text).data_type = "s"
        out = io.BytesIO()
        workbook.save(out)
        return out.getvalue()

    def without(self, row: int, column: int) -> "Table":
        """Return it with one cell emptied."""
        rows = [list(cells) for cells in self.rows]
        rows[row][column] = ""
        return Table(self.kind, self.heads, rows)


_CELLS = {
    DATE: ["1.5.2024", "2024-05", "Mai 2024", "31.2.2024", "demnächst"],
    INTEGER: ["12", "1.234", "zwölf"],
    DECIMAL: ["0,9", "1.234,50 €", "viel"],
    LINK: ["https://example.org/a", "www.example.org", "javascript:alert(1)", "siehe oben"],
    THING: ["Bamberg", "9461000", PROJECT, "Atlantis", "Bamberg|Bamberg"],
}
PRINTABLE = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=20)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Make a table of any kind with some of its columns, in any order, and some that nobody knows."""
    kind: Shape = draw(st.sampled_from(KINDS))
    known = list(headings(kind))
    chosen = draw(st.lists(st.sampled_from(known), min_size=1, max_size=8, unique_by=lambda each: each[0]))
    chosen += [(name, field) for name, field in known if field and field.least and (name, field) not in chosen]
    heads = [name for name, _ in chosen] + draw(st.lists(st.sampled_from(["Quelle", "Bemerkung"]), max_size=1))
    rows = [
        [draw(_cell(field)) for _, field in chosen] + [draw(PRINTABLE) for _ in heads[len(chosen) :]]
        for _ in range(draw(st.integers(1, 3)))
    ]
    return Table(kind, heads, rows)


def _cell(field: Field | None) -> st.SearchStrategy[str]:
    if field is None:
        return st.sampled_from(["", "a", "measure:a", OWN[0], "Ä ö"])
    listed = _CELLS.get(field.value, [])
    if field.value == CODE:
        listed = [*field.codes[:3], "mobility", "Mobilität und Verkehr", "geplant", "gibt es nicht"]
    words = st.sampled_from(listed) if listed else PRINTABLE
    return st.one_of(words, words, st.just(""), PRINTABLE, st.sampled_from(["=1+1", " Rand ", "a|b"]))
