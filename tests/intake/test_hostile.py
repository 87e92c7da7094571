# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Hostile files: each ends in time with a verdict, in a process that can do no harm."""

import resource
from collections.abc import Callable

import pytest

from graph.check import FILE_LIMITS, Evaluation, Published, Received, Verdict
from graph.check.formats import write_reports
from graph.workers import Limits
from graph.workers.checks import evaluate_limited, warm
from graph.workers.sandbox import CHECK_LIMITS
from tests.intake.test_evaluation import MEASURE, PREFIXES

XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="https://example.org/">{}</rdf:RDF>'
ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
BOMB = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "x">{ENTITIES}]>' + XML.format("<x:a>&a8;</x:a>")
DEEP_XML = XML.format("<x:a><x:A>" * 2_000 + "</x:A></x:a>" * 2_000)
MANY = "".join(f"<x:{n}> <x:b> 1 .\n" for n in range(FILE_LIMITS.statements + 1))

TOO_MUCH: dict[str, tuple[str | bytes, str]] = {
    "entity bomb": (BOMB, "a.rdf"),
    "outside entity": ('<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + XML, "a.rdf"),
    "300 levels of Turtle": ("<x:a> <x:b> " + "[ <x:b> " * 300 + "1" + " ]" * 300 + " .", "a.ttl"),
    "300 levels of lists": ("<x:a> <x:b> " + "( " * 300 + ") " * 300 + " .", "a.ttl"),
    "2,000 levels of JSON": ('{"a":' * 2_000 + "1" + "}" * 2_000, "a.json"),
    "2,000 levels of XML": (DEEP_XML, "a.rdf"),
    "100 MB": (b"#" * 100_000_000, "a.ttl"),
    "too many statements": (MANY, "a.nt"),
    "triple terms": ("<x:a> <x:b> <<( <x:a> <x:b> 1 )>> .", "a.ttl"),
    "text direction": ('<x:a> <x:b> "x"@ar--rtl .', "a.ttl"),
    "UTF-16": ("<x:a> <x:b> 1 .".encode("utf-16"), "a.ttl"),
    "lone surrogate": (r'<x:a> <x:b> "\uD800" .', "a.ttl"),
    "lone surrogate in JSON": (r'{"title": {"de": "\ud800"}}', "a.json"),
    "infinite number": ('{"a": 1e999}', "a.json"),
    "no number": ('{"a": NaN}', "a.json"),
    "number of a million digits": ('{"a": ' + "9" * 1_000_000 + "}", "a.json"),
    "file as context": ('{"@context": "file:///etc/passwd"}', "a.jsonld"),
    "nested context": ('{"title": {"@context": {}}, "temporal": {"@context": {}}}', "a.jsonld"),
    "PDF": (b"%PDF-1.7", "a.ttl"),
    "web page": ("<!doctype html><p>x", "a.ttl"),
    "nothing at all": ("", "a.ttl"),
}  # fmt: skip


def child_seconds() -> float:
    """Return the processor time of ended children: unlike a clock, it runs no faster on a busy machine."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.fixture(scope="module")
def limited() -> Callable[[str | bytes, str], Evaluation]:
    """Evaluate in a child with the limits of the real thing, or less time."""
    warm(Published())

    def evaluated(content: str | bytes, name: str, seconds: float = CHECK_LIMITS.seconds) -> Evaluation:
        raw = content.encode() if isinstance(content, str) else content
        return evaluate_limited(Received(raw, name), Published(), Limits(seconds=seconds))

    return evaluated


@pytest.mark.parametrize("name", TOO_MUCH)
def test_is_refused_at_once(limited: Callable[[str | bytes, str], Evaluation], name: str) -> None:
    """With a finding or a reason, and long before the time is up."""
    start = child_seconds()
    found = limited(*TOO_MUCH[name])

    assert found.verdict is Verdict.UNFINISHED
    assert "needs more time" not in found.report["reason"]
    assert "report this" not in found.report["reason"]
    assert found.report["findings"][0]["message"].keys() == {"de", "en"}
    assert child_seconds() - start < 5


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ('"1E999999999"^^xsd:decimal', "intake/malformed"),
        (f'"{"9" * 5_000}"^^xsd:integer', "intake/too-long"),
        (f'"{"a" * 30_000}"@de', "intake/too-long"),
        ('"P99999999999999999999999999999999Y"^^xsd:duration', ""),
        ('"2024-02-30"^^xsd:date', "intake/malformed"),
        ('"' + "a" * 40 + '!"@de', ""),
        ('"<script>alert(1)</script>"@de', ""),
        ("'a\\u0007b'", "intake/hidden-characters"),
        ("'a\\u202Eb'", "intake/hidden-characters"),
    ],
)  # fmt: skip
def test_values_that_cost_others_a_gigabyte(
    limited: Callable[[str | bytes, str], Evaluation], value: str, rule: str
) -> None:
    """Each is named, or taken as the harmless text it is."""
    start = child_seconds()
    found = limited(MEASURE.replace("foaf:page", f"rdfs:comment {value} ; foaf:page"), "a.ttl")
    rules = {each["rule"] for each in found.report["findings"]} - {"Measure-project"}

    assert rules == ({rule} if rule else set())
    assert child_seconds() - start < 5


@pytest.mark.parametrize("form", ["text", "csv", "sarif", "ttl", "json"])
def test_no_report_hands_on_what_commands_a_terminal(
    limited: Callable[[str | bytes, str], Evaluation], form: str
) -> None:
    """Escape sequences and marks that turn text around are written out."""
    found = limited(MEASURE.replace("status:planned", r'"\u001B[2J\u202Eevil"'), "\x1b[2J.ttl")
    text = write_reports([found.report], form)

    assert not {"\x1b", "\u202e"} & set(text)


def test_many_values_of_one_property_are_cut(limited: Callable[[str | bytes, str], Evaluation]) -> None:
    """Rules compare values with each other, so there is a limit to their number; the rest is listed."""
    topics = " , ".join(f"topic:t{n}" for n in range(5_000))
    found = limited(MEASURE.replace("dcterms:subject topic:mobility", f"dcterms:subject {topics}"), "a.ttl")
    reasons = [each["reason"] for each in found.report["not_taken"]]

    assert reasons == ["too-many-values"] * (5_000 - FILE_LIMITS.values)
    assert found.verdict is Verdict.ERRORS


def test_time_is_up(limited: Callable[..., Evaluation]) -> None:
    """A file that takes longer than one may is not finished, and says so."""
    things = "".join(f"measure:m{n} a mpsc:Measure ; dcterms:title 'x'@de .\n" for n in range(6_000))
    start = child_seconds()
    found = limited(PREFIXES + things, "a.ttl", 0.5)

    assert found.verdict is Verdict.UNFINISHED
    assert "needs more time" in found.report["reason"]
    assert child_seconds() - start < 3
