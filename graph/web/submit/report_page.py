# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page that tells the outcome of a check, made from the report and the statements taken."""

from typing import Any

from flask import render_template

from graph.check import Evaluation, Received, Report, Verdict
from graph.check.forms import statements_of
from graph.check.received import XLSX
from graph.web.http.pages import language, translate
from graph.web.submit import findings
from graph.web.submit.preview import Preview
from graph.web.submit.sealed import sealed

_ENTRIES = 8
"""Findings that the box at the top names."""

WORDS = {
    "severity_name": findings.severity_name,
    "field_name": findings.field_name,
    "place": findings.place,
}
"""What templates need to show findings."""


def report_page(
    received: Received, evaluation: Evaluation, template: str = "report.html", **more: Any
) -> str:
    """Return the page with the report of a file.

    Args:
        received: the file.
        evaluation: what came of it.
        template: the page; one that extends `report.html` offers more.
        more: what such a template needs.
    """
    report = evaluation.report
    preview = Preview(statements_of(evaluation.statements))
    found = findings.ranked(report["findings"])
    carried = sealed(received, evaluation)
    shown = {
        "report": report,
        "sealed": carried,
        "can_apply": bool(carried),
        "verdict": findings.verdict_line(report),
        "worst": worst(report),
        "entries": [(f"finding-{each['id']}", _entry(each)) for each in found[:_ENTRIES]],
        "more": max(0, len(found) - _ENTRIES),
        "by_thing": findings.by_thing(report["findings"]),
        "by_rule": findings.by_rule(report["findings"]),
        "ranked": found,
        "things": preview.things(),
        "total_things": preview.total,
        "downloads": _downloads(received, evaluation),
        "most_groups": findings.GROUPS,
        "most_rows": findings.ROWS,
    }
    return render_template(template, **WORDS, **shown, **more)


def worst(report: Report) -> str:
    """Return the severity that the page as a whole has; "" where all is well."""
    if report["verdict"] == Verdict.VALID:
        return ""
    return "warning" if report["verdict"] == Verdict.NOTHING else "error"


def _entry(finding: findings.Finding) -> str:
    where = findings.place(finding)
    message = finding["message"][language()]
    return f"{where}: {message}" if where and not message.startswith(where) else str(message)


def _downloads(received: Received, evaluation: Evaluation) -> list[tuple[str, str]]:
    """Return (name, label) of the files that the page offers."""
    marked = evaluation.verdict != Verdict.UNFINISHED and received.written_in == XLSX
    offers = [
        ("xlsx", translate("Excel-Datei mit Anmerkungen", "Excel file with comments"), marked),
        ("csv", "CSV", True),
        ("json", "JSON", True),
        ("ttl", "SHACL (Turtle)", True),
        ("jsonld", "SHACL (JSON-LD)", True),
        ("sarif", "SARIF", True),
        ("data", translate("Angaben als Turtle", "Statements as Turtle"), bool(evaluation.statements)),
    ]
    return [(name, label) for name, label, is_there in offers if is_there]
