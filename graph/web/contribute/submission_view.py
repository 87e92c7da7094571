# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""One submission as a page shows it: where it stands, what it says, what its check found, what happened.

What the check of a submission found and left out, short enough for a page.

Versions to download: as they came, as they would be published, and what their check found.

What an address or a form of these pages asks for.
"""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from flask import Response, abort, request, send_file

from graph.check.formats import describe_place
from graph.check.texts import SEVERITY_NAMES
from graph.errors import InputError
from graph.inbox import Actor, Event, Inbox, State, possible, reading
from graph.inbox.reading import Dossier
from graph.inbox.schema import Comment, Decision, Submission, Version
from graph.model.namespaces import SHAPE
from graph.model.shapes import fields_by_iri, shapes_by_slug
from graph.publication.contributions import graph_of
from graph.revision import Statements, statements
from graph.store import Store
from graph.web.contribute.difference import Contents, States, contents
from graph.web.contribute.words import BADGES, EVENTS, NEXT, STATES, said
from graph.web.http.pages import language, translate, wanted_page

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
    worst = sorted(found.get("findings", ()), key=lambda each: list(SEVERITY_NAMES).index(each["severity"]))
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
        describe_place(each["location"], language()),
        SEVERITY_NAMES[each["severity"]][language()][0],
        marks.get(each["severity"], "info"),
    )


def _left_out(each: Mapping[str, Any]) -> Shown:
    names = (each.get("subject", ""), each.get("property", ""), each.get("name", ""), each["value"][:200])
    about = " ".join(filter(None, names))
    return Shown(about, each["text"][language()], place=describe_place(each["location"], language()))


def _change(each: Mapping[str, Any]) -> Shown:
    about = f"{each['before'][:200]} → {each['after'][:200]}"
    return Shown(about, each["text"][language()], place=describe_place(each["location"], language()))


_WORTH_TELLING = {State.CHANGES_REQUESTED, State.REJECTED, State.RETRACTED, State.ACCEPTED}


@dataclass(frozen=True)
class Moment:
    """Something that happened: a decision, or a remark (on a field, or on all)."""

    at: datetime
    who: str
    what: str
    text: str
    field: str = ""
    anchor: str = ""
    version: int = 0


@dataclass(frozen=True)
class View:
    """What the address asks for: a version and what it is compared with (0: what is published)."""

    version: int = 0
    against: int = 0
    page: int = 1


@dataclass(frozen=True)
class Case:
    """A submission for a page.

    Attributes:
        submission: the submission.
        organisation: name of the organisation.
        state: where it stands, in words.
        badge: how the badge with these words looks.
        next: what happens next, in words.
        version: the version that is shown; None where nothing was handed in.
        versions: all versions in brief, oldest first.
        is_newest: whether the version shown is the newest one.
        waiver: why it should be taken in spite of errors; empty where that was not asked for.
        outcome: what the check of the version found.
        history: what happened, newest first.
        remarks: comments on the newest version, oldest first.
        told: why it stands where it stands, in the words of whoever decided; empty where there is no reason.
        possible: what the reader can let happen.
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
    outcome: Outcome | None
    history: Sequence[Moment]
    remarks: Sequence[Moment]
    told: str
    possible: Sequence[Event]


def case(inbox: Inbox, name: str, actor: Actor, view: View = View()) -> Case:
    """Return a submission as `actor` may see it.

    Raises:
        NotFoundError: there is none, or the actor may not know of it, or there is no such version.
    """
    found = reading.dossier(inbox, name, actor)
    names = reading.organisations(inbox)
    newest = found.versions[-1] if found.versions else None
    shown = reading.version(inbox, name, view.version or None) if newest else None
    remarks = [_remark(comment, names) for comment in found.comments]
    state = found.submission.state
    return Case(
        found.submission,
        names.get(found.submission.organisation, found.submission.organisation),
        said(STATES, state),
        BADGES.get(state, "info"),
        NEXT[state][language()],
        shown,
        found.versions,
        newest is None or shown is None or shown.number == newest.number,
        _waiver(found),
        outcome(shown.report) if shown else None,
        sorted([*(_decision(each, names) for each in found.decisions), *remarks], key=lambda each: each.at)[
            ::-1
        ],
        [each for each in remarks if newest and each.version == newest.number],
        _told(found),
        possible(found.submission, actor),
    )


