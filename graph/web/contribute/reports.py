# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The report of a check as a page: findings in groups, how the file was understood, and proposals to accept.

Nothing is kept here: file and report travel in a hidden field of the page, signed, so that what comes back
is what we gave out.
"""

import io
import json
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Mapping, Sequence
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
from graph.store.terms import IRI, Term, n_quads
from graph.web.contribute.preview import Preview
from graph.web.contribute.sign_in import secret_key
from graph.web.http.pages import language, translate

Finding = dict[str, Any]

_MAX_GROUPS, _MAX_IN_GROUP, _MAX_EXAMPLES, _MAX_ROWS, _MAX_ENTRIES, _MAX_BRIEF = 40, 20, 3, 500, 8, 100
"""What a page shows: groups, findings of a thing, examples of a rule, rows of the table, findings in the box
at the top, findings of a submission; files have all."""

_DAY = 24 * 3600
_MAX_CONTENT, _MAX_SIGNED = 500_000, 2_000_000
"""Bytes of a file, and of the field, that a page carries; what is larger stays with its sender."""


@dataclass(frozen=True)
class Group:
    """Findings that belong together: their subject, the worst severity, those shown, and their number."""

    heading: str
    kind: str
    severity: str
    findings: Sequence[Finding]
    total: int


def report_page(received: Received, evaluation: Evaluation, template: str = "report.html", **more: Any) -> str:
    """Return the page with the report of a file; a `template` that extends it may need `more`."""
    report = evaluation.report
    preview = Preview(restore_statements(evaluation.statements))
    ranked = sort_by_severity(report["findings"])
    signed = dump_signed(received, evaluation)
    return render_template(
        template,
        **TEMPLATE_HELPERS,
        report=report,
        signed=signed,
        can_apply=bool(signed),
        verdict=verdict_line(report),
        worst=page_severity(report),
        entries=[(f"finding-{each['id']}", _entry(each)) for each in ranked[:_MAX_ENTRIES]],
        more=max(0, len(ranked) - _MAX_ENTRIES),
        by_thing=_by_thing(report["findings"]),
        by_rule=_by_rule(ranked),
        ranked=ranked,
        things=preview.things(),
        total_things=preview.total,
        downloads=_downloads(received, evaluation),
        most_groups=_MAX_GROUPS,
        most_rows=_MAX_ROWS,
        **more,
    )


def verdict_line(report: Report) -> str:
    """Return verdict, numbers and progress in one line."""
    counts = ", ".join(_count(name, count) for name, count in report["summary"].items() if count)
    parts = [report["message"][language()], f"{counts}." if counts else "", _progress(report)]
    return " ".join(part for part in parts if part)


def page_severity(report: Report) -> str:
    """Return the severity that the page as a whole has; "" if all is well."""
    if report["verdict"] == Verdict.VALID:
        return ""
    return "warning" if report["verdict"] == Verdict.NOTHING else "error"


def sort_by_severity(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings, errors first, otherwise in their order."""
    return sorted(findings, key=_rank)


def severity_name(severity: str) -> str:
    """Return what a single finding is called."""
    return SEVERITY_NAMES[severity][language()][0]


def field_name(finding: Finding) -> str:
    """Return the field of a finding, or what the finding is about."""
    return _field(finding) or finding["object"].get("label", "") or translate("Die Datei", "The file")


def place(finding: Finding) -> str:
    """Return where in the file something is, in words."""
    return describe_place(finding["location"], language())


TEMPLATE_HELPERS = {"severity_name": severity_name, "field_name": field_name, "place": place}


def _field(finding: Finding) -> str:
    name: str = finding["field"].get("name", {}).get(language(), "")
    return name


def _rank(finding: Finding) -> int:
    return list(SEVERITY_NAMES).index(finding["severity"])


def _count(severity: str, count: int) -> str:
    one, several = SEVERITY_NAMES[severity][language()]
    return f"{count} {several if count != 1 else translate(one, one.lower())}"


