# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on the data of a release: build it, check it, and update the official register."""

from datetime import datetime
from pathlib import Path

import click

from graph.cli.common import progress_bar, size_in_words, today
from graph.errors import CheckFailedError, InputError
from graph.inbox import build_release
from graph.model.paths import data_folder
from graph.publication.checks import check
from graph.publication.sources import Sources, assemble
from graph.register import update
from graph.settings import Settings

_sources = click.option(
    "--sources",
    metavar="FOLDER",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of Turtle files, one per named graph; default: the built-in data.",
)


@click.command("build")
@_sources
@click.option("--date", metavar="YYYY-MM-DD", help="Date of the release; default: today (UTC).")
def build_command(sources: Path | None, date: str | None) -> None:
    """Check all data and make a release of it; the previous one stays in service until this one is complete.

    Accepted submissions become part of it. Those that no longer pass the checks are left out and listed, with
    exit code 3; they stay accepted, and the next build tries again.

    \b
    Example:
      mpsc build --date 2026-11-22
    """
    settings = Settings.from_environment()
    outcome = build_release(settings, _day(date), _sources_in(sources), progress_bar())
    release, is_new = outcome.built
    state = "is in service" if is_new else "was up to date already"
    click.echo(f"Release {release.version} {state}: {size_in_words(release)}.")
    if outcome.refused:
        raise CheckFailedError(outcome.left_out())


@click.command("check")
@_sources
def check_command(sources: Path | None) -> None:
    """Check the curated data without making a release; lists every fault with file and node.

    \b
    Example:
      mpsc check && echo 'ready for a release'
    """
    show = progress_bar()
    store = assemble(_sources_in(sources), show)
    problems = check(store, show)
    for problem in problems:
        click.echo(str(problem))
    if problems:
        raise CheckFailedError(f"{len(problems)} faults in {len(store)} statements.")
    click.echo(f"No fault in {len(store)} statements.")


@click.group("register")
def register_command() -> None:
    """The official register of municipalities and districts."""


@register_command.command("update")
@click.argument("edition", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--changes",
    metavar="CSV",
    type=click.Path(path_type=Path),
    help="What became of keys that are gone: date, kind, old_ags, new_ags, source.",
)
@click.option(
    "--population-date",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Reference day of the population figures; the text edition does not give it.",
)
@click.option("--folder", metavar="FOLDER", type=click.Path(path_type=Path), help="Tables; default: the built-in ones.")
def update_command(edition: Path, changes: Path | None, population_date: datetime | None, folder: Path | None) -> None:
    """Read an official GV100AD edition (text or Excel) into the register tables.

    \b
    Example:
      mpsc register update GV100AD_28022027.txt --population-date 2025-12-31 \\
        --changes gebietsaenderungen.csv
    """
    show = progress_bar()
    report = update(
        folder or data_folder() / "register",
        edition,
        changes,
        population_date=population_date.date() if population_date else None,
        progress=lambda done, total: show("Reading", done, total),
    )
    click.echo(str(report))


def _sources_in(folder: Path | None) -> Sources:
    return Sources(data=folder) if folder else Sources()


def _day(text: str | None) -> str:
    if text is None:
        return today()
    try:
        return datetime.strptime(text, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007 - a day has no time zone
    except ValueError as error:
        raise InputError(f"--date {text}: write the date as YYYY-MM-DD, for example 2026-11-22.") from error