def things(inbox: Inbox, store: Store, found: Case, view: View) -> Contents | None:
    """Return the things of the version shown, compared with what is published or with another version.

    Raises:
        NotFoundError: there is no such version.
    """
    if found.version is None:
        return None
    name, after = found.submission.id, statements(found.version.canonical)
    states = replacing(inbox, name, found.submission.revises, after)
    if view.against:
        before = statements(reading.version(inbox, name, view.against).canonical)
        states = replace(states, before=before, is_replacing=False)
    return contents(store, states, view.page)


def replacing(inbox: Inbox, name: str, revises: str | None, after: Statements) -> States:
    """Return what a submission is compared with: the one whose place it takes, and what others publish.

    Args:
        inbox: the inbox.
        name: of the submission.
        revises: name of the published one whose place it takes.
        after: what it says.
    """
    if not revises:
        return States({}, after, (graph_of(name),), is_replacing=True)
    before = statements(reading.version(inbox, revises).canonical)
    return States(before, after, (graph_of(name), graph_of(revises)), is_replacing=True)


def fields(found: Case) -> Mapping[str, str]:
    """Return anchor → name of the fields that the things of the version shown can have, in their order."""
    if found.outcome is None:
        return {}
    return {
        field.anchor: f"{kind.name[language()]}: {field.name[language()]}"
        for kind in shapes_by_slug().values()
        if kind.name["de"] in found.outcome.kinds
        for field in kind.fields
    }


def moment(at: datetime) -> str:
    """Return a point in time as people read it, in UTC."""
    return f"{at:%d.%m.%Y, %H:%M} Uhr (UTC)" if language() == "de" else f"{at:%Y-%m-%d %H:%M} UTC"


def age(at: datetime, now: datetime) -> str:
    """Return how long something waits already, in words."""
    span = max(now - at, timedelta())
    for size, german, english in (
        (timedelta(days=1), ("Tag", "Tagen"), ("day", "days")),
        (timedelta(hours=1), ("Stunde", "Stunden"), ("hour", "hours")),
        (timedelta(minutes=1), ("Minute", "Minuten"), ("minute", "minutes")),
    ):
        if count := span // size:
            return translate(f"seit {count} {german[count > 1]}", f"for {count} {english[count > 1]}")
    return translate("gerade eben", "just now")


def field_name(anchor: str) -> str:
    """Return the name of a field of the form; what is no field is returned as it is."""
    field = fields_by_iri().get(str(SHAPE[anchor]))
    return field.name[language()] if field else anchor


def _told(found: Dossier) -> str:
    """Return the reason of the last decision, where the state calls for one."""
    if found.submission.state not in _WORTH_TELLING or not found.decisions:
        return ""
    return found.decisions[-1].reason


def _waiver(found: Dossier) -> str:
    handed_in = [each for each in found.decisions if each.event == Event.SUBMIT]
    return handed_in[-1].reason if handed_in else ""


def _decision(each: Decision, names: Mapping[str, str]) -> Moment:
    who = names.get(each.organisation, each.organisation) or translate(
        "Bau der Ausgabe", "Build of a release"
    )
    what = said(EVENTS, each.event)
    return Moment(each.at, who, f"{what}: {each.release}" if each.release else what, each.reason)


def _remark(each: Comment, names: Mapping[str, str]) -> Moment:
    who = names.get(each.organisation, each.organisation)
    field = field_name(each.field) if each.field else ""
    what = translate("Anmerkung", "Comment") + (f": {field}" if field else "")
    return Moment(each.at, who, what, each.text, field, each.field, each.number)


_PARTS = {
    "received": ("application/octet-stream", ""),
    "canonical": ("application/n-quads", ".nq"),
    "report": ("application/json", ".json"),
}
"""Part → media type, and the end of its name where that is not the name of the file itself."""


def file_of(inbox: Inbox, name: str, actor: Actor, number: int, part: str) -> Response:
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
    response: Response = send_file(
        io.BytesIO(content), media_type, as_attachment=True, download_name=file_name
    )
    return response


def view() -> View:
    """Return which version is asked for, compared with what, and which page of its things."""
    return View(number("version", least=0), number("against", least=0), wanted_page("things"))


def number(name: str, least: int = 1, *, of_form: bool = False) -> int:
    """Return a whole number of the address or the form; `least` where it is not given.

    Raises:
        InputError: it is no number of at most six digits.
    """
    text = (request.form if of_form else request.args).get(name) or str(least)
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise InputError(f"{name}={text[:20]!r} is no number. Leave it out.")
    return max(least, int(text))


def sent(name: str) -> str:
    """Return a field of the form; "" where it was not sent."""
    return request.form.get(name, "")


def address(place: str) -> Response:
    """Send a browser on after a form, so that it cannot be sent twice by loading the page again."""
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": place})
