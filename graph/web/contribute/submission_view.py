# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A submission as reviewers and submitters see it: state and history in words, content, files."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask import Response, abort, request, send_file

from graph.errors import InputError
from graph.inbox import Actor, Event, Inbox, State, possible, reading
from graph.inbox.reading import Dossier
from graph.inbox.schema import Comment, Decision, Submission, Version
from graph.model.namespaces import SHAPE
from graph.model.shapes import fields_by_iri, shapes_by_slug
from graph.publication.contributions import graph_of
from graph.revision import Statements, statements
from graph.store import Store
from graph.web.contribute.difference import Comparison, ThingsPage, compare_things
from graph.web.contribute.reports import BriefReport, brief_report
from graph.web.http.pages import language, translate, wanted_page

Texts = Mapping[str, tuple[str, str]]
"""Code → German and English text."""

STATES: Texts = {
    State.DRAFT: ("Entwurf", "Draft"),
    State.SUBMITTED: ("Eingereicht", "Submitted"),
    State.IN_REVIEW: ("In Prüfung", "In review"),
    State.CHANGES_REQUESTED: ("Änderungen erbeten", "Changes requested"),
    State.ACCEPTED: ("Angenommen", "Accepted"),
    State.PUBLISHED: ("Veröffentlicht", "Published"),
    State.SUPERSEDED: ("Ersetzt", "Superseded"),
    State.RETRACTED: ("Zurückgenommen", "Retracted"),
    State.REJECTED: ("Abgelehnt", "Rejected"),
    State.WITHDRAWN: ("Zurückgezogen", "Withdrawn"),
}
BADGES: Mapping[str, str] = {
    State.CHANGES_REQUESTED: "warning",
    State.ACCEPTED: "success",
    State.PUBLISHED: "success",
    State.RETRACTED: "danger",
    State.REJECTED: "danger",
}
"""State → how its badge looks, if not "info"."""

_NEXT: Texts = {
    State.DRAFT: (
        "Es ist noch nichts eingereicht. Füllen Sie das Formular fertig aus und reichen Sie es ein.",
        "Nothing has been submitted yet. Complete the form and submit it.",
    ),
    State.SUBMITTED: (
        "Als Nächstes nimmt die Redaktion die Einreichung in Prüfung. Sie müssen nichts tun.",
        "Next, the editors will start their review. You do not need to do anything.",
    ),
    State.IN_REVIEW: (
        "Die Redaktion prüft die Angaben. Sie müssen nichts tun.",
        "The editors are reviewing the submission. You do not need to do anything.",
    ),
    State.CHANGES_REQUESTED: (
        "Die Redaktion bittet um Änderungen. Überarbeiten Sie die Angaben und reichen Sie sie erneut ein.",
        "The editors have asked for changes. Revise the submission, and submit it again.",
    ),
    State.ACCEPTED: (
        "Die Angaben werden mit der nächsten Ausgabe der Daten veröffentlicht. Sie müssen nichts tun.",
        "The submission will be published with the next release of the data. You do not need to do anything.",
    ),
    State.PUBLISHED: (
        "Die Angaben sind öffentlich. Wenn sich etwas ändert, reichen Sie eine neue Fassung ein.",
        "The information is public. If something changes, submit a new version.",
    ),
    State.SUPERSEDED: (
        "Es gilt eine neuere Einreichung. Diese bleibt in früheren Ausgaben zitierbar.",
        "A newer submission has replaced this one, which can still be cited from earlier releases.",
    ),
    State.RETRACTED: (
        "Die Angaben sind nicht mehr Teil der Daten; der Grund dafür bleibt öffentlich.",
        "The information is no longer part of the data; the reason remains public.",
    ),
    State.REJECTED: (
        "Die Einreichung wird nicht veröffentlicht. Begründung siehe unten.",
        "The submission will not be published. Reason below.",
    ),
    State.WITHDRAWN: (
        "Die Einreichung wurde zurückgezogen und wird nicht veröffentlicht.",
        "The submission was withdrawn and will not be published.",
    ),
}
"""State → what happens next, for those who submit."""

