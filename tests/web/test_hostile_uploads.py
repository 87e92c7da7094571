# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Hostile files through the door: nothing is fetched, opened, run, or shown as it was written."""

import json
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from rdflib import SH, Graph

from graph.inbox import Scope, accounts
from graph.model.paths import folder
from graph.web.services import services
from tests.intake.test_evaluation import MEASURE, PREFIXES
from tests.pace import in_time

CC_BY = "https://creativecommons.org/licenses/by/4.0/"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def lure() -> Iterator[tuple[str, list[str]]]:
    """The address of a server, and what was asked of it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/lure", asked
        server.shutdown()


def validated(office: Any, content: str, media_type: str, **query: str) -> Any:
    """Send a file to be checked."""
    return office.app.test_client().post("/validate", data=content, content_type=media_type, query_string=query)


OUTSIDE = {
    "document type": ("application/rdf+xml", '<?xml version="1.0"?><!DOCTYPE a SYSTEM "LURE"><a/>'),
    "entity": ("application/rdf+xml", '<!DOCTYPE a [<!ENTITY b SYSTEM "LURE">]><a xmlns="a:">&b;</a>'),
    "context": ("application/ld+json", '{"@context": "LURE", "@type": "x"}'),
    "import of a context": ("application/ld+json", '{"@context": {"@version": 1.1, "@import": "LURE"}}'),
    "import of an ontology": ("text/turtle", "<LURE> <http://www.w3.org/2002/07/owl#imports> <LURE> ."),
    "data source": ("text/turtle", "<LURE> <http://www.w3.org/2000/01/rdf-schema#seeAlso> <LURE> ."),
    "address in place of a file": ("text/turtle", "LURE"),
    "address as form": ("application/x-www-form-urlencoded", "text=LURE"),
    "schema": ("application/rdf+xml", '<a xsi:schemaLocation="LURE" xmlns:xsi="LURE"/>'),
}  # fmt: skip


@pytest.mark.parametrize("name", OUTSIDE)
def test_nothing_is_fetched_for_a_file(office: Any, lure: tuple[str, list[str]], name: str) -> None:
    """Whatever a file names, nobody goes there (S2, S3, S5, S22)."""
    address, asked = lure
    media_type, content = OUTSIDE[name]
    answer = validated(office, content.replace("LURE", address), media_type)

    assert answer.headers["Validation-Verdict"] in {"nothing", "unfinished"}
    assert asked == []


@pytest.mark.parametrize("content", ["/etc/hostname", "file:///etc/hostname", "../README.md", "./pyproject.toml"])
def test_nothing_is_opened_for_a_file(office: Any, content: str) -> None:
    """A path is a text like others (S5, S21); its content and our folders occur in no answer."""
    answer = validated(office, content, "")

    assert answer.headers["Validation-Verdict"] in {"nothing", "unfinished"}
    assert Path("/etc/hostname").read_text(encoding="utf-8").strip() not in answer.text.replace(content, "")
    assert str(Path.cwd()) not in answer.text


SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://w3id.org/mpsc/id/measure/shape> a sh:NodeShape ; sh:targetClass mpsc:Measure ;
    sh:sparql [ sh:select "SELECT $this { $this ?p ?o }" ] ;
    sh:rule [ a sh:SPARQLRule ; sh:construct "CONSTRUCT {} {}" ] .
mpsc:Measure sh:deactivated true .
<https://w3id.org/mpsc/shape/Measure> sh:deactivated true .
<http://www.w3.org/ns/shacl#> <http://www.w3.org/2002/07/owl#imports> <http://www.w3.org/ns/shacl#> .
"""


def test_shapes_of_a_sender_rule_nothing(office: Any) -> None:
    """They are listed as not taken; ours find what they find without them (S6)."""
    faulty = PREFIXES + "measure:x a mpsc:Measure ."
    alone = validated(office, faulty, "text/turtle").json
    with_shapes = validated(office, faulty + SHAPES, "text/turtle").json

    def rules(report: dict[str, Any]) -> list[str]:
        return sorted(each["rule"] for each in report["findings"] if each["object"]["iri"].endswith("/x"))

    assert rules(with_shapes) == rules(alone)
    assert len(rules(alone)) > 3
    assert with_shapes["statements"]["taken"] == alone["statements"]["taken"] == 1


@pytest.mark.parametrize("datatype", ["HTML", "XMLLiteral"])
def test_markup_is_no_value(office: Any, datatype: str) -> None:
    """Three thousand nested elements cost nothing, because nobody parses them (S1, S12)."""
    kind = f"<http://www.w3.org/1999/02/22-rdf-syntax-ns#{datatype}>"
    statement = f"measure:bamberg-test rdfs:comment '{'<div>' * 3_000}'^^{kind} ."
    report = in_time(5, lambda: validated(office, MEASURE + statement, "text/turtle").json)

    assert [each["reason"] for each in report["not_taken"]] == ["refused-datatype"]


