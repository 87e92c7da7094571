# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in and out: links that work once, cookies that scripts cannot read, forms that only we can send."""

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from graph.errors import AuthenticationError, BusyError, ServerError
from graph.inbox import Role, Scope, accounts
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app
from graph.web.contribute.services import keep_private
from graph.web.contribute.sign_in import (
    csrf_field,
    current_actor,
    local_address,
    read_or_create_key,
    require_account,
    secret_key,
    token_actor,
)
from graph.web.services import services

PAGE = {"Accept": "text/html"}


@pytest.fixture
def app(office: Any) -> Flask:
    """The application, with routes that say who asks."""
    part = Blueprint("who", __name__)
    part.after_request(keep_private)
    part.get("/who", endpoint="who")(lambda: {"organisation": getattr(current_actor(), "organisation", None)})
    part.route("/mine", endpoint="mine", methods=["GET", "POST"])(
        lambda: {"organisation": require_account().organisation}
    )
    part.get("/decide", endpoint="decide")(lambda: {"organisation": require_account(Role.REVIEWER).organisation})
    part.post("/program", endpoint="program")(
        lambda: {"organisation": getattr(token_actor(Scope.SUBMIT), "organisation", None)}
    )
    office.app.register_blueprint(part)
    made: Flask = office.app
    return made


def proof(page: str) -> str:
    """Return the proof in the form of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_link_is_not_used_up_by_looking(app: Flask, office: Any) -> None:
    """A scanner of mail follows the link; the person who presses the button signs in all the same."""
    secret, client = office.link(office.town), app.test_client()
    for _ in range(2):
        assert client.get(f"/sign-in/{secret}", headers=PAGE).status_code == 200
    assert client.get("/who").json == {"organisation": None}

    answer = client.post(f"/sign-in/{secret}?next=/mine")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/mine")
    assert client.get("/who").json == {"organisation": office.town.organisation}


def test_link_works_once(app: Flask, office: Any) -> None:
    """The second browser gets a page that says so, and no cookie."""
    secret = office.link(office.town)
    app.test_client().post(f"/sign-in/{secret}")

    answer = app.test_client().post(f"/sign-in/{secret}", headers=PAGE)

    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers
    assert "gilt nicht" in answer.text


@pytest.mark.parametrize("secret", ["x", "a" * 43, "ä" * 43])
def test_unknown_links_are_refused_alike(app: Flask, secret: str) -> None:
    """Whatever is in the address."""
    assert app.test_client().post(f"/sign-in/{secret}").status_code == 401


@pytest.mark.parametrize(
    ("public_url", "parts"),
    [
        ("http://localhost:8000", {"mpsc", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"}),
        ("https://daten.example.org", {"__Host-mpsc", "HttpOnly", "SameSite=Lax", "Path=/", "Secure"}),
    ],
)
def test_cookie_is_out_of_reach(office: Any, public_url: str, parts: set[str]) -> None:
    """Of scripts, of forms of other sites, and of plain connections where we have TLS."""
    settings = replace(services(office.app).settings, public_url=public_url)
    answer = create_app(settings, EmbeddedStore()).test_client().post(f"/sign-in/{office.link(office.town)}")

    name, _, rest = answer.headers["Set-Cookie"].partition("=")
    assert parts <= {name, *re.split("; ?", rest)}
    assert ("Secure" in rest) == public_url.startswith("https")
    assert "Domain" not in rest


def test_cookie_from_before_is_worth_nothing(app: Flask, office: Any) -> None:
    """Who planted a secret in somebody's browser is not signed in with it afterwards (session fixation)."""
    planted = "p" * 43
    client = app.test_client()
    client.set_cookie("mpsc", planted)
    page = client.get(f"/sign-in/{office.link(office.town)}", headers=PAGE).text
    client.post(f"/sign-in/{office.link(office.town)}", data={"csrf": proof(page)})
    cookie = client.get_cookie("mpsc")

    assert cookie is not None
    assert cookie.value != planted
    attacker = app.test_client()
    attacker.set_cookie("mpsc", planted)
    assert attacker.get("/who").json == {"organisation": None}


@pytest.mark.usefixtures("app")
def test_signing_in_anew_ends_what_was_before(office: Any) -> None:
    """One browser, one secret: the old one is not valid any more."""
    client = office.browser(office.town)
    before = client.get_cookie("mpsc").value
    page = client.get("/sign-in", headers=PAGE).text
    client.post(f"/sign-in/{office.link(office.reviewer)}", data={"csrf": proof(page)})

    assert client.get("/who").json == {"organisation": office.reviewer.organisation}
    assert accounts.signed_in_actor(office.inbox, before) is None


