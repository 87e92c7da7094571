# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every state and every event: allowed or refused, by whom, and written down."""

from dataclasses import replace
from typing import Any

import pytest

from graph.errors import ConflictError, ForbiddenError, GraphError, InputError, NotFoundError
from graph.inbox import Event, Role, State, Step, reading, submissions
from graph.inbox.states import TRANSITIONS

PAIRS = [(state, event) for state in State for event in Event]
BUILD_ONLY = (Event.PUBLISH, Event.REFUSE, Event.SUPERSEDE)
DECISIONS = (Event.REVIEW, Event.REQUEST_CHANGES, Event.ACCEPT, Event.REJECT)


@pytest.mark.parametrize(("state", "event"), PAIRS, ids=lambda value: value.value)
def test_each_event_in_each_state(world: Any, state: State, event: Event) -> None:
    """What the table has leads on; everything else is refused, says what is possible, and changes nothing.

    To a reviewer, a draft does not even exist.
    """
    name = world.brought_to(state)
    before = reading.dossier(world.inbox, name)

    if (state, event) in TRANSITIONS:
        world.step(name, event)
        assert reading.dossier(world.inbox, name).submission.state == TRANSITIONS[state, event]
    else:
        hidden = state == State.DRAFT and event in DECISIONS
        message = f"no submission {name}" if hidden else f"{name} is {state}.*Possible now"
        with pytest.raises(NotFoundError if hidden else ConflictError, match=message):
            world.step(name, event)
        after = reading.dossier(world.inbox, name)
        assert (after.submission.state, after.submission.revision) == (state, before.submission.revision)
        assert (len(after.decisions), len(after.versions)) == (len(before.decisions), len(before.versions))


def test_the_table_is_that_of_the_design() -> None:
    """From draft → submitted → in-review → (changes-requested → submitted)* → accepted → published → gone."""
    ends = {State.SUPERSEDED, State.RETRACTED, State.REJECTED, State.WITHDRAWN}
    onward = {
        (before.value, after.value)
        for (before, event), after in TRANSITIONS.items()
        if event not in {Event.WITHDRAW, Event.REFUSE}
    }

    assert {state for state, _ in TRANSITIONS} == set(State) - ends
    assert onward == {
        ("draft", "submitted"),
        ("submitted", "in-review"),
        ("in-review", "changes-requested"),
        ("in-review", "accepted"),
        ("in-review", "rejected"),
        ("changes-requested", "submitted"),
        ("accepted", "changes-requested"),
        ("accepted", "published"),
        ("published", "superseded"),
        ("published", "retracted"),
    }


def test_decisions_replayed_give_the_state(world: Any) -> None:
    """Every change has an event, an organisation and a time; one after the other they lead to the state."""
    name = world.brought_to(State.CHANGES_REQUESTED)
    for event in (Event.SUBMIT, Event.REVIEW, Event.ACCEPT, Event.PUBLISH, Event.RETRACT):
        world.wait(hours=1)
        world.step(name, event)
    dossier = reading.dossier(world.inbox, name)

    state = State.DRAFT
    for decision in dossier.decisions:
        assert decision.before == state
        state = TRANSITIONS[state, Event(decision.event)]
    assert state == dossier.submission.state == State.RETRACTED
    assert [decision.organisation for decision in dossier.decisions][-2:] == ["", world.town.organisation]
    assert dossier.decisions[-1].at == world.inbox.now()


@pytest.mark.parametrize("event", DECISIONS, ids=lambda value: value.value)
def test_four_eyes(world: Any, event: Event) -> None:
    """Neither the submitter nor another account of its organisation decides, reviewer or not."""
    name = world.brought_to(State.SUBMITTED if event == Event.REVIEW else State.IN_REVIEW)
    colleague = world.account(world.town.organisation, Role.REVIEWER)

    for actor in (world.town, colleague, replace(world.town, account=None)):
        with pytest.raises(ForbiddenError, match="Four eyes"):
            world.step(name, event, actor=actor)


@pytest.mark.parametrize("event", BUILD_ONLY, ids=lambda value: value.value)
def test_people_do_not_publish(world: Any, event: Event) -> None:
    """What the build does is for nobody else."""
    name = world.brought_to(State.PUBLISHED if event == Event.SUPERSEDE else State.ACCEPTED)

    with pytest.raises(ForbiddenError, match="build of a release"):
        world.step(name, event, actor=world.office)


@pytest.mark.parametrize("event", [Event.ACCEPT, Event.RETRACT, Event.REVIEW], ids=lambda value: value.value)
def test_the_software_does_not_decide(world: Any, event: Event) -> None:
    """Without an actor there is only the build, and drafts that expire."""
    name = world.brought_to(State.IN_REVIEW)

    with pytest.raises(ForbiddenError, match="for people"):
        world.step(name, event, actor=None)