def _progress(report: Report) -> str:
    """Return how many of the required details are correct; "" if none is required."""
    met, required = report["checked"]["met"], report["checked"]["required"]
    if not required:
        return ""
    german, english = ("ist", "is") if met == 1 else ("sind", "are")
    return translate(
        f"{met} von {required} Pflichtangaben {german} in Ordnung.",
        f"{met} of {required} required details {english} correct.",
    )


def _entry(finding: Finding) -> str:
    where = place(finding)
    message = finding["message"][language()]
    return f"{where}: {message}" if where and not message.startswith(where) else str(message)


def _by_thing(findings: Sequence[Finding]) -> list[Group]:
    """Return the findings by the thing they are about, in the order of the file."""
    groups: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for each in findings:
        about = each["object"]
        key = (about.get("iri", ""), about.get("label", ""), about.get("kind", {}).get(language(), ""))
        groups[key].append(each)
    return [
        _group(label or translate("Die Datei", "The file"), kind, found, _MAX_IN_GROUP)
        for (_, label, kind), found in groups.items()
    ]


def _by_rule(ranked: Sequence[Finding]) -> list[Group]:
    """Return the findings by rule, the most frequent first, each with a few examples."""
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for each in ranked:
        groups[each["rule"], each["component"]].append(each)
    ordered = sorted(groups.values(), key=lambda found: (_rank(found[0]), -len(found)))
    return [_group(_rule_name(found[0]), "", found, _MAX_EXAMPLES) for found in ordered]


def _rule_name(finding: Finding) -> str:
    return ": ".join(filter(None, (_field(finding), finding["fix"].get(language(), ""))))


def _group(heading: str, kind: str, found: Sequence[Finding], most: int) -> Group:
    ranked = sort_by_severity(found)
    return Group(heading, kind, ranked[0]["severity"], ranked[:most], len(found))


def _downloads(received: Received, evaluation: Evaluation) -> list[tuple[str, str]]:
    """Return (name, label) of the files that the page offers."""
    is_workbook = evaluation.verdict != Verdict.UNFINISHED and received.written_in == XLSX
    offers = [
        ("xlsx", translate("Excel-Datei mit Anmerkungen", "Excel file with comments"), is_workbook),
        ("csv", "CSV", True),
        ("json", "JSON", True),
        ("ttl", "SHACL (Turtle)", True),
        ("jsonld", "SHACL (JSON-LD)", True),
        ("sarif", "SARIF", True),
        ("data", translate("Angaben als Turtle", "Statements as Turtle"), bool(evaluation.statements)),
    ]
    return [(name, label) for name, label, is_there in offers if is_there]


@dataclass(frozen=True)
class FindingView:
    """A finding in brief: what it is about, what was found, how to fix it, and where."""

    about: str
    text: str
    fix: str = ""
    place: str = ""
    badge: str = ""
    look: str = "info"


@dataclass(frozen=True)
class BriefReport:
    """A report in brief.

    Attributes:
        findings: the worst first.
        left_out: what was not accepted or not read, with the reason.
        changes: values that are written in another way than they were received.
        totals: name of one of these → how many there are in all.
        kinds: German names of the kinds of its things.
    """

    findings: Sequence[FindingView]
    left_out: Sequence[FindingView]
    changes: Sequence[FindingView]
    totals: Mapping[str, int]
    kinds: frozenset[str]


def brief_report(text: str) -> BriefReport:
    """Return a stored report (JSON) in brief, in the language of the request."""
    report: dict[str, Any] = json.loads(text)
    ranked = sort_by_severity(report.get("findings", ()))
    left_out = [*report.get("not_taken", ()), *report.get("ignored", ())]
    changes = report.get("changes", ())
    return BriefReport(
        [_brief_finding(each) for each in ranked[:_MAX_BRIEF]],
        [_brief_left_out(each) for each in left_out[:_MAX_BRIEF]],
        [
            FindingView(f"{each['before'][:200]} → {each['after'][:200]}", each["text"][language()], place=place(each))
            for each in changes[:_MAX_BRIEF]
        ],
        {"findings": len(ranked), "left_out": len(left_out), "changes": len(changes)},
        frozenset(thing["kind"].get("de", "") for thing in report.get("things", ())),
    )