def test_our_patterns_answer_at_once() -> None:
    """Every pattern of the shapes, on texts made to keep a backtracking engine busy (S9)."""
    shapes = Graph()
    for path in folder("shapes").glob("*.ttl"):
        shapes.parse(path)
    patterns = [str(value) for value in shapes.objects(None, SH.pattern)]
    texts = [sign * 20_000 + "!" for sign in ("a", "1", "-", " ", "/", "a.", "a-", "1a", "://", "%20")]

    assert patterns
    in_time(1, lambda: [re.search(pattern, text) for pattern in patterns for text in texts], time.thread_time)


@pytest.mark.parametrize("path", ["/validate", "/validate?lang=en"])
def test_page_shows_values_as_text(office: Any, path: str) -> None:
    """No value, no name of a file and no IRI becomes markup; nothing may run anyway (S16)."""
    content = MEASURE.replace("Ein Test", SCRIPT) + f"measure:x{'y' * 3} rdfs:label '{SCRIPT}' ."
    answer = office.app.test_client().post(
        path, data={"text": content.replace("status:planned", f'"{SCRIPT}"')}, headers={"Accept": "text/html"}
    )

    assert answer.status_code == 200
    assert SCRIPT not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_file_comes_back_as_nothing_that_runs(office: Any) -> None:
    """A page that calls itself Turtle is Turtle, and comes back as bytes to keep (S16, S24)."""
    header = office.token(office.town, Scope.SUBMIT, Scope.READ)
    client = office.app.test_client()
    content = f"# {SCRIPT}\n{MEASURE}"
    query = {"licence": CC_BY, "name": '../../<b>"\r\nSet-Cookie: a=b.html'}
    name = client.post("/submissions", data=content, headers=header, query_string=query).json["id"]
    answer = client.get(f"/submissions/{name}/received", headers={**header, "Accept": "text/html"})

    assert answer.text == content
    assert answer.content_type == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "Set-Cookie" not in answer.headers
    assert "/" not in answer.headers["Content-Disposition"]


def test_text_with_quotes_changes_no_query(office: Any) -> None:
    """Statements are made of terms, never of query text (S17)."""
    evil = 'x\\" } ; DROP ALL ; INSERT { <a:b> <a:b> \\"'
    report = validated(office, MEASURE.replace("Ein Test", evil), "text/turtle").json
    escaped = MEASURE.replace("<https://example.org/test>", "<https://example.org/\\u003e>")

    assert report["verdict"] == "valid"
    assert validated(office, escaped, "text/turtle").headers["Validation-Verdict"] == "unfinished"


def test_half_a_file_is_no_file(office: Any) -> None:
    """A fault in the last line leaves nothing of the lines before (S20)."""
    report = validated(office, MEASURE + "<a:b> <c:d", "text/turtle").json

    assert (report["verdict"], report["statements"]["taken"]) == ("unfinished", 0)


def test_persons_are_not_taken(office: Any) -> None:
    """Names and addresses of people have no place in what is published (S29)."""
    person = """
    <https://w3id.org/mpsc/id/person/x> a foaf:Person ;
        foaf:name "Erika Muster" ; foaf:mbox <mailto:e@example.org> .
    measure:bamberg-test foaf:maker <https://w3id.org/mpsc/id/person/x> .
    """
    report = validated(office, MEASURE + person, "text/turtle").json

    assert report["statements"]["not_taken"] == 4
    assert report["statements"]["sha256"] == validated(office, MEASURE, "text/turtle").json["statements"]["sha256"]


def test_one_address_two_callers_two_answers(office: Any) -> None:
    """Neither a cache nor a tag gives somebody the answer of another (S26)."""
    client = office.app.test_client()
    town = office.token(office.town, Scope.SUBMIT, Scope.READ)
    client.post(f"/submissions?licence={CC_BY}", data=MEASURE, headers=town)
    mine = [client.get("/submissions", headers=town) for _ in range(2)]
    tagged = client.get("/submissions", headers={**town, "If-None-Match": "*"})
    theirs = client.get("/submissions", headers=office.token(office.reviewer, Scope.READ))
    nobodys = client.get("/submissions")

    assert [len(answer.json["submissions"]) for answer in (*mine, theirs)] == [1, 1, 0]
    assert (tagged.status_code, nobodys.status_code) == (200, 401)
    assert all("ETag" not in answer.headers for answer in (*mine, theirs, nobodys))


def test_secrets_are_not_kept(office: Any) -> None:
    """What could be stolen from the database is worth nothing (S27)."""
    header = office.token(office.town, Scope.READ)
    link = office.link(office.town)
    browser = office.browser(office.reviewer)
    database = services(office.app).settings.database_url.removeprefix("sqlite:///")
    kept = b"".join(path.read_bytes() for path in Path(database).parent.glob("inbox.sqlite*"))
    secrets = [header["Authorization"].split()[1], link, browser.get_cookie("mpsc").value]

    assert len(kept) > 10_000
    assert [secret for secret in secrets if secret.encode() in kept] == []
    assert json.dumps([str(each) for each in accounts.tokens(office.inbox, office.town.account)])
