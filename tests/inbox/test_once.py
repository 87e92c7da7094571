# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Handing in at once and once only, and browsers that are signed in; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from graph.errors import AuthenticationError, InputError, NotFoundError, TooManySubmissionsError
from graph.inbox import Event, State, accounts, hand_in, hand_in_again, reading
from tests.inbox.conftest import content


def test_same_bytes_at_once_are_one_submission(world: Any) -> None:
    """Whichever comes first; the others get its name, and no address."""
    with ThreadPoolExecutor(4) as threads:
        handed = list(threads.map(lambda _: hand_in(world.inbox, world.town, "Bamberg", content()), range(4)))

    assert len({each.name for each in handed}) == 1
    assert sorted(each.is_new for each in handed) == [False, False, False, True]
    assert sorted(bool(each.secret) for each in handed) == [False, False, False, True]
    assert [each.state for each in reading.submissions(world.inbox)] == [State.SUBMITTED]


def test_what_is_refused_leaves_nothing(world: Any) -> None:
    """Neither a submission without a version nor a draft, whatever the reason."""
    world.inbox = world.limited(per_day=1)
    with pytest.raises(InputError):
        hand_in(world.inbox, world.town, "Bamberg", content(errors=2))
    with pytest.raises(NotFoundError):
        hand_in(world.inbox, world.town, "Bamberg", content(), revises="0" * 20)
    first = hand_in(world.inbox, world.town, "Bamberg", content())
    with pytest.raises(TooManySubmissionsError):
        hand_in(world.inbox, world.town, "Bamberg", content(received=b"other"))

    assert [each.id for each in reading.submissions(world.inbox)] == [first.name]


@pytest.mark.parametrize("state", [State.REJECTED, State.WITHDRAWN])
def test_what_is_over_is_begun_anew(world: Any, state: State) -> None:
    """The same bytes are another submission then."""
    before = world.brought_to(state)
    handed = hand_in(world.inbox, world.town, "Bamberg", content())

    assert (handed.is_new, handed.name != before) == (True, True)


def test_same_version_twice_is_one(world: Any) -> None:
    """After changes were asked for; a version that was sent before is none when others follow."""
    name = hand_in(world.inbox, world.town, "Bamberg", content()).name
    same = hand_in_again(world.inbox, name, world.town, content())
    for event in (Event.REVIEW, Event.REQUEST_CHANGES):
        world.step(name, event)
    other = content(received=b"other")
    answers = [hand_in_again(world.inbox, name, world.town, other).is_new for _ in range(2)]

    assert same.is_new is False
    assert answers == [True, False]
    assert [each.number for each in reading.dossier(world.inbox, name).versions] == [1, 2]
    with pytest.raises(NotFoundError):
        hand_in_again(world.inbox, "0" * 20, world.town, other)


def test_sign_in_ends_in_every_way(world: Any) -> None:
    """By signing out, by time, and with its account; what is over is removed with the next."""
    day = timedelta(hours=12)
    first, second = (accounts.begin_sign_in(world.inbox, world.town, day) for _ in range(2))
    assert accounts.signed_in_actor(world.inbox, first) == world.town
    accounts.end_sign_in(world.inbox, first)
    assert accounts.signed_in_actor(world.inbox, first) is None
    assert accounts.signed_in_actor(world.inbox, second) == world.town
    world.wait(hours=12)
    assert accounts.signed_in_actor(world.inbox, second) is None
    third = accounts.begin_sign_in(world.inbox, world.office, day)
    accounts.revoke(world.inbox, world.office.account)

    assert accounts.signed_in_actor(world.inbox, third) is None
    with pytest.raises(AuthenticationError):
        accounts.begin_sign_in(world.inbox, world.office, day)


def test_names_that_a_provider_claims(world: Any) -> None:
    """Active accounts, by id or organisation; nothing where nothing is claimed."""
    claimed = accounts.find_accounts(world.inbox, [world.town.account, world.office.organisation])

    assert sorted(each.organisation for each in claimed) == sorted([world.town.organisation, world.office.organisation])
    assert accounts.find_accounts(world.inbox, []) == []
    assert accounts.display_name(world.inbox, world.town) == "Name"
