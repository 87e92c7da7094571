# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms as a kind of file: names and values as browsers send them ↔ statements.

`Measure-title.0` is the first value of a field and `Measure-title.0.language` its language;
`Measure-temporal.0.PeriodOfTime-startDate.0` belongs to a part, which is a thing without a page of its own.
What was typed is read like the cells of a table, each value with its place. The other way round, statements
fill in the fields, and every statement that no field shows is kept beside them.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from rdflib import DCTERMS, RDF, RDFS, SKOS

from graph.check.rdf import GENID, skolem_base, skolem_iris
from graph.check.received import FILE_LIMITS, FORM, Change, Ignored, Place, Received, Submission
from graph.check.values import NameIndex, Published, parse_iri, project_key, read_value, slug
from graph.model.formats import N_QUADS
from graph.model.kinds import members
from graph.model.shapes import TEXT, WORDS, Field, Shape, shapes_by_class, shapes_by_slug
from graph.store.terms import (
    BLANK,
    IRI,
    LITERAL,
    XSD_STRING,
    DocumentError,
    Statement,
    Term,
    n_quads,
    read_statements,
    replace_blank_nodes,
)

Pairs = Sequence[tuple[str, str]]

_VERSION = "mpsc-form"
"""The name of the first pair; its value is the version of this layout."""

_HEAD = {_VERSION, "kind", "thing", "kept"}
_PAIRS = 6_000
_ENTRY = re.compile(r"([A-Za-z]{1,40}-[A-Za-z-]{1,60})\.(\d{1,3})(?:\.(.{1,120}))?", re.ASCII)
_SKOLEM = re.compile(re.escape(GENID) + r"[0-9a-f]{32}/(.+)")
_NAMES = {str(name) for name in (RDFS.label, DCTERMS.title, SKOS.prefLabel)}
_NO_NAMES = NameIndex(Published())


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
    was: Term | None = None
    part: "FormThing | None" = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return self.part.is_empty if self.part else not self.text.strip()


@dataclass
class FormThing:
    """One thing in a form.

    Attributes:
        iri: its address; "" where it is new.
        entries: the name of a field → its values, some of which may be empty.
    """

    kind: Shape
    iri: str = ""
    entries: dict[str, list[Entry]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not self.iri and all(entry.is_empty for each in self.entries.values() for entry in each)


@dataclass
class Form:
    """A form with what was filled in.

    Attributes:
        kept: statements that the form does not show, as N-Quads.
        unknown: pairs that belong to no field.
    """

    main: FormThing
    kept: str = ""
    unknown: list[tuple[str, str]] = field(default_factory=list)


def part_of(asked: Field) -> Shape | None:
    """Return the kind of the parts that a field asks for; None where it asks for values."""
    kind = shapes_by_class().get(asked.classes[0]) if len(asked.classes) == 1 else None
    return kind if kind and is_part(kind) else None


def is_part(kind: Shape) -> bool:
    """Return whether people describe things of a kind within another thing only."""
    return kind.target in members("part")


def decode_form(content: bytes) -> Form:
    """Return the form that `encode_form` has written.

    Raises:
        DocumentError: it is none.
    """
    try:
        text = content.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_PAIRS)
    except ValueError as error:
        raise DocumentError(f"The form cannot be read, or has more than {_PAIRS} values.") from error
    return form_from_pairs(pairs)


def form_from_pairs(pairs: Pairs) -> Form:
    """Return the form of names and values.

    Raises:
        DocumentError: it does not say of what kind the thing is.
    """
    head = {name: value for name, value in pairs if name in _HEAD}
    kind = shapes_by_slug().get(head.get("kind", ""))
    if kind is None or is_part(kind):
        raise DocumentError(f"The form is about an unknown kind of thing: {head.get('kind', '')[:60]!r}.")
    form = Form(FormThing(kind, head.get("thing", "").strip()), head.get("kept", ""))
    _fill(form.main, [pair for pair in pairs if pair[0] not in _HEAD], form.unknown, "")
    return form


