# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The vocabulary at its address: one answer for people, one for programs."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from rdflib import RDFS, SKOS, Graph
from rdflib.compare import isomorphic

from graph.model.vocabulary import Term, vocabulary
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
PARSERS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
}
TERMS = (*vocabulary().classes, *vocabulary().properties)


class Page(HTMLParser):
    """What the tests ask about a page: ids, links, and what the content security policy forbids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.refused: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note ids and links; note scripts and styles that stand in the page itself."""
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in {"href", "src"}:
                self.links.append(value or "")
            if name == "style" or name.startswith("on"):
                self.refused.append(f"{tag} {name}")
        if tag in {"script", "style"}:
            self.refused.append(tag)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """A client of the application without data: the vocabulary comes from its file."""
    return create_app(Settings(), EmbeddedStore()).test_client()


@pytest.fixture(scope="module")
def pages(client: FlaskClient) -> dict[str, str]:
    """The page in both languages."""
    return {tag: client.get(f"/def?lang={tag}", headers={"Accept": BROWSER}).text for tag in ("de", "en")}


@pytest.mark.parametrize("accept", ["*/*", "text/turtle", None])
def test_turtle_is_the_file_with_comments(client: FlaskClient, accept: str | None) -> None:
    """Its layout is kept and `rdfs:comment` added; also for clients that do not say what they want."""
    answer = client.get("/def", headers={"Accept": accept} if accept else {})
    lines = answer.text.splitlines(keepends=True)
    own = "".join(line for line in lines if not line.startswith("    rdfs:comment "))
    assert own == (ONTOLOGY / "mpsc.ttl").read_text(encoding="utf-8")
    assert answer.content_type == "text/turtle; charset=utf-8"


@pytest.mark.parametrize("accept", PARSERS)
def test_every_format_says_the_same(client: FlaskClient, accept: str) -> None:
    """The triples are those of the file, and each definition is a comment as well."""
    answer = client.get("/def", headers={"Accept": accept})
    expected = Graph().parse(ONTOLOGY / "mpsc.ttl")
    for term, text in list(expected.subject_objects(SKOS.definition)):
        expected.add((term, RDFS.comment, text))
    assert answer.mimetype == accept
    assert isomorphic(Graph().parse(data=answer.data, format=PARSERS[accept]), expected)


@pytest.mark.parametrize(
    ("suffix", "media_type"), list(zip(("ttl", "nt", "jsonld", "rdf"), PARSERS, strict=True)), ids=str
)
def test_suffix_chooses_the_format(client: FlaskClient, suffix: str, media_type: str) -> None:
    """Whatever Accept says."""
    answer = client.get(f"/def.{suffix}", headers={"Accept": "text/html"})
    assert answer.mimetype == media_type


def test_browser_gets_a_page(client: FlaskClient) -> None:
    """With what a browser really sends."""
    assert client.get("/def", headers={"Accept": BROWSER}).mimetype == "text/html"


@pytest.mark.parametrize("accept", [BROWSER, "text/turtle"])
def test_answer_varies_by_accept(client: FlaskClient, accept: str) -> None:
    """So that caches keep the two apart."""
    assert "accept" in client.get("/def", headers={"Accept": accept}).vary.as_set()


def test_negotiated_answer_names_its_own_address(client: FlaskClient) -> None:
    """Content-Location leads to the format that was chosen (RFC 9110, 8.7)."""
    answer = client.get("/def", headers={"Accept": "application/rdf+xml"})
    assert client.get(answer.headers["Content-Location"]).mimetype == "application/rdf+xml"


def test_unknown_media_type_is_refused(client: FlaskClient) -> None:
    """With the list of what there is."""
    answer = client.get("/def", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.text


def test_present_version_is_served(client: FlaskClient) -> None:
    """Its address is the version IRI."""
    path = urlsplit(vocabulary().version_iri).path.removeprefix("/mpsc")
    assert client.get(path).data == client.get("/def").data


@pytest.mark.parametrize("path", ["/def/0.0.9", "/def/", "/def.csv"])
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    """Another version, no version, another format."""
    assert client.get(path).status_code == 404


def test_context_is_the_file_itself(client: FlaskClient) -> None:
    """As JSON-LD, readable for scripts from everywhere."""
    answer = client.get("/context.jsonld")
    assert answer.data == (ONTOLOGY / "context.jsonld").read_bytes()
    assert answer.mimetype == "application/ld+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("tag", ["de", "en"])
def test_page_has_an_anchor_for_every_term(pages: dict[str, str], tag: str) -> None:
    """Exactly one, named as the term is."""
    ids = Page(pages[tag]).ids
    assert [term.name for term in TERMS if ids.count(term.name) != 1] == []


@pytest.mark.parametrize("tag", ["de", "en"])
def test_page_has_no_id_twice(pages: dict[str, str], tag: str) -> None:
    """The diagram's ids included."""
    ids = Page(pages[tag]).ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("tag", ["de", "en"])
def test_links_within_the_page_lead_somewhere(pages: dict[str, str], tag: str) -> None:
    """From the contents, the tables, the terms and the diagram."""
    page = Page(pages[tag])
    assert [link for link in page.links if link.startswith("#") and link[1:] not in page.ids] == []


@pytest.mark.parametrize("tag", ["de", "en"])
def test_page_keeps_the_content_security_policy(pages: dict[str, str], tag: str) -> None:
    """No style and no script in the page itself."""
    assert Page(pages[tag]).refused == []


@pytest.mark.parametrize("tag", ["de", "en"])
@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name)
def test_page_defines_term(pages: dict[str, str], tag: str, term: Term) -> None:
    """Label and definition in the language of the page, the other label beside it."""
    assert escape(term.definitions[tag]) in pages[tag]
    assert all(escape(label) in pages[tag] for label in term.labels.values())


@pytest.mark.parametrize("wanted", ["0.1.0", "creativecommons.org/licenses/by/4.0", vocabulary().citation])
def test_page_says_how_to_use_it(pages: dict[str, str], wanted: str) -> None:
    """Version, licence, citation."""
    assert wanted in pages["de"]


def test_page_lists_the_alignments(pages: dict[str, str]) -> None:
    """Each leads to the class of the other vocabulary."""
    links = set(Page(pages["en"]).links)
    assert [each.other for each in vocabulary().alignments if str(each.other) not in links] == []


@pytest.mark.parametrize("tag", ["de", "en"])
def test_page_shows_the_diagram(pages: dict[str, str], tag: str) -> None:
    """In its language; the links stay on the page."""
    assert re.search(rf'<svg [^>]*lang="{tag}"[^>]*aria-labelledby="diagram-title', pages[tag])
    assert {"#Measure", "#inPhase"} <= set(re.findall(r'<a href="(#\w+)"[^>]*>\n<rect', pages[tag]))


def test_diagram_can_be_fetched_alone(client: FlaskClient) -> None:
    """Its classes and properties lead to the page."""
    answer = client.get("/def/diagram.svg?lang=en")
    page = Page(answer.text)
    assert answer.mimetype == "image/svg+xml"
    assert {"/def?lang=en#Measure", "/def?lang=en#inPhase"} <= set(page.links)
    assert [link for link in page.links if not link.startswith("/def?lang=en#")] == []
    assert page.refused == []


def test_navigation_leads_to_the_vocabulary(pages: dict[str, str]) -> None:
    """From every page, in its language."""
    assert "/def?lang=en" in Page(pages["en"]).links