def test_signing_out_ends_every_copy_of_the_cookie(app: Flask, office: Any) -> None:
    """Not only the browser forgets."""
    client = office.browser(office.town)
    copied = client.get_cookie("mpsc").value
    page = client.get("/sign-in", headers=PAGE).text

    answer = client.post("/sign-out", data={"csrf": proof(page)})

    assert answer.status_code == 303
    assert client.get_cookie("mpsc") is None
    thief = app.test_client()
    thief.set_cookie("mpsc", copied)
    assert thief.get("/who").json == {"organisation": None}


@pytest.mark.usefixtures("app")
def test_disabled_account_is_signed_out_at_once(office: Any) -> None:
    """The next request already is nobody's."""
    client = office.browser(office.town)
    accounts.revoke(office.inbox, office.town.account)

    assert client.get("/who").json == {"organisation": None}
    assert client.get("/mine", headers=PAGE).status_code == 303


def test_sign_in_ends_by_itself(app: Flask, office: Any) -> None:
    """After the hours that are set, whatever the browser still sends; the row goes with the next sign-in."""
    now = office.inbox.now()
    past = replace(office.inbox, clock=lambda: now - timedelta(hours=13))
    secret = accounts.begin_sign_in(past, office.town, timedelta(hours=12))
    client = app.test_client()
    client.set_cookie("mpsc", secret)

    assert client.get("/who").json == {"organisation": None}


def test_browser_is_led_to_the_sign_in_and_back(app: Flask, office: Any) -> None:
    """With the page it wanted; a program gets a problem that says what to send."""
    answer = app.test_client().get("/mine?a=1&lang=en", headers=PAGE)
    refused = app.test_client().get("/mine")

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=/mine?a%3D1%26lang%3Den&lang=en"
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, 'Bearer realm="MPSC"')
    assert office.browser(office.town).get("/decide").status_code == 403
    assert office.browser(office.reviewer).get("/decide").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: a=b",
        "/\tevil",
        "evil",
        "/" + "a" * 3000,
    ],
)
def test_next_leads_nowhere_else(address: str) -> None:
    """Only to a path of this server."""
    assert local_address(address) == ""
    assert local_address("/mine?a=1&b=%C3%A4") == "/mine?a=1&b=%C3%A4"


def posted(client: FlaskClient, **more: Any) -> int:
    """Send a form to a page of one's own; return the status."""
    return client.post("/mine", **more).status_code


@pytest.mark.usefixtures("app")
def test_form_from_elsewhere_is_refused(office: Any) -> None:
    """Without the proof of this very sign-in nothing happens, by form or by script."""
    client, other = office.browser(office.town), office.browser(office.town)
    page = client.get("/sign-in", headers=PAGE).text

    assert posted(client) == 403
    assert posted(client, data={"csrf": "x.y"}) == 403
    assert posted(client, data={"csrf": "."}) == 403
    assert posted(other, data={"csrf": proof(page)}) == 403
    assert posted(client, data={"csrf": proof(page)}) == 200
    assert posted(client, data=b"{}", headers={"X-CSRF-Token": proof(page)}) == 200
    assert posted(client, data={"csrf": proof(page)}, headers={"Sec-Fetch-Site": "cross-site"}) == 403


@pytest.mark.usefixtures("app")
def test_proof_differs_in_every_page(office: Any) -> None:
    """What compression could give away is never the same twice (BREACH)."""
    client = office.browser(office.town)

    assert len({proof(client.get("/sign-in", headers=PAGE).text) for _ in range(3)}) == 3


