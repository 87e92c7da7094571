# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A report as text for a terminal.

Reports as tables: CSV with all findings, and the sender's own workbook with comments at the cells.

Reports as SHACL validation reports (SHACL, 3.6) in RDF.

Reports as SARIF 2.1.0, which code hosts show beside the lines of a file.

The report of a check in the forms that people and programs want.
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any
from urllib.parse import quote

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from rdflib import RDF, SH, XSD, Literal, URIRef
from rdflib.term import Node

from graph import __version__
from graph.check import Report
from graph.check.texts import SEVERITY_NAMES
from graph.check.values import escape_hidden_characters
from graph.model.formats import JSON_LD, TURTLE, Format
from graph.model.namespaces import SHAPE, namespaces
from graph.model.shapes import SEVERITIES
from graph.store import Quad, serialise

_MARKS = {"error": "✗", "warning": "!", "hint": "·"}
_HEADS = {
    "de": {
        "not_taken": "Nicht übernommen",
        "ignored": "Nicht gelesen",
        "changes": "Einheitlich geschrieben",
        "proposal": "Meinten Sie",
        "graphs": "Benannte Graphen, zusammengeführt",
        "rule": "Regel",
        "read": "{read} Angaben gelesen, {taken} übernommen.",
    },
    "en": {
        "not_taken": "Not taken over",
        "ignored": "Not read",
        "changes": "Written in the uniform way",
        "proposal": "Did you mean",
        "graphs": "Named graphs, merged",
        "rule": "Rule",
        "read": "{read} statements read, {taken} taken.",
    },
}
_SHOWN = 10
_WIDTH = 100


def as_text(report: Report, language: str = "de", by: str = "object") -> str:
    """Return a report for people at a terminal.

    Args:
        report: as `graph.check.report` describes it.
        language: "de" or "en".
        by: "object" groups the findings by thing, "rule" by rule.
    """
    return "".join(f"{escape_hidden_characters(line)}\n" for line in _lines(report, language, by))


def describe_place(place: dict[str, Any], language: str = "de") -> str:
    """Return where something stands, in words; "" where nobody knows."""
    line = {"de": "Zeile", "en": "line"}[language]
    about = {"de": "etwa ", "en": "about "}[language]
    match place.get("kind"):
        case "cell":
            sheet = f"{place['sheet']}!" if place.get("sheet") else ""
            return f"{sheet}{place['cell']} ({place.get('column') or line + ' ' + str(place['row'])})"
        case "json":
            return str(place["pointer"])
        case "line":
            column = f":{place['column']}" if place.get("column") else ""
            return f"{'' if place.get('exact') else about}{line} {place['line']}{column}"
    return ""


def _lines(report: Report, language: str, by: str) -> Iterator[str]:
    heads = _HEADS[language]
    words = {severity: names[language][1] for severity, names in SEVERITY_NAMES.items()}
    counts = ", ".join(f"{n} {words[kind]}" for kind, n in report["summary"].items() if n)
    yield f"{report['file']['name'] or '-'}: {report['message'][language]}{f' {counts}.' if counts else ''}"
    if report["verdict"] != "unfinished":
        yield heads["read"].format(**report["statements"])
    elif not report["findings"]:
        yield report["reason"]
    for head, findings in _grouped(report["findings"], language, by).items():
        yield from ("", head)
        for finding in findings:
            yield from _finding(finding, language)
    for part in ("not_taken", "ignored"):
        yield from _left_out(report[part], heads[part], language)
    if report["changes"]:
        yield from ("", f"{heads['changes']}:")
        yield from _capped([f"  {c['before']} → {c['after']}" for c in report["changes"]])
    if report["graphs"]:
        yield from ("", f"{heads['graphs']}: {', '.join(report['graphs'])}")