def _brief_finding(each: Finding) -> FindingView:
    return FindingView(
        " › ".join(filter(None, (each["object"].get("label", ""), _field(each)))),
        each["message"][language()],
        each["fix"].get(language(), ""),
        place(each),
        severity_name(each["severity"]),
        {"error": "danger", "warning": "warning"}.get(each["severity"], "info"),
    )


def _brief_left_out(each: Finding) -> FindingView:
    names = (each.get("subject", ""), each.get("property", ""), each.get("name", ""), each["value"][:200])
    return FindingView(" ".join(filter(None, names)), each["text"][language()], place=place(each))


def dump_signed(received: Received, evaluation: Evaluation) -> str:
    """Return file and report for the hidden field; "" if they are too large to be carried along."""
    if len(received.content) > _MAX_CONTENT:
        return ""
    signed = _serializer().dumps(
        {
            "content": b64encode(received.content).decode(),
            "name": received.name,
            "media_type": received.media_type,
            "kind": received.kind,
            "statements": evaluation.statements,
            "report": evaluation.report,
        }
    )
    text = signed if isinstance(signed, str) else signed.decode()
    return text if len(text) <= _MAX_SIGNED else ""


def load_signed(text: str) -> tuple[Received, Evaluation]:
    """Return what `dump_signed` was given.

    Raises:
        InputError: it is not from us, or older than a day.
    """
    try:
        found = _serializer().loads(text, max_age=_DAY)
    except BadData as error:
        raise InputError("The report on this page is older than a day. Check the file again.") from error
    received = Received(b64decode(found["content"]), found["name"], found["media_type"], found["kind"])
    return received, Evaluation(Verdict(found["report"]["verdict"]), found["statements"], found["report"])


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key(), salt="mpsc report")


def apply_proposal(received: Received, evaluation: Evaluation, name: str) -> Received:
    """Return the file with a proposal in it: a workbook with its cell changed, else statements as N-Quads.

    The name of the button is the id of the finding, a dot, and the number of the proposal.

    Raises:
        InputError: the report has no such proposal.
    """
    finding, proposal = _find_proposal(evaluation.report, name)
    location = finding["location"]
    if received.written_in == XLSX and location.get("kind") == "cell" and len(finding["found"]) == 1:
        return _in_workbook(received, location, finding["found"][0]["shown"], proposal)
    path, wrong, right = finding["field"].get("path"), _term(finding["found"][0]), _term(proposal)
    quads = [
        quad._replace(object=right) if (quad.predicate, quad.object) == (path, wrong) else quad
        for quad in restore_statements(evaluation.statements)
    ]
    stem = received.name.rpartition(".")[0] or received.name or "data"
    return Received(n_quads(quads).encode(), f"{stem}{N_QUADS.suffixes[0]}")


def _find_proposal(report: Report, name: str) -> tuple[Finding, dict[str, Any]]:
    identity, _, number = name.rpartition(".")
    for finding in report["findings"]:
        if finding["id"] == identity and number.isdecimal() and int(number) < len(finding["proposals"]):
            return finding, finding["proposals"][int(number)]
    raise InputError("The report has no such proposal. Check the file again.")


def _term(value: dict[str, Any]) -> Term:
    return Term(value["kind"], value["value"], value["datatype"], value["language"])


def _in_workbook(received: Received, location: Any, wrong: str, proposal: dict[str, Any]) -> Received:
    """Write the proposal into its cell; of several values in it only the wrong one is replaced."""
    workbook = load_workbook(io.BytesIO(received.content), keep_links=False)
    cell = workbook[location["sheet"]][location["cell"]]
    right = proposal["value"]
    if proposal["kind"] == IRI:
        right = code_names("de").get(right) or right
    text = str(cell.value)
    cell.value = text.replace(wrong, right, 1) if wrong in text else right
    cell.number_format = "@"
    out = io.BytesIO()
    workbook.save(out)
    return Received(out.getvalue(), received.name, received.media_type, received.kind)
