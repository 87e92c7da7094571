# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Carriage returns survive XML (XML 1.0, 2.11)."""

from io import BytesIO
from xml.etree import ElementTree as ET

from rdflib import Graph, Literal

from graph.model.formats import CSV, RDF_XML, XML, Format
from graph.store import Dataset, EmbeddedStore, FormatChoice
from graph.store.embedded import output

TEXT = "\ra\r\nb\rc\n\td\r"
QUERY = r'SELECT ?x { BIND("\ra\r\nb\rc\n\td\r" AS ?x) }'


class Document(BytesIO):
    """What a store writes into."""

    def begin(self, chosen: Format) -> None:
        """Take the format."""


def test_literal_of_a_result_survives() -> None:
    """An XML parser reads the value as it is."""
    answer = EmbeddedStore().answer(QUERY, FormatChoice(XML, None), Dataset())
    root = ET.fromstring(answer.whole())  # noqa: S314 - our own answer

    assert [element.text for element in root.iter("{http://www.w3.org/2005/sparql-results#}literal")] == [TEXT]


def test_literal_of_a_graph_survives() -> None:
    """The same in RDF/XML."""
    query = QUERY.replace("SELECT ?x", "CONSTRUCT { <http://e.org/s> <http://e.org/p> ?x }")
    answer = EmbeddedStore().answer(query, FormatChoice(None, RDF_XML), Dataset())

    assert list(Graph().parse(data=answer.whole(), format="xml").objects()) == [Literal(TEXT)]


def test_parts_may_end_anywhere() -> None:
    """The writer counts what it was given, not what it made of it."""
    document = Document()
    file = output(document, XML)

    assert [file.write(part) for part in (b"a\r", b"\nb", b"\r", b"\rc")] == [2, 2, 1, 2]
    file.flush()
    assert document.getvalue() == b"a&#13;\nb&#13;&#13;c"


def test_other_formats_are_left_alone() -> None:
    """CSV ends its lines with CR and LF."""
    document = Document()

    assert output(document, CSV) is document
