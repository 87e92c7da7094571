# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages that are made ahead: of one release only, in both languages, and never in the way of an answer."""

from pathlib import Path

import pytest
from flask import Flask
from rdflib import RDFS

from graph.errors import BusyError
from graph.model.namespaces import BASE, MPSC, namespaces
from graph.settings import Settings
from graph.store import EmbeddedStore, Row
from graph.web import create_app
from graph.web.pages import things
from graph.web.pages.search import index_ahead
from graph.web.services import services
from tests.pace import PATIENCE

BROWSER = {"Accept": "text/html"}


class Counted(EmbeddedStore):
    """A store with a version that counts what it is asked, and may be too busy."""

    version = "2026-11-22"
    is_release = True
    asked = 0
    busy = False

    def select(self, query: str) -> list[Row]:
        """Count, and answer or refuse."""
        self.asked += 1
        if self.busy:
            raise BusyError("All workers are busy.")
        return super().select(query)


@pytest.fixture
def store(tmp_path: Path) -> Counted:
    """Three projects and a cohort."""
    made = Counted(namespaces())
    for slug in ("alpha", "beta", "gamma"):
        add(made, tmp_path, f"project:{slug} a mpsc:ModelProject ; rdfs:label '{slug.capitalize()}'@de .")
    add(made, tmp_path, "cohort:1 a mpsc:Cohort ; rdfs:label 'Staffel 1'@de .")
    return made


def add(store: EmbeddedStore, folder: Path, statement: str) -> None:
    """Load a statement in Turtle."""
    path = folder / "one.ttl"
    path.write_text(
        f"""@prefix mpsc: <{MPSC}> .
        @prefix rdfs: <{RDFS}> .
        @prefix cohort: <{BASE}id/cohort/> .
        @prefix project: <{BASE}id/project/> .
        {statement}""",
        encoding="utf-8",
    )
    store.load(path)


@pytest.fixture
def app(store: Counted) -> Flask:
    """The application; nothing has been made ahead yet."""
    return create_app(Settings(), store)


def read_ahead(app: Flask) -> None:
    """Make pages ahead, and wait for it."""
    reader = services(app).pages.read_ahead()
    assert reader is not None
    reader.join(timeout=PATIENCE)


@pytest.mark.parametrize("tag", ["de", "en"])
def test_projects_are_made_ahead_in_both_languages(app: Flask, store: Counted, tag: str) -> None:
    """Once that is done the store is not asked for their pages, whatever else an address has."""
    read_ahead(app)
    before = store.asked

    pages = [
        app.test_client().get(f"/doc/project/{slug}?lang={tag}&x=1", headers=BROWSER).text
        for slug in ("alpha", "beta", "gamma")
    ]

    assert all("Lage von" not in page or tag == "de" for page in pages)
    assert ["<h1" in page and f'<html lang="{tag}"' in page for page in pages] == [True] * 3
    # The small map asks once for the places of all projects.
    assert store.asked - before <= 3
    app.test_client().get("/doc/project/alpha?x=2", headers=BROWSER)
    assert store.asked - before <= 3


def test_page_made_ahead_is_the_page(app: Flask, store: Counted) -> None:
    """What is kept looks as what is read when it is asked for."""
    read_ahead(app)
    other = create_app(Settings(), store)
    services(other).pages._version = store.version  # noqa: SLF001 - so that this one makes nothing ahead

    kept, fresh = (each.test_client().get("/doc/project/alpha", headers=BROWSER).data for each in (app, other))

    assert kept == fresh


def test_new_release_is_shown_at_once(app: Flask, store: Counted, tmp_path: Path) -> None:
    """Nothing of the release before is left, and the pages of the new one are made ahead."""
    read_ahead(app)
    add(store, tmp_path, "project:alpha rdfs:label 'Aachen'@de .")
    store.version = "2026-11-23"

    assert "<h1>Aachen</h1>" in app.test_client().get("/doc/project/alpha", headers=BROWSER).text


def test_busy_store_stops_making_ahead_only(app: Flask, store: Counted) -> None:
    """The thread ends without a fault; the page is read when it is asked for."""
    store.busy = True
    read_ahead(app)
    assert app.test_client().get("/doc/project/beta", headers=BROWSER).status_code == 503

    store.busy = False
    assert "<h1>Beta</h1>" in app.test_client().get("/doc/project/beta", headers=BROWSER).text


def test_not_more_is_kept_than_fits(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is made ahead than is kept; what was asked for longest ago goes first."""
    monkeypatch.setattr(things, "MOST", 4)
    read_ahead(app)
    pages = services(app).pages

    app.test_client().get("/doc/cohort/1", headers=BROWSER)

    kept = [iri.rpartition("/")[2] for iri, _ in pages._kept]  # noqa: SLF001 - nothing else tells
    assert kept == ["alpha", "beta", "beta", "1"]


def test_data_without_versions_are_read_each_time(store: Counted, tmp_path: Path) -> None:
    """They may change at any moment."""
    store.version = ""
    client = create_app(Settings(), store).test_client()
    assert "<h1>Alpha</h1>" in client.get("/doc/project/alpha?x=1", headers=BROWSER).text

    add(store, tmp_path, "project:alpha rdfs:label 'Aachen'@de .")

    assert "<h1>Aachen</h1>" in client.get("/doc/project/alpha?x=2", headers=BROWSER).text


def test_search_index_is_made_ahead(app: Flask, store: Counted) -> None:
    """The first to search does not wait for it; without a store that answers, the thread ends in silence."""
    store.busy = True
    index_ahead(services(app).search).join(timeout=PATIENCE)
    store.busy = False
    index_ahead(services(app).search).join(timeout=PATIENCE)
    before = store.asked

    found = app.test_client().get("/search?q=alpha", headers={"Accept": "application/json"}).get_json()

    assert [each["label"] for each in found["results"]] == ["Alpha"]
    assert store.asked == before


def test_page_written_ahead_is_for_its_own_address(app: Flask) -> None:
    """With other parameters or a suffix the links to the other language keep them."""
    read_ahead(app)
    client = app.test_client()

    plain = client.get("/doc/project/alpha?lang=en", headers=BROWSER).text
    more = client.get("/doc/project/alpha?lang=en&x=1", headers=BROWSER).text
    suffix = client.get("/doc/project/alpha.html?lang=en", headers=BROWSER).text

    assert 'href="/doc/project/alpha?lang=de"' in plain
    assert 'href="/doc/project/alpha?x=1&amp;lang=de"' in more
    assert 'href="/doc/project/alpha.html?lang=de"' in suffix
    below = client.get("/doc/project/alpha", headers=BROWSER, environ_overrides={"SCRIPT_NAME": "/graph"}).text
    assert 'href="/graph/static/style.css"' in below