def _grouped(findings: Sequence[Any], language: str, by: str) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for finding in findings:
        about = finding["object"]
        thing = (
            " ".join(filter(None, (about.get("kind", {}).get(language), f"„{about['label']}“")))
            if about
            else ""
        )
        groups[thing if by == "object" else f"{_HEADS[language]['rule']} {finding['rule']}"].append(finding)
    return groups


def _finding(finding: Any, language: str) -> Iterator[str]:
    place = describe_place(finding["location"], language)
    yield from _folded(
        f"{_MARKS[finding['severity']]} {finding['message'][language]}{f'  [{place}]' if place else ''}", "  "
    )
    yield from _folded(f"→ {finding['fix'].get(language, '')}", "    ")
    if finding["found"] and finding["rule"] == "intake/unreadable":
        yield f"    {finding['found'][0]['shown']}"
    if finding["proposals"]:
        shown = ", ".join(f"„{each['label']}“" for each in finding["proposals"])
        yield from _folded(f"→ {_HEADS[language]['proposal']} {shown}?", "    ")


def _left_out(items: Sequence[Any], head: str, language: str) -> Iterator[str]:
    by_reason: dict[str, list[Any]] = defaultdict(list)
    for item in items:
        by_reason[item["text"][language]].append(item)
    for text, each in by_reason.items():
        yield from ("", f"{head} ({len(each)}): {text}")
        yield from _capped([f"  {_shown(item, language)}" for item in each])


def _shown(item: Any, language: str) -> str:
    place = describe_place(item["location"], language)
    name = " ".join(filter(None, (item.get("subject"), item.get("property"), item.get("name"))))
    proposal = f" – {_HEADS[language]['proposal']} {item['proposal']}?" if item.get("proposal") else ""
    return f"{name} {item['value'][:60]!r}{proposal}{f'  [{place}]' if place else ''}".strip()


def _capped(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_SHOWN]
    if len(lines) > _SHOWN:
        yield f"  … +{len(lines) - _SHOWN}"


def _folded(text: str, indent: str) -> list[str]:
    return wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_long_words=False)


_COLUMNS = ("file", "severity", "rule", "object", "field", "found", "message", "expected", "fix", "place")
_COLOURS = {"error": "F8D0D0", "warning": "FCEBC5", "hint": "DDE6F0"}
_COLUMN_HEADS = {
    "de": ("Schwere", "Ort", "Ding", "Feld", "Befund", "Abhilfe"),
    "en": ("Severity", "Place", "Thing", "Field", "Finding", "Remedy"),
}
_SHEET = {"de": "Befunde", "en": "Findings"}
_LONGEST_COMMENT = 32_000


