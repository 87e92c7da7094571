# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms → submissions: what was typed is read like the cells of a table, each value with its place."""

from rdflib import RDF

from graph.intake.cells import Names, iri_of, slug, value_of
from graph.intake.documents import own_base, skolem_names
from graph.intake.form import Entry, Filled, decoded
from graph.intake.guards import CAPS
from graph.intake.model import Change, Ignored, Place, Submission
from graph.intake.published import Published
from graph.intake.received import FORM, Received
from graph.model.fields import TEXT, WORDS, Field
from graph.model.formats import N_QUADS
from graph.model.namespaces import BASE
from graph.store.terms import BLANK, IRI, LITERAL, XSD_STRING, Raw, RawQuad, read, renamed

_PROJECT = "https://w3id.org/mpsc/def#ModelProject"
_NAMES = ("http://www.w3.org/2000/01/rdf-schema#label", "http://purl.org/dc/terms/title",
          "http://www.w3.org/2004/02/skos/core#prefLabel")  # fmt: skip
KEPT: Place = {"kind": "field", "name": "kept"}
"""Where statements stand that the form does not show."""


def read_form(received: Received, known: Published) -> Submission:
    """Read a form.

    Raises:
        DocumentError: it cannot be read.
        TooLargeError: it has too many statements.
    """
    form, own = decoded(received.content), own_base(received)
    kept = read(form.kept.encode(), N_QUADS, own, CAPS.statements) if form.kept.strip() else []
    labels = skolem_names(kept, own)
    submission = Submission(FORM, renamed(kept, labels), own)
    submission.ignored += [_unknown(name, value) for name, value in form.unknown]
    reader = _Reader(submission, Names(known), labels)
    submission.details |= {"kind": form.main.kind.slug, "thing": reader.read(form.main)}
    submission.parts += len(form.unknown)
    return submission


class _Reader:
    """Makes statements of the things in a form.

    Args:
        submission: gets the statements; has those that the form does not show.
        names: what things are called.
        labels: label of an unnamed thing that the form does not show → its IRI.
    """

    def __init__(self, submission: Submission, names: Names, labels: dict[str, str]) -> None:
        self._submission = submission
        self._names = names
        self._labels = labels
        self._unnamed = 0
        self._taken = {quad.subject.value for quad in submission.quads}
        for quad in submission.quads:
            submission.places.setdefault((quad.subject.value, "", ""), KEPT)
            if quad.predicate in _NAMES:
                names.add(quad.object.value, quad.subject.value)

    def read(self, main: Filled) -> str:
        """Add all statements; return the IRI of the thing."""
        subject = self._address(main)
        self._thing(main, subject, "")
        return subject

    def _thing(self, filled: Filled, subject: str, before: str) -> None:
        places = self._submission.places
        top: Place = {"kind": "field", "name": before.removesuffix(".") or "thing"}
        places[subject, "", ""] = top
        self._add(subject, str(RDF.type), Raw(IRI, filled.kind.iri), top)
        for asked in filled.kind.fields:
            name = f"{before}{asked.anchor}"
            places.setdefault((subject, asked.path, ""), {"kind": "field", "name": f"{name}.0"})
            for number, entry in enumerate(filled.entries.get(asked.anchor, ())):
                if not entry.is_empty:
                    self._entry(entry, asked, subject, f"{name}.{number}")

    def _entry(self, entry: Entry, asked: Field, subject: str, name: str) -> None:
        place: Place = {"kind": "field", "name": name}
        if entry.part is not None:
            self._unnamed += 1
            part = iri_of(entry.part.iri) or f"{self._submission.own}part-{self._unnamed}"
            self._add(subject, asked.path, Raw(IRI, part), place)
            self._thing(entry.part, part, f"{name}.")
            return
        self._submission.parts += 1
        if entry.was is not None:
            self._kept_value(entry.was, asked, subject, place)
            return
        text = entry.text.strip()
        term, change = value_of(text, asked, self._names, is_typed=False)
        if asked.value == TEXT:
            term = Raw(LITERAL, text, "" if entry.language else XSD_STRING, entry.language)
        self._add(subject, asked.path, term, place)
        if change or text != entry.text:
            note = Change(entry.text, term.value, change or "trimmed", subject, asked.path, place)
            self._submission.changes.append(note)

    def _kept_value(self, term: Raw, asked: Field, subject: str, place: Place) -> None:
        """Add a value that nobody has touched."""
        if term.kind == BLANK:
            if term.value not in self._labels:
                self._submission.ignored.append(Ignored(term.value, "lost", place))
                return
            term = Raw(IRI, self._labels[term.value])
        self._add(subject, asked.path, term, place)

    def _address(self, main: Filled) -> str:
        """Return the IRI of the thing: as it is given, or made of its name and its project."""
        if given := iri_of(main.iri):
            return given
        name = slug(self._text(main, {TEXT, WORDS}))
        if not name:
            return f"{self._submission.own}thing"
        place = self._names.known.place([main.kind.iri]) or main.kind.slug
        made = f"{BASE}id/{place}/{'-'.join(filter(None, (self._project(main), name)))}"
        address, number = made, 1
        while address in self._names.known.classes or address in self._taken:
            number += 1
            address = f"{made}-{number}"
        place_of_it: Place = {"kind": "field", "name": "thing"}
        self._submission.changes.append(Change(name, address, "new-address", address, place=place_of_it))
        return address

    def _text(self, main: Filled, values: set[str]) -> str:
        """Return the text of the first field that has one, which names the thing; German goes first."""
        first = next((asked for asked in main.kind.fields if asked.value in values), None)
        entries = (
            [entry for entry in main.entries.get(first.anchor, ()) if not entry.is_empty] if first else []
        )
        entries.sort(key=lambda entry: entry.language not in {"de", ""})
        return entries[0].text if entries else ""

    def _project(self, main: Filled) -> str:
        """Return the last part of the IRI of the project that the thing belongs to, or ""."""
        for asked in main.kind.fields:
            if asked.classes == (_PROJECT,):
                for entry in main.entries.get(asked.anchor, ()):
                    term = value_of(entry.text.strip(), asked, self._names, is_typed=False).term
                    return slug(term.value.rsplit("/", 1)[-1]) if term.kind == IRI else ""
        return ""

    def _add(self, subject: str, predicate: str, value: Raw, place: Place) -> None:
        self._submission.quads.append(RawQuad(Raw(IRI, subject), predicate, value))
        self._submission.places[subject, predicate, value.value] = place
        self._submission.places[subject, predicate, ""] = min(
            self._submission.places.get((subject, predicate, ""), place), place, key=lambda each: each["name"]
        )


def _unknown(name: str, value: str) -> Ignored:
    return Ignored(value[:1000], "unknown-key", {"kind": "field", "name": name[:200]}, name[:200])
