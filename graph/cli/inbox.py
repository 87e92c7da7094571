# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on the inbox: accounts and submissions. They print keys and codes, in no language."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from graph.errors import InputError
from graph.inbox import Inbox, Role, Scope, State, accounts, open_inbox, reading, submissions
from graph.settings import Settings


@contextmanager
def _inbox() -> Iterator[Inbox]:
    with closing(open_inbox(Settings.from_environment())) as inbox:
        submissions.expire_drafts(inbox)
        yield inbox


@click.group("account")
def account_command() -> None:
    """Accounts of organisations, one-time sign-in links, tokens for programs.

    \b
    Example:
      mpsc account create https://w3id.org/mpsc/id/municipality/09461000 --name Bamberg
      mpsc account link 5f0c…      for the mailbox of the office
    """


@account_command.command("create")
@click.argument("organisation", metavar="IRI")
@click.option("--name", required=True, help="Name of the organisation.")
@click.option("--office", default="", help="Which of its offices uses the account; never a person.")
@click.option(
    "--role",
    type=click.Choice([each.value for each in Role]),
    default=Role.SUBMITTER.value,
    show_default=True,
    help="A reviewer decides on what other organisations submit.",
)
def create_command(organisation: str, name: str, office: str, role: str) -> None:
    """Create an account for an organisation of the graph and print its id.

    \b
    Examples:
      mpsc account create https://w3id.org/mpsc/id/municipality/09461000 --name Bamberg
      mpsc account create https://w3id.org/mpsc/id/organisation/kts --name KTS --role reviewer
    """
    with _inbox() as inbox:
        click.echo(accounts.create(inbox, organisation, name, Role(role), office).id)


@account_command.command("list")
def list_command() -> None:
    """List accounts and their tokens, tab-separated and without secrets.

    \b
    Example:
      mpsc account list | column -t -s $'\t'
    """
    with _inbox() as inbox:
        _line("kind", "id", "organisation", "name", "role_or_scopes", "expires", "ended", "last_used")
        for account, organisation in accounts.list_accounts(inbox):
            names = organisation.iri, account.name
            _line("account", account.id, *names, account.role, "", account.disabled_at, "")
            for token in accounts.tokens(inbox, account.id):
                times = token.expires_at, token.revoked_at, token.last_used_at
                _line("token", token.id, *names, token.scopes.replace(" ", ","), *times)


@account_command.command("link")
@click.argument("account", metavar="ID")
@click.option("--hours", type=click.IntRange(1, 720), default=72, show_default=True, help="How long it is valid.")
def link_command(account: str, hours: int) -> None:
    """Print a one-time sign-in link for the mailbox of the office; it is shown only now.

    \b
    Example:
      mpsc account link 5f0c… --hours 24
    """
    with _inbox() as inbox:
        secret = accounts.create_link(inbox, account, timedelta(hours=hours))
    click.echo(f"{Settings.from_environment().public_url}/sign-in/{secret}")


@account_command.command("token")
@click.argument("account", metavar="ID")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([each.value for each in Scope]),
    multiple=True,
    required=True,
    help="What it may be used for; can be repeated.",
)
@click.option("--days", type=click.IntRange(1, 730), default=365, show_default=True, help="How long it is valid.")
def token_command(account: str, scopes: tuple[str, ...], days: int) -> None:
    """Print a token for a program; it is shown only now. Its id goes to standard error.

    \b
    Example:
      mpsc account token 5f0c… --scope submit --scope read > token.txt
    """
    with _inbox() as inbox:
        chosen = [Scope(scope) for scope in scopes]
        secret, token = accounts.create_token(inbox, account, chosen, timedelta(days=days))
    click.echo(secret)
    click.echo(f"id {token.id}, expires {_shown(token.expires_at)}", err=True)


@account_command.command("revoke")
@click.argument("name", metavar="ID")
def revoke_command(name: str) -> None:
    """Revoke a token, or an account with all its tokens and links; what it submitted stays.

    \b
    Example:
      mpsc account revoke 9b1d…
    """
    with _inbox() as inbox:
        _line("revoked", accounts.revoke(inbox, name), name)


@click.group("submissions")
def submissions_command() -> None:
    """What organisations have submitted, and what became of it.

    \b
    Example:
      mpsc submissions list --state submitted
      mpsc submissions export 2c4e… --part received --output projects.xlsx
    """


@submissions_command.command("list")
@click.option("--state", type=click.Choice([each.value for each in State]), help="Only those in this state.")
@click.option("--organisation", metavar="IRI", help="Only those of this organisation.")
def submissions_list_command(state: str | None, organisation: str | None) -> None:
    """List submissions, newest first, tab-separated.

    \b
    Example:
      mpsc submissions list --state in-review
    """
    with _inbox() as inbox:
        _line("id", "state", "revision", "created", "organisation", "title")
        for each in reading.submissions(inbox, organisation, State(state) if state else None):
            _line(each.id, each.state, each.revision, each.created_at, each.organisation, each.title)


@submissions_command.command("show")
@click.argument("name", metavar="ID")
def show_command(name: str) -> None:
    """Show a submission with versions, decisions and comments as JSON.

    \b
    Example:
      mpsc submissions show 2c4e… | jq .decisions
    """
    with _inbox() as inbox:
        dossier = reading.dossier(inbox, name)
    shown = {
        part: [_columns(row) for row in value] if isinstance(value, Sequence) else _columns(value)
        for part, value in vars(dossier).items()
    }
    click.echo(json.dumps(shown, indent=2, ensure_ascii=False))


@submissions_command.command("export")
@click.argument("name", metavar="ID")
@click.option("--version", "number", type=click.IntRange(1), help="Which version; default: the newest.")
@click.option(
    "--part",
    type=click.Choice(["received", "canonical", "report"]),
    default="received",
    show_default=True,
    help="The bytes as they came, the canonical N-Quads, or the report.",
)
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="Where to; default: standard output.")
def export_command(name: str, number: int | None, part: str, output: Path | None) -> None:
    """Write a version byte for byte as it was submitted, or what was made of it.

    \b
    Example:
      mpsc submissions export 2c4e… --version 1 --part canonical --output bamberg.nq
    """
    with _inbox() as inbox:
        stored = getattr(reading.version(inbox, name, number), part)
    content = stored if isinstance(stored, bytes) else stored.encode()
    try:
        if output is None:
            sys.stdout.buffer.write(content)
        else:
            output.write_bytes(content)
    except OSError as error:
        raise InputError(f"{output or 'standard output'}: cannot be written ({error.strerror}).") from error


@submissions_command.command("expire-drafts")
def expire_drafts_command() -> None:
    """Remove drafts whose time is up, and print how many; builds, these commands and the website do it too.

    \b
    Example:
      mpsc submissions expire-drafts      once a day, where neither is in use
    """
    with closing(open_inbox(Settings.from_environment())) as inbox:
        _line("expired", submissions.expire_drafts(inbox))


def _columns(row: Any) -> dict[str, Any]:
    """Return a row of the inbox as JSON has it, without the digest of a secret."""
    return {
        name: value if isinstance(value, int | None) else _shown(value)
        for name, value in reading.columns(row).items()
        if name != "address"
    }


def _line(*values: Any) -> None:
    click.echo("\t".join(_shown(value) for value in values))


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if hasattr(value, "strftime") else str(value)
