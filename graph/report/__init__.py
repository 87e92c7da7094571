# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The report of a check in the forms that people and programs want."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from graph.intake import Report
from graph.intake.lexical import visible
from graph.model.formats import JSON_LD, TURTLE
from graph.report.plain import as_text
from graph.report.sarif import as_sarif
from graph.report.shacl import as_shacl
from graph.report.tabular import as_csv, as_workbook, harmless

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


def written_as(reports: Sequence[Report], name: str, language: str = "de", by: str = "object") -> str:
    r"""Return reports in one of `REPORT_FORMATS`.

    What no eye sees and a terminal may obey is written as `\u202e`, which JSON and Turtle read as the same.

    Args:
        reports: one a file.
        name: the form.
        language: "de" or "en", for forms that have one language.
        by: "object" or "rule", for forms that group.
    """
    return visible(_WRITERS[name](reports, language, by))


def written_by_turns(
    reports: Iterable[Report], count: int, name: str, language: str = "de", by: str = "object"
) -> Iterator[str]:
    """Yield what `written_as` returns, report by report, so that none is kept when it was written.

    SARIF and JSON-LD stand in one object each, so for these all reports are kept.

    Args:
        reports: one a file.
        count: how many there are.
        name: the form.
        language: "de" or "en", for forms that have one language.
        by: "object" or "rule", for forms that group.
    """
    if count == 1 or name in {"sarif", "jsonld"}:
        yield written_as(list(reports), name, language, by)
        return
    first, between, last = {"json": ("[\n", ",\n", "]\n"), "text": ("", "\n", "")}.get(name, ("", "", ""))
    yield first
    for number, report in enumerate(reports):
        text = written_as([report], name, language, by)
        is_later_table = number and name == "csv"
        yield between if number else ""
        yield text.partition("\n")[2] if is_later_table else text
    yield last


def as_json(reports: Sequence[Report]) -> str:
    """Return one report as it is, several as an array."""
    content = reports[0] if len(reports) == 1 else list(reports)
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


__all__ = [
    "REPORT_FORMATS",
    "as_csv",
    "as_json",
    "as_sarif",
    "as_shacl",
    "as_text",
    "as_workbook",
    "harmless",
    "written_as",
    "written_by_turns",
]