_EVENTS: Texts = {
    Event.SUBMIT: ("Eingereicht", "Submitted"),
    Event.REVIEW: ("In Prüfung genommen", "Review started"),
    Event.REQUEST_CHANGES: ("Änderungen erbeten", "Changes requested"),
    Event.ACCEPT: ("Angenommen", "Accepted"),
    Event.REJECT: ("Abgelehnt", "Rejected"),
    Event.PUBLISH: ("Veröffentlicht", "Published"),
    Event.REFUSE: ("In eine Ausgabe nicht aufgenommen", "Left out of a release"),
    Event.SUPERSEDE: ("Durch eine neuere Einreichung ersetzt", "Replaced by a newer submission"),
    Event.RETRACT: ("Zurückgenommen", "Retracted"),
    Event.WITHDRAW: ("Zurückgezogen", "Withdrawn"),
}

CHOICES: Texts = {
    Event.REVIEW: ("In Prüfung nehmen", "Start the review"),
    Event.ACCEPT: (
        "Annehmen: wird mit der nächsten Ausgabe veröffentlicht",
        "Accept: will be published with the next release",
    ),
    Event.REQUEST_CHANGES: (
        "Um Änderungen bitten: kann erneut eingereicht werden",
        "Request changes: can be submitted again",
    ),
    Event.REJECT: ("Endgültig ablehnen: wird nicht veröffentlicht", "Reject for good: will not be published"),
    Event.RETRACT: (
        "Zurücknehmen: entfällt ab der nächsten Ausgabe",
        "Retract: will be left out from the next release on",
    ),
    Event.WITHDRAW: ("Zurückziehen", "Withdraw"),
}
"""Event → what a button or a choice for it says."""

_REASONED = {State.CHANGES_REQUESTED, State.REJECTED, State.RETRACTED, State.ACCEPTED}

_PARTS = {
    "received": ("application/octet-stream", ""),
    "canonical": ("application/n-quads", ".nq"),
    "report": ("application/json", ".json"),
}
"""Part of a version → media type, and the end of its file name if that is not the name of the file itself."""


