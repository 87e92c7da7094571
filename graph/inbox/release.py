# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A release of the curated data and of what is accepted."""

from contextlib import closing
from dataclasses import replace

from graph.inbox.inbox import inbox_exists, open_inbox
from graph.inbox.publishing import Outcome, publish
from graph.publication import Contribution, Recorder, Release, Sources, build
from graph.publication.sources import Progress
from graph.settings import Settings


def build_release(
    settings: Settings, date: str, sources: Sources, progress: Progress
) -> Outcome[tuple[Release, bool]]:
    """Build a release of the sources and, where there is an inbox, of what is accepted in it.

    Raises as `build` and `publish` do.
    """
    if not inbox_exists(settings):
        return Outcome(build(settings.release_folder, date, sources, progress), (), ())

    def with_submissions(contributions: tuple[Contribution, ...], recorded: Recorder) -> tuple[Release, bool]:
        whole = replace(sources, contributions=contributions)
        return build(settings.release_folder, date, whole, progress, recorded)

    with closing(open_inbox(settings)) as inbox:
        return publish(inbox, with_submissions)