def encode_form(form: Form) -> bytes:
    """Return the form as browsers send it (WHATWG URL, 5.2)."""
    head = [(_VERSION, "1"), ("kind", form.main.kind.slug), ("thing", form.main.iri)]
    return urlencode([*head, *_pairs(form.main, ""), ("kept", form.kept), *form.unknown]).encode()


def read_form(received: Received, known: Published) -> Submission:
    """Read a form.

    Raises:
        DocumentError: it cannot be read.
        TooLargeError: it has too many statements.
    """
    form, own = decode_form(received.content), skolem_base(received)
    kept = _read_quads(form.kept, own)
    labels = skolem_iris(kept, own)
    submission = Submission(FORM, replace_blank_nodes(kept, labels), own)
    for name, value in form.unknown:
        place: Place = {"kind": "field", "name": name[:200]}
        submission.ignored.append(Ignored(value[:1000], "unknown-key", place, name[:200]))
    reader = _Reader(submission, NameIndex(known), labels)
    subject = reader.choose_iri(form.main)
    reader.add(form.main, subject)
    submission.details |= {"kind": form.main.kind.slug, "thing": subject}
    submission.parts += len(form.unknown)
    return submission


def restore_statements(text: str) -> list[Statement]:
    """Return the statements of canonical N-Quads that an evaluation gave, with blank nodes again.

    The names that a file gives to its unnamed things end with it; another file cannot speak of them.
    """
    return restore_blank_nodes(_read_quads(text, GENID))


def restore_blank_nodes(quads: Iterable[Statement]) -> list[Statement]:
    """Return statements with blank nodes in place of the IRIs that a file gave to its unnamed things."""

    def restore(term: Term) -> Term:
        match = _SKOLEM.fullmatch(term.value) if term.kind == IRI else None
        return Term(BLANK, "b" + re.sub(r"\W", "-", match[1])) if match else term

    return [quad._replace(subject=restore(quad.subject), object=restore(quad.object)) for quad in quads]


def form_subjects(quads: Iterable[Statement]) -> dict[str, Shape]:
    """Return the things that a form can be about, in their order: IRI → kind."""
    subjects: dict[str, Shape] = {}
    for quad in quads:
        kind = shapes_by_class().get(quad.object.value) if quad.predicate == str(RDF.type) else None
        if kind is not None and not is_part(kind):
            subjects.setdefault(quad.subject.value, kind)
    return subjects


def fill_form(quads: Sequence[Statement], subject: str, kind: Shape) -> Form:
    """Return the form about one thing; all statements are in its fields, or kept."""
    filler = _Filler(quads)
    main = filler.fill(subject, kind)
    return Form(main, n_quads(quad for quad in quads if quad not in filler.shown))


def _pairs(thing: FormThing, before: str) -> Iterator[tuple[str, str]]:
    """Yield the names and values of a thing; names begin with `before`."""
    for anchor, entries in thing.entries.items():
        for number, entry in enumerate(entries):
            name = f"{before}{anchor}.{number}"
            if entry.part is not None:
                yield f"{name}.iri", entry.part.iri
                yield from _pairs(entry.part, f"{name}.")
                continue
            yield name, entry.text
            if entry.language:
                yield f"{name}.language", entry.language
            if entry.was is not None:
                yield f"{name}.was", json.dumps(list(entry.was))


def _fill(thing: FormThing, pairs: Pairs, unknown: list[tuple[str, str]], before: str) -> None:
    """Sort pairs into the fields of a thing; what fits none goes to `unknown`."""
    anchors = {each.anchor for each in thing.kind.fields}
    by_anchor: dict[str, dict[int, list[tuple[str, str]]]] = {}
    for name, value in pairs:
        match = _ENTRY.fullmatch(name)
        if match and match[1] in anchors and int(match[2]) < FILE_LIMITS.values:
            numbered = by_anchor.setdefault(match[1], {})
            numbered.setdefault(int(match[2]), []).append((match[3] or "", value))
        else:
            unknown.append((before + name, value))
    for each in thing.kind.fields:
        if numbered := by_anchor.get(each.anchor, {}):
            thing.entries[each.anchor] = [
                _entry(each, numbered[n], unknown, f"{before}{each.anchor}.{n}.") for n in sorted(numbered)
            ]


