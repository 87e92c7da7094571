# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""From facts to a release: assemble, derive, check, write, switch."""

from graph.publication.checks import Problem, Refusal, check
from graph.publication.contributions import Contribution, Ending, graph_of
from graph.publication.release import (
    Recorder,
    Release,
    archived_release,
    build,
    current_release,
    origin,
    search_entries,
)
from graph.publication.sources import Sources, assemble

__all__ = [
    "Contribution",
    "Ending",
    "Problem",
    "Recorder",
    "Refusal",
    "Release",
    "Sources",
    "archived_release",
    "assemble",
    "build",
    "check",
    "current_release",
    "graph_of",
    "origin",
    "search_entries",
]
