# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every shape at its address: a page that explains its fields, and RDF in every format."""

import re

import pytest
from flask.testing import FlaskClient
from rdflib import DCTERMS, FOAF, RDF, RDFS, SH, BNode, Graph, URIRef
from rdflib.compare import isomorphic

from graph import __version__
from graph.model.formats import GRAPH_FORMATS, Format
from graph.model.namespaces import MPSC, SHAPE
from graph.model.paths import folder
from graph.model.shapes import document, shapes, shapes_by_class
from graph.model.vocabulary import vocabulary

BROWSER = {"Accept": "text/html"}


def test_every_shape_answers_browsers_and_programs(client: FlaskClient) -> None:
    """As a page in both languages and as Turtle that speaks about it; none of the files is left out."""
    defined = set(re.findall(r"^shape:([\w-]+) a ", _turtle(), re.MULTILINE))
    assert {str(iri).removeprefix(SHAPE) for iri in shapes() if "/group/" not in iri} == defined

    for iri in shapes():
        path = f"/shape/{iri.removeprefix(SHAPE)}"
        for tag in ("de", "en"):
            page = client.get(f"{path}?lang={tag}", headers=BROWSER)
            assert page.status_code == 200
            assert f"<code>{iri}</code>" in page.text
        data = client.get(path, headers={"Accept": "text/turtle"})
        assert (data.content_type, data.headers["Content-Location"]) == ("text/turtle; charset=utf-8", f"{path}.ttl")
        assert (URIRef(iri), RDF.type, None) in Graph().parse(data=data.data, format="turtle")


def _turtle() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in folder("shapes").glob("*.ttl"))


@pytest.mark.parametrize("offer", GRAPH_FORMATS, ids=lambda offer: offer.name)
def test_document_of_a_shape_is_whole(client: FlaskClient, offer: Format) -> None:
    """The shape with its fields, lists and paths; the same in every format, HEAD and tag agree."""
    iri = URIRef(SHAPE["ModelProject"])
    suffix = offer.suffixes[0]
    answer = client.get(f"/shape/ModelProject{suffix}")
    expected = Graph()
    for statement in document(iri):
        expected.add(statement)

    found = _parsed(answer.data, suffix)
    page = URIRef("http://localhost:8000/shape/ModelProject")
    assert (page, FOAF.primaryTopic, iri) in found
    assert (page, DCTERMS.license, None) in found
    found.remove((page, None, None))
    assert isomorphic(found, expected)
    assert {SHAPE["ModelProject-label"], SHAPE["group/identity"]} <= set(found.subjects())
    head = client.head(f"/shape/ModelProject{suffix}")
    assert (head.status_code, head.headers["ETag"]) == (200, answer.headers["ETag"])


def _parsed(data: bytes, suffix: str) -> Graph:
    if suffix in {".trig", ".nq"}:
        # What stands in no named graph.
        lines = data.decode()
        return Graph().parse(data=lines, format="nt" if suffix == ".nq" else "turtle")
    return Graph().parse(data=data, format={".ttl": "turtle", ".jsonld": "json-ld", ".rdf": "xml"}.get(suffix, "nt"))


def test_unnamed_parts_have_the_same_names_each_time() -> None:
    """Two processes write the same bytes."""
    unnamed = [t for iri in shapes() for triple in document(iri) for t in triple if isinstance(t, BNode)]

    assert unnamed
    assert all(re.fullmatch(r"b\d+", str(term)) for term in unnamed)


def test_page_explains_the_fields(client: FlaskClient) -> None:
    """Name, what belongs there, how many, from which list, and what somebody is told."""
    page = client.get("/shape/ModelProject", headers=BROWSER).text
    field = page.partition('id="ModelProject-inCohort"')[2].partition("</article>")[0]

    assert "Auswahlrunde, in der das Projekt den Zuschlag erhielt." in field
    assert "Pflicht" in field
    assert "genau eine Angabe" in field
    assert '<a href="/def#Cohort">Staffel</a>' in field
    assert "Wählen Sie genau eine Staffel" in field
    assert 'href="/def#inCohort"' in field
    english = client.get("/shape/ModelProject?lang=en", headers=BROWSER).text
    assert "Choose exactly one cohort" in english
    assert 'href="/code/topic"' in page or 'href="/code/' in page


def test_list_of_shapes_names_all_classes(client: FlaskClient) -> None:
    """Each class with a shape, as page and as RDF; `/def` and lists of things lead to them."""
    listed = client.get("/shape", headers=BROWSER).text
    graph = Graph().parse(data=client.get("/shape", headers={"Accept": "text/turtle"}).data, format="turtle")

    for target, shape in shapes_by_class().items():
        assert f'href="/shape/{shape.iri.removeprefix(SHAPE)}"' in listed
        assert (URIRef(shape.iri), SH.targetClass, URIRef(target)) in graph
        assert (URIRef(shape.iri), RDFS.label, None) in graph
    definitions = client.get("/def", headers=BROWSER).text
    by_class = {target: shape.iri.removeprefix(SHAPE) for target, shape in shapes_by_class().items()}
    for term in vocabulary().classes:
        named = by_class.get(str(term.iri), "")
        assert bool(named) == (f'href="/shape/{named or "-"}"' in definitions)
    assert shapes_by_class()[str(MPSC.ModelProject)].iri == str(SHAPE["ModelProject"])
    assert 'href="/shape/ModelProject"' in client.get("/doc/project", headers=BROWSER).text
    assert 'href="/shape/ModelProject?lang=en"' in client.get("/doc/project/ulm?lang=en", headers=BROWSER).text


def test_typed_links_of_a_shape(client: FlaskClient) -> None:
    """Signposting as for things; all of them answer."""
    links = client.get("/shape/Cohort", headers=BROWSER).headers["Link"]
    typed = re.findall(r'<([^>]*)>; rel="([^"]+)"', links)

    assert {"cite-as", "describedby", "license", "type", "alternate", "collection"} == {rel for _, rel in typed}
    local = [target.removeprefix("http://localhost:8000") for target, _ in typed if "localhost" in target]
    assert all(client.get(path).status_code == 200 for path in local)


@pytest.mark.parametrize("path", ["Nothing", "<script>", "../ontology/mpsc.ttl", "a" * 5000, "%00", "Cohort.exe"])
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_what_is_no_shape_is_not_found(client: FlaskClient, path: str, accept: str) -> None:
    """404 as a page or a problem."""
    answer = client.get(f"/shape/{path}", headers={"Accept": accept})

    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json" or "<script>" not in answer.text
    assert client.get("/shape/Cohort", headers={"Accept": "image/png"}).status_code == 406


def test_version_of_the_shapes_answers(client: FlaskClient) -> None:
    """Accepted submissions name it; another version is not kept here."""
    assert client.get(f"/shape/version/{__version__}").data == client.get("/shape").data
    assert client.get("/shape/version/0.0.0").status_code == 404
