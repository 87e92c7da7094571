# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Statements → forms: fields are filled in, and every statement that no field shows is kept beside them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from rdflib import RDF

from graph.intake.cells import Names, value_of
from graph.intake.documents import GENID
from graph.intake.form import PARTS, Entry, Filled, Form, part_of
from graph.intake.guards import CAPS
from graph.intake.published import Published
from graph.model.fields import TEXT, Field, Kind, kinds_by_class
from graph.model.formats import N_QUADS
from graph.store.terms import BLANK, IRI, LITERAL, XSD_STRING, Raw, RawQuad, n_quads, read

_OWN = re.compile(re.escape(GENID) + r"[0-9a-f]{32}/(.+)")
_NOBODY = Names(Published())


def statements_of(text: str) -> list[RawQuad]:
    """Return the statements of canonical N-Quads that an evaluation gave, unnamed things as such again.

    The names that a file gives to its unnamed things end with it; another file cannot speak of them.
    """
    return unnamed(read(text.encode(), N_QUADS, GENID, CAPS.statements) if text.strip() else [])


def unnamed(quads: Iterable[RawQuad]) -> list[RawQuad]:
    """Return statements with blank nodes in place of names that a file gave to its unnamed things."""
    return [quad._replace(subject=_unnamed(quad.subject), object=_unnamed(quad.object)) for quad in quads]


def subjects(quads: Iterable[RawQuad]) -> dict[str, Kind]:
    """Return the things that a form can be about, in their order: IRI → kind."""
    found: dict[str, Kind] = {}
    for quad in quads:
        kind = kinds_by_class().get(quad.object.value) if quad.predicate == str(RDF.type) else None
        if kind is not None and kind.slug not in PARTS:
            found.setdefault(quad.subject.value, kind)
    return found


def filled_form(quads: Sequence[RawQuad], subject: str, kind: Kind) -> Form:
    """Return the form about one thing; all statements are in its fields, or kept."""
    filler = _Filler(quads)
    main = filler.fill(subject, kind)
    if filler.is_unnamed(subject):
        main.iri = ""
    kept = [quad for quad in quads if quad not in filler.shown]
    return Form(main, n_quads(kept))


class _Filler:
    """Fills things in, and notes which statements they show."""

    def __init__(self, quads: Iterable[RawQuad]) -> None:
        self.shown: set[RawQuad] = set()
        self._about: dict[str, list[RawQuad]] = defaultdict(list)
        self._uses: dict[str, int] = defaultdict(int)
        for quad in quads:
            self._about[quad.subject.value].append(quad)
            self._uses[quad.object.value] += quad.object.kind != LITERAL

    def is_unnamed(self, subject: str) -> bool:
        """Tell whether a thing has no address of its own."""
        return any(quad.subject.kind == BLANK for quad in self._about[subject])

    def fill(self, subject: str, kind: Kind) -> Filled:
        """Return a thing filled in."""
        filled = Filled(kind, "" if self.is_unnamed(subject) else subject)
        by_path: dict[str, Field] = {}
        for asked in kind.fields:
            by_path.setdefault(asked.path, asked)
        for quad in self._about[subject]:
            if quad.predicate == str(RDF.type) and quad.object.value == kind.iri:
                self.shown.add(quad)
            elif quad.predicate in by_path:
                asked = by_path[quad.predicate]
                entry = self._entry(quad.object, asked)
                if entry is not None:
                    filled.entries.setdefault(asked.anchor, []).append(entry)
                    self.shown.add(quad)
        for entries in filled.entries.values():
            entries.sort(key=lambda entry: entry.language != "de")
        return filled

    def _entry(self, term: Raw, asked: Field) -> Entry | None:
        """Return the value as the form shows it; None where the form cannot show it."""
        kind = part_of(asked)
        if kind is not None and self._is_whole(term, kind):
            return Entry(part=self.fill(term.value, kind))
        if not term.value.strip():
            return None
        if asked.value == TEXT and term.kind == LITERAL and term.datatype in {"", XSD_STRING}:
            return Entry(term.value, term.language) if _is_plain(term.value) else _untouched(term)
        typed = value_of(term.value.strip(), asked, _NOBODY, is_typed=False).term
        is_same = typed == term and kind is None and _is_plain(term.value)
        return Entry(term.value) if is_same else _untouched(term)

    def _is_whole(self, term: Raw, kind: Kind) -> bool:
        """Tell whether a thing is a part that the form can show whole, and nobody else refers to it."""
        about = self._about.get(term.value, ())
        paths = {asked.path for asked in kind.fields}
        typed = any(quad.predicate == str(RDF.type) and quad.object.value == kind.iri for quad in about)
        covered = all(
            quad.predicate in paths or (quad.predicate == str(RDF.type) and quad.object.value == kind.iri)
            for quad in about
        )
        return term.kind != LITERAL and typed and covered and self._uses[term.value] == 1


def _untouched(term: Raw) -> Entry:
    return Entry(term.value, term.language, term)


def _is_plain(text: str) -> bool:
    """Tell whether a form gives a text back as it is."""
    return text == text.strip() and "\r" not in text


def _unnamed(term: Raw) -> Raw:
    found = _OWN.fullmatch(term.value) if term.kind == IRI else None
    return Raw(BLANK, "b" + re.sub(r"\W", "-", found[1])) if found else term
