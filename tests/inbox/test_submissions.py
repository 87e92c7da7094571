# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is handed in stays as it came; drafts, limits, comments, withdrawal."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from graph.errors import ConflictError, GraphError, InputError, NotFoundError, TooLargeError, TooManySubmissionsError
from graph.inbox import Event, Scope, State, Step, accounts, possible, reading, submissions
from graph.inbox.schema import Draft
from graph.inbox.submissions import by_address


def test_bytes_stay_as_they_came(world: Any) -> None:
    """Also those that are no text, through a round of changes (I1)."""
    first = world.make(received=bytes(range(256)) * 10)
    name = world.brought_to(State.DRAFT)
    submissions.submit(world.inbox, name, world.town, first)
    for event in (Event.REVIEW, Event.REQUEST_CHANGES):
        world.step(name, event)
    submissions.submit(world.inbox, name, world.town, world.make("Neu."))

    kept = reading.version(world.inbox, name, 1)
    assert kept.received == first.received
    assert kept.received_hash == hashlib.sha256(first.received).hexdigest()
    assert kept.content_hash == hashlib.sha256(first.canonical.encode()).hexdigest()
    assert (kept.report, kept.media_type, kept.licence) == (first.report, first.media_type, first.licence)
    assert [version.number for version in reading.dossier(world.inbox, name).versions] == [1, 2]
    assert reading.version(world.inbox, name).received == b"Neu."


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\\\Daten\\\\projekt.xlsx", "projekt.xlsx"),
        ("a\r\nb\u202e.ttl", "ab.ttl"),
        ("", "unnamed"),
        ("x" * 300 + ".csv", "x" * 196 + ".csv"),
    ],
)
def test_file_names_are_for_people_only(world: Any, sent: str, kept: str) -> None:
    """No path, no line break, no trick with the direction of writing."""
    name = world.brought_to(State.DRAFT)

    assert submissions.submit(world.inbox, name, world.town, world.make(file_name=sent)).file_name == kept


@pytest.mark.parametrize(
    ("faulty", "message"),
    [
        ({"canonical": " \n"}, "Nothing was recognised"),
        ({"errors": 3}, "has 3 errors"),
        ({"canonical": "\ud800"}, "half a character"),
        ({"report": "\0"}, "U[+]0000"),
        ({"licence": "CC BY <4>"}, "Invalid IRI of licence"),
        ({"shapes_version": "0.1 >"}, "Invalid version of the shapes"),
    ],
)
def test_what_cannot_be_submitted(world: Any, faulty: dict[str, Any], message: str) -> None:
    """Nothing is stored, and the state stays."""
    name = world.brought_to(State.DRAFT)

    with pytest.raises(InputError, match=message):
        submissions.submit(world.inbox, name, world.town, world.make(**faulty))
    dossier = reading.dossier(world.inbox, name)
    assert (dossier.submission.state, list(dossier.versions)) == (State.DRAFT, [])


def test_errors_can_be_waived_with_a_reason(world: Any) -> None:
    """The reviewer reads why."""
    name = world.brought_to(State.DRAFT)
    submissions.submit(world.inbox, name, world.town, world.make(errors=1), waiver="Kein Plan vorhanden.")

    assert reading.dossier(world.inbox, name).decisions[0].reason == "Kein Plan vorhanden."


def test_draft_is_kept_until_it_is_submitted(world: Any) -> None:
    """Each saving replaces the one before."""
    name = world.brought_to(State.DRAFT)
    for text in (b"{}", b'{"a": 1}'):
        submissions.save_draft(world.inbox, name, world.town, text, "application/json")
    kept = submissions.draft(world.inbox, name, world.town)
    submissions.submit(world.inbox, name, world.town, world.make())

    assert kept is not None
    assert kept.content == b'{"a": 1}'
    assert submissions.draft(world.inbox, name, world.town) is None


def test_what_is_in_review_is_not_edited(world: Any) -> None:
    """Reviewers see what was submitted."""
    name = world.brought_to(State.IN_REVIEW)

    with pytest.raises(ConflictError, match="cannot be edited"):
        submissions.save_draft(world.inbox, name, world.town, b"", "application/json")


def test_drafts_of_others_are_not_there(world: Any) -> None:
    """To save into them is as impossible as to read them."""
    name = world.brought_to(State.CHANGES_REQUESTED)

    with pytest.raises(NotFoundError):
        submissions.save_draft(world.inbox, name, world.office, b"", "application/json")
    with pytest.raises(NotFoundError):
        submissions.draft(world.inbox, name, world.office)


def test_drafts_expire_and_nothing_else_does(world: Any) -> None:
    """A forgotten draft is withdrawn; a draft of changes goes, the submission stays."""
    forgotten = world.brought_to(State.DRAFT)
    asked = world.brought_to(State.CHANGES_REQUESTED)
    submissions.save_draft(world.inbox, asked, world.town, b"{}", "application/json")
    world.wait(days=90)
    fresh = world.brought_to(State.DRAFT)

    assert submissions.expire_drafts(world.inbox) == 2
    assert submissions.expire_drafts(world.inbox) == 0
    states = {each.id: each.state for each in reading.submissions(world.inbox)}
    assert states == {forgotten: State.WITHDRAWN, asked: State.CHANGES_REQUESTED, fresh: State.DRAFT}
    assert len(reading.dossier(world.inbox, asked).versions) == 1


