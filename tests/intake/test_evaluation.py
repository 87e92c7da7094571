# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Submissions in RDF and JSON: verdict, findings, and what was not taken."""

import hashlib
import json
from pathlib import Path

import pytest

from graph.check import Evaluation, Received, Verdict
from graph.check.texts import NOT_TAKEN
from tests.intake.conftest import Evaluate

EXAMPLES = Path(__file__).parents[1] / "examples"
PREFIXES = """@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix measure: <https://w3id.org/mpsc/id/measure/> .
@prefix mpsc: <https://w3id.org/mpsc/def#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix project: <https://w3id.org/mpsc/id/project/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix status: <https://w3id.org/mpsc/code/status/> .
@prefix topic: <https://w3id.org/mpsc/code/topic/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
MEASURE = (
    PREFIXES
    + """
measure:bamberg-test a mpsc:Measure ;
    dcterms:title "Ein Test"@de ;
    dcterms:description "Eine Maßnahme, die es nicht gibt."@de ;
    dcterms:isPartOf project:bamberg ;
    mpsc:mainTopic topic:mobility ;
    dcterms:subject topic:mobility ;
    adms:status status:planned ;
    foaf:page <https://example.org/test> .
"""
)
AS_JSON = {
    "id": "measure:bamberg-test",
    "type": "Measure",
    "title": {"de": "Ein Test"},
    "description": {"de": "Eine Maßnahme, die es nicht gibt."},
    "isPartOf": "project:bamberg",
    "mainTopic": "topic:mobility",
    "subject": ["topic:mobility"],
    "hasStatus": "status:planned",
    "page": "https://example.org/test",
}


def reasons(evaluation: Evaluation) -> list[str]:
    """Return why statements were not taken."""
    return [each["reason"] for each in evaluation.report["not_taken"]]


def rules(evaluation: Evaluation) -> set[str]:
    """Return the rules that found an error."""
    return {each["rule"] for each in evaluation.report["findings"] if each["severity"] == "error"}


def test_valid_measure_that_refers_to_a_published_project(check: Evaluate) -> None:
    """The project is not in the file, but known."""
    found = check(MEASURE)

    assert found.verdict is Verdict.VALID
    assert found.report["findings"] == []
    assert found.statements.count("\n") == found.report["statements"]["read"] == 8


def test_all_formats_give_the_same_statements(check: Evaluate) -> None:
    """Turtle, JSON with our context and JSON-LD that names it: the same digest."""
    turtle = check(MEASURE)
    plain = check(json.dumps(AS_JSON), "data.json")
    named = check(json.dumps({"@context": "https://w3id.org/mpsc/context.jsonld", **AS_JSON}), "data.jsonld")

    assert turtle.statements == plain.statements == named.statements
    assert named.report["statements"]["sha256"] == hashlib.sha256(turtle.statements.encode()).hexdigest()


def test_same_bytes_twice_give_the_same_outcome(check: Evaluate) -> None:
    """Also with blank nodes, whose labels parsers invent."""
    text = MEASURE.replace('"Ein Test"@de ;', '"Ein Test"@de ; dcterms:temporal [ a dcterms:PeriodOfTime ] ;')

    assert check(text) == check(text)
    assert "_:" not in check(text).statements


def test_finding_says_what_where_and_how(check: Evaluate) -> None:
    """Field, value, expectation, remedy and line."""
    found = check(MEASURE.replace("status:planned", "status:invented"))

    (finding,) = found.report["findings"]
    assert found.verdict is Verdict.ERRORS
    assert (finding["rule"], finding["component"], finding["severity"]) == ("Measure-status", "In", "error")
    assert finding["field"]["name"] == {"de": "Stand", "en": "State"}
    assert finding["found"][0]["value"] == "https://w3id.org/mpsc/code/status/invented"
    assert finding["object"]["label"] == "Ein Test"
    assert "Liste" in finding["message"]["de"]
    assert "“State”" in finding["message"]["en"]
    assert "zum Beispiel" in finding["fix"]["de"]
    lines = MEASURE.replace("status:planned", "status:invented").splitlines()
    assert lines[finding["location"]["line"] - 1].strip().startswith("adms:status")


def test_two_results_for_one_missing_title_are_one_finding(check: Evaluate) -> None:
    """“At least one” and “at least one in German” are the same fault."""
    found = check(MEASURE.replace('dcterms:title "Ein Test"@de ;', ""))

    assert [each["rule"] for each in found.report["findings"]] == ["Measure-title"]


@pytest.mark.parametrize("path", sorted((EXAMPLES / "invalid").glob("measure-*.ttl")), ids=lambda p: p.stem)
def test_invalid_example_has_errors(check: Evaluate, path: Path) -> None:
    """What the shapes refuse, the intake refuses."""
    found = check(path.read_bytes())

    assert found.verdict is Verdict.ERRORS
    for finding in found.report["findings"]:
        assert finding["message"].keys() == finding["fix"].keys() == {"de", "en"}
        assert "{" not in finding["message"]["de"] + finding["message"]["en"]


def test_nothing_recognised(check: Evaluate) -> None:
    """Data about something else are not valid."""
    found = check("<https://example.org/a> a <https://example.org/B> .")

    assert found.verdict is Verdict.NOTHING
    assert reasons(found) == ["foreign-subject"]


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("topic:x skos:inScheme <https://w3id.org/mpsc/code/topic> .", "foreign-subject"),
        ("mpsc:Measure rdfs:subClassOf mpsc:ModelProject .", "foreign-subject"),
        ("measure:bamberg-test rdfs:subClassOf mpsc:ModelProject .", "unknown-property"),
        ("measure:bamberg-test owl:sameAs project:bamberg .", "unknown-property"),
        ("measure:bamberg-test dcterms:creator 'Somebody' .", "unknown-property"),
        ("measure:bamberg-test a owl:Class .", "unknown-kind"),
        ("measure:bamberg-test a skos:Concept .", "unknown-kind"),
        ("<https://w3id.org/mpsc/id/municipality/09461000> rdfs:label 'Bimbo' .", "register"),
        ("<https://w3id.org/mpsc/graph/project> rdfs:label 'x' .", "foreign-subject"),
        ("project:bamberg rdfs:label 'Bamburg'@de .", "no-kind"),
        ("measure:bamberg-test foaf:page <file:///etc/passwd> .", "unsafe-address"),
        ("measure:bamberg-test foaf:page <javascript:alert(1)> .", "unsafe-address"),
        ("measure:bamberg-test rdfs:comment '<b>'^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML> .",
         "refused-datatype"),
        ("measure:bamberg-test rdfs:comment '\\u202Egpj.exe'@de .", "hidden-characters"),
        ("measure:bamberg-test rdfs:comment 'a\\u0000b'@de .", "hidden-characters"),
        ("measure:bamberg-test dcterms:title 'Ein Test'@de .", "duplicate"),
    ],
)  # fmt: skip
def test_what_a_submission_may_not_say(check: Evaluate, statement: str, reason: str) -> None:
    """It is listed with its reason, and the rest stays as it is."""
    found = check(MEASURE + statement)

    assert reasons(found) == [reason]
    assert found.statements == check(MEASURE).statements
    assert NOT_TAKEN[reason].keys() == {"de", "en"}
    counts = found.report["statements"]
    assert counts["read"] == counts["taken"] + counts["not_taken"]


def test_spoofed_class_of_a_published_thing_convinces_no_rule(check: Evaluate) -> None:
    """A municipality does not become a project because a submission says so."""
    text = MEASURE.replace("project:bamberg", "<https://w3id.org/mpsc/id/municipality/09461000>")
    found = check(text + "<https://w3id.org/mpsc/id/municipality/09461000> a mpsc:ModelProject .")

    assert rules(found) == {"Measure-project"}


def test_named_graphs_are_merged_and_listed(check: Evaluate) -> None:
    """No statement reaches a graph of ours."""
    body = MEASURE.removeprefix(PREFIXES)
    found = check(f"{PREFIXES} <https://w3id.org/mpsc/graph/project> {{ {body} }}", "data.trig")

    assert found.verdict is Verdict.VALID
    assert found.report["graphs"] == ["https://w3id.org/mpsc/graph/project"]
    assert found.statements == check(MEASURE).statements


def test_blank_nodes_of_two_files_do_not_meet(check: Evaluate) -> None:
    """The same label in two files means two things."""
    text = PREFIXES + "_:b0 a mpsc:Measure ; dcterms:title 'A'@de ."
    one, other = check(text), check(text + "\n")

    assert not {line.split()[0] for line in one.statements.splitlines()} & {
        line.split()[0] for line in other.statements.splitlines()
    }


def test_values_that_the_store_writes_otherwise_are_told(check: Evaluate) -> None:
    """Before and after."""
    text = MEASURE.replace("foaf:page", "dcterms:temporal [ a dcterms:PeriodOfTime ; <http://www.w3.org/ns/dcat#"
                           "startDate> '2024-01-01T10:00:00.000Z'^^xsd:dateTime ] ; foaf:page")  # fmt: skip
    (change,) = check(text).report["changes"]

    assert (change["before"], change["after"]) == ("2024-01-01T10:00:00.000Z", "2024-01-01T10:00:00Z")


def test_bytes_keep_their_digest(check: Evaluate) -> None:
    """The report names the digest of the bytes as they came in."""
    assert check(MEASURE).report["file"]["sha256"] == hashlib.sha256(MEASURE.encode()).hexdigest()
    assert Received(MEASURE.encode()).sha256 == hashlib.sha256(MEASURE.encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "name", "line", "german"),
    [
        ("<a> <b> <c>", "a.ttl", 1, "endet mitten"),
        ("@prefix a: <x:> .\na:b a:c d:e .", "a.ttl", 2, "Kürzel"),
        ('<x:a> <x:b> "offen .\n<x:a> <x:b> 1 .', "a.ttl", 1, "Anführungszeichen"),
        ('{"a": 1,\n "b" 2}', "a.json", 2, "fehlt"),
        ("<a> <b> <c d> .", "a.nt", 1, "Adresse"),
        (b"\n<x:a> <x:b> '\xff' .", "a.ttl", 2, "UTF-8"),
    ],
)
def test_syntax_error_names_the_place_and_a_cause(
    check: Evaluate, text: str | bytes, name: str, line: int, german: str
) -> None:
    """Line, excerpt with a mark, and what probably happened."""
    found = check(text, name)

    (finding,) = found.report["findings"]
    assert found.verdict is Verdict.UNFINISHED
    assert found.statements == ""
    assert finding["location"]["line"] == line
    assert german in finding["message"]["de"]
    assert "⟨!⟩" in finding["found"][0]["shown"]


def test_unknown_keys_of_json_are_told_with_a_proposal(check: Evaluate) -> None:
    """A JSON-LD processor would drop them without a word."""
    found = check(json.dumps({**AS_JSON, "titel": "Noch einer", "x": {"y": [1, 2]}}), "data.json")

    ignored = found.report["ignored"]
    assert [each["value"] for each in ignored] == ["Noch einer", "1", "2"]
    assert ignored[0]["proposal"] == "title"
    assert ignored[1]["location"] == {"kind": "json", "pointer": "/x/y/0"}
    assert found.statements == check(MEASURE).statements


@pytest.mark.parametrize(
    "context",
    ["https://example.org/c.jsonld", "file:///etc/passwd", {"@import": "https://example.org/c.jsonld"}, ["http://x/"]],
)
def test_foreign_contexts_are_not_fetched(check: Evaluate, context: object) -> None:
    """Neither from the web nor from the disk."""
    found = check(json.dumps({"@context": context, **AS_JSON}), "data.jsonld")

    assert found.verdict is Verdict.UNFINISHED
    assert "Kontext" in found.report["findings"][0]["message"]["de"]


def test_hostile_inline_context_cannot_hide_what_is_said(check: Evaluate) -> None:
    """`title` that means something else is no title."""
    context = ["https://w3id.org/mpsc/context.jsonld", {"title": "https://example.org/secret"}]
    found = check(json.dumps({"@context": context, **AS_JSON, "title": "x"}), "data.jsonld")

    assert "Measure-title" in rules(found)
    assert reasons(found) == ["unknown-property"]