def _entry(asked: Field, pairs: Pairs, unknown: list[tuple[str, str]], before: str) -> Entry:
    own = {name: value for name, value in pairs if name in {"", "language", "was", "iri"}}
    kind = part_of(asked)
    if kind is not None and "was" not in own:
        part = FormThing(kind, own.get("iri", "").strip())
        _fill(part, [pair for pair in pairs if pair[0] != "iri"], unknown, before)
        return Entry(part=part)
    unknown += [(before + name, value) for name, value in pairs if name not in {"", "language", "was"}]
    text = own.get("", "").replace("\r\n", "\n")
    language = own.get("language", "") if asked.value == TEXT else ""
    return Entry(text, language.strip().lower()[:20], _term(own.get("was", ""), text))


def _term(text: str, shown: str) -> Term | None:
    """Return the term that a value was; None where it was changed since, or is no term."""
    try:
        parts = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(parts, list) or len(parts) != 4 or not all(isinstance(part, str) for part in parts):
        return None
    term = Term(*parts)
    return term if term.value == shown and term.kind in {IRI, BLANK, LITERAL} else None


def _read_quads(text: str, base: str) -> list[Statement]:
    return read_statements(text.encode(), N_QUADS, base, FILE_LIMITS.statements) if text.strip() else []


class _Reader:
    """Adds the statements of a form to a submission, which has those that the form does not show.

    Of these, `labels` gives the blank nodes: label → IRI.
    """

    def __init__(self, submission: Submission, names: NameIndex, labels: dict[str, str]) -> None:
        self._submission = submission
        self._names = names
        self._labels = labels
        self._unnamed = 0
        self._taken = {quad.subject.value for quad in submission.quads}
        for quad in submission.quads:
            submission.places.setdefault((quad.subject.value, "", ""), {"kind": "field", "name": "kept"})
            if quad.predicate in _NAMES:
                names.add(quad.object.value, quad.subject.value)

    def add(self, thing: FormThing, subject: str, before: str = "") -> None:
        """Add all statements about a thing; the names of its pairs begin with `before`."""
        places = self._submission.places
        place: Place = {"kind": "field", "name": before.removesuffix(".") or "thing"}
        places[subject, "", ""] = place
        self._add(subject, str(RDF.type), Term(IRI, thing.kind.target), place)
        for asked in thing.kind.fields:
            name = f"{before}{asked.anchor}"
            places.setdefault((subject, asked.path, ""), {"kind": "field", "name": f"{name}.0"})
            for number, entry in enumerate(thing.entries.get(asked.anchor, ())):
                if not entry.is_empty:
                    self._entry(entry, asked, subject, f"{name}.{number}")

    def choose_iri(self, main: FormThing) -> str:
        """Return the IRI of the thing: as it is given, or made of its name and its project."""
        if given := parse_iri(main.iri):
            return given
        name = slug(self._name(main))
        if not name:
            return f"{self._submission.own}thing"
        known = self._names.known
        first = iri = known.new_iri(main.kind, self._project(main), name)
        number = 1
        while iri in known.classes or iri in self._taken:
            number += 1
            iri = f"{first}-{number}"
        place: Place = {"kind": "field", "name": "thing"}
        self._submission.changes.append(Change(name, iri, "new-address", iri, place=place))
        return iri

    def _entry(self, entry: Entry, asked: Field, subject: str, name: str) -> None:
        place: Place = {"kind": "field", "name": name}
        if entry.part is not None:
            self._unnamed += 1
            part = parse_iri(entry.part.iri) or f"{self._submission.own}part-{self._unnamed}"
            self._add(subject, asked.path, Term(IRI, part), place)
            self.add(entry.part, part, f"{name}.")
            return
        self._submission.parts += 1
        if entry.was is not None:
            self._unchanged_value(entry.was, asked, subject, place)
            return
        text = entry.text.strip()
        term, change = read_value(text, asked, self._names)
        if asked.value == TEXT:
            term = Term(LITERAL, text, "" if entry.language else XSD_STRING, entry.language)
        self._add(subject, asked.path, term, place)
        if change or text != entry.text:
            note = Change(entry.text, term.value, change or "trimmed", subject, asked.path, place)
            self._submission.changes.append(note)

    def _unchanged_value(self, term: Term, asked: Field, subject: str, place: Place) -> None:
        if term.kind == BLANK:
            if term.value not in self._labels:
                self._submission.ignored.append(Ignored(term.value, "lost", place))
                return
            term = Term(IRI, self._labels[term.value])
        self._add(subject, asked.path, term, place)

    def _name(self, main: FormThing) -> str:
        """Return the text in the first field for texts, which names the thing; German goes first."""
        first = next((asked for asked in main.kind.fields if asked.value in {TEXT, WORDS}), None)
        entries = [entry for entry in main.entries.get(first.anchor if first else "", ()) if not entry.is_empty]
        entries.sort(key=lambda entry: entry.language not in {"de", ""})
        return entries[0].text if entries else ""

    def _project(self, main: FormThing) -> str:
        """Return the last part of the IRI of the project that the thing belongs to, or ""."""
        for asked in main.kind.fields:
            for entry in main.entries.get(asked.anchor, ()):
                key = project_key(entry.text.strip(), asked, self._names)
                if key is not None:
                    return key
        return ""

    def _add(self, subject: str, predicate: str, value: Term, place: Place) -> None:
        places = self._submission.places
        self._submission.quads.append(Statement(Term(IRI, subject), predicate, value))
        places[subject, predicate, value.value] = place
        first = places.get((subject, predicate, ""), place)
        places[subject, predicate, ""] = min(first, place, key=lambda each: each["name"])


