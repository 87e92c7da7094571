# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What reports say in German and English: the texts of `texts.toml`, with their placeholders filled in.

How to put something right is said by its shape (`sh:message`), with an example.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from graph.model.labels import LANGUAGES, Texts
from graph.model.namespaces import MPSC
from graph.model.shapes import CODE, THING, Field, shapes_by_class

_TEXTS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

NOT_TAKEN: Mapping[str, Texts] = _TEXTS["not_taken"]
"""Code of a reason → why a statement is not taken, and what to do."""

NOT_READ: Mapping[str, Texts] = _TEXTS["not_read"]
"""Code of a reason → why a part of a file gave no statement."""

CHANGED: Mapping[str, Texts] = _TEXTS["changed"]
"""Code of a reason → why a value would be published in another form."""

SEVERITY_NAMES: Mapping[str, Mapping[str, Sequence[str]]] = _TEXTS["severity"]
"""Severity → language → what one finding and several are called; the worst first."""

VERDICTS: Mapping[str, Texts] = _TEXTS["verdict"]
HEADINGS: Mapping[str, Texts] = _TEXTS["heading"]
SYNTAX_ERROR_FIX: Texts = _TEXTS["syntax_error_fix"]

_FAULTS: Mapping[str, Texts] = _TEXTS["fault"]
_EXPECTED: Mapping[str, Texts] = _TEXTS["expected"]
_GROUPS = {
    **dict.fromkeys(("MinInclusive", "MaxInclusive", "MinExclusive", "MaxExclusive"), "Range"),
    **dict.fromkeys(("MinLength", "MaxLength"), "Range"),
    "LessThanOrEquals": "LessThan",
    **dict.fromkeys(("QualifiedMinCount", "QualifiedMaxCount"), "Qualified"),
    "SPARQL": "Rule",
}
"""Components that share a text."""

_LISTED = 3
_OR = {"de": "oder", "en": "or"}


def describe_fault(component: str, facts: Mapping[str, Texts]) -> Texts:
    """Return what was found, for a component such as "MinCount"; facts are placeholder → language → text."""
    template = _FAULTS.get(_GROUPS.get(component, component), _FAULTS["Other"])
    return {tag: template[tag].format(**{name: texts[tag] for name, texts in facts.items()}) for tag in LANGUAGES}


def describe_expected(field: Field | None) -> Texts:
    """Return in words what a field asks for."""
    if field is None:
        return _EXPECTED["anything"]
    if field.value == CODE:
        return {tag: _EXPECTED["list"][tag].format(n=len(field.codes)) for tag in LANGUAGES}
    if field.value == THING:
        return {tag: _classes(field, tag) for tag in LANGUAGES}
    return _EXPECTED.get(field.value, _EXPECTED["anything"])


def explain_syntax_error(message: str, *, has_line: bool) -> Texts:
    """Return the likely cause of an error that a parser describes."""
    for each in _TEXTS["syntax_error"]:
        if re.search(each["pattern"], message):
            return {tag: each[tag] for tag in LANGUAGES}
    unknown = _TEXTS["syntax_error_unknown" if has_line else "syntax_error_elsewhere"]
    return {tag: unknown[tag].format(message=message) for tag in LANGUAGES}


def _classes(field: Field, tag: str) -> str:
    own_first = sorted(field.classes, key=lambda cls: (not cls.startswith(MPSC), cls))
    names = [shapes_by_class()[cls].name[tag] for cls in own_first if cls in shapes_by_class()]
    if not names:
        return _EXPECTED["anything"][tag]
    listed = names[:_LISTED] + (["…"] if len(names) > _LISTED else [])
    return f" {_OR[tag]} ".join(listed) if len(listed) <= 2 else ", ".join(listed)
