# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Proposals: deterministic, tried before they are shown, never applied by themselves."""

import pytest

from graph.check import Verdict
from tests.intake.conftest import PROJECT, Evaluate
from tests.intake.test_evaluation import MEASURE
from tests.intake.test_tables import HEAD, ROW, csv_of

PERIOD = "dcterms:temporal [ a dcterms:PeriodOfTime ; <http://www.w3.org/ns/dcat#startDate> {} ] ; foaf:page"


def proposals(check: Evaluate, text: str, name: str = "a.ttl") -> dict[str, list[str]]:
    """Return rule → labels of what is proposed."""
    found = check(text, name).report["findings"]
    return {each["rule"]: [proposal["label"] for proposal in each["proposals"]] for each in found}


@pytest.mark.parametrize(
    ("right", "wrong", "rule", "label"),
    [
        ("status:planned", '"geplannt"', "Measure-status", "Geplant"),
        ("status:planned", "status:planed", "Measure-status", "Geplant"),
        ("project:bamberg", '"Bamburg"', "Measure-project", "Bamberg"),
        ("<https://example.org/test>", '"www.example.org/test"', "Measure-page", "https://www.example.org/test"),
        ('"Ein Test"@de', '"Ein Test"', "Measure-title", "Ein Test"),
        ("foaf:page", PERIOD.format('"31.3.2026"'), "PeriodOfTime-startDate", "2026-03-31"),
        ("foaf:page", PERIOD.format('"2026-03"^^xsd:date'), "PeriodOfTime-startDate", "2026-03"),
    ],
)
def test_what_was_meant(check: Evaluate, right: str, wrong: str, rule: str, label: str) -> None:
    """List entries, things, dates, addresses, languages."""
    assert proposals(check, MEASURE.replace(right, wrong))[rule][0] == label


def test_nothing_is_applied_by_itself(check: Evaluate) -> None:
    """The statements stay as they were sent."""
    found = check(MEASURE.replace("status:planned", '"geplannt"'))

    assert found.verdict is Verdict.ERRORS
    assert '"geplannt"' in found.statements


def test_proposal_that_breaks_a_rule_is_not_shown(check: Evaluate) -> None:
    """Another main topic that is not among the topics would be the next fault."""
    row = (*ROW[:3], "mobilität und verker", "Bildung", *ROW[5:])

    assert proposals(check, csv_of(HEAD, row), "a.csv")["Measure-mainTopic"] == []


def test_far_fetched_values_get_no_proposal(check: Evaluate) -> None:
    """A wrong repair is worse than none."""
    assert proposals(check, MEASURE.replace("status:planned", '"xyz"'))["Measure-status"] == []


def test_proposal_is_a_whole_term(check: Evaluate) -> None:
    """Kind, value, datatype and language: what a form needs to apply it."""
    (finding,) = check(MEASURE.replace("project:bamberg", '"Bamburg"')).report["findings"]

    assert finding["proposals"] == [
        {"action": "replace", "label": "Bamberg", "kind": "iri", "value": PROJECT, "datatype": "", "language": ""}
    ]
