# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What reading and checking a submission leads to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from graph.model.formats import Format
from graph.store.terms import Raw, RawQuad

Place = Mapping[str, Any]
"""Where something stands: `kind` ("cell", "json", "line" or "field") with `sheet`, `cell`, `row` and
`column`, or `pointer` (RFC 6901), or `line` and `exact`, or `name`; empty where nobody knows."""

Report = dict[str, Any]
"""The outcome of a check as JSON; `graph.intake.report` says what it holds."""


class Verdict(StrEnum):
    """What can be said of a submission as a whole; the value stands in reports."""

    VALID = "valid"
    ERRORS = "errors"
    NOTHING = "nothing"
    UNFINISHED = "unfinished"

    @property
    def exit_code(self) -> int:
        """The exit code of `mpsc validate`."""
        return list(Verdict).index(self)


@dataclass(frozen=True)
class Change:
    """A value that was written differently from what would be published.

    Attributes:
        before: as it was written.
        after: as it would be published.
        reason: code of the reason; `graph.intake.words` has the texts.
        subject: IRI of the thing.
        predicate: IRI of the property.
        place: where it stands.
    """

    before: str
    after: str
    reason: str
    subject: str = ""
    predicate: str = ""
    place: Place = field(default_factory=dict)


@dataclass(frozen=True)
class Ignored:
    """A part of a file that gave no statement: a cell, a column, a key.

    Attributes:
        value: what stands there.
        reason: code of the reason; `graph.intake.words` has the texts.
        place: where it stands.
        name: the heading or key.
        proposal: what may have been meant; "" where nothing is near.
    """

    value: str
    reason: str
    place: Place = field(default_factory=dict)
    name: str = ""
    proposal: str = ""


@dataclass
class Submission:
    """A file, read.

    Attributes:
        written_in: its format.
        quads: its statements as they were written, blank nodes named.
        own: the beginning of the IRIs of its unnamed things.
        places: (subject, predicate, value) → where it stands; predicate and value may be "".
        changes: values that reading has changed.
        ignored: parts that gave no statement.
        parts: how many cells or values of JSON objects there were; 0 for RDF.
        details: what was found out about the file, such as its encoding.
        text: the file as text, where that can be searched for places.
    """

    written_in: Format
    quads: list[RawQuad]
    own: str
    places: dict[tuple[str, str, str], Place] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    parts: int = 0
    details: dict[str, str] = field(default_factory=dict)
    text: str = ""

    def place(self, subject: str, predicate: str = "", value: Raw | str = "") -> Place:
        """Return where something stands, as exactly as is known."""
        for key in ((subject, predicate, str(value)), (subject, predicate, ""), (subject, "", "")):
            if key in self.places:
                return self.places[key]
        return {}


@dataclass(frozen=True)
class Evaluation:
    """What came of a submission.

    Attributes:
        verdict: the outcome.
        statements: what would be published, as canonical N-Quads; "" where the file could not be read.
        report: the whole outcome as JSON.
    """

    verdict: Verdict
    statements: str
    report: Report
