# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The report of a check in the forms that people and programs want.

Text for a terminal; CSV with all findings; the sender's own workbook with comments at the cells; SHACL
validation reports (SHACL, 3.6) in RDF; SARIF 2.1.0, which code hosts show beside the lines of a file; JSON.
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
from graph.check.received import Report
from graph.check.texts import HEADINGS, SEVERITY_NAMES
from graph.check.values import escape_hidden_characters
from graph.model.formats import JSON_LD, TURTLE, Format
from graph.model.namespaces import SHAPE, namespaces
from graph.model.shapes import SEVERITIES
from graph.store import Quad, serialise

_MARKS = {"error": "✗", "warning": "!", "hint": "·"}
_COLOURS = {"error": "F8D0D0", "warning": "FCEBC5", "hint": "DDE6F0"}
_LEVELS = {"error": "error", "warning": "warning", "hint": "note"}

_LISTED = 10
_WIDTH = 100
_LONGEST_COMMENT = 32_000
_COLUMNS = ("file", "severity", "rule", "object", "field", "found", "message", "expected", "fix", "place")
_SHEET = {"de": "Befunde", "en": "Findings"}
_SHEET_HEADS = {
    "de": ("Schwere", "Ort", "Eintrag", "Feld", "Befund", "Abhilfe"),
    "en": ("Severity", "Place", "Thing", "Field", "Finding", "Remedy"),
}
_SHEET_COLUMNS = ("severity", "place", "object", "field", "message", "fix")
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write_reports(reports: Sequence[Report], name: str, language: str = "de", by: str = "object") -> str:
    r"""Return reports in one of `REPORT_FORMATS`.

    Hidden characters, which a terminal may obey, are written as `\u202e`, which JSON and Turtle read as them.

    Args:
        reports: one a file.
        name: of the format.
        language: "de" or "en", for formats that have one language.
        by: "object" or "rule": how text is grouped.
    """
    return escape_hidden_characters(_WRITERS[name](reports, language, by))


def stream_reports(
    reports: Iterable[Report], count: int, name: str, language: str = "de", by: str = "object"
) -> Iterator[str]:
    """Yield what `write_reports` returns for `count` reports, one by one: none is kept once it is written.

    SARIF and JSON-LD are one object each, so for these all reports are kept.
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


def as_text(report: Report, language: str = "de", by: str = "object") -> str:
    """Return a report for people at a terminal; the findings are grouped by "object" or by "rule"."""
    return "".join(f"{escape_hidden_characters(line)}\n" for line in _lines(report, language, by))


def as_csv(reports: Sequence[Report], language: str) -> str:
    """Return all findings as CSV, one a line; no spreadsheet takes a cell for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for report in reports:
        writer.writerows(_rows(report, _COLUMNS, language))
    return out.getvalue()


