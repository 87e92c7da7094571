# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the check of a submission found and left out, short enough for a page."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.check.formats import place_text
from graph.web.http.pages import language
from graph.web.review.words import SEVERITIES, said

_MOST = 100
"""Findings, parts and changes of value that a page lists; the report has all."""


@dataclass(frozen=True)
class Shown:
    """One line: what it is about, what is said of it, what to do, and where it stands."""

    about: str
    text: str
    fix: str = ""
    place: str = ""
    badge: str = ""
    mark: str = "info"


@dataclass(frozen=True)
class Outcome:
    """The outcome of a check for a page.

    Attributes:
        findings: the worst first.
        left_out: what was not taken over or not read, with the reason.
        changes: values that are written in another way than they came.
        totals: name of one of these → how many there are in all.
        kinds: German names of the kinds of its things.
    """

    findings: Sequence[Shown]
    left_out: Sequence[Shown]
    changes: Sequence[Shown]
    totals: Mapping[str, int]
    kinds: frozenset[str]


def outcome(report: str) -> Outcome:
    """Return what a page shows of a report, in the language of the request."""
    found: dict[str, Any] = json.loads(report)
    worst = sorted(found.get("findings", ()), key=lambda each: list(SEVERITIES).index(each["severity"]))
    left_out = [*found.get("not_taken", ()), *found.get("ignored", ())]
    changes = found.get("changes", ())
    return Outcome(
        [_finding(each) for each in worst[:_MOST]],
        [_left_out(each) for each in left_out[:_MOST]],
        [_change(each) for each in changes[:_MOST]],
        {"findings": len(worst), "left_out": len(left_out), "changes": len(changes)},
        frozenset(thing["kind"].get("de", "") for thing in found.get("things", ())),
    )


def _finding(each: Mapping[str, Any]) -> Shown:
    field = each["field"].get("name", {}).get(language(), "")
    marks = {"error": "danger", "warning": "warning"}
    return Shown(
        " › ".join(filter(None, (each["object"].get("label", ""), field))),
        each["message"][language()],
        each["fix"].get(language(), ""),
        place_text(each["location"], language()),
        said(SEVERITIES, each["severity"]),
        marks.get(each["severity"], "info"),
    )


def _left_out(each: Mapping[str, Any]) -> Shown:
    names = (each.get("subject", ""), each.get("property", ""), each.get("name", ""), each["value"][:200])
    about = " ".join(filter(None, names))
    return Shown(about, each["text"][language()], place=place_text(each["location"], language()))


def _change(each: Mapping[str, Any]) -> Shown:
    about = f"{each['before'][:200]} → {each['after'][:200]}"
    return Shown(about, each["text"][language()], place=place_text(each["location"], language()))
