# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Accounts, links that sign in once, and tokens: shown once, kept as digests."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from graph.errors import AuthenticationError, ForbiddenError, GraphError, InputError, NotFoundError
from graph.inbox import Role, Scope, accounts, submissions
from graph.inbox.schema import Token

DAY = timedelta(days=1)


def everything(world: Any) -> str:
    """Return all that the database holds, as text."""
    with world.inbox.database.reading() as session:
        tables = ("organisations", "accounts", "links", "tokens", "submissions", "drafts", "decisions")
        return "".join(repr(session.execute(text(f"SELECT * FROM {table}")).all()) for table in tables)  # noqa: S608 - fixed names


def test_secrets_are_nowhere_in_the_database(world: Any) -> None:
    """Of a token, a link and the address of a submission only the digests are kept."""
    token, _ = accounts.create_token(world.inbox, world.town.account, [Scope.READ], DAY)
    link = accounts.create_link(world.inbox, world.town.account)
    _, address = submissions.start(world.inbox, world.town, "Bamberg")

    for secret in (token.removeprefix("mpsc_"), link, address):
        assert len(secret) == 43  # 256 bits in base64
        assert secret not in everything(world)


def test_token_speaks_for_its_organisation(world: Any) -> None:
    """Who comes with it is known, and its last use is noted."""
    secret, token = accounts.create_token(world.inbox, world.town.account, [Scope.READ, Scope.SUBMIT], DAY)
    actor = accounts.authenticate(world.inbox, secret, Scope.SUBMIT)

    assert (actor.organisation, actor.token) == (world.town.organisation, token.id)
    assert accounts.tokens(world.inbox, world.town.account)[0].last_used_at == world.inbox.now()


def test_token_is_for_its_scopes_only(world: Any) -> None:
    """A token that reads does not submit."""
    secret, _ = accounts.create_token(world.inbox, world.town.account, [Scope.READ], DAY)

    with pytest.raises(ForbiddenError, match="for read, not for submit"):
        accounts.authenticate(world.inbox, secret, Scope.SUBMIT)


def test_no_token_for_nothing(world: Any) -> None:
    """A token is for something."""
    with pytest.raises(InputError, match="scope"):
        accounts.create_token(world.inbox, world.town.account, [], DAY)


def test_token_with_a_scope_of_the_past(world: Any) -> None:
    """`review` could be issued once and opened nothing; such a token still works for its other scopes."""
    secret, token = accounts.create_token(world.inbox, world.office.account, [Scope.READ], DAY)
    with world.inbox.database.writing() as session:
        session.get(Token, token.id).scopes = "read review"

    assert "review" not in set(Scope)
    assert accounts.authenticate(world.inbox, secret, Scope.READ).organisation == world.office.organisation
    with pytest.raises(ForbiddenError, match="for read review, not for submit"):
        accounts.authenticate(world.inbox, secret, Scope.SUBMIT)


def test_tokens_that_are_over_all_sound_the_same(world: Any) -> None:
    """Unknown, expired, revoked, of a disabled account: nobody learns which."""
    secrets = ["mpsc_" + "x" * 43, "", "\ud800"]
    for ending in ("expire", "revoke", "disable"):
        actor = world.account("https://w3id.org/mpsc/id/municipality/09000000")
        span = timedelta(minutes=1) if ending == "expire" else DAY
        secret, token = accounts.create_token(world.inbox, actor.account, [Scope.READ], span)
        accounts.authenticate(world.inbox, secret, Scope.READ)
        if ending != "expire":
            assert accounts.revoke(world.inbox, token.id if ending == "revoke" else actor.account)
        secrets.append(secret)
    world.wait(minutes=1)

    messages = set()
    for secret in secrets:
        with pytest.raises(AuthenticationError) as told:
            accounts.authenticate(world.inbox, secret, Scope.READ)
        messages.add(str(told.value))
    assert len(messages) == 1


def test_link_works_once(world: Any) -> None:
    """Then never again."""
    link = accounts.create_link(world.inbox, world.office.account)

    assert accounts.redeem_link(world.inbox, link) == world.office
    with pytest.raises(AuthenticationError):
        accounts.redeem_link(world.inbox, link)


def test_link_works_for_one_of_many_at_once(world: Any) -> None:
    """Eight browsers open it at the same moment."""
    link = accounts.create_link(world.inbox, world.town.account)

    def attempt(_: int) -> bool:
        try:
            return bool(accounts.redeem_link(world.inbox, link))
        except AuthenticationError:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1


def test_link_expires(world: Any) -> None:
    """After its time it is as if it had never been."""
    link = accounts.create_link(world.inbox, world.town.account, timedelta(hours=1))
    world.wait(hours=1)

    with pytest.raises(AuthenticationError):
        accounts.redeem_link(world.inbox, link)


def test_disabled_account_gets_nothing(world: Any) -> None:
    """Neither do its links work, nor does it get new ones."""
    link = accounts.create_link(world.inbox, world.town.account)

    assert accounts.revoke(world.inbox, world.town.account) == "account"
    with pytest.raises(AuthenticationError):
        accounts.redeem_link(world.inbox, link)
    with pytest.raises(NotFoundError, match="no active account"):
        accounts.create_link(world.inbox, world.town.account)
    with pytest.raises(NotFoundError, match="no active account"):
        accounts.create_token(world.inbox, world.town.account, [Scope.READ], DAY)


def test_nothing_to_revoke_is_told(world: Any) -> None:
    """A typing error in an id does not pass in silence."""
    with pytest.raises(NotFoundError, match="mpsc account list"):
        accounts.revoke(world.inbox, "gone")


@pytest.mark.parametrize(
    ("organisation", "name"),
    [
        ("bamberg", "Bamberg"),
        ("https://example.org/ä", "Bamberg"),
        ("javascript:alert(1)", "Bamberg"),
        ("https://example.org/a\n", "Bamberg"),
        ("https://example.org/" + "a" * 500, "Bamberg"),
        ("https://example.org/a", ""),
        ("https://example.org/a", "Bam\u202eberg"),
        ("https://example.org/a", "Bam\x1b[2Jberg"),
        ("https://example.org/a", "x" * 201),
    ],
)
def test_account_that_cannot_be(world: Any, organisation: str, name: str) -> None:
    """No IRI, or a name that nobody can read."""
    with pytest.raises(InputError):
        accounts.create(world.inbox, organisation, name)


def test_organisation_has_many_accounts(world: Any) -> None:
    """Each office has its own; the organisation stays one."""
    accounts.create(world.inbox, world.town.organisation, "Bamberg", Role.SUBMITTER, "Stabsstelle")

    names = {(account.name, town.name) for account, town in accounts.list_accounts(world.inbox)}
    assert {("Stabsstelle", "Name"), ("Name", "Name")} <= names


def test_errors_do_not_show_what_was_stored(world: Any) -> None:
    """The message of a broken statement has no parameters in it: they may be somebody's submission."""
    with pytest.raises(GraphError) as told, world.inbox.database.writing() as session:
        session.execute(text("INSERT INTO gone VALUES (:secret)"), {"secret": "hush"})

    assert "hush" not in f"{told.value}{told.value.__cause__}"
