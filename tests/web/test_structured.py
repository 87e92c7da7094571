# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""schema.org data in pages, against what Google documents for Dataset, Organization and BreadcrumbList.

developers.google.com/search/docs/appearance/structured-data: a Dataset needs name and description (50 to 5000
characters); recommended are creator, license, identifier, distribution with contentUrl, and so on.
"""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from graph.model.namespaces import BASE
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app

PUBLIC = "https://daten.example.org"


@pytest.fixture(scope="module")
def site(graph_store: EmbeddedStore) -> FlaskClient:
    """The application at its public address."""
    return create_app(Settings(public_url=PUBLIC), graph_store).test_client()


def embedded(client: FlaskClient, path: str) -> dict[str, dict[str, Any]]:
    """Return the JSON-LD of a page by its type."""
    page = client.get(path, headers={"Accept": "text/html"}).text
    found = [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)]
    return {str(each["@type"]): each for each in found}


@pytest.mark.parametrize("path", ["/", "/?lang=en", "/dataset/graph", "/dataset/graph?lang=en"])
def test_dataset_has_what_dataset_search_asks_for(site: FlaskClient, path: str) -> None:
    """Required and recommended properties, in the language of the page."""
    dataset = embedded(site, path)["Dataset"]

    assert dataset["@context"] == "https://schema.org"
    assert 50 <= len(dataset["description"]) <= 5000
    assert dataset["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert dataset["creator"]["@type"] == "Organization"
    assert all(each["contentUrl"].startswith(PUBLIC) for each in dataset["distribution"])
    needed = {"name", "identifier", "keywords", "spatialCoverage", "temporalCoverage", "isAccessibleForFree", "url"}
    assert needed <= dataset.keys()
    assert ("MPSC graph" in dataset["name"]) == ("lang=en" in path)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/doc/municipality/09461000", "['City', 'GovernmentOrganization']"),
        ("/doc/organisation/kts", "Organization"),
        ("/doc/organisation/bmi", "GovernmentOrganization"),
        ("/doc/project/bamberg", "Project"),
        ("/code/topic", "DefinedTermSet"),
        ("/code/topic/mobility", "DefinedTerm"),
    ],
)
def test_thing_has_name_and_addresses(site: FlaskClient, path: str, kind: str) -> None:
    """Organization: name and url; sameAs leads to what is known elsewhere."""
    thing = embedded(site, path)[kind]

    assert thing["@id"].startswith(BASE)
    assert thing["name"]
    assert thing["url"].startswith(("https://", "http://"))
    assert thing["mainEntityOfPage"] == PUBLIC + path
    if kind.startswith("['City"):
        assert "http://www.wikidata.org/entity/Q3936" in thing["sameAs"]


@pytest.mark.parametrize("path", ["/doc/project/bamberg", "/code/topic/mobility", "/doc/measure/bamberg-bakim"])
def test_breadcrumb_leads_from_home_to_the_page(site: FlaskClient, path: str) -> None:
    """BreadcrumbList: at least two items with position, name and item, each of which answers."""
    steps = embedded(site, path)["BreadcrumbList"]["itemListElement"]

    assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
    assert len(steps) >= 3
    assert steps[-1]["item"] == PUBLIC + path
    assert all(site.get(step["item"].removeprefix(PUBLIC)).status_code == 200 for step in steps)


def test_event_without_a_date_is_no_event_for_search_engines(site: FlaskClient) -> None:
    """Google asks for startDate; the meeting in Bamberg has none, so nothing is claimed."""
    assert "Event" not in embedded(site, "/doc/event/vernetzungstreffen-bamberg")
    assert embedded(site, "/doc/event/themenmarktplatz-bamberg")["Event"]["startDate"] == "2022-12-06"