def text_of(texts: Texts, code: str) -> str:
    """Return the text of a state or an event in the language of the request."""
    return translate(*texts[code])


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened: a decision, or a comment on a field of a version or on all of it."""

    at: datetime
    who: str
    what: str
    text: str
    field: str = ""
    version: int = 0


@dataclass(frozen=True)
class Selection:
    """A version (0: the newest), what it is compared with (0: what is published), a page of things."""

    version: int = 0
    against: int = 0
    page: int = 1


@dataclass(frozen=True)
class SubmissionPage:
    """A submission for a page.

    Attributes:
        organisation: its name.
        state: in words.
        badge: how the badge with these words looks.
        next: what happens next, in words.
        version: the version that is shown; None if nothing was submitted.
        versions: all versions in brief, oldest first.
        waiver: why it should be accepted in spite of errors; empty if that was not asked for.
        history: what happened, newest first.
        remarks: comments on the newest version, oldest first.
        reason: the reason given for its present state; empty if there is none.
        possible: what the reader can do.
    """

    submission: Submission
    organisation: str
    state: str
    badge: str
    next: str
    version: Version | None
    versions: Sequence[Version]
    is_newest: bool
    waiver: str
    outcome: BriefReport | None
    history: Sequence[TimelineEntry]
    remarks: Sequence[TimelineEntry]
    reason: str
    possible: Sequence[Event]


def submission_page(inbox: Inbox, name: str, actor: Actor, selected: Selection = Selection()) -> SubmissionPage:
    """Return a submission as `actor` may see it.

    Raises:
        NotFoundError: there is none, or the actor may not know of it, or there is no such version.
    """
    found = reading.dossier(inbox, name, actor)
    names = reading.organisations(inbox)
    newest = found.versions[-1].number if found.versions else 0
    shown = reading.version(inbox, name, selected.version or None) if newest else None
    remarks = [_comment(comment, names) for comment in found.comments]
    history = [*(_decision(each, names) for each in found.decisions), *remarks]
    state = State(found.submission.state)
    return SubmissionPage(
        found.submission,
        names.get(found.submission.organisation, found.submission.organisation),
        text_of(STATES, state),
        BADGES.get(state, "info"),
        text_of(_NEXT, state),
        shown,
        found.versions,
        shown is None or shown.number == newest,
        _waiver(found),
        brief_report(shown.report) if shown else None,
        sorted(history, key=lambda each: each.at)[::-1],
        [each for each in remarks if newest and each.version == newest],
        found.decisions[-1].reason if state in _REASONED and found.decisions else "",
        possible(found.submission, actor),
    )


def version_things(inbox: Inbox, store: Store, found: SubmissionPage, selected: Selection) -> ThingsPage | None:
    """Return the things of the version shown, compared with what is published or with another version.

    Raises:
        NotFoundError: there is no such version.
    """
    if found.version is None:
        return None
    name, after = found.submission.id, statements(found.version.canonical)
    compared = replaced_by(inbox, name, found.submission.revises, after)
    if selected.against:
        before = statements(reading.version(inbox, name, selected.against).canonical)
        compared = replace(compared, before=before, is_replacing=False)
    return compare_things(store, compared, selected.page)


def replaced_by(inbox: Inbox, name: str, revises: str | None, after: Statements) -> Comparison:
    """Return a comparison of what a submission says with the published one that it revises, if any."""
    if not revises:
        return Comparison({}, after, (graph_of(name),), is_replacing=True)
    before = statements(reading.version(inbox, revises).canonical)
    return Comparison(before, after, (graph_of(name), graph_of(revises)), is_replacing=True)


def commentable_fields(found: SubmissionPage) -> Mapping[str, str]:
    """Return anchor → name of the fields that the things of the version shown can have, in their order."""
    if found.outcome is None:
        return {}
    return {
        field.anchor: f"{kind.name[language()]}: {field.name[language()]}"
        for kind in shapes_by_slug().values()
        if kind.name["de"] in found.outcome.kinds
        for field in kind.fields
    }


def version_file(inbox: Inbox, name: str, actor: Actor, number: int, part: str) -> Response:
    """Return a part of a version as an attachment: no browser shows or runs what somebody sent.

    Raises:
        NotFoundError: there is no such version, or the actor may not know of it.
    """
    reading.dossier(inbox, name, actor)
    if part not in _PARTS:
        abort(404, f"A version has the parts {', '.join(_PARTS)}.")
    version = reading.version(inbox, name, number)
    found = getattr(version, part)
    content = found if isinstance(found, bytes) else found.encode()
    media_type, suffix = _PARTS[part]
    file_name = f"{name}-{number}{suffix}" if suffix else version.file_name
    return send_file(io.BytesIO(content), media_type, as_attachment=True, download_name=file_name)


def selection() -> Selection:
    """Return what the address asks for."""
    return Selection(number_parameter("version", least=0), number_parameter("against", least=0), wanted_page("things"))


def number_parameter(name: str, least: int = 1, *, of_form: bool = False) -> int:
    """Return a whole number of the address or the form; `least` if it is not given.

    Raises:
        InputError: it is not a number of at most six digits.
    """
    text = (request.form if of_form else request.args).get(name) or str(least)
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise InputError(f"Invalid number {text[:20]!r} for the parameter {name!r}. Leave it out.")
    return max(least, int(text))


def format_time(at: datetime) -> str:
    """Return a point in time as people read it, in UTC."""
    return translate(f"{at:%d.%m.%Y, %H:%M} Uhr (UTC)", f"{at:%Y-%m-%d %H:%M} UTC")


def waiting_time(since: datetime, now: datetime) -> str:
    """Return how long something has been waiting, in words."""
    span = max(now - since, timedelta())
    for size, german, english in (
        (timedelta(days=1), ("Tag", "Tagen"), ("day", "days")),
        (timedelta(hours=1), ("Stunde", "Stunden"), ("hour", "hours")),
        (timedelta(minutes=1), ("Minute", "Minuten"), ("minute", "minutes")),
    ):
        if count := span // size:
            return translate(f"seit {count} {german[count > 1]}", f"for {count} {english[count > 1]}")
    return translate("gerade eben", "just now")


def _waiver(found: Dossier) -> str:
    return next((each.reason for each in reversed(found.decisions) if each.event == Event.SUBMIT), "")


def _decision(each: Decision, names: Mapping[str, str]) -> TimelineEntry:
    who = names.get(each.organisation, each.organisation)
    what = text_of(_EVENTS, each.event) + (f": {each.release}" if each.release else "")
    return TimelineEntry(each.at, who or translate("Erstellung einer Ausgabe", "Build of a release"), what, each.reason)


def _comment(each: Comment, names: Mapping[str, str]) -> TimelineEntry:
    who = names.get(each.organisation, each.organisation)
    field = _field_name(each.field) if each.field else ""
    what = translate("Anmerkung", "Comment") + (f": {field}" if field else "")
    return TimelineEntry(each.at, who, what, each.text, field, each.number)


def _field_name(anchor: str) -> str:
    """Return the name of a field of the form; of an unknown field its anchor."""
    field = fields_by_iri().get(str(SHAPE[anchor]))
    return field.name[language()] if field else anchor
