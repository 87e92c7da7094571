# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A report as text for a terminal."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any

from graph.intake import Report
from graph.intake.lexical import visible

_MARKS = {"error": "✗", "warning": "!", "hint": "·"}
_WORDS = {
    "de": {"error": "Fehler", "warning": "Empfehlungen", "hint": "Hinweise"},
    "en": {"error": "errors", "warning": "recommendations", "hint": "hints"},
}
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
        report: as `graph.intake.report` describes it.
        language: "de" or "en".
        by: "object" groups the findings by thing, "rule" by rule.
    """
    return "".join(f"{visible(line)}\n" for line in _lines(report, language, by))


def place_text(place: dict[str, Any], language: str = "de") -> str:
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
    heads, words = _HEADS[language], _WORDS[language]
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
    place = place_text(finding["location"], language)
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
    place = place_text(item["location"], language)
    name = " ".join(filter(None, (item.get("subject"), item.get("property"), item.get("name"))))
    proposal = f" – {_HEADS[language]['proposal']} {item['proposal']}?" if item.get("proposal") else ""
    return f"{name} {item['value'][:60]!r}{proposal}{f'  [{place}]' if place else ''}".strip()


def _capped(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_SHOWN]
    if len(lines) > _SHOWN:
        yield f"  … +{len(lines) - _SHOWN}"


def _folded(text: str, indent: str) -> list[str]:
    return wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_long_words=False)
