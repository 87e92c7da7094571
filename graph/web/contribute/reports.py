# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page that tells the outcome of a check, made from the report and the statements taken.

The findings of a report for pages: the verdict in one line, and findings in groups.

A file and its report in a hidden field of the page that shows the report: nothing is kept here.

The field is signed, so what comes back is what we gave out.

A proposal is taken: the value of a finding gives way to what was probably meant.
"""

import io
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template
from itsdangerous import BadData, URLSafeTimedSerializer
from openpyxl import load_workbook

from graph.check import Evaluation, Received, Report, Verdict
from graph.check.formats import describe_place
from graph.check.forms import restore_statements
from graph.check.received import XLSX
from graph.check.texts import SEVERITY_NAMES
from graph.errors import InputError
from graph.model.formats import N_QUADS
from graph.model.vocabulary import code_names
from graph.store.terms import IRI, Statement, Term, n_quads
from graph.web.contribute.preview import Preview
from graph.web.contribute.sign_in import secret_key
from graph.web.http.pages import language, translate

Finding = dict[str, Any]

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
        _counted(name, report["summary"][name]) for name in SEVERITY_NAMES if report["summary"][name]
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
    return SEVERITY_NAMES[severity][language()][0]


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
    return describe_place(finding["location"], language())


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
    return list(SEVERITY_NAMES).index(severity)


def _counted(severity: str, count: int) -> str:
    one, several = SEVERITY_NAMES[severity][language()]
    return f"{count} {several if count != 1 else translate(one, one.lower())}"


_DAY = 24 * 3600
_MOST_CONTENT, _MOST_SEALED = 500_000, 2_000_000
"""Bytes of a file, and of the field, that a page carries; what is larger stays with its sender."""


def sealed(received: Received, evaluation: Evaluation) -> str:
    """Return the field; "" where file or report are too large to be carried along."""
    if len(received.content) > _MOST_CONTENT:
        return ""
    text = _serializer().dumps(
        {
            "content": b64encode(received.content).decode(),
            "name": received.name,
            "media_type": received.media_type,
            "kind": received.kind,
            "statements": evaluation.statements,
            "report": evaluation.report,
        }
    )
    written = text if isinstance(text, str) else text.decode()
    return written if len(written) <= _MOST_SEALED else ""


def opened(text: str) -> tuple[Received, Evaluation]:
    """Return what `sealed` was given.

    Raises:
        InputError: it is not of us, or older than a day.
    """
    try:
        found = _serializer().loads(text, max_age=_DAY)
    except BadData as error:
        raise InputError("The report on this page is older than a day. Check the file once more.") from error
    received = Received(b64decode(found["content"]), found["name"], found["media_type"], found["kind"])
    return received, Evaluation(Verdict(found["report"]["verdict"]), found["statements"], found["report"])


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key(), salt="mpsc report")


_ENTRIES = 8
"""Findings that the box at the top names."""

WORDS = {
    "severity_name": severity_name,
    "field_name": field_name,
    "place": place,
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
    preview = Preview(restore_statements(evaluation.statements))
    found = ranked(report["findings"])
    carried = sealed(received, evaluation)
    shown = {
        "report": report,
        "sealed": carried,
        "can_apply": bool(carried),
        "verdict": verdict_line(report),
        "worst": worst(report),
        "entries": [(f"finding-{each['id']}", _entry(each)) for each in found[:_ENTRIES]],
        "more": max(0, len(found) - _ENTRIES),
        "by_thing": by_thing(report["findings"]),
        "by_rule": by_rule(report["findings"]),
        "ranked": found,
        "things": preview.things(),
        "total_things": preview.total,
        "downloads": _downloads(received, evaluation),
        "most_groups": GROUPS,
        "most_rows": ROWS,
    }
    return render_template(template, **WORDS, **shown, **more)


def worst(report: Report) -> str:
    """Return the severity that the page as a whole has; "" where all is well."""
    if report["verdict"] == Verdict.VALID:
        return ""
    return "warning" if report["verdict"] == Verdict.NOTHING else "error"


def _entry(finding: Finding) -> str:
    where = place(finding)
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


def proposal_of(report: Report, name: str) -> tuple[Any, Any]:
    """Return finding and proposal for the name of a button: the finding's id, and the proposal's number.

    Raises:
        InputError: the report has no such proposal.
    """
    identity, _, number = name.rpartition(".")
    for finding in report["findings"]:
        if finding["id"] == identity and number.isdecimal() and int(number) < len(finding["proposals"]):
            return finding, finding["proposals"][int(number)]
    raise InputError("The report has no such proposal. Check the file once more.")


def term_of(proposal: Any) -> Term:
    """Return the value that is proposed."""
    return Term(proposal["kind"], proposal["value"], proposal["datatype"], proposal["language"])


def applied(received: Received, evaluation: Evaluation, name: str) -> Received:
    """Return the file with a proposal in it: a workbook with its cell changed, else statements as N-Quads."""
    finding, proposal = proposal_of(evaluation.report, name)
    place = finding["location"]
    if received.written_in == XLSX and place.get("kind") == "cell" and len(finding["found"]) == 1:
        return _in_workbook(received, place, finding["found"][0]["shown"], proposal)
    quads = [
        _replaced(quad, finding, term_of(proposal)) for quad in restore_statements(evaluation.statements)
    ]
    stem = received.name.rpartition(".")[0] or received.name or "data"
    return Received(n_quads(quads).encode(), f"{stem}{N_QUADS.suffixes[0]}")


def _replaced(quad: Statement, finding: Any, term: Term) -> Statement:
    shown = finding["found"][0]
    wrong = Term(shown["kind"], shown["value"], shown["datatype"], shown["language"])
    path = finding["field"].get("path")
    return quad._replace(object=term) if quad.predicate == path and quad.object == wrong else quad


def _in_workbook(received: Received, place: Any, wrong: str, proposal: Any) -> Received:
    """Write the proposal into its cell; of several values in it only the wrong one is exchanged."""
    workbook = load_workbook(io.BytesIO(received.content), keep_links=False)
    cell = workbook[place["sheet"]][place["cell"]]
    right = proposal["value"]
    if proposal["kind"] == IRI:
        right = code_names("de").get(right) or right
    text = str(cell.value)
    cell.value = text.replace(wrong, right, 1) if wrong in text else right
    cell.number_format = "@"
    out = io.BytesIO()
    workbook.save(out)
    return Received(out.getvalue(), received.name, received.media_type, received.kind)
