# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Permalinks: short addresses that answer the same for good."""

import json
import shutil
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from flask.testing import FlaskClient

from graph.errors import OutOfSpaceError
from graph.publication.build import build
from graph.publication.sources import Sources
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app
from graph.web.endpoint import permalinks
from graph.web.endpoint.permalinks import Archive, Permalink, PermalinkStore
from tests.pace import PATIENCE, until

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


class Released(EmbeddedStore):
    """A store that serves a release."""

    version = "2026-11-22"
    is_release = True


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """An application with an empty store."""
    settings = Settings(permalink_folder=tmp_path / "kept", release_folder=tmp_path / "releases")
    return create_app(settings, Released()).test_client()


def test_kept_query_is_answered_at_its_address(client: FlaskClient) -> None:
    """201 and a place the first time, the same place again; the answer in any format."""
    first = client.post("/q", data={"query": COUNT})
    second = client.post("/q", data=COUNT, content_type="application/sparql-query")

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.headers["Location"] == second.headers["Location"]
    answer = client.get(first.headers["Location"], headers={"Accept": "text/csv"})
    assert answer.data == b"n\r\n0\r\n"
    assert answer.headers["Data-Release"] == "2026-11-22"
    assert f'<http://localhost:8000{first.headers["Location"]}>; rel="cite-as"' in answer.headers["Link"]


def test_dataset_belongs_to_the_permalink(client: FlaskClient) -> None:
    """Another dataset, another address."""
    plain = client.post("/q", data={"query": COUNT})
    narrowed = client.post("/q", data={"query": COUNT, "default-graph-uri": "https://example.org/g"})

    assert plain.headers["Location"] != narrowed.headers["Location"]


def test_browser_is_led_to_the_page(client: FlaskClient) -> None:
    """The form of a page leads to the kept query with its answer."""
    answer = client.post("/q", data={"query": COUNT}, headers={"Accept": "text/html"})

    assert answer.status_code == 303
    assert "COUNT" in client.get(answer.headers["Location"], headers={"Accept": "text/html"}).text


@pytest.mark.parametrize("name", ["aaaaaaaaaaaaaaaa", "..%2f..%2fetc", "A" * 16, "%00"])
def test_unknown_name_is_not_found(client: FlaskClient, name: str) -> None:
    """404, and no look outside the folder."""
    assert client.get(f"/q/{name}").status_code == 404


@pytest.mark.parametrize(
    ("form", "status"), [({"q": "ASK {}"}, 400), ({"query": "x" * 100_001}, 413), ({"update": "CLEAR ALL"}, 403)]
)
def test_what_is_no_query_is_not_kept(client: FlaskClient, form: dict[str, str], status: int) -> None:
    """The errors of the endpoint."""
    assert client.post("/q", data=form).status_code == status


def test_full_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more files than there is room for; what is kept stays."""
    monkeypatch.setattr(permalinks, "_MOST", 2)
    store = PermalinkStore(tmp_path)
    kept = [Permalink("1", f"ASK {{ ?s{n} ?p ?o }}", [], []) for n in range(3)]
    for permalink in kept[:2]:
        assert store.keep(permalink)

    with pytest.raises(OutOfSpaceError, match="Send the query itself"):
        store.keep(kept[2])
    assert not store.keep(kept[0])
    assert store.find(kept[0].name) == kept[0]


def test_permalink_to_a_release_that_is_gone_says_so(tmp_path: Path) -> None:
    """410: it was there, and it does not come back."""
    settings = Settings(permalink_folder=tmp_path, release_folder=tmp_path / "releases")
    permalink = Permalink("2020-01-01", COUNT, [], [])
    PermalinkStore(tmp_path).keep(permalink)

    answer = create_app(settings, Released()).test_client().get(f"/q/{permalink.name}")

    assert answer.status_code == 410
    assert "2020-01-01" in json.loads(answer.data)["detail"]


def test_server_of_files_has_no_permalinks(tmp_path: Path) -> None:
    """There is no release to pin a query to."""
    (tmp_path / "a.ttl").write_text("<x:s> <x:p> 1 .", encoding="utf-8")
    client = create_app(Settings(data=(tmp_path / "a.ttl",)), Released()).test_client()

    assert client.post("/q", data={"query": COUNT}).status_code == 400


def released(folder: Path, small: Sources, count: int) -> str:
    """Build a release that differs from others by `count`; return its version."""
    towns = small.data / "towns.ttl"
    towns.write_text(towns.read_text(encoding="utf-8").replace("Orte", f"Orte {count}"), encoding="utf-8")
    return build(folder, "2026-11-22", small)[0].version


def test_new_release_is_served_without_a_restart_and_permalinks_keep_theirs(
    serve: Callable[..., AbstractContextManager[str]], small: Sources, tmp_path: Path
) -> None:
    """The link turns, and the running server follows; what a permalink says stays that of its release."""
    folder = tmp_path / "releases"
    title = 'SELECT ?t { ?g <http://purl.org/dc/terms/title> ?t FILTER(STRSTARTS(?t, "Orte")) }'
    first = released(folder, small, 1)
    environment = {
        "MPSC_RELEASE_FOLDER": str(folder),
        "MPSC_PERMALINK_FOLDER": str(tmp_path / "kept"),
        "MPSC_PROCESSES": "1",
    }
    with serve(environment) as address:
        kept = json.loads(post(f"{address}/q", {"query": title}))
        name = kept["address"].rpartition("/q/")[2]
        before = get(f"{address}/q/{name}")
        released(folder, small, 2)

        assert until(lambda: "Orte 2" in get(f"{address}/sparql?{urlencode({'query': title})}"))
        assert kept["release"] == first
        assert "Orte 1" in before
        assert get(f"{address}/q/{name}") == before


def post(address: str, form: dict[str, str]) -> str:
    """Return the answer to a form."""
    with urlopen(Request(address, urlencode(form).encode()), timeout=PATIENCE) as answer:
        return str(answer.read().decode())


def get(address: str) -> str:
    """Return the answer as CSV."""
    with urlopen(Request(address, headers={"Accept": "text/csv"}), timeout=PATIENCE) as answer:
        return str(answer.read().decode())


def test_workers_of_an_earlier_release_end_when_nobody_asks(small: Sources, tmp_path: Path) -> None:
    """They stay for the next query, and leave no thread behind when they end."""
    version = released(tmp_path / "releases", small, 1)
    settings = Settings(release_folder=tmp_path / "releases", query_seconds=5.0)
    archive, before = Archive(settings, idle=0.3), set(threading.enumerate())
    with archive.store(version) as store:
        assert len(store.select("SELECT * { ?s ?p ?o }")) > 10
    with archive.store(version) as store:
        assert len(store) > 10

    for thread in set(threading.enumerate()) - before:
        thread.join(120)
    assert set(threading.enumerate()) <= before
    shutil.rmtree(tmp_path / "releases")
