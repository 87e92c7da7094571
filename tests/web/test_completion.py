# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the query editor can offer."""

import pytest
from flask.testing import FlaskClient


def offered(client: FlaskClient, kind: str, name: str, language: str = "de") -> dict[str, object]:
    """Return the one offer with this name."""
    answer = client.get(f"/sparql/terms.json?lang={language}").get_json()
    (found,) = [offer for offer in answer[kind] if offer["name"] == name]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(("language", "label"), [("de", "Modellprojekt"), ("en", "Model project")])
def test_class_has_its_label_and_its_uses(client: FlaskClient, language: str, label: str) -> None:
    """In the language of the page."""
    offer = offered(client, "class", "mpsc:ModelProject", language)

    assert (str(offer["label"]).lower(), offer["uses"]) == (label.lower(), 73)


def test_properties_of_other_vocabularies_are_offered(client: FlaskClient) -> None:
    """What the data use, whoever named it; there may be no label."""
    offer = offered(client, "property", "dcterms:spatial")

    assert isinstance(offer["uses"], int)
    assert offer["uses"] >= 73


def test_own_terms_without_data_are_offered_last(client: FlaskClient) -> None:
    """The vocabulary is known to the editor even where nobody used a class yet."""
    answer = client.get("/sparql/terms.json").get_json()

    assert offered(client, "class", "mpsc:Match")["uses"] == 0
    uses = [offer["uses"] for offer in answer["class"]]
    assert uses == sorted(uses, reverse=True)


def test_prefixes_are_those_of_the_endpoint(client: FlaskClient) -> None:
    """The editor declares what it inserts."""
    answer = client.get("/sparql/terms.json").get_json()

    assert answer["prefixes"]["mpsc"] == "https://w3id.org/mpsc/def#"
