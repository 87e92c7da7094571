# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every thing at its address: for each class, for each kind of client."""

import re
from contextlib import closing
from functools import cache
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient
from rdflib import DCTERMS, FOAF, RDF, Graph, Literal, URIRef

from graph.model.namespaces import BASE, GRAPH
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app
from graph.web.http.pages import local_path
from tests.conftest import assembled

PUBLIC = "https://daten.example.org"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
CLIENTS = {
    BROWSER: ("text/html; charset=utf-8", "html", ""),
    "text/turtle": ("text/turtle; charset=utf-8", "ttl", "turtle"),
    "application/ld+json": ("application/ld+json", "jsonld", "json-ld"),
    "application/n-triples": ("application/n-triples", "nt", "nt"),
    "application/rdf+xml": ("application/rdf+xml", "rdf", "xml"),
    "*/*": ("text/turtle; charset=utf-8", "ttl", "turtle"),
    "": ("text/turtle; charset=utf-8", "ttl", "turtle"),
}
SAMPLES = """SELECT ?class (MIN(STR(?thing)) AS ?first) WHERE {
  ?thing a ?class .
  FILTER(REGEX(STR(?thing), "^https://w3id.org/mpsc/(id|code|dataset)/[^#]+$"))
} GROUP BY ?class ORDER BY ?class"""
OTHERS = [f"{BASE}{path}" for path in ("id/project/bamberg", "code/topic", "graph/cohort-2", "prefixes")]


@cache
def samples() -> list[str]:
    """Return one thing of each class that has things with an address, and some more."""
    return sorted({*(str(row["first"]) for row in assembled().select(SAMPLES)), *OTHERS})


@pytest.fixture(scope="module")
def site(graph_store: EmbeddedStore) -> FlaskClient:
    """The application at a public address that is not the one it is called by."""
    return create_app(Settings(public_url=PUBLIC), graph_store).test_client()


def path_of(iri: str) -> str:
    """Return the path that answers for an IRI of ours."""
    return iri.removeprefix(BASE.rstrip("/"))


class Links(HTMLParser):
    """The addresses and the ids of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Note where the page leads."""
        self.found += [value or "" for name, value in attrs if name in {"href", "src"}]
        self.ids += [value or "" for name, value in attrs if name == "id"]


