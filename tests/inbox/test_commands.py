# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The commands on accounts and submissions, and the build that takes what is accepted."""

import json
import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from graph.cli import main
from graph.inbox import Scope, State, accounts, open_inbox, reading, submissions
from graph.publication.sources import Sources
from graph.settings import Settings

TOWN = "https://w3id.org/mpsc/id/municipality/09461000"


@pytest.fixture
def address(inbox_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the database, as the commands find it."""
    monkeypatch.setenv("MPSC_DATABASE_URL", inbox_url)
    return inbox_url


def run(*arguments: str) -> Result:
    """Run `mpsc` in this process."""
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def lines(*arguments: str) -> list[list[str]]:
    """Run a list command and return its table."""
    return [line.split("\t") for line in run(*arguments).output.splitlines()]


@pytest.mark.parametrize(
    "command",
    [
        ("account",),
        *(("account", name) for name in ("create", "list", "link", "token", "revoke")),
        ("submissions",),
        *(("submissions", name) for name in ("list", "show", "export", "expire-drafts")),
    ],
    ids=" ".join,
)
def test_help_shows_an_example(command: tuple[str, ...]) -> None:
    """Every command teaches how it is used."""
    result = run(*command, "--help")

    assert result.exit_code == 0
    assert re.search(rf"\n  Examples?:\n    mpsc {' '.join(command)}", result.output)


def test_account_from_beginning_to_end(address: str) -> None:
    """Created, given a link and a token, listed without secrets, revoked."""
    account = run("account", "create", TOWN, "--name", "Bamberg", "--office", "Stabsstelle").output.strip()
    link = run("account", "link", account, "--hours", "1").output.strip()
    where, _, secret_of_link = link.rpartition("/")
    token = run("account", "token", account, "--scope", "read", "--scope", "submit")
    secret = token.stdout.strip()
    token_id = token.stderr.split()[1].strip(",")

    with closing(open_inbox(Settings(database_url=address))) as inbox:
        assert accounts.redeem_link(inbox, secret_of_link).account == account
        assert accounts.authenticate(inbox, secret, Scope.READ).token == token_id
    assert where == "http://localhost:8000/sign-in"
    table = lines("account", "list")
    assert ["account", account, TOWN, "Stabsstelle", "submitter"] in [line[:5] for line in table]
    assert ["token", token_id, TOWN, "Stabsstelle", "read,submit"] in [line[:5] for line in table]
    assert secret not in str(table)
    assert lines("account", "revoke", token_id) == [["revoked", "token", token_id]]
    assert lines("account", "revoke", account) == [["revoked", "account", account]]


@pytest.mark.usefixtures("address")
@pytest.mark.parametrize(
    "arguments",
    [
        ("account", "link", "gone"),
        ("account", "revoke", "gone"),
        ("account", "token", "gone", "--scope", "read"),
        ("account", "create", "Bamberg", "--name", "Bamberg"),
        ("submissions", "show", "gone"),
        ("submissions", "export", "gone"),
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_mistakes_end_with_one_sentence(arguments: tuple[str, ...]) -> None:
    """Exit code 2, and what to do."""
    result = run(*arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("mpsc: ")


@pytest.mark.usefixtures("address")
def test_submissions_are_listed_and_shown(world: Any) -> None:
    """A table of codes; the whole history as JSON, without secrets and long texts."""
    name = world.brought_to(State.IN_REVIEW)
    submissions.comment(world.inbox, name, world.office, "Bitte prüfen.")

    table = lines("submissions", "list", "--state", "in-review", "--organisation", TOWN)
    assert [line[:3] for line in table] == [["id", "state", "revision"], [name, "in-review", "2"]]
    shown = json.loads(run("submissions", "show", name).output)
    assert [decision["event"] for decision in shown["decisions"]] == ["submit", "review"]
    assert shown["versions"][0]["content_hash"] == world.hash_of(name)
    assert shown["comments"][0]["text"] == "Bitte prüfen."
    assert "address" not in shown["submission"]


@pytest.mark.usefixtures("address")
@pytest.mark.parametrize("command", [("account", "list"), ("submissions", "expire-drafts")], ids=" ".join)
def test_forgotten_drafts_expire_whenever_a_command_opens_the_inbox(world: Any, command: tuple[str, ...]) -> None:
    """The promise of 90 days is kept without anybody's doing."""
    world.time = datetime.now(UTC) - timedelta(days=90)
    name = world.brought_to(State.DRAFT)
    result = run(*command)

    assert result.exit_code == 0
    assert reading.dossier(world.inbox, name).submission.state == State.WITHDRAWN
    assert (result.output == "expired\t1\n") is (command == ("submissions", "expire-drafts"))


@pytest.mark.usefixtures("address")
@pytest.mark.parametrize("part", ["received", "canonical", "report"])
def test_export_gives_every_byte(world: Any, tmp_path: Path, part: str) -> None:
    """To a file or a pipe, unchanged."""
    name = world.brought_to(State.DRAFT)
    submissions.submit(world.inbox, name, world.town, world.make(received=bytes(range(256))))
    kept = getattr(reading.version(world.inbox, name), part)
    expected = kept if isinstance(kept, bytes) else kept.encode()

    assert run("submissions", "export", name, "--part", part).stdout_bytes == expected
    run("submissions", "export", name, "--part", part, "--version", "1", "--output", str(tmp_path / "x"))
    assert (tmp_path / "x").read_bytes() == expected
    assert run("submissions", "export", name, "--output", f"{tmp_path}/none/x").exit_code == 2


@pytest.mark.usefixtures("address")
def test_build_takes_what_is_accepted(
    world: Any, small: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that breaks a rule is named, with exit code 3, and the release is there all the same."""
    with (small.data / "towns.ttl").open("a", encoding="utf-8") as stream:
        stream.write(f"<{TOWN}> a <http://www.w3.org/ns/org#Organization> ;")
        stream.write('<http://www.w3.org/2004/02/skos/core#prefLabel> "Bamberg"@de .')
    good = world.brought_to(State.ACCEPTED)
    bad, _ = submissions.start(world.inbox, world.town, "Falsch")
    fault = world.make(canonical="<https://w3id.org/mpsc/id/project/x> <x:p> <x:o> .\n")
    submissions.submit(world.inbox, bad.id, world.town, fault)
    for event in ("review", "accept"):
        world.step(bad.id, event)
    monkeypatch.setenv("MPSC_RELEASE_FOLDER", str(tmp_path / "releases"))
    result = run("build", "--sources", str(small.data), "--date", "2026-11-23")

    assert result.exit_code == 3
    assert result.stdout.startswith("Release 2026-11-23 is in service")
    assert f"1 accepted submissions were left out:\n  {bad.id}: project:x: has no class" in result.stderr
    assert good in (tmp_path / "releases" / "current" / "dataset.nq").read_text(encoding="utf-8")


def test_build_makes_no_inbox(small: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is none, there is none afterwards."""
    monkeypatch.setenv("MPSC_DATABASE_URL", f"sqlite:///{tmp_path}/inbox.sqlite")
    monkeypatch.setenv("MPSC_RELEASE_FOLDER", str(tmp_path / "releases"))

    assert run("build", "--sources", str(small.data), "--date", "2026-11-23").exit_code == 0
    assert not (tmp_path / "inbox.sqlite").exists()


def test_inbox_that_cannot_be_used_has_its_own_exit_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """6, so that a script can tell."""
    monkeypatch.setenv("MPSC_DATABASE_URL", f"sqlite:///{tmp_path}")

    assert run("account", "list").exit_code == 6


def test_bad_address_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what an address looks like, and does not repeat this one."""
    monkeypatch.setenv("MPSC_DATABASE_URL", "mysql://mpsc:hush@localhost/inbox")
    result = run("account", "list")

    assert (result.exit_code, "hush" in result.stderr) == (2, False)
    assert "sqlite:///" in result.stderr
