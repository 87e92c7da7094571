# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Links of pages: our own IRIs lead to this server."""

import pytest

from graph.web.http.pages import local_path


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        ("https://w3id.org/mpsc/id/municipality/09461000", "/doc/municipality/09461000"),
        ("https://w3id.org/mpsc/code/measure-status/running", "/code/measure-status/running"),
        ("https://w3id.org/mpsc/def#ModelProject", "/def#ModelProject"),
        ("https://w3id.org/mpsc/graph/programme", "/graph/programme"),
        ("https://www.wikidata.org/entity/Q64", "https://www.wikidata.org/entity/Q64"),
    ],
)
def test_our_iris_become_paths_and_others_stay(iri: str, path: str) -> None:
    """A link never leaves the server for what the server has."""
    assert local_path(iri) == path
