# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The OpenAPI document says what the code does."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from graph.check import Verdict
from graph.errors import GraphError
from graph.inbox import Scope, State
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app
from graph.web.contribute import services
from graph.web.contribute.api import openapi_document
from graph.web.contribute.upload import REPORT_FORMATS

ADDRESS = "https://daten.example.org"
API = ("checks", "handing")
"""Blueprints all of whose routes are for programs."""


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The document."""
    return openapi_document(ADDRESS)


def test_document_is_valid(document: dict[str, Any]) -> None:
    """By somebody else's reading of the standard."""
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []
    assert document["servers"] == [{"url": ADDRESS}]


def test_document_has_every_route_of_the_api(document: dict[str, Any]) -> None:
    """With its methods, and no route that the code does not have."""
    written = {
        (path, method.upper())
        for path, parts in document["paths"].items()
        for method in parts
        if method in {"get", "post", "put", "delete", "patch"}
    }
    rules = list(create_app(Settings(), EmbeddedStore()).url_map.iter_rules())
    coded = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method, rule.endpoint.partition(".")[0])
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert {(path, method) for path, method, name in coded if name in API} <= written
    assert written <= {(path, method) for path, method, _ in coded}


def test_document_names_what_the_code_knows(document: dict[str, Any]) -> None:
    """Scopes, verdicts, states, licences, forms of reports, and statuses of errors."""
    parts = document["components"]
    operations = [
        operation
        for path in document["paths"].values()
        for method, operation in path.items()
        if method in {"get", "post"}
    ]
    scopes = {scope for each in operations for way in each.get("security", []) for scope in way.get("token", [])}
    forms = parts["parameters"]["format"]["schema"]["enum"]

    assert scopes <= set(Scope)
    assert all(each["x-summary-de"] != each["summary"] for each in operations)
    assert parts["schemas"]["Verdict"]["enum"] == list(Verdict)
    assert parts["schemas"]["State"]["enum"] == [
        *(state for state in State if state not in {State.REJECTED, State.WITHDRAWN}),
        State.REJECTED,
        State.WITHDRAWN,
    ]
    assert parts["parameters"]["licence"]["schema"]["enum"] == list(services.LICENCES)
    assert sorted(forms) == sorted(form.name for form in REPORT_FORMATS)
    assert {form.media_type for form in REPORT_FORMATS} == set(parts["responses"]["report"]["content"])
    known = {str(kind.status.value) for kind in _kinds(GraphError)} | {"200", "201", "default"}
    assert {status for each in operations for status in each["responses"]} <= known


def _kinds(kind: type[GraphError]) -> list[type[GraphError]]:
    return [kind, *(below for each in kind.__subclasses__() for below in _kinds(each))]


def test_document_and_page_are_served(client: FlaskClient) -> None:
    """To programs and to people, in both languages."""
    served = client.get("/openapi.json")
    pages = [client.get(f"/api?lang={language}").text for language in ("de", "en")]

    assert served.json is not None
    assert served.json["info"]["version"]
    assert served.content_type.startswith("application/vnd.oai.openapi+json")
    assert all("POST /submissions/{name}/versions" in page for page in pages)
    assert "Schnittstelle für Programme" in pages[0]
    assert "Interface for programs" in pages[1]