class _Filler:
    """Fills things in, and notes which statements they show."""

    def __init__(self, quads: Iterable[Statement]) -> None:
        self.shown: set[Statement] = set()
        self._about: dict[str, list[Statement]] = defaultdict(list)
        self._uses: Counter[str] = Counter()
        for quad in quads:
            self._about[quad.subject.value].append(quad)
            self._uses[quad.object.value] += quad.object.kind != LITERAL

    def fill(self, subject: str, kind: Shape) -> FormThing:
        """Return a thing filled in."""
        is_unnamed = any(quad.subject.kind == BLANK for quad in self._about[subject])
        thing = FormThing(kind, "" if is_unnamed else subject)
        by_path: dict[str, Field] = {}
        for asked in kind.fields:
            by_path.setdefault(asked.path, asked)
        for quad in self._about[subject]:
            if _is_type(quad, kind):
                self.shown.add(quad)
            elif quad.predicate in by_path:
                asked = by_path[quad.predicate]
                entry = self._entry(quad.object, asked)
                if entry is not None:
                    thing.entries.setdefault(asked.anchor, []).append(entry)
                    self.shown.add(quad)
        for entries in thing.entries.values():
            entries.sort(key=lambda entry: entry.language != "de")
        return thing

    def _entry(self, term: Term, asked: Field) -> Entry | None:
        """Return the value as the form shows it; None where the form cannot show it."""
        kind = part_of(asked)
        if kind is not None and self._is_whole(term, kind):
            return Entry(part=self.fill(term.value, kind))
        if not term.value.strip():
            return None
        # A form gives such a text back as it is.
        is_plain = term.value == term.value.strip() and "\r" not in term.value
        if asked.value == TEXT and term.kind == LITERAL and term.datatype in {"", XSD_STRING}:
            return Entry(term.value, term.language, None if is_plain else term)
        read = read_value(term.value.strip(), asked, _NO_NAMES).term
        if read == term and kind is None and is_plain:
            return Entry(term.value)
        return Entry(term.value, term.language, term)

    def _is_whole(self, term: Term, kind: Shape) -> bool:
        """Return whether a thing is a part that the form can show whole, and nothing else refers to it."""
        about = self._about.get(term.value, ())
        paths = {asked.path for asked in kind.fields}
        is_typed = any(_is_type(quad, kind) for quad in about)
        is_covered = all(quad.predicate in paths or _is_type(quad, kind) for quad in about)
        return term.kind != LITERAL and is_typed and is_covered and self._uses[term.value] == 1


def _is_type(quad: Statement, kind: Shape) -> bool:
    return quad.predicate == str(RDF.type) and quad.object.value == kind.target
