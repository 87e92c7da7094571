# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in with an identity provider: a real one, in a process of its own."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask.testing import FlaskClient

from graph.errors import InputError
from graph.inbox import Role, accounts
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app
from graph.web.contribute import oidc
from graph.web.services import services
from tests.conftest import free_port
from tests.pace import PATIENCE

PAGE = {"Accept": "text/html"}
START, BACK = "/sign-in/oidc", "/sign-in/oidc/back"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of a provider."""
    port = free_port()
    address = f"http://localhost:{port}"
    with subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                requests.get(f"{address}/.well-known/openid-configuration", timeout=PATIENCE).raise_for_status()
                break
            except OSError:
                assert time.monotonic() < end
                time.sleep(0.1)
        yield address
        process.terminate()


@pytest.fixture
def settings(office: Any, issuer: str) -> Settings:
    """Settings with the provider."""
    found: Settings = replace(
        services(office.app).settings, oidc_issuer=issuer, oidc_client_id="mpsc", oidc_client_secret=token_hex()
    )
    return found


@pytest.fixture
def visitor(settings: Settings) -> FlaskClient:
    """A browser at a server with that provider."""
    return create_app(settings, EmbeddedStore()).test_client()


def at_the_provider(issuer: str, address: str, **claims: Any) -> str:
    """Sign in there as somebody with these claims; return where the provider sends the browser."""
    requests.put(f"{issuer}/users/somebody", json=claims, timeout=PATIENCE).raise_for_status()
    answer = requests.post(address, data={"sub": "somebody"}, allow_redirects=False, timeout=PATIENCE)
    assert answer.status_code == 302
    parts = urlsplit(answer.headers["Location"])
    assert parts.path == BACK
    return f"{parts.path}?{parts.query}"


@pytest.fixture
def sign_in(issuer: str, visitor: FlaskClient) -> Callable[..., Any]:
    """Go the whole way as somebody with these claims; return the last answer."""

    def gone(query: str = "", **claims: object) -> Any:
        start = visitor.get(START + query)
        assert start.status_code == 303
        return visitor.get(at_the_provider(issuer, start.headers["Location"], **claims))

    return gone


def test_claim_names_an_account(office: Any, visitor: FlaskClient, sign_in: Callable[..., Any]) -> None:
    """By its id; where one wanted to go is not forgotten, and the cookie of the way is gone."""
    answer = sign_in("?next=/limits", mpsc_account=office.town.account)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/limits")
    assert "Stadt Bamberg" in visitor.get("/sign-in", headers=PAGE).text
    assert visitor.get_cookie("mpsc-oidc", path=START) is None
    assert visitor.get_cookie("mpsc") is not None


def test_claim_names_an_organisation(office: Any, visitor: FlaskClient, sign_in: Callable[..., Any]) -> None:
    """Among groups that mean nothing here."""
    answer = sign_in(mpsc_account=["staff", 7, office.reviewer.organisation])

    assert answer.status_code == 303
    assert "KTS" in visitor.get("/sign-in", headers=PAGE).text


@pytest.mark.parametrize("claims", [{}, {"mpsc_account": "nobody"}, {"mpsc_account": 7}, {"mpsc_account": []}])
def test_whoever_has_no_account_stays_outside(
    visitor: FlaskClient, sign_in: Callable[..., Any], claims: dict[str, object]
) -> None:
    """However well the provider knows them."""
    answer = sign_in(**claims)

    assert answer.status_code == 401
    assert "mpsc_account" in answer.json["detail"]
    assert visitor.get_cookie("mpsc") is None


def test_disabled_and_ambiguous_accounts_stay_outside(office: Any, sign_in: Callable[..., Any]) -> None:
    """No guess which of two is meant, and no way round the end of an account."""
    accounts.create(office.inbox, office.town.organisation, "Stadt Bamberg", Role.SUBMITTER, "Ein anderes Amt")
    accounts.revoke(office.inbox, office.reviewer.account)

    assert "2 accounts" in sign_in(mpsc_account=office.town.organisation).json["detail"]
    assert "no accounts" in sign_in(mpsc_account=office.reviewer.account).json["detail"]


def test_way_is_protected(visitor: FlaskClient) -> None:
    """State, nonce and PKCE go with the browser; the cookie is for these routes only."""
    answer = visitor.get(f"{START}?next=//evil.example")
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    cookie = answer.headers["Set-Cookie"]

    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://localhost:8000/sign-in/oidc/back"]
    assert asked["scope"] == ["openid"]
    assert asked["state"] != asked["nonce"]
    assert f"Path={START}" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_answer_for_another_browser_is_worth_nothing(
    office: Any, issuer: str, settings: Settings, visitor: FlaskClient
) -> None:
    """Whoever sends somebody their own way back signs nobody in; nor does the same way back twice."""
    start = visitor.get(START).headers["Location"]
    way_back = at_the_provider(issuer, start, mpsc_account=office.town.account)
    stranger = create_app(settings, EmbeddedStore()).test_client()

    assert stranger.get(way_back).status_code == 401
    assert visitor.get(way_back).status_code == 303
    assert visitor.get(way_back).status_code == 401


@pytest.mark.parametrize("query", ["", "?error=access_denied", "?code=x", "?code=x&state=y"])
def test_broken_way_back(visitor: FlaskClient, query: str) -> None:
    """A refusal, a forged answer, no answer: told, never a fault of the server."""
    visitor.get(START)

    assert visitor.get(BACK + query).status_code == 401


def test_answer_of_another_provider_is_refused(
    office: Any, issuer: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was signed, but not by whom we trust."""
    app = create_app(settings, EmbeddedStore())
    visitor = app.test_client()
    start = visitor.get(START).headers["Location"]
    way_back = at_the_provider(issuer, start, mpsc_account=office.town.account)
    other = replace(settings, oidc_issuer="https://other.example")
    monkeypatch.setitem(app.extensions, "services", replace(services(app), settings=other))

    assert visitor.get(way_back).status_code == 401


def test_provider_that_is_down(settings: Settings) -> None:
    """503; links work all the same."""
    down = replace(settings, oidc_issuer=f"http://localhost:{free_port()}")
    visitor = create_app(down, EmbeddedStore()).test_client()

    assert visitor.get(START).status_code == 503
    assert visitor.get("/sign-in", headers=PAGE).status_code == 200


def test_page_offers_it_where_there_is_one(office: Any, visitor: FlaskClient) -> None:
    """And only there."""
    without = office.app.test_client()

    assert START in visitor.get("/sign-in?next=/limits", headers=PAGE).text
    assert START not in without.get("/sign-in", headers=PAGE).text
    assert without.get(START).status_code == 404
    assert "Set-Cookie" not in visitor.get("/limits").headers


def test_missing_library_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that installs it."""

    def missing(name: str) -> None:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(oidc, "import_module", missing)
    with pytest.raises(InputError, match=r"mpsc-graph\[oidc\]"):
        create_app(settings, EmbeddedStore())
