# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What several commands share: settings with options, data to work on, a progress bar."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from graph.errors import ReleaseError
from graph.publication.release import Release, origin
from graph.settings import Settings
from graph.store import Origin

Command = TypeVar("Command", bound=Callable[..., Any])


def ensure_data(settings: Settings) -> Origin:
    """Return the data files or the release in service, and build a release if there is neither."""
    try:
        return origin(settings)
    except ReleaseError:
        click.echo("There is no release yet; building one.", err=True)
    # Takes a second to import, and nearly every command finds a release.
    from graph.inbox import build_release  # noqa: PLC0415
    from graph.publication.sources import Sources  # noqa: PLC0415

    outcome = build_release(settings, today(), Sources(), progress_bar())
    click.echo(outcome.left_out(), err=True, nl=bool(outcome.refused))
    return origin(settings)


def data_option(text: str) -> Callable[[Command], Command]:
    """Return the option `--data`, which takes files and folders and can be repeated; `text` is its help."""
    return click.option("--data", multiple=True, metavar="FILE|FOLDER", type=click.Path(path_type=Path), help=text)


def size_in_words(release: Release) -> str:
    """Return the number of statements and graphs of a release."""
    return f"{release.quads:,} statements in {len(release.graphs)} graphs"


def with_options(settings: Settings, **options: Any) -> Settings:
    """Return the settings with the options that were given."""
    return replace(settings, **{name: value for name, value in options.items() if value})


def today() -> str:
    """Return today (UTC), or the day of `SOURCE_DATE_EPOCH` (reproducible-builds.org), as YYYY-MM-DD."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return now.date().isoformat()


def progress_bar() -> Callable[[str, int, int], None]:
    """Return a function that draws step, parts done and parts in all; off a terminal it draws nothing."""

    def show(step: str, done: int, total: int) -> None:
        width = 30
        filled = width * done // max(total, 1)
        end = "\n" if total and done == total else ""
        click.echo(f"\r{step:<11} [{'#' * filled:<{width}}] {done}/{total}{end}", nl=False, err=True)

    return show if sys.stderr.isatty() else lambda *_: None
