# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The findings of a report for pages: the verdict in one line, and findings in groups."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.check import Report
from graph.check.formats import place_text
from graph.web.http.pages import language, translate

Finding = dict[str, Any]

SEVERITIES = ("error", "warning", "hint")
GROUPS, IN_GROUP, EXAMPLES, ROWS = 40, 20, 3, 500
"""What one page shows: groups, findings of a thing, examples of a rule, rows of the table; files have all."""


@dataclass(frozen=True)
class Group:
    """Findings that belong together.

    Attributes:
        heading: what they are about.
        kind: what kind of thing that is.
        severity: of the worst.
        findings: those that are shown.
        total: how many there are.
    """

    heading: str
    kind: str
    severity: str
    findings: Sequence[Finding]
    total: int


def verdict_line(report: Report) -> str:
    """Return verdict, numbers and progress in one line."""
    counts = ", ".join(
        _counted(name, report["summary"][name]) for name in SEVERITIES if report["summary"][name]
    )
    parts = [report["message"][language()], f"{counts}." if counts else "", progress(report)]
    return " ".join(part for part in parts if part)


def progress(report: Report) -> str:
    """Return how many of the required details are right; "" where none is required."""
    met, required = report["checked"]["met"], report["checked"]["required"]
    if not required:
        return ""
    german, english = ("ist", "is") if met == 1 else ("sind", "are")
    return translate(
        f"{met} von {required} Pflichtangaben {german} in Ordnung.",
        f"{met} of {required} required details {english} right.",
    )


def severity_name(severity: str) -> str:
    """Return what a single finding is called."""
    return {
        "error": translate("Fehler", "Error"),
        "warning": translate("Empfehlung", "Recommendation"),
        "hint": translate("Hinweis", "Hint"),
    }[severity]


def by_thing(findings: Sequence[Finding]) -> list[Group]:
    """Return the findings by the thing they are about, in the order of the file."""
    groups: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for each in findings:
        about = each["object"]
        key = (about.get("iri", ""), about.get("label", ""), about.get("kind", {}).get(language(), ""))
        groups[key].append(each)
    return [
        _group(label or translate("Die Datei", "The file"), kind, found, IN_GROUP)
        for (_, label, kind), found in groups.items()
    ]


def by_rule(findings: Sequence[Finding]) -> list[Group]:
    """Return the findings by rule, the most frequent first, each with a few examples."""
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for each in findings:
        groups[each["rule"], each["component"]].append(each)
    ordered = sorted(groups.values(), key=lambda found: (_rank(found[0]["severity"]), -len(found)))
    return [_group(_rule_name(found[0]), "", found, EXAMPLES) for found in ordered]


def ranked(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings, errors first, else in their order."""
    return sorted(findings, key=lambda each: _rank(each["severity"]))


def place(finding: Finding) -> str:
    """Return where something stands, in words; a field is told by its name already."""
    return place_text(finding["location"], language())


def field_name(finding: Finding) -> str:
    """Return the field of a finding, else what the finding is about."""
    named: str = finding["field"].get("name", {}).get(language(), "")
    return named or finding["object"].get("label", "") or translate("Die Datei", "The file")


def _group(heading: str, kind: str, found: Sequence[Finding], most: int) -> Group:
    worst = min((each["severity"] for each in found), key=_rank)
    return Group(heading, kind, worst, ranked(found)[:most], len(found))


def _rule_name(finding: Finding) -> str:
    name = finding["field"].get("name", {}).get(language(), "")
    return f"{name}: {finding['fix'].get(language(), '')}" if name else finding["fix"].get(language(), "")


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity)


def _counted(severity: str, count: int) -> str:
    several = {
        "error": translate("Fehler", "errors"),
        "warning": translate("Empfehlungen", "recommendations"),
        "hint": translate("Hinweise", "hints"),
    }
    one = severity_name(severity)
    return f"{count} {several[severity] if count != 1 else translate(one, one.lower())}"