def test_strangers_hear_the_same_as_of_nothing(world: Any) -> None:
    """A submission of another organisation cannot be told from one that does not exist."""
    name = world.brought_to(State.IN_REVIEW)
    stranger = world.account("https://w3id.org/mpsc/id/municipality/09000000")
    messages = []

    for asked in (name, "f" * 20):
        with pytest.raises(NotFoundError) as told:
            reading.dossier(world.inbox, asked, stranger)
        messages.append(str(told.value).replace(asked, "…"))
        with pytest.raises(NotFoundError):
            submissions.decide(world.inbox, asked, Step(Event.WITHDRAW, stranger))
        with pytest.raises(NotFoundError):
            submissions.submit(world.inbox, asked, stranger, world.make())
    assert len(set(messages)) == 1


def test_reviewers_do_not_see_drafts(world: Any) -> None:
    """A draft is for its own organisation alone."""
    name = world.brought_to(State.DRAFT)

    with pytest.raises(NotFoundError):
        reading.dossier(world.inbox, name, world.office)
    with pytest.raises(NotFoundError):
        submissions.draft(world.inbox, name, world.office)


def test_others_cannot_withdraw(world: Any) -> None:
    """A reviewer sees a submission, and still cannot take it back for the organisation."""
    name = world.brought_to(State.SUBMITTED)

    with pytest.raises(ForbiddenError, match="Only the organisation that submits"):
        world.step(name, Event.WITHDRAW, actor=world.office)


@pytest.mark.parametrize("given", ["", "0" * 64])
def test_acceptance_names_what_was_reviewed(world: Any, given: str) -> None:
    """No hash, or another one, is no acceptance."""
    name = world.brought_to(State.IN_REVIEW)

    with pytest.raises(ConflictError, match="names the content hash"):
        world.step(name, Event.ACCEPT, content_hash=given)


def test_acceptance_of_an_older_version_is_refused(world: Any) -> None:
    """Who looked at the first version cannot accept the second."""
    name = world.brought_to(State.IN_REVIEW)
    seen = world.hash_of(name)
    world.step(name, Event.REQUEST_CHANGES)
    submissions.submit(world.inbox, name, world.town, world.make("Neu."))
    world.step(name, Event.REVIEW)

    with pytest.raises(ConflictError, match="not the newest"):
        world.step(name, Event.ACCEPT, content_hash=seen)


def test_who_looked_at_an_older_state_is_told(world: Any) -> None:
    """The revision that was seen is not the present one: the decision that came first is named."""
    name = world.brought_to(State.IN_REVIEW)
    seen = reading.dossier(world.inbox, name).submission.revision
    world.step(name, Event.ACCEPT, seen=seen)

    with pytest.raises(ConflictError, match=r"is accepted since 2026-11-23 08:00 UTC \(accept\)"):
        world.step(name, Event.REQUEST_CHANGES, seen=seen)


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (State.IN_REVIEW, Event.REQUEST_CHANGES),
        (State.IN_REVIEW, Event.REJECT),
        (State.ACCEPTED, Event.REFUSE),
        (State.PUBLISHED, Event.RETRACT),
    ],
)
def test_what_needs_a_reason(world: Any, state: State, event: Event) -> None:
    """The submitter learns why."""
    name = world.brought_to(state)

    with pytest.raises(InputError, match="needs a reason"):
        world.step(name, event, reason=" ")


def test_what_is_published_gives_way_once(world: Any) -> None:
    """Of two submissions that revise the same one, only one is accepted."""
    first = world.brought_to(State.PUBLISHED)
    names = [world.brought_to(State.IN_REVIEW, revises=first) for _ in range(2)]
    world.step(names[0], Event.ACCEPT)

    with pytest.raises(ConflictError, match=f"is replaced by {names[0]}"):
        world.step(names[1], Event.ACCEPT)


@pytest.mark.parametrize("state", [State.DRAFT, State.ACCEPTED, State.RETRACTED])
def test_only_what_is_published_is_revised(world: Any, state: State) -> None:
    """There is nothing to take the place of otherwise."""
    with pytest.raises(ConflictError, match="only what is published"):
        submissions.start(world.inbox, world.town, "Neu", revises=world.brought_to(state))


def test_nobody_revises_for_others(world: Any) -> None:
    """What another organisation published is not theirs to replace."""
    first = world.brought_to(State.PUBLISHED)

    with pytest.raises(GraphError, match="not yours"):
        submissions.start(world.inbox, world.office, "Neu", revises=first)