def as_csv(reports: Sequence[Report], language: str) -> str:
    """Return all findings as CSV, one a line; no spreadsheet takes a cell for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for report in reports:
        for each in report["findings"]:
            writer.writerow([escape_formula(text) for text in _row(report, each, language)])
    return out.getvalue()


def as_workbook(content: bytes, report: Report, language: str = "de") -> bytes:
    """Return the workbook of the sender with each finding as a comment at its cell, and a list of all.

    Args:
        content: the workbook as it was sent; its report must be at hand, so it was found harmless.
        report: the report of exactly this file.
        language: "de" or "en".
    """
    workbook = load_workbook(io.BytesIO(content), keep_links=False)
    by_cell: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for each in report["findings"]:
        place = each["location"]
        if place.get("kind") == "cell" and place["sheet"] in workbook.sheetnames:
            by_cell[place["sheet"], place["cell"]].append(each)
    for (sheet, name), findings in by_cell.items():
        cell = workbook[sheet][name]
        texts = [f"{each['message'][language]}\n→ {each['fix'].get(language, '')}" for each in findings]
        cell.comment = Comment(
            "\n\n".join(texts)[:_LONGEST_COMMENT], "MPSC", width=360, height=90 * len(texts)
        )
        worst = min(findings, key=lambda each: list(SEVERITY_NAMES).index(each["severity"]))
        cell.fill = PatternFill("solid", fgColor=_COLOURS[worst["severity"]])
    _add_list(workbook.create_sheet(_SHEET[language]), report, language)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def escape_formula(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    shown = escape_hidden_characters(text)
    return f"'{shown}" if shown.startswith(("=", "+", "-", "@", "\t", "\r")) else shown


def _add_list(sheet: Any, report: Report, language: str) -> None:
    sheet.append(_COLUMN_HEADS[language])
    for each in report["findings"]:
        row = (
            each["severity"],
            describe_place(each["location"], language),
            each["object"].get("label", ""),
            each["field"].get("name", {}).get(language, ""),
            each["message"][language],
            each["fix"].get(language, ""),
        )
        sheet.append([escape_formula(text) for text in row])


def _row(report: Report, each: Any, language: str) -> list[str]:
    return [
        report["file"]["name"],
        each["severity"],
        each["rule"],
        each["object"].get("label", ""),
        each["field"].get("name", {}).get(language, ""),
        " | ".join(value["shown"] for value in each["found"]),
        each["message"][language],
        each["expected"].get(language, ""),
        each["fix"].get(language, ""),
        describe_place(each["location"], language),
    ]


def as_shacl(reports: Sequence[Report], chosen: Format) -> str:
    """Return the reports in a graph format; a report is named by the digest of its file."""
    quads = (quad for report in reports for quad in _quads(report))
    return serialise(quads, chosen, {prefix: str(base) for prefix, base in namespaces().items()}).decode()


def _quads(report: Report) -> Iterator[Quad]:
    name = URIRef(f"urn:sha256:{report['file']['sha256']}")
    conforms = report["verdict"] in {"valid", "nothing"} and not report["findings"]
    yield name, RDF.type, SH.ValidationReport, None
    yield name, SH.conforms, Literal(str(conforms).lower(), datatype=XSD.boolean), None
    for each in report["findings"]:
        result = URIRef(f"{name}:{each['id']}")
        yield name, SH.result, result, None
        for predicate, value in _shacl_result(each):
            yield result, predicate, value, None


def _shacl_result(each: Any) -> Iterator[tuple[URIRef, Node]]:
    yield RDF.type, SH.ValidationResult
    yield SH.resultSeverity, SEVERITIES[each["severity"]]
    yield SH.sourceConstraintComponent, SH[f"{each['component'] or 'SPARQL'}ConstraintComponent"]
    yield SH.sourceShape, URIRef(each["shape"] or SHAPE[each["rule"]])
    if each["object"]:
        yield SH.focusNode, URIRef(each["object"]["iri"])
    if each["field"].get("path"):
        yield SH.resultPath, URIRef(each["field"]["path"])
    if each["component"] != "MinCount" and len(each["found"]) == 1:
        yield SH.value, _value(each["found"][0])
    for language, text in each["message"].items():
        yield SH.resultMessage, Literal(f"{text} {each['fix'].get(language, '')}".strip(), lang=language)


def _value(found: Any) -> Node:
    if found.get("kind") == "iri":
        return URIRef(found["value"])
    datatype = found.get("datatype")
    plain = datatype in {None, "", str(XSD.string)}
    if found.get("language"):
        return Literal(found["value"], lang=found["language"])
    return (
        Literal(found["value"])
        if plain
        else Literal(found["value"], datatype=URIRef(datatype), normalize=False)
    )


_LEVELS = {"error": "error", "warning": "warning", "hint": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_sarif(reports: Sequence[Report], language: str) -> str:
    """Return one run with the results of all reports."""
    findings = [(report, each) for report in reports for each in report["findings"]]
    rules = {each["rule"]: each for _, each in findings}
    order = {rule: position for position, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "mpsc validate",
                "version": __version__,
                "informationUri": "https://w3id.org/mpsc/",
                "rules": [_rule(rule, each, language) for rule, each in rules.items()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(report, each, order, language) for report, each in findings],
        "invocations": [
            {
                "executionSuccessful": all(report["verdict"] != "unfinished" for report in reports),
            }
        ],
    }
    return (
        json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)
        + "\n"
    )


def _rule(rule: str, each: Any, language: str) -> dict[str, Any]:
    name = each["field"].get("name", {}).get(language) or rule
    text = each["fix"].get(language) or name
    found: dict[str, Any] = {"id": rule, "shortDescription": {"text": name}, "help": {"text": text}}
    if each["shape"]:
        found["helpUri"] = each["shape"]
    return found


def _sarif_result(report: Report, each: Any, order: Mapping[str, int], language: str) -> dict[str, Any]:
    place = each["location"]
    artifact = {"artifactLocation": {"uri": quote(report["file"]["name"] or "stdin")}}
    region = _region(place)
    location: dict[str, Any] = {"physicalLocation": {**artifact, **({"region": region} if region else {})}}
    name = place.get("pointer") or place.get("cell") or each["object"].get("iri")
    if name:
        location["logicalLocations"] = [{"fullyQualifiedName": name, "kind": "element"}]
    return {
        "ruleId": each["rule"],
        "ruleIndex": order[each["rule"]],
        "level": _LEVELS[each["severity"]],
        "message": {"text": f"{each['message'][language]} {each['fix'].get(language, '')}".strip()},
        "locations": [location],
        "partialFingerprints": {"finding/v1": each["id"]},
    }


def _region(place: Mapping[str, Any]) -> dict[str, int]:
    if place.get("kind") == "line":
        return {
            "startLine": place["line"],
            **({"startColumn": place["column"]} if place.get("column") else {}),
        }
    return {"startLine": place["row"]} if place.get("kind") == "cell" and not place["sheet"] else {}


Writer = Callable[[Sequence[Report], str, str], str]

_WRITERS: Mapping[str, Writer] = {
    "text": lambda reports, language, by: "\n".join(as_text(report, language, by) for report in reports),
    "json": lambda reports, _language, _by: as_json(reports),
    "sarif": lambda reports, language, _by: as_sarif(reports, language),
    "ttl": lambda reports, _language, _by: as_shacl(reports, TURTLE),
    "jsonld": lambda reports, _language, _by: as_shacl(reports, JSON_LD),
    "csv": lambda reports, language, _by: as_csv(reports, language),
}
REPORT_FORMATS = tuple(_WRITERS)
"""Names of the forms that are text."""


def write_reports(reports: Sequence[Report], name: str, language: str = "de", by: str = "object") -> str:
    r"""Return reports in one of `REPORT_FORMATS`.

    What no eye sees and a terminal may obey is written as `\u202e`, which JSON and Turtle read as the same.

    Args:
        reports: one a file.
        name: the form.
        language: "de" or "en", for forms that have one language.
        by: "object" or "rule", for forms that group.
    """
    return escape_hidden_characters(_WRITERS[name](reports, language, by))


def stream_reports(
    reports: Iterable[Report], count: int, name: str, language: str = "de", by: str = "object"
) -> Iterator[str]:
    """Yield what `write_reports` returns, report by report, so that none is kept when it was written.

    SARIF and JSON-LD stand in one object each, so for these all reports are kept.

    Args:
        reports: one a file.
        count: how many there are.
        name: the form.
        language: "de" or "en", for forms that have one language.
        by: "object" or "rule", for forms that group.
    """
    if count == 1 or name in {"sarif", "jsonld"}:
        yield write_reports(list(reports), name, language, by)
        return
    first, between, last = {"json": ("[\n", ",\n", "]\n"), "text": ("", "\n", "")}.get(name, ("", "", ""))
    yield first
    for number, report in enumerate(reports):
        text = write_reports([report], name, language, by)
        is_later_table = number and name == "csv"
        yield between if number else ""
        yield text.partition("\n")[2] if is_later_table else text
    yield last


def as_json(reports: Sequence[Report]) -> str:
    """Return one report as it is, several as an array."""
    content = reports[0] if len(reports) == 1 else list(reports)
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
