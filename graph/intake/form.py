# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The form as a kind of file: names and values as browsers send them.

`Measure-title.0` is the first value of a field and `Measure-title.0.language` its language;
`Measure-temporal.0.PeriodOfTime-startDate.0` belongs to a part, which is a thing without a page of its own.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from graph.intake.guards import CAPS
from graph.model.fields import TEXT, Field, Kind, kinds, kinds_by_class
from graph.store.terms import BLANK, IRI, LITERAL, DocumentError, Raw

MARK = "mpsc-form"
"""The name of the first pair; its value is the version of this layout."""

PARTS = {"period-of-time", "monetary-amount", "identifier"}
"""Kinds that people describe within another thing only."""

_PAIRS = 6_000
_ENTRY = re.compile(r"([A-Za-z]{1,40}-[A-Za-z-]{1,60})\.(\d{1,3})(?:\.(.{1,120}))?", re.ASCII)
_HEAD = {MARK, "kind", "thing", "kept"}

Pairs = Sequence[tuple[str, str]]


@dataclass
class Entry:
    """One value of a field.

    Attributes:
        text: as somebody has typed or chosen it.
        language: tag of a text; "" where it has none.
        was: the term that `text` shows, where reading the text would give another one.
        part: the thing that the value is, where the field asks for a part.
    """

    text: str = ""
    language: str = ""
    was: Raw | None = None
    part: "Filled | None" = None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was filled in."""
        return self.part.is_empty if self.part else not self.text.strip()


@dataclass
class Filled:
    """One thing in the form.

    Attributes:
        kind: what it is.
        iri: its address; "" where it is new.
        entries: the name of a field → its values, some of which may be empty.
    """

    kind: Kind
    iri: str = ""
    entries: dict[str, list[Entry]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was filled in."""
        return not self.iri and all(entry.is_empty for each in self.entries.values() for entry in each)


@dataclass
class Form:
    """A form with what was filled in.

    Attributes:
        main: the thing it is about.
        kept: statements that the form does not show, as N-Quads.
        unknown: pairs that belong to no field.
    """

    main: Filled
    kept: str = ""
    unknown: list[tuple[str, str]] = field(default_factory=list)


def part_of(asked: Field) -> Kind | None:
    """Return the kind of the parts that a field asks for; None where it asks for values."""
    kind = kinds_by_class().get(asked.classes[0]) if len(asked.classes) == 1 else None
    return kind if kind and kind.slug in PARTS else None


def decoded(content: bytes) -> Form:
    """Return the form that `encoded` has written.

    Raises:
        DocumentError: it is none.
    """
    try:
        text = content.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_PAIRS)
    except ValueError as error:
        raise DocumentError(f"The form cannot be read, or has more than {_PAIRS} values.") from error
    return of_pairs(pairs)


def of_pairs(pairs: Pairs) -> Form:
    """Return the form of names and values.

    Raises:
        DocumentError: it does not say of what kind the thing is.
    """
    head = {name: value for name, value in pairs if name in _HEAD}
    kind = kinds().get(head.get("kind", ""))
    if kind is None or kind.slug in PARTS:
        raise DocumentError(f"The form is about no known kind of thing: {head.get('kind', '')[:60]!r}.")
    form = Form(Filled(kind, head.get("thing", "").strip()), head.get("kept", ""))
    rest = [(name, value) for name, value in pairs if name not in _HEAD]
    _fill(form.main, rest, form.unknown, "")
    return form


def encoded(form: Form) -> bytes:
    """Return the form as browsers send it (WHATWG URL, 5.2)."""
    head = [(MARK, "1"), ("kind", form.main.kind.slug), ("thing", form.main.iri)]
    return urlencode([*head, *pairs_of(form.main), ("kept", form.kept), *form.unknown]).encode()


def pairs_of(filled: Filled, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield the names and values of a thing; names begin with `before`."""
    for anchor, entries in filled.entries.items():
        for number, entry in enumerate(entries):
            name = f"{before}{anchor}.{number}"
            if entry.part is not None:
                yield f"{name}.iri", entry.part.iri
                yield from pairs_of(entry.part, f"{name}.")
                continue
            yield name, entry.text
            if entry.language:
                yield f"{name}.language", entry.language
            if entry.was is not None:
                yield f"{name}.was", json.dumps(list(entry.was))


def _fill(filled: Filled, pairs: Pairs, unknown: list[tuple[str, str]], before: str) -> None:
    """Sort pairs into the fields of a thing; what fits none goes to `unknown`."""
    fields = {each.anchor: each for each in filled.kind.fields}
    found: dict[str, dict[int, list[tuple[str, str]]]] = {}
    for name, value in pairs:
        match = _ENTRY.fullmatch(name)
        if match and match[1] in fields and int(match[2]) < CAPS.values:
            found.setdefault(match[1], {}).setdefault(int(match[2]), []).append((match[3] or "", value))
        else:
            unknown.append((before + name, value))
    for each in filled.kind.fields:
        if numbered := found.get(each.anchor):
            filled.entries[each.anchor] = [
                _entry(each, numbered[n], unknown, f"{before}{each.anchor}.{n}.") for n in sorted(numbered)
            ]


def _entry(asked: Field, pairs: Pairs, unknown: list[tuple[str, str]], before: str) -> Entry:
    own = {name: value for name, value in pairs if name in {"", "language", "was", "iri"}}
    kind = part_of(asked)
    if kind is not None and "was" not in own:
        part = Filled(kind, own.get("iri", "").strip())
        _fill(part, [pair for pair in pairs if pair[0] != "iri"], unknown, before)
        return Entry(part=part)
    unknown += [(before + name, value) for name, value in pairs if name not in {"", "language", "was"}]
    text = own.get("", "").replace("\r\n", "\n")
    language = own.get("language", "") if asked.value == TEXT else ""
    return Entry(text, language.strip().lower()[:20], _term(own.get("was", ""), text))


def _term(text: str, shown: str) -> Raw | None:
    """Return the term that a value was; None where it was changed since, or is no term."""
    try:
        parts = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(parts, list) or len(parts) != 4 or not all(isinstance(part, str) for part in parts):
        return None
    term = Raw(*parts)
    return term if term.value == shown and term.kind in {IRI, BLANK, LITERAL} else None
