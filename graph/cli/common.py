# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What several commands share: settings with options, something to serve, a day, a progress line."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from graph.errors import InputError, ReleaseError
from graph.inbox import build_release
from graph.publication import Release, Sources, current_release, origin
from graph.publication.sources import Progress, ignore_progress
from graph.settings import Settings
from graph.store import load

Command = TypeVar("Command", bound=Callable[..., Any])


def ready(settings: Settings) -> str:
    """Make sure there is something to serve; return what it is, in words."""
    if settings.data:
        load(origin(settings))
        return ", ".join(str(path) for path in settings.data)
    try:
        release, _ = current_release(settings.release_folder)
    except ReleaseError:
        click.echo("There is no release yet; building one.", err=True)
        outcome = build_release(settings, day(None), Sources(), progress())
        click.echo(outcome.left_out(), err=True, nl=bool(outcome.refused))
        release, _ = outcome.built
    return f"release {release.version} ({described(release)})"


def data_option(text: str) -> Callable[[Command], Command]:
    """Return the option `--data`, which takes files and folders and may be given several times.

    Args:
        text: what becomes of them, for the help.
    """
    return click.option(
        "--data", multiple=True, metavar="FILE|FOLDER", type=click.Path(path_type=Path), help=text
    )


def described(release: Release) -> str:
    """Return the size of a release in words."""
    return f"{release.quads:,} statements in {len(release.graphs)} graphs"


def given(settings: Settings, **options: Any) -> Settings:
    """Return the settings with the options that were given."""
    return replace(settings, **{name: value for name, value in options.items() if value})


def day(text: str | None) -> str:
    """Return a day written YYYY-MM-DD; without a text, today (UTC) or that of `SOURCE_DATE_EPOCH`.

    Raises:
        InputError: the text is no such day.
    """
    if text is None:
        epoch = os.environ.get("SOURCE_DATE_EPOCH")
        now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
        return now.date().isoformat()
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date().isoformat()
    except ValueError as error:
        raise InputError(f"--date {text}: write the date as YYYY-MM-DD, for example 2026-11-22.") from error


def progress() -> Progress:
    """Return a progress line for a terminal, or nothing where nobody watches."""
    if not sys.stderr.isatty():
        return ignore_progress

    def show(step: str, done: int, total: int) -> None:
        width = 30
        filled = width * done // max(total, 1)
        end = "\n" if total and done == total else ""
        click.echo(f"\r{step:<11} [{'#' * filled:<{width}}] {done}/{total}{end}", nl=False, err=True)

    return show
