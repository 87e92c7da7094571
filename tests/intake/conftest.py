# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the tests of submissions share."""

from collections.abc import Callable

import pytest

from graph.check import Evaluation, Published, Received, evaluate

PROJECT = "https://w3id.org/mpsc/id/project/bamberg"
MPSC = "https://w3id.org/mpsc/def#"

Evaluate = Callable[..., Evaluation]


@pytest.fixture(scope="session")
def known() -> Published:
    """A few published things."""
    municipality = "https://w3id.org/mpsc/id/municipality/09461000"
    utility = "https://w3id.org/mpsc/id/organisation/stadtwerke-bamberg"
    return Published(
        classes={
            PROJECT: frozenset({MPSC + "ModelProject"}),
            municipality: frozenset({MPSC + "Municipality"}),
            utility: frozenset({"http://www.w3.org/ns/org#Organization"}),
        },
        names={
            PROJECT: ("Bamberg", "Smart City Bamberg"),
            municipality: ("Bamberg",),
            utility: ("Stadtwerke Bamberg",),
        },
    )


@pytest.fixture
def check(known: Published) -> Evaluate:
    """Evaluate a file in this process: content, name."""

    def evaluated(content: bytes | str, name: str = "data.ttl", kind: str = "") -> Evaluation:
        raw = content.encode() if isinstance(content, str) else content
        return evaluate(Received(raw, name, kind=kind), known)

    return evaluated
