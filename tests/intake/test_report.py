# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reports in every form say the same."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook
from rdflib import RDF, SH, Graph

from graph.check import Report
from graph.check.formats import REPORT_FORMATS, as_text, as_workbook, escape_formula, write_reports
from tests.intake.conftest import Evaluate
from tests.intake.test_evaluation import MEASURE
from tests.intake.test_tables import HEAD, ROW, csv_of, workbook_of

FAULTY = MEASURE.replace("status:planned", "status:invented").replace('"Ein Test"@de', '"=1+1"@de')


@pytest.fixture
def report(check: Evaluate) -> Report:
    """A report with two errors and something that is not taken."""
    text = FAULTY.replace("<https://example.org/test>", '"keine"')
    return check(text + "topic:x skos:inScheme topic:y .", "faulty.ttl").report


@pytest.mark.parametrize("name", REPORT_FORMATS)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_form_names_the_value(report: Report, name: str, language: str) -> None:
    """Whatever form is asked for."""
    assert "invented" in write_reports([report], name, language)


def test_text_is_grouped_and_tells_what_is_not_taken(report: Report) -> None:
    """By thing or by rule, in both languages."""
    german, english = as_text(report), as_text(report, "en", "rule")

    assert "Maßnahme „=1+1“" in german
    assert "[etwa Zeile" in german
    assert "Nicht übernommen (1)" in german
    assert "Rule Measure-status" in english
    assert "Not taken over (1)" in english


def test_sarif_has_rules_levels_and_lines(report: Report) -> None:
    """As SARIF 2.1.0 wants them, 3.27 and 3.49."""
    log = json.loads(write_reports([report], "sarif", "en"))

    run = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert log["version"] == "2.1.0"
    assert len(run["results"]) == len(report["findings"])
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "faulty.ttl"
        assert place["region"]["startLine"] > 1


def test_finding_keeps_its_id(report: Report) -> None:
    """Code hosts recognise a finding by it (SARIF 2.1.0, 3.27.17), whatever version of this program."""
    (finding,) = (each for each in report["findings"] if each["rule"] == "Measure-status")

    assert finding["id"] == "53cd061a30c9c792"


@pytest.mark.parametrize(("name", "syntax"), [("ttl", "turtle"), ("jsonld", "json-ld")])
def test_shacl_report_is_one(report: Report, name: str, syntax: str) -> None:
    """Each result has what SHACL, 3.6.2, demands."""
    graph = Graph().parse(data=write_reports([report], name), format=syntax)

    results = list(graph.subjects(RDF.type, SH.ValidationResult))
    assert len(results) == len(report["findings"])
    for result in results:
        for part in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape):
            assert graph.value(result, part) is not None
        assert {text.language for text in graph.objects(result, SH.resultMessage)} == {"de", "en"}  # type: ignore[attr-defined]


def test_csv_has_all_rows_and_no_formula(report: Report) -> None:
    """A name that begins with = stays text in a spreadsheet."""
    rows = list(csv.DictReader(io.StringIO(write_reports([report], "csv"))))

    assert len(rows) == len(report["findings"])
    assert {row["object"] for row in rows} == {"'=1+1"}


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_formulas_are_made_harmless(text: str) -> None:
    """What a spreadsheet would run gets a mark in front."""
    assert escape_formula(text) == "'" + text
    assert escape_formula("1=1") == "1=1"


def test_marked_up_workbook(check: Evaluate) -> None:
    """The finding is a comment in its cell, and the list stands on a sheet of its own."""
    content = workbook_of([list(HEAD), [*ROW[:5], "geplannt", ROW[6]]])
    marked = load_workbook(io.BytesIO(as_workbook(content, check(content, "a.xlsx").report)))

    comment = marked["Maßnahme"]["F2"].comment
    assert comment is not None
    assert "geplannt" in comment.text
    assert marked["Maßnahme"]["A2"].comment is None
    assert marked["Befunde"]["B2"].value == "Maßnahme!F2 (Stand)"


def test_several_files_make_one_array_and_one_run(check: Evaluate) -> None:
    """JSON and SARIF of two files."""
    reports = [check(FAULTY).report, check(csv_of(HEAD, ROW), "a.csv").report]

    assert [each["verdict"] for each in json.loads(write_reports(reports, "json"))] == ["errors", "valid"]
    assert len(json.loads(write_reports(reports, "sarif"))["runs"]) == 1
