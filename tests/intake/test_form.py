# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The form as a kind of file: findings stand at fields, and nothing it is filled with is lost."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graph.check import Evaluation, Published, Received, evaluate
from graph.check.forms import (
    Entry,
    Form,
    FormThing,
    decode_form,
    encode_form,
    fill_form,
    form_subjects,
    restore_statements,
)
from graph.model.shapes import shapes_by_slug
from graph.store.terms import DocumentError

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").rglob("*.ttl"))
PROJECT = "https://w3id.org/mpsc/id/project/bamberg"
TITLE = "<http://purl.org/dc/terms/title>"
Send = Callable[..., Evaluation]


@pytest.fixture
def send(known: Published) -> Send:
    """Evaluate a form: the pairs of its fields, and what the form does not show."""

    def sent(*pairs: tuple[str, str], kind: str = "measure", thing: str = "", kept: str = "") -> Evaluation:
        head = [("mpsc-form", "1"), ("kind", kind), ("thing", thing), *pairs, ("kept", kept)]
        return evaluate(Received(urlencode(head).encode()), known)

    return sent


def test_findings_stand_at_their_fields(send: Send) -> None:
    """A missing title, a date that is none and an end before its start are each told at the field."""
    found = send(
        ("Measure-project.0", PROJECT),
        ("Measure-temporal.0.PeriodOfTime-startDate.0", "bald"),
        ("Measure-temporal.1.PeriodOfTime-startDate.0", "1.2.2024"),
        ("Measure-temporal.1.PeriodOfTime-endDate.0", "2023"),
    ).report

    places = {each["location"]["name"] for each in found["findings"] if each["severity"] == "error"}
    assert {
        "Measure-title.0",
        "Measure-temporal.0.PeriodOfTime-startDate.0",
        "Measure-temporal.1.PeriodOfTime-endDate.0",
    } <= places
    assert "„Titel“ fehlt bei Maßnahme." in {each["message"]["de"] for each in found["findings"]}


def test_values_are_read_as_people_write_them(send: Send) -> None:
    """German dates, names of projects and of entries of lists; each change is told with its place."""
    found = send(
        ("Measure-title.0", " Hitzekarte "),
        ("Measure-title.0.language", "de"),
        ("Measure-project.0", "bamberg"),
        ("Measure-temporal.0.PeriodOfTime-startDate.0", "1.2.2024"),
        ("Measure-status.0", "In Betrieb"),
    )

    assert f"<{PROJECT}> ." in found.statements
    assert '"2024-02-01"^^' in found.statements
    assert '"Hitzekarte"@de' in found.statements
    assert "id/measure/bamberg-hitzekarte>" in found.statements
    changes = {(each["location"]["name"], each["reason"]) for each in found.report["changes"]}
    assert ("Measure-project.0", "known-thing") in changes
    assert ("Measure-title.0", "trimmed") in changes
    assert ("Measure-status.0", "list-entry") in changes


def test_a_new_thing_gets_an_address_of_its_own(known: Published) -> None:
    """A new measure with the name of a published one does not become an addition to that."""
    taken = "https://w3id.org/mpsc/id/measure/hitzekarte"
    classes = {**known.classes, taken: frozenset({shapes_by_slug()["measure"].target})}
    form = Form(FormThing(shapes_by_slug()["measure"], "", {"Measure-title": [Entry("Hitzekarte", "de")]}))

    found = evaluate(Received(encode_form(form)), Published(classes, known.names))

    assert found.report["file"]["details"]["thing"] == f"{taken}-2"


def test_names_of_no_field_are_told(send: Send) -> None:
    """What comes with the form and belongs to no field is listed."""
    ignored = send(("Measure-tite.0", "x"), ("nonsense", "y"), ("Measure-title.0.x", "z")).report["ignored"]

    assert [each["name"] for each in ignored] == ["Measure-tite.0", "nonsense", "Measure-title.0.x"]
    assert {each["reason"] for each in ignored} == {"unknown-key"}


def test_an_empty_form_is_told_what_it_needs(send: Send) -> None:
    """Empty rows and parts give no statement; what must be filled in is told."""
    found = send(("Measure-title.0", ""), ("Measure-temporal.0.PeriodOfTime-startDate.0", " "))

    assert found.verdict == "errors"
    assert found.statements.count("\n") == 1
    assert found.report["checked"]["met"] == 0


@pytest.mark.parametrize("content", [b"mpsc-form=1&kind=city", b"mpsc-form=1", b"mpsc-form=1&kind=\xff"])
def test_what_is_no_form_is_refused(content: bytes) -> None:
    """A form says which kind of thing it is about."""
    with pytest.raises(DocumentError):
        decode_form(content)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_statement_is_lost_on_the_way_through_a_form(path: Path, known: Published) -> None:
    """Every example, right or wrong, filled into a form about each of its things and sent, is the same."""
    before = evaluate(Received(path.read_bytes(), path.name), known).statements
    quads = restore_statements(before)

    for subject, kind in form_subjects(quads).items():
        form = fill_form(quads, subject, kind)
        sent = Received(encode_form(form))
        after = evaluate(sent, known)
        assert after.report["ignored"] == []
        assert nameless(after.statements) == nameless(before)


def nameless(statements: str) -> list[str]:
    """Return the statements with all unnamed things called alike."""
    return sorted(re.sub(r"<[^>]*/genid/[^>]*>", "_:x", line) for line in statements.splitlines())


@given(st.text(st.characters(blacklist_categories=["Cs"])), st.sampled_from(["de", "en", "", "fr"]))
def test_a_text_is_the_same_after_a_form(text: str, language: str) -> None:
    """Writing and reading a form gives back any text."""
    assume(text.replace("\r\n", "\n").strip())
    form = Form(FormThing(shapes_by_slug()["measure"], "", {"Measure-title": [Entry(text, language)]}))

    entry = decode_form(encode_form(form)).main.entries["Measure-title"][0]

    assert (entry.text, entry.language) == (text.replace("\r\n", "\n"), language)


def test_what_no_field_shows_is_kept(known: Published) -> None:
    """Statements of other things and of properties without a field go along with the form."""
    content = f"""@prefix m: <https://w3id.org/mpsc/def#> . @prefix d: <http://purl.org/dc/terms/> .
        <https://w3id.org/mpsc/id/measure/a> a m:Measure ; d:title "A"@de ; d:isPartOf <{PROJECT}> ;
            <http://www.w3.org/2004/02/skos/core#note> "Notiz"@de .
        <https://w3id.org/mpsc/id/measure/b> a m:Measure ; d:title "B"@de ."""
    quads = restore_statements(evaluate(Received(content.encode()), known).statements)

    form = fill_form(quads, "https://w3id.org/mpsc/id/measure/a", shapes_by_slug()["measure"])

    assert form.main.entries["Measure-title"] == [Entry("A", "de")]
    assert "Notiz" in form.kept
    assert f"<https://w3id.org/mpsc/id/measure/b> {TITLE}" in form.kept