def test_draft_saved_again_does_not_expire(world: Any) -> None:
    """Even if that happens between the look for drafts and their removal."""
    name = world.brought_to(State.DRAFT)
    world.wait(days=90)
    submissions.save_draft(world.inbox, name, world.town, b"{}", "application/json")

    assert submissions._expire_draft(world.inbox, name) is False  # noqa: SLF001 - the second half of the race
    assert getattr(submissions.draft(world.inbox, name, world.town), "content", None) == b"{}"


def test_drafts_expire_once_a_day_where_pages_are_used(world: Any) -> None:
    """The first use of an inbox looks, and the first one a day later."""
    early = world.brought_to(State.DRAFT)
    world.wait(days=90)
    submissions.expire_drafts_daily(world.inbox)
    assert reading.dossier(world.inbox, early).submission.state == State.WITHDRAWN

    late = world.brought_to(State.DRAFT)
    with world.inbox.database.writing() as session:
        session.get(Draft, late).expires_at = world.inbox.now()
    world.wait(hours=23)
    submissions.expire_drafts_daily(world.inbox)
    assert reading.dossier(world.inbox, late).submission.state == State.DRAFT
    world.wait(hours=1)
    submissions.expire_drafts_daily(world.inbox)
    assert reading.dossier(world.inbox, late).submission.state == State.WITHDRAWN


def test_holder_of_the_address_withdraws(world: Any) -> None:
    """Without an account, by the secret alone; the bytes stay."""
    submission, secret = submissions.start(world.inbox, world.town, "Bamberg")
    world.step(submission.id, Event.SUBMIT)
    found, holder = by_address(world.inbox, secret)
    submissions.decide(world.inbox, found.id, Step(Event.WITHDRAW, holder))

    dossier = reading.dossier(world.inbox, submission.id)
    assert (dossier.submission.state, len(dossier.versions)) == (State.WITHDRAWN, 1)
    with pytest.raises(NotFoundError):
        by_address(world.inbox, secret[:-1] + ("A" if secret[-1] != "A" else "B"))


def test_comments_are_said_by_organisations(world: Any) -> None:
    """On a field or on the whole, with the version they speak of."""
    name = world.brought_to(State.IN_REVIEW)
    submissions.comment(world.inbox, name, world.office, "Bitte prüfen.\n\nDanke.", "Fördersumme")
    submissions.comment(world.inbox, name, world.town, "Gerne.")

    said = [(c.organisation, c.field, c.text, c.number) for c in reading.dossier(world.inbox, name).comments]
    assert said == [
        (world.office.organisation, "Fördersumme", "Bitte prüfen.\n\nDanke.", 1),
        (world.town.organisation, "", "Gerne.", 1),
    ]


@pytest.mark.parametrize("text", ["", " \n", "a\x1b[31m", "x" * 20_001])
def test_comments_that_nobody_can_read(world: Any, text: str) -> None:
    """Empty, too long, or with control characters."""
    with pytest.raises(InputError):
        submissions.comment(world.inbox, world.brought_to(State.IN_REVIEW), world.office, text)


def test_lists_are_by_organisation_and_state(world: Any) -> None:
    """Newest first."""
    first = world.brought_to(State.SUBMITTED)
    world.wait(hours=1)
    second = world.brought_to(State.DRAFT)

    assert [each.id for each in reading.submissions(world.inbox)] == [second, first]
    assert [each.id for each in reading.submissions(world.inbox, state=State.DRAFT)] == [second]
    assert reading.submissions(world.inbox, organisation=world.office.organisation) == []


def test_versions_that_are_not_there_are_told(world: Any) -> None:
    """A number that was never reached."""
    with pytest.raises(NotFoundError, match="no version 2"):
        reading.version(world.inbox, world.brought_to(State.SUBMITTED), 2)


def test_organisation_hands_in_so_often_a_day(world: Any) -> None:
    """Then it is told when to come again, and can."""
    inbox = world.limited(per_day=2)
    names = [world.brought_to(State.DRAFT) for _ in range(3)]
    for name in names[:2]:
        submissions.submit(inbox, name, world.town, world.make())
        world.wait(hours=1)

    inbox = replace(inbox, clock=world.inbox.clock)
    with pytest.raises(TooManySubmissionsError, match="2 times within 24 hours") as told:
        submissions.submit(inbox, names[2], world.town, world.make())
    assert told.value.retry_after == 22 * 3600 + 1
    world.wait(seconds=told.value.retry_after)
    submissions.submit(inbox, names[2], world.town, world.make())


def test_token_hands_in_so_often_an_hour(world: Any) -> None:
    """The organisation itself still can."""
    inbox = world.limited(per_hour=1)
    secret, _ = accounts.create_token(inbox, world.town.account, [Scope.SUBMIT], timedelta(days=1))
    actor = accounts.authenticate(inbox, secret, Scope.SUBMIT)
    names = [world.brought_to(State.DRAFT) for _ in range(2)]
    submissions.submit(inbox, names[0], actor, world.make())

    with pytest.raises(TooManySubmissionsError, match="This token has submitted 1 times"):
        submissions.submit(inbox, names[1], actor, world.make())
    submissions.submit(inbox, names[1], world.town, world.make())