@pytest.mark.parametrize("accept", CLIENTS)
@pytest.mark.parametrize("iri", samples(), ids=lambda iri: iri.removeprefix(BASE))
def test_every_kind_of_thing_answers_every_client(site: FlaskClient, iri: str, accept: str) -> None:
    """303 for things, then 200 in the right type, which parses and speaks of the thing; HEAD agrees."""
    content_type, suffix, parser = CLIENTS[accept]
    headers = {"Accept": accept} if accept else {}
    first = site.get(path_of(iri), headers=headers)
    assert first.status_code == (303 if "/id/" in iri else 200)
    path = first.headers.get("Location", path_of(iri))
    answer = site.get(path, headers=headers)

    assert (path, answer.status_code) == (local_path(iri), 200)
    assert answer.content_type == content_type
    assert "Accept" in answer.vary
    assert answer.headers["ETag"]
    if parser:
        graph = Graph().parse(data=answer.data, format=parser)
        assert (URIRef(iri), None, None) in graph
    else:
        assert f"<code>{iri}</code>" in answer.text
    if not iri.startswith(GRAPH):
        assert answer.headers["Content-Location"] == f"{path}.{suffix}"
        assert site.get(f"{path}.{suffix}").text.replace(f"{path}.html?", f"{path}?") == answer.text
    head = site.head(path, headers=headers)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", answer.headers["ETag"])
    again = site.get(path, headers={**headers, "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("tag", ["de", "en"])
@pytest.mark.parametrize("iri", samples(), ids=lambda iri: iri.removeprefix(BASE))
def test_every_local_link_answers(site: FlaskClient, iri: str, tag: str) -> None:
    """A page leads nowhere into nothing; links into the page itself have their target; all are of the web."""
    page = Links(site.get(f"{local_path(iri)}?lang={tag}", headers={"Accept": BROWSER}).text)
    leading = sorted({urlsplit(link)._replace(fragment="").geturl() for link in page.found})
    local = [link for link in leading if link.startswith("/")]

    assert {link[1:] for link in page.found if link.startswith("#")} <= set(page.ids)
    assert all(link.startswith(("https://", "http://")) for link in leading if link and link not in local)
    for link in [*local[:8], *local[-4:]]:
        with closing(site.get(link, headers={"Accept": BROWSER})) as answer:
            assert answer.status_code in {200, 303}, link


@pytest.mark.parametrize("iri", samples(), ids=lambda iri: iri.removeprefix(BASE))
def test_every_typed_link_answers(site: FlaskClient, iri: str) -> None:
    """Link headers (signposting.org) lead to what they say, below the public address; the linkset agrees."""
    answer = site.get(local_path(iri), headers={"Accept": BROWSER})
    typed = re.findall(r'<([^>]*)>; rel="([^"]+)"(?:; type="([^"]+)")?', answer.headers["Link"])
    relations = {relation for _, relation, _ in typed}

    assert {"cite-as", "describedby", "license", "type", "alternate", "linkset"} <= relations
    assert ("collection" in relations) == ("/id/" in iri or "/code/" in iri)
    assert (iri, "cite-as", "") in typed
    for target, relation, media_type in typed:
        if target.startswith(PUBLIC):
            found = site.get(target.removeprefix(PUBLIC))
            assert found.status_code == 200, target
            assert not media_type or found.mimetype == media_type, (target, relation)
    linkset = site.get(f"/linkset{local_path(iri)}")
    assert linkset.content_type == "application/linkset+json"
    (context,) = linkset.json["linkset"]  # type: ignore[index]  # it is an object
    assert context["anchor"] == PUBLIC + local_path(iri)
    assert context["cite-as"] == [{"href": iri}]


def test_document_says_what_it_is(site: FlaskClient, graph_store: EmbeddedStore) -> None:
    """Topic, licence and sources of the document; labels of what is linked; what refers to the thing."""
    iri = URIRef(f"{BASE}id/project/bamberg")
    graph = Graph().parse(data=site.get("/doc/project/bamberg.nt").data, format="nt")
    page = URIRef(f"{PUBLIC}/doc/project/bamberg")

    assert (page, FOAF.primaryTopic, iri) in graph
    assert (page, DCTERMS.license, URIRef("https://creativecommons.org/licenses/by/4.0/")) in graph
    assert URIRef("https://smart-city-dialog.de/mpsc/bamberg") in set(graph.objects(page, DCTERMS.source))
    assert Literal("Staffel 2", lang="de") in set(graph.objects(URIRef(f"{BASE}id/cohort/2")))
    measures = {row["m"] for row in graph_store.select(f"SELECT ?m {{ ?m dcterms:isPartOf <{iri}> }}")}
    assert measures == set(graph.subjects(DCTERMS.isPartOf, iri)) != set()


def test_named_graphs_are_kept_in_quads(site: FlaskClient) -> None:
    """TriG and N-Quads tell which graph says what."""
    lines = site.get("/doc/project/bamberg.nq").text.splitlines()
    triple = f"<{BASE}id/project/bamberg> <{RDF.type}> <{BASE}def#ModelProject>"

    assert f"{triple} <{GRAPH['cohort-2']}> ." in lines
    assert "graph:cohort-2 {" in site.get("/doc/project/bamberg.trig").text


def test_long_lists_are_cut_and_go_on(site: FlaskClient) -> None:
    """Thousands of references: the first ones with their number, and pages for all of them."""
    page = site.get("/code/authority-type/municipality", headers={"Accept": BROWSER}).text
    (more,) = {link for link in Links(page).found if "property=" in link and "level" in link}
    second = Links(site.get(f"{more}&page=2", headers={"Accept": BROWSER}).text).found
    first = Links(site.get(more, headers={"Accept": BROWSER}).text).found

    areas = [{link for link in links if link.startswith("/doc/area/")} for links in (first, second)]
    assert len(areas[0]) == len(areas[1]) == 100
    assert areas[0].isdisjoint(areas[1])
    assert len(page) < 60_000


def test_list_of_a_kind_is_complete(site: FlaskClient, graph_store: EmbeddedStore) -> None:
    """Every project is on one of the pages; umlauts sort as their vowels."""
    (row,) = graph_store.select("SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a mpsc:Municipality }")
    pages = -(-int(str(row["n"])) // 100)
    page = Links(site.get("/doc/project", headers={"Accept": BROWSER}).text)

    assert len({link for link in page.found if link.startswith("/doc/project/")}) == 73
    assert site.get(f"/doc/municipality?page={pages}").status_code == 200
    assert site.get(f"/doc/municipality?page={pages + 1}").status_code == 404
    graph = Graph().parse(data=site.get("/doc/municipality?page=2").data, format="turtle")
    assert len(set(graph.objects(predicate=URIRef("http://www.w3.org/ns/hydra/core#member")))) == 100


@pytest.mark.parametrize(
    "path",
    [
        "/doc/project/gibt-es-nicht",
        "/id/project/gibt-es-nicht",
        "/doc/kein-ding/x",
        "/doc/kein-ding",
        "/code/topic/kein-thema",
        "/code/kein-schema",
        "/doc/project/../../etc/passwd",
        "/doc/project/%2e%2e%2f%2e%2e",
        "/doc/project/bamberg%2Fx",
        "/doc/project/bamberg%00",
        "/doc/project/bamberg%0d%0aSet-Cookie:x=1",
        "/doc/project/bamberg%3E%20%3Fp%20%3Fo%20%7D%20%23",
        "/doc/PROJECT/bamberg",
        "/doc/project/bamberg.exe",
        "/doc/project/" + "a" * 5000,
        "/dataset/" + "a/" * 2000 + "a",
        "/doc/project/" + quote("müller"),
        "/linkset/doc/project/gibt-es-nicht",
        "/linkset/nirgendwo",
        "/linkset/doc/%3Cscript%3E",
    ],
)
@pytest.mark.parametrize("accept", [BROWSER, "text/turtle"])
def test_what_is_no_address_is_not_found(site: FlaskClient, path: str, accept: str) -> None:
    """404 as a page or a problem; nothing of the address gets into a query or, unescaped, into the page."""
    answer = site.get(path, headers={"Accept": accept})

    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers
    assert answer.mimetype == "application/problem+json" or "<script>" not in answer.text
    assert len(answer.data) < 4 * len(path) + 4000


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=x", "page=99999999", "property=x&page=0", "property=%3E%7D&page=1", "property=x"],
)
def test_bad_parameters_are_told(site: FlaskClient, query: str) -> None:
    """400 or 404 with the reason; never a server error."""
    path = "/doc/project/bamberg" if "property" in query else "/doc/project"

    assert site.get(f"{path}?{query}").status_code in {400, 404}


def test_what_no_format_fits_is_refused(site: FlaskClient) -> None:
    """406 names what is offered."""
    assert site.get("/doc/project/bamberg", headers={"Accept": "image/png"}).status_code == 406


OWN = """@prefix mpsc: <https://w3id.org/mpsc/def#> .
@prefix project: <https://w3id.org/mpsc/id/project/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
project:gone a mpsc:ModelProject ; rdfs:label "Zurückgezogen"@de ; dcterms:isReplacedBy project:evil ;
  prov:invalidatedAtTime "2026-11-01T00:00:00Z"^^xsd:dateTime .
project:evil a mpsc:ModelProject ; rdfs:label "<script>alert(1)</script>"@de ;
  dcterms:description "\\"><img src=x onerror=alert(1)>"@en ; foaf:homepage <javascript:alert(1)> ;
  rdfs:seeAlso "javascript:alert(2)"^^xsd:anyURI ; dcterms:identifier "</script><script>alert(3)</script>" .
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The application over data of the tests: a withdrawn thing, and one full of markup."""
    path = tmp_path_factory.mktemp("own") / "own.ttl"
    path.write_text(OWN, encoding="utf-8")
    store = EmbeddedStore()
    store.load(path)
    return create_app(Settings(public_url=PUBLIC), store).test_client()


def test_withdrawn_thing_is_gone_and_says_so(own: FlaskClient) -> None:
    """410 with what is left, as a page and as RDF, and the way to the successor."""
    assert own.get("/id/project/gone").headers["Location"] == "/doc/project/gone"
    page = own.get("/doc/project/gone", headers={"Accept": BROWSER})
    data = own.get("/doc/project/gone", headers={"Accept": "text/turtle"})

    assert (page.status_code, data.status_code) == (410, 410)
    assert "Dieser Eintrag wurde zurückgezogen" in page.text
    assert "01.11.2026" in page.text
    assert "prov:invalidatedAtTime" in data.text or "invalidatedAtTime>" in data.text
    assert f'<{BASE}id/project/evil>; rel="successor-version"' in page.headers["Link"]


@pytest.mark.parametrize("tag", ["de", "en"])
def test_markup_in_the_data_stays_text(own: FlaskClient, tag: str) -> None:
    """Labels are escaped, and only addresses of the web become links."""
    page = own.get(f"/doc/project/evil?lang={tag}", headers={"Accept": BROWSER}).text

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<img" not in page.partition("<main")[2]
    assert not [link for link in Links(page).found if link.startswith("javascript:")]
    assert "<script>alert" not in own.get("/doc/project", headers={"Accept": BROWSER}).text


class Replaced(EmbeddedStore):
    """A store whose version changes while it is asked, a number of times."""

    changes = 0
    asked = 0

    @property
    def version(self) -> str:  # type: ignore[override]  # a store that counts for itself
        """Return another version at each question as long as there are changes left."""
        self.asked += 1
        return str(min(self.asked, self.changes))


@pytest.mark.parametrize(("changes", "status"), [(2, 200), (1000, 503)])
def test_page_comes_from_one_release(graph_store: EmbeddedStore, changes: int, status: int) -> None:
    """A release that is replaced in between makes the page be read anew; a few times, not for ever."""
    store = Replaced(graph_store.prefixes)
    store.changes = changes
    store.add([(URIRef(f"{BASE}id/project/a"), RDF.type, URIRef(f"{BASE}def#ModelProject"), GRAPH["a"])])

    assert create_app(Settings(), store).test_client().get("/doc/project/a.nt").status_code == status


def test_what_has_the_same_sources_is_cited_once(site: FlaskClient) -> None:
    """Plain words stand in one line; numbers of sources ascend; long texts take the whole width."""
    topic = site.get("/code/topic/mobility", headers={"Accept": BROWSER}).text
    event = site.get("/doc/event/vernetzungstreffen-bamberg", headers={"Accept": BROWSER}).text
    project = site.get("/doc/project/bamberg", headers={"Accept": BROWSER}).text

    assert "<dd>Ampelsteuerung, autonomes Fahren," in topic
    assert '<div class="whole">' in event
    for cited in re.findall(r'<span class="cited">(.*?)</span>', project):
        numbers = [int(number) for number in re.findall(r">(\d+)<", cited)]
        assert numbers == sorted(numbers) != []


def test_classes_of_others_have_names(site: FlaskClient) -> None:
    """A class that has a shape is called as the shape calls it."""
    page = site.get("/graph/cohort-2", headers={"Accept": BROWSER}).text

    assert ">Mitgliedschaft</a>" in page
    assert "org:Membership" not in page