def test_nobody_is_signed_in_by_another_site(app: Flask, office: Any) -> None:
    """A form of another site cannot sign somebody in under the attacker's account."""
    answer = app.test_client().post(f"/sign-in/{office.link(office.town)}", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


@pytest.mark.usefixtures("app")
def test_public_forms_need_no_proof(office: Any) -> None:
    """Who is signed in queries like everybody else."""
    answer = office.browser(office.town).post("/sparql", data={"query": "ASK {}"})

    assert answer.status_code == 200


def test_token_speaks_for_its_account(app: Flask, office: Any) -> None:
    """With the scope it has; the cookie beside it does not matter."""
    header = office.token(office.town, Scope.SUBMIT)

    assert app.test_client().post("/program").json == {"organisation": None}
    assert app.test_client().post("/program", headers=header).json == {"organisation": office.town.organisation}
    assert office.browser(office.reviewer).post("/program", headers=header).status_code == 200
    assert app.test_client().post("/program", headers=office.token(office.town, Scope.READ)).status_code == 403


@pytest.mark.parametrize("secret", ["", "x", "mpsc_" + "a" * 43, "mpsc_" + "a" * 44, "a b"])
def test_wrong_token_is_refused(app: Flask, secret: str) -> None:
    """401 and the scheme, never a fall back to nobody."""
    answer = app.test_client().post("/program", headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_use_of_a_token_is_noted_once_a_minute(office: Any) -> None:
    """Readers do not queue up with writers for it."""
    secret, _ = accounts.create_token(office.inbox, office.town.account, [Scope.READ], timedelta(days=1))
    accounts.authenticate(office.inbox, secret, Scope.READ)
    now = office.inbox.now()
    with office.inbox.database.writing() as session:
        session.execute(text("SELECT 1"))
        accounts.authenticate(replace(office.inbox, clock=lambda: now), secret, Scope.READ)
        later = replace(office.inbox, clock=lambda: now + timedelta(minutes=2))
        with pytest.raises(BusyError):
            accounts.authenticate(later, secret, Scope.READ)


@pytest.mark.usefixtures("app")
def test_personal_answers_are_nobody_elses(office: Any) -> None:
    """No store, no tag, no referrer, no search engine."""
    headers = office.browser(office.town).get("/sign-in", headers=PAGE).headers

    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "ETag" not in headers


def test_public_pages_do_not_vary(app: Flask, office: Any) -> None:
    """Who is signed in shares the entries of the cache with everybody: the pages are the same."""
    mine = office.browser(office.town).get("/limits", headers=PAGE)
    theirs = app.test_client().get("/limits", headers=PAGE)

    assert mine.text == theirs.text
    assert mine.headers["ETag"] == theirs.headers["ETag"]
    assert "Set-Cookie" not in mine.headers
    assert "Cookie" not in mine.headers["Vary"]


def test_trying_many_links_is_slowed_down(app: Flask) -> None:
    """After twenty at once, with the time until the next."""
    client = app.test_client()
    states = [client.post(f"/sign-in/{'a' * 43}").status_code for _ in range(21)]
    answer = client.post(f"/sign-in/{'a' * 43}")

    assert states[:20] == [401] * 20
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60


def test_inbox_that_cannot_be_opened_stops_nothing_else(office: Any) -> None:
    """Public pages live; pages of submissions say that it is not the visitor's fault, and try again."""
    settings = replace(services(office.app).settings, database_url="sqlite:////dev/null/inbox.sqlite")
    client = create_app(settings, EmbeddedStore()).test_client()
    client.set_cookie("mpsc", "a" * 43)

    assert client.get("/limits").status_code == 200
    assert client.get("/sign-in", headers=PAGE).status_code == 503


def test_account_that_ended_meanwhile_cannot_sign_in(office: Any) -> None:
    """Between the link and the sign-in there is no gap."""
    accounts.revoke(office.inbox, office.town.account)
    with pytest.raises(AuthenticationError, match="no longer active"):
        accounts.begin_sign_in(office.inbox, office.town, timedelta(hours=1))


def test_form_of_a_stranger_has_no_proof() -> None:
    """Without a cookie there is nothing to prove."""
    app = create_app(Settings(), EmbeddedStore())
    with app.test_request_context("/"):
        assert csrf_field() == ""


def test_key_is_made_once_and_for_us_alone(tmp_path: Path) -> None:
    """Whoever comes first; all processes share it, and nobody else can read it."""
    path = tmp_path / "new" / "secret"
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: read_or_create_key(path), range(8)))

    assert [len(key) for key in keys] == [32]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["secret"]


def test_key_that_cannot_be_is_told(office: Any, tmp_path: Path) -> None:
    """With its setting; what does not need it goes on."""
    with pytest.raises(ServerError, match="MPSC_SECRET_FILE"):
        read_or_create_key(Path("/dev/null/secret"))
    (tmp_path / "short").write_bytes(b"abc")
    with pytest.raises(ServerError, match="Remove the file"):
        read_or_create_key(tmp_path / "short")
    with office.app.test_request_context("/"):
        assert secret_key() == services(office.app).settings.secret_file.read_bytes() == secret_key()