def test_so_many_submissions_are_open(world: Any) -> None:
    """A withdrawn one makes room."""
    inbox = world.limited(open=1)
    name = world.brought_to(State.DRAFT)

    with pytest.raises(TooManySubmissionsError, match="1 submissions of your organisation are open"):
        submissions.start(inbox, world.town, "Noch eine")
    world.step(name, Event.WITHDRAW)
    submissions.start(inbox, world.town, "Noch eine")


def test_one_submission_may_be_so_large(world: Any) -> None:
    """Received bytes, canonical form and report count together."""
    name = world.brought_to(State.DRAFT)
    content = world.make()
    size = len(content.received) + len(content.canonical.encode()) + len(content.report)

    with pytest.raises(TooLargeError, match=f"{size - 1} are allowed"):
        submissions.submit(world.limited(submission_bytes=size - 1), name, world.town, content)
    submissions.submit(world.limited(submission_bytes=size), name, world.town, content)


def test_organisation_may_store_so_much(world: Any) -> None:
    """Drafts count, and one that is replaced counts once."""
    name = world.brought_to(State.DRAFT)
    inbox = world.limited(organisation_bytes=100)
    for _ in range(3):
        submissions.save_draft(inbox, name, world.town, b"x" * 60, "application/json")

    with pytest.raises(TooLargeError, match="60 of 100 bytes"):
        submissions.save_draft(inbox, world.brought_to(State.DRAFT), world.town, b"x" * 41, "text/plain")


def test_limits_hold_for_many_at_once(world: Any) -> None:
    """Eight threads hand in, three get through."""
    inbox = world.limited(per_day=3)
    names = [world.brought_to(State.DRAFT) for _ in range(8)]

    def attempt(name: str) -> bool:
        try:
            return bool(submissions.submit(inbox, name, world.town, world.make()))
        except TooManySubmissionsError:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, names)) == 3


def test_two_reviewers_at_once_are_one_decision(world: Any) -> None:
    """Both saw the same revision; one wins, the other is told what became of it."""
    name = world.brought_to(State.IN_REVIEW)
    seen = reading.dossier(world.inbox, name).submission.revision
    reviewed = world.hash_of(name)
    steps = [
        Step(event, world.office, seen, reviewed, "Grund")
        for event in (Event.ACCEPT, Event.REJECT, Event.REQUEST_CHANGES) * 2
    ]

    def attempt(step: Step) -> GraphError | None:
        try:
            submissions.decide(world.inbox, name, step)
        except GraphError as error:
            return error
        return None

    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(attempt, steps))
    dossier = reading.dossier(world.inbox, name)
    assert told.count(None) == 1
    assert {type(error) for error in told if error} == {ConflictError}
    assert dossier.submission.state == dossier.decisions[-1].after
    assert all(f"is {dossier.submission.state} since" in str(error) for error in told if error)


def test_lists_have_pages(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits longest first or last, of some states and of one organisation, with its newest version."""
    monkeypatch.setattr(reading, "PAGE", 2)
    names = []
    for note in ("Eins", "Zwei", "Drei"):
        world.wait(minutes=1)
        name = submissions.start(world.inbox, world.town, note)[0].id
        submissions.submit(world.inbox, name, world.town, world.make(note))
        names.append(name)
    world.wait(minutes=1)
    for event in (Event.REVIEW, Event.REQUEST_CHANGES):
        world.step(names[0], event)
    submissions.submit(world.inbox, names[0], world.town, world.make("Eins, neu"))

    waiting = reading.listing(world.inbox, [State.SUBMITTED])
    last = reading.listing(world.inbox, [State.SUBMITTED], page=9)
    newest = reading.listing(world.inbox, tuple(State), world.town.organisation, newest_first=True)

    assert [each.submission.title for each in waiting.entries] == ["Zwei", "Drei"]
    assert (waiting.page.number, waiting.page.pages, waiting.page.total) == (1, 2, 3)
    assert [(each.submission.title, each.version and each.version.number) for each in last.entries] == [("Eins", 2)]
    assert [each.submission.title for each in newest.entries] == ["Eins", "Drei"]
    assert reading.listing(world.inbox, tuple(State), world.office.organisation).page.total == 0


def test_reader_is_told_what_is_possible(world: Any) -> None:
    """Nobody decides about what is their own, and what is decided stays so."""
    name = world.brought_to(State.SUBMITTED)
    submission = reading.dossier(world.inbox, name).submission

    assert possible(submission, world.town) == (Event.WITHDRAW,)
    assert possible(submission, world.office) == (Event.REVIEW,)
    world.step(name, Event.REVIEW)
    submission = reading.dossier(world.inbox, name).submission
    assert set(possible(submission, world.office)) == {Event.REQUEST_CHANGES, Event.ACCEPT, Event.REJECT}
