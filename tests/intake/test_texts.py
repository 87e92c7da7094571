# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The texts of reports: each in both languages, with the same placeholders, for every code that is used."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from graph.check import texts
from graph.check.policy import ERRORS
from graph.check.received import Verdict
from graph.model.shapes import SEVERITIES

FOLDER = Path(texts.__file__).parent
TABLES = tomllib.loads((FOLDER / "texts.toml").read_text(encoding="utf-8"))


def entries(value: Any, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every text with its name."""
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from entries(each, f"{name}.{number}")
    elif "de" in value or "en" in value:
        yield name, value
    else:
        for key, each in value.items():
            yield from entries(each, f"{name}.{key}".lstrip("."))


ENTRIES = dict(entries(TABLES, ""))


@pytest.mark.parametrize("name", ENTRIES)
def test_text_says_the_same_in_both_languages(name: str) -> None:
    """What one language fills in, the other does; several words are as many in both."""
    entry = ENTRIES[name]
    german, english = ("|".join(part) if isinstance(part := entry[tag], list) else part for tag in ("de", "en"))

    assert german.strip()
    assert english.strip()
    assert german.count("|") == english.count("|")
    if name != "syntax_error_elsewhere":  # The message of the parser is English already.
        fields = [{field for _, field, _, _ in Formatter().parse(text)} - {None} for text in (german, english)]
        assert fields[0] == fields[1]
    re.compile(entry.get("pattern", ""))


def test_every_code_has_a_text() -> None:
    """What the code lists is complete, and no text is left over."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    codes = {*texts.NOT_TAKEN, *texts.NOT_READ, *texts.CHANGED}

    assert texts.NOT_TAKEN.keys() >= ERRORS
    assert texts.VERDICTS.keys() == set(Verdict)
    assert list(texts.SEVERITY_NAMES) == list(SEVERITIES)
    assert [code for code in codes if f'"{code}"' not in source] == []


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("The prefix ex: has not been declared", "@prefix"),
        ("unexpected end of file", "mitten in einer Angabe"),
        ("Invalid IRI code point", "ungültige Adresse"),
        ("something else", "nicht weiterlesen"),
    ],
)
def test_syntax_error_is_explained(message: str, words: str) -> None:
    """The first pattern that fits counts; where none does, the place is all there is to say."""
    assert words in texts.explain_syntax_error(message, has_line=True)["de"]


def test_message_without_place_is_kept() -> None:
    """Also where it has braces."""
    assert texts.explain_syntax_error("odd {brace}", has_line=False)["en"] == "odd {brace}"