def as_workbook(content: bytes, report: Report, language: str = "de") -> bytes:
    """Return the workbook of the sender with each finding as a comment at its cell, and a list of all.

    The report must be that of exactly this content, which then was found harmless.
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
        text = "\n\n".join(texts)[:_LONGEST_COMMENT]
        cell.comment = Comment(text, "MPSC", width=360, height=90 * len(texts))
        worst = min(findings, key=lambda each: list(SEVERITY_NAMES).index(each["severity"]))
        cell.fill = PatternFill("solid", fgColor=_COLOURS[worst["severity"]])
    listed = workbook.create_sheet(_SHEET[language])
    for row in (_SHEET_HEADS[language], *_rows(report, _SHEET_COLUMNS, language)):
        listed.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def as_shacl(reports: Sequence[Report], chosen: Format) -> str:
    """Return the reports in a graph format; a report is named by the digest of its file."""
    quads = (quad for report in reports for quad in _quads(report))
    return serialise(quads, chosen, {prefix: str(base) for prefix, base in namespaces().items()}).decode()


def as_sarif(reports: Sequence[Report], language: str) -> str:
    """Return one run with the results of all reports."""
    findings = [(report, each) for report in reports for each in report["findings"]]
    rules = {each["rule"]: each for _, each in findings}
    order = {rule: position for position, rule in enumerate(rules)}
    driver = {
        "name": "mpsc validate",
        "version": __version__,
        "informationUri": "https://w3id.org/mpsc/",
        "rules": [_sarif_rule(each, language) for each in rules.values()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(report, each, order, language) for report, each in findings],
        "invocations": [{"executionSuccessful": all(report["verdict"] != "unfinished" for report in reports)}],
    }
    log = {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def describe_place(place: Mapping[str, Any], language: str = "de") -> str:
    """Return in words where something is; "" where that is unknown."""
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


def escape_formula(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    text = escape_hidden_characters(text)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


_WRITERS: Mapping[str, Callable[[Sequence[Report], str, str], str]] = {
    "text": lambda reports, language, by: "\n".join(as_text(report, language, by) for report in reports),
    "json": lambda reports, _language, _by: as_json(reports),
    "sarif": lambda reports, language, _by: as_sarif(reports, language),
    "ttl": lambda reports, _language, _by: as_shacl(reports, TURTLE),
    "jsonld": lambda reports, _language, _by: as_shacl(reports, JSON_LD),
    "csv": lambda reports, language, _by: as_csv(reports, language),
}
REPORT_FORMATS = tuple(_WRITERS)
"""Names of the formats that are text."""


def _lines(report: Report, language: str, by: str) -> Iterator[str]:
    words = {severity: names[language][1] for severity, names in SEVERITY_NAMES.items()}
    counts = ", ".join(f"{n} {words[severity]}" for severity, n in report["summary"].items() if n)
    yield f"{report['file']['name'] or '-'}: {report['message'][language]}{f' {counts}.' if counts else ''}"
    if report["verdict"] != "unfinished":
        yield HEADINGS["read"][language].format(**report["statements"])
    elif not report["findings"]:
        yield report["reason"]
    for head, findings in _group(report["findings"], language, by).items():
        yield from ("", head)
        for finding in findings:
            yield from _finding_lines(finding, language)
    for part in ("not_taken", "ignored"):
        yield from _unused_lines(report[part], HEADINGS[part][language], language)
    if report["changes"]:
        yield from ("", f"{HEADINGS['changes'][language]}:")
        yield from _limit([f"  {each['before']} → {each['after']}" for each in report["changes"]])
    if report["graphs"]:
        yield from ("", f"{HEADINGS['graphs'][language]}: {', '.join(report['graphs'])}")


def _group(findings: Sequence[Any], language: str, by: str) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for finding in findings:
        about, head = finding["object"], ""
        if by != "object":
            head = f"{HEADINGS['rule'][language]} {finding['rule']}"
        elif about:
            head = " ".join(filter(None, (about.get("kind", {}).get(language), f"„{about['label']}“")))
        groups[head].append(finding)
    return groups


def _finding_lines(finding: Any, language: str) -> Iterator[str]:
    mark, message = _MARKS[finding["severity"]], finding["message"][language]
    yield from _wrap(f"{mark} {message}{_in_brackets(finding, language)}", "  ")
    yield from _wrap(f"→ {finding['fix'].get(language, '')}", "    ")
    if finding["found"] and finding["rule"] == "intake/unreadable":
        yield f"    {finding['found'][0]['shown']}"
    if finding["proposals"]:
        labels = ", ".join(f"„{each['label']}“" for each in finding["proposals"])
        yield from _wrap(f"→ {HEADINGS['proposal'][language]} {labels}?", "    ")


def _unused_lines(items: Sequence[Any], head: str, language: str) -> Iterator[str]:
    by_reason: dict[str, list[Any]] = defaultdict(list)
    for item in items:
        by_reason[item["text"][language]].append(item)
    for text, each in by_reason.items():
        yield from ("", f"{head} ({len(each)}): {text}")
        yield from _limit([f"  {_unused_line(item, language)}" for item in each])


def _unused_line(item: Any, language: str) -> str:
    name = " ".join(filter(None, (item.get("subject"), item.get("property"), item.get("name"))))
    proposal = f" – {HEADINGS['proposal'][language]} {item['proposal']}?" if item.get("proposal") else ""
    return f"{name} {item['value'][:60]!r}{proposal}{_in_brackets(item, language)}".strip()


def _in_brackets(item: Any, language: str) -> str:
    place = describe_place(item["location"], language)
    return f"  [{place}]" if place else ""


def _limit(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_LISTED]
    if len(lines) > _LISTED:
        yield f"  … +{len(lines) - _LISTED}"


def _wrap(text: str, indent: str) -> list[str]:
    return wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_long_words=False)


def _rows(report: Report, columns: Sequence[str], language: str) -> Iterator[list[str]]:
    for each in report["findings"]:
        cells = {
            "file": report["file"]["name"],
            "severity": each["severity"],
            "rule": each["rule"],
            "object": each["object"].get("label", ""),
            "field": each["field"].get("name", {}).get(language, ""),
            "found": " | ".join(value["shown"] for value in each["found"]),
            "message": each["message"][language],
            "expected": each["expected"].get(language, ""),
            "fix": each["fix"].get(language, ""),
            "place": describe_place(each["location"], language),
        }
        yield [escape_formula(cells[column]) for column in columns]


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


def _shacl_result(finding: Any) -> Iterator[tuple[URIRef, Node]]:
    yield RDF.type, SH.ValidationResult
    yield SH.resultSeverity, SEVERITIES[finding["severity"]]
    yield SH.sourceConstraintComponent, SH[f"{finding['component'] or 'SPARQL'}ConstraintComponent"]
    yield SH.sourceShape, URIRef(finding["shape"] or SHAPE[finding["rule"]])
    if finding["object"]:
        yield SH.focusNode, URIRef(finding["object"]["iri"])
    if finding["field"].get("path"):
        yield SH.resultPath, URIRef(finding["field"]["path"])
    if finding["component"] != "MinCount" and len(finding["found"]) == 1:
        yield SH.value, _shacl_value(finding["found"][0])
    for language, text in finding["message"].items():
        yield SH.resultMessage, Literal(f"{text} {finding['fix'].get(language, '')}".strip(), lang=language)


def _shacl_value(value: Any) -> Node:
    text, datatype = value["value"], value.get("datatype")
    if value.get("kind") == "iri":
        return URIRef(text)
    if value.get("language"):
        return Literal(text, lang=value["language"])
    if datatype in {None, "", str(XSD.string)}:
        return Literal(text)
    return Literal(text, datatype=URIRef(datatype), normalize=False)


def _sarif_rule(finding: Any, language: str) -> dict[str, Any]:
    name = finding["field"].get("name", {}).get(language) or finding["rule"]
    text = finding["fix"].get(language) or name
    rule: dict[str, Any] = {"id": finding["rule"], "shortDescription": {"text": name}, "help": {"text": text}}
    return {**rule, "helpUri": finding["shape"]} if finding["shape"] else rule


def _sarif_result(report: Report, finding: Any, order: Mapping[str, int], language: str) -> dict[str, Any]:
    place = finding["location"]
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(report["file"]["name"] or "stdin")}}
    if region := _sarif_region(place):
        physical["region"] = region
    location: dict[str, Any] = {"physicalLocation": physical}
    if name := place.get("pointer") or place.get("cell") or finding["object"].get("iri"):
        location["logicalLocations"] = [{"fullyQualifiedName": name, "kind": "element"}]
    return {
        "ruleId": finding["rule"],
        "ruleIndex": order[finding["rule"]],
        "level": _LEVELS[finding["severity"]],
        "message": {"text": f"{finding['message'][language]} {finding['fix'].get(language, '')}".strip()},
        "locations": [location],
        "partialFingerprints": {"finding/v1": finding["id"]},
    }


def _sarif_region(place: Mapping[str, Any]) -> dict[str, int]:
    if place.get("kind") == "line":
        column = {"startColumn": place["column"]} if place.get("column") else {}
        return {"startLine": place["line"], **column}
    return {"startLine": place["row"]} if place.get("kind") == "cell" and not place["sheet"] else {}
