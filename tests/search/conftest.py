# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The index over the real data, made once."""

from pathlib import Path

import pytest

from graph.publication.build import SEARCH
from graph.search import Entry, Index, read


@pytest.fixture(scope="session")
def found_entries(release_folder: Path) -> list[Entry]:
    """What the release has for the search."""
    return read(release_folder / "current" / SEARCH)


@pytest.fixture(scope="session")
def index(found_entries: list[Entry]) -> Index:
    """The index that the server makes of it."""
    return Index(found_entries)
