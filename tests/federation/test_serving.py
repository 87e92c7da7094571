# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two real servers, one of which asks the other."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from tests.pace import PATIENCE

Serve = Callable[..., AbstractContextManager[str]]


@pytest.fixture(scope="module")
def asking(server: str, serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small server of other data that may ask the server of the release."""
    path = tmp_path_factory.mktemp("data") / "visits.ttl"
    path.write_text(
        "<x:one> <x:saw> <https://w3id.org/mpsc/id/cohort/1> . <x:two> <x:saw> <x:nothing> .", encoding="utf-8"
    )
    environment = {"MPSC_SERVICE_ALLOWED": f"{server}/sparql", "MPSC_PROCESSES": "1"}
    with serve(environment, "--data", str(path)) as address:
        yield address


def rows(address: str, query: str) -> list[list[str]]:
    """Return the answer as rows of values."""
    with urlopen(f"{address}/sparql?{urlencode({'query': query, 'format': 'csv'})}", timeout=PATIENCE) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        return [line.split(",") for line in answer.read().decode().splitlines()[1:]]


def test_data_of_both_are_joined(server: str, asking: str) -> None:
    """Patterns over our data, and a group with a sub-select over theirs."""
    group = "SELECT ?cohort (COUNT(?p) AS ?n) { ?p mpsc:inCohort ?cohort } GROUP BY ?cohort"
    query = f"SELECT ?who ?n {{ ?who <x:saw> ?cohort SERVICE <{server}/sparql> {{ {group} }} }}"

    assert rows(asking, query) == [["x:one", "13"]]


def test_ten_thousand_rows_are_taken(server: str, asking: str) -> None:
    """The most one clause may bring."""
    group = "SELECT ?m ?l { ?m a mpsc:Municipality ; rdfs:label ?l } LIMIT 10000"

    assert rows(asking, f"SELECT (COUNT(*) AS ?n) {{ SERVICE <{server}/sparql> {{ {group} }} }}") == [["10000"]]


def test_the_other_way_round_is_forbidden(server: str, asking: str) -> None:
    """The server of the release has no list, so it asks nobody, whatever the query says."""
    query = urlencode({"query": f"ASK {{ SERVICE <{asking}/sparql> {{ ?s ?p ?o }} }}"})

    with pytest.raises(HTTPError) as caught, urlopen(f"{server}/sparql?{query}", timeout=PATIENCE):
        pass
    with caught.value as answer:
        assert answer.code == 403
        assert json.load(answer)["type"] == "/problems/service-forbidden"
