# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Review on the web: what reviewers see and decide, and where those who submit follow it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.check import Published, load_published
from graph.inbox import Event, State, accounts, reading, submissions
from graph.inbox.accounts import Actor
from graph.inbox.states import Role
from graph.settings import Settings
from graph.store import EmbeddedStore
from tests.web.conftest import PAGE, Office, opened
from tests.web.handed_in import MEASURE, REASON, Desk
from tests.web.test_identity import proof

ERRONEOUS = MEASURE.replace("status:planned", "status:invented")
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="session")
def known(graph_store: EmbeddedStore) -> Published:
    """What is published."""
    return load_published(graph_store)


@pytest.fixture
def house(tmp_path: Path, graph_store: EmbeddedStore) -> Iterator[Office]:
    """An application over the real data, with an inbox and two accounts."""
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/inbox.sqlite", secret_file=tmp_path / "secret", inbox_seconds=2.0
    )
    yield from opened(settings, graph_store)


@pytest.fixture
def desk(house: Office, known: Published) -> Desk:
    """Hands in and decides."""
    return Desk(house.inbox, known, house.town, house.reviewer)


@pytest.fixture
def reviewer(house: Office) -> FlaskClient:
    """The browser of the reviewer."""
    return house.browser(house.reviewer)


@pytest.fixture
def town(house: Office) -> FlaskClient:
    """The browser of the town."""
    return house.browser(house.town)


def sent(client: FlaskClient, page: str, form: str, **fields: Any) -> TestResponse:
    """Load a page and send one of its forms, with all its hidden fields, as a browser does."""
    text = client.get(page, headers=PAGE).text
    found = re.search(rf'<form method="post" action="({form}[^"]*)">(.*?)</form>', text, re.DOTALL)
    assert found is not None, f"{page} has no form for {form}"
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', found[2]))
    return client.post(found[1].replace("&amp;", "&"), data={**hidden, **fields}, headers=PAGE)


def decided(client: FlaskClient, name: str, event: str, reason: str = "") -> TestResponse:
    """Decide on the page of a submission."""
    return sent(client, f"/review/{name}", f"/review/{name}/decisions", event=event, reason=reason)


def state(desk: Desk, name: str) -> str:
    """Return where a submission stands."""
    return reading.dossier(desk.inbox, name).submission.state


def test_only_reviewers_see_the_queue(house: Office, town: FlaskClient) -> None:
    """Nobody and the town do not; both hear what to do."""
    assert house.browser().get("/review", headers=PAGE).headers["Location"].startswith("/sign-in?next=")
    assert town.get("/review", headers=PAGE).status_code == 403


def test_queue_lists_what_waits(desk: Desk, reviewer: FlaskClient) -> None:
    """Title, organisation, state, how long, and whether there are errors; drafts are not there."""
    desk.hand_in(title="Alt")
    desk.hand_in(ERRONEOUS, "Mit Fehlern", "Der Stand ist neu.")
    submissions.start(desk.inbox, desk.town, "Entwurf hier")
    page = reviewer.get("/review", headers=PAGE).text

    assert page.index(">Alt</a>") < page.index(">Mit Fehlern</a>")
    assert "Stadt Bamberg" in page
    assert "1 Fehler" in page
    assert "Entwurf hier" not in page
    assert "gerade eben" in page


def test_queue_is_filtered(desk: Desk, reviewer: FlaskClient) -> None:
    """By state and by organisation; what nobody knows shows what waits."""
    name, _ = desk.hand_in(title="Fertig")
    desk.decide(name, Event.REVIEW, Event.REJECT)

    assert "Keine Einreichungen" in reviewer.get("/review", headers=PAGE).text
    assert ">Fertig</a>" in reviewer.get("/review?state=rejected", headers=PAGE).text
    assert ">Fertig</a>" in reviewer.get("/review?state=all&lang=en", headers=PAGE).text
    other = reviewer.get("/review?state=all&organisation=https://example.org/", headers=PAGE).text
    assert ">Fertig</a>" not in other
    assert reviewer.get("/review?state=draft&page=7", headers=PAGE).status_code == 200
    assert reviewer.get("/review?page=x", headers=PAGE).status_code == 400


def test_page_shows_a_new_thing_as_it_would_be_published(desk: Desk, reviewer: FlaskClient) -> None:
    """Fields by their names, values by their labels, in both languages of the page."""
    name, _ = desk.hand_in()
    german = reviewer.get(f"/review/{name}", headers=PAGE).text
    english = reviewer.get(f"/review/{name}?lang=en", headers=PAGE).text

    assert "Hitzekarte für Bamberg" in german
    assert "Hauptthema" in german
    assert "Geplant" in german
    assert "Preview of the publication" in english
    assert "Planned" in english
    assert "massnahme.ttl" in german
    assert "http://purl.org" not in german


def test_values_are_compared_with_the_version_before(desk: Desk, reviewer: FlaskClient) -> None:
    """What was removed and what was added stand side by side; the rest is counted."""
    name, _ = desk.hand_in()
    desk.decide(name, Event.REVIEW, Event.REQUEST_CHANGES)
    desk.again(name, MEASURE.replace("status:planned", "status:operation").replace(" , topic:mobility", ""))
    page = reviewer.get(f"/review/{name}?against=1", headers=PAGE).text

    removed = re.findall(r"<del>(.*?)</del>", page)
    assert any("Geplant" in each for each in removed)
    assert any("Mobilität" in each for each in removed)
    assert "Unverändert:" in page
    assert REASON in page


def test_values_are_compared_with_what_others_publish(desk: Desk, reviewer: FlaskClient) -> None:
    """A project that is published: what others say of it stays and is shown beside."""
    text = MEASURE + 'project:bamberg a mpsc:ModelProject ; dcterms:title "Smart City Bamberg neu"@de .\n'
    name, _ = desk.hand_in(text, waiver="Nur der Titel.")
    page = reviewer.get(f"/review/{name}", headers=PAGE).text

    assert "Dazu ist bereits etwas veröffentlicht" in page
    assert "Aus anderen Quellen, bleibt erhalten:" in page
    assert 'href="/doc/project/bamberg"' in page


def test_what_somebody_sent_is_text(desk: Desk, reviewer: FlaskClient, house: Office) -> None:
    """Titles, values, comments, waivers and file names are never markup."""
    text = ERRONEOUS.replace("Hitzekarte für Bamberg", HOSTILE)
    name, secret = desk.hand_in(text, HOSTILE, HOSTILE)
    submissions.comment(desk.inbox, name, desk.town, HOSTILE)
    for client, address in ((reviewer, f"/review/{name}"), (house.browser(), f"/status/{secret}"),
                            (reviewer, "/review")):  # fmt: skip
        page = client.get(address, headers=PAGE).text
        assert HOSTILE not in page
        assert "&lt;script&gt;" in page


def test_findings_waiver_and_what_was_left_out_are_shown(desk: Desk, reviewer: FlaskClient) -> None:
    """With remedy, line and reason."""
    name, _ = desk.hand_in(ERRONEOUS + "measure:x <https://example.org/p> 1 .\n", waiver="Der Stand ist neu.")
    page = reviewer.get(f"/review/{name}", headers=PAGE).text

    assert "steht nicht in der Liste" in page
    assert "Der Stand ist neu." in page
    assert "Nicht übernommen: 1" in page
    assert re.search(r"etwa Zeile \d+", page)


@pytest.mark.parametrize(
    ("event", "after"),
    [("accept", State.ACCEPTED), ("request-changes", State.CHANGES_REQUESTED), ("reject", State.REJECTED)],
)
def test_reviewer_decides(desk: Desk, reviewer: FlaskClient, event: str, after: State) -> None:
    """First takes it into review, then decides; both go by forms."""
    name, _ = desk.hand_in()
    assert sent(reviewer, f"/review/{name}", f"/review/{name}/decisions").status_code == 303
    answer = decided(reviewer, name, event, REASON)

    assert (answer.status_code, state(desk, name)) == (303, after)
    assert REASON in reviewer.get(f"/review/{name}", headers=PAGE).text


@pytest.mark.parametrize(("event", "words"), [("reject", "Geben Sie einen Grund an"), ("", "Wählen Sie")])
def test_what_is_missing_is_told(desk: Desk, reviewer: FlaskClient, event: str, words: str) -> None:
    """No reason, or no choice: the page again, and nothing has happened."""
    name, _ = desk.hand_in()
    desk.decide(name, Event.REVIEW)
    answer = decided(reviewer, name, event)

    assert (answer.status_code, state(desk, name)) == (422, State.IN_REVIEW)
    assert words in answer.text


def test_acceptance_is_of_what_was_on_the_screen(desk: Desk, reviewer: FlaskClient) -> None:
    """A newer version came meanwhile: a page explains it, keeps the text, and nothing is accepted."""
    name, _ = desk.hand_in()
    desk.decide(name, Event.REVIEW)
    page = reviewer.get(f"/review/{name}", headers=PAGE).text
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.partition('id="decision"')[2]))
    desk.decide(name, Event.REQUEST_CHANGES)
    desk.again(name, MEASURE.replace("Sommer", "Winter"))
    desk.decide(name, Event.REVIEW)
    answer = reviewer.post(
        f"/review/{name}/decisions", data={**hidden, "event": "accept", "reason": "Schön!"}, headers=PAGE
    )

    assert answer.status_code == 409
    assert "Inzwischen hat sich etwas geändert" in answer.text
    assert "Fassung 2" in answer.text.replace("\n", " ")
    assert "Schön!" in answer.text
    assert state(desk, name) == State.IN_REVIEW
    # Even where nothing but the content differs.
    revision = str(reading.dossier(desk.inbox, name).submission.revision)
    forged = {**hidden, "event": "accept", "seen": revision}
    assert reviewer.post(f"/review/{name}/decisions", data=forged, headers=PAGE).status_code == 409


def test_four_eyes(house: Office, desk: Desk) -> None:
    """A reviewer of the organisation that submits sees it, and has nothing to decide."""
    account = accounts.create(desk.inbox, desk.town.organisation, "Stadt Bamberg", Role.REVIEWER)
    own = house.browser(Actor(desk.town.organisation, account.id, Role.REVIEWER))
    name, _ = desk.hand_in()
    page = own.get(f"/review/{name}", headers=PAGE).text
    answer = own.post(
        f"/review/{name}/decisions", data={"event": "review", "seen": "1", "csrf": proof(page)}, headers=PAGE
    )

    assert "Vier-Augen-Prinzip" in page
    assert "In Prüfung nehmen" not in page
    assert (answer.status_code, state(desk, name)) == (403, State.SUBMITTED)


def test_nothing_is_decided_without_the_proof_of_the_page(desk: Desk, reviewer: FlaskClient) -> None:
    """A form of another site has no token."""
    name, _ = desk.hand_in()
    answer = reviewer.post(f"/review/{name}/decisions", data={"event": "review", "seen": "1"}, headers=PAGE)

    assert (answer.status_code, state(desk, name)) == (403, State.SUBMITTED)


def test_comments_go_to_the_submitter_and_back(desk: Desk, reviewer: FlaskClient, town: FlaskClient) -> None:
    """On a field or on all; an empty one is told."""
    name, secret = desk.hand_in()
    here = f"/review/{name}/comments"
    assert sent(reviewer, f"/review/{name}", here, text="Welches Jahr?", field="Measure-title").status_code == 303
    assert sent(reviewer, f"/review/{name}", here, text=" ").status_code == 422
    page = town.get(f"/submissions/{name}", headers=PAGE).text
    assert "Welches Jahr?" in page
    assert "<strong>Titel</strong>" in page
    assert sent(town, f"/submissions/{name}", f"/submissions/{name}/comments", text="2026.").status_code == 303
    nobody = desk_browser(town)
    assert sent(nobody, f"/status/{secret}", f"/status/{secret}/comments", text="Oder 2027.").status_code == 303
    page = reviewer.get(f"/review/{name}", headers=PAGE).text
    assert page.index("2026.") < page.index("Oder 2027.")


def desk_browser(client: FlaskClient) -> FlaskClient:
    """Return another browser on the same application."""
    return client.application.test_client()


@pytest.mark.parametrize("part", ["received", "canonical", "report"])
def test_version_is_given_out_as_a_file(desk: Desk, house: Office, reviewer: FlaskClient, part: str) -> None:
    """To reviewers, the town and the holder of the address; no browser shows it, strangers get nothing."""
    name, secret = desk.hand_in()
    stored = getattr(reading.version(desk.inbox, name), part)
    town = house.browser(house.town)
    for client, path in ((reviewer, f"/review/{name}"), (town, f"/submissions/{name}"),
                         (house.browser(), f"/status/{secret}")):  # fmt: skip
        answer = client.get(f"{path}/versions/1/{part}")
        assert answer.data == (stored if isinstance(stored, bytes) else stored.encode())
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert client.get(f"{path}/versions/9/{part}").status_code == 404
    assert reviewer.get(f"/review/{name}/versions/1/secret").status_code == 404
    assert house.browser().get(f"/submissions/{name}/versions/1/{part}").status_code == 401


@pytest.mark.parametrize("asked", [State.SUBMITTED, State.CHANGES_REQUESTED, State.ACCEPTED, State.REJECTED])
def test_address_says_what_happens_next(desk: Desk, house: Office, asked: State) -> None:
    """In words, with the reason where there is one."""
    name, secret = desk.hand_in()
    path = {State.CHANGES_REQUESTED: Event.REQUEST_CHANGES, State.ACCEPTED: Event.ACCEPT, State.REJECTED: Event.REJECT}
    if asked in path:
        desk.decide(name, Event.REVIEW, path[asked])
    german = house.browser().get(f"/status/{secret}", headers=PAGE)
    english = house.browser().get(f"/status/{secret}?lang=en", headers=PAGE).text

    words = {
        State.SUBMITTED: ("Als Nächstes nimmt die Redaktion", "Next, the editors"),
        State.CHANGES_REQUESTED: ("Die Redaktion bittet um Änderungen", "have asked for changes"),
        State.ACCEPTED: ("mit der nächsten Ausgabe", "with the next release"),
        State.REJECTED: ("wird nicht veröffentlicht", "will not be published"),
    }[asked]
    assert words[0] in german.text
    assert words[1] in english
    assert (REASON in german.text) == (asked in path)
    assert german.headers["Cache-Control"] == "private, no-store"
    assert german.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in german.headers["X-Robots-Tag"]
    assert "ETag" not in german.headers


def test_wrong_address_says_nothing(house: Office) -> None:
    """The same answer whatever is wrong with it."""
    answers = {house.browser().get(f"/status/{'x' * n}", headers=PAGE).status_code for n in (1, 43, 900)}

    assert answers == {404}


def test_holder_of_the_address_withdraws(desk: Desk, house: Office) -> None:
    """Nothing else; then there is nothing left to do."""
    name, secret = desk.hand_in()
    client = house.browser()
    here = f"/status/{secret}/steps"
    assert client.post(here, data={"event": "accept"}, headers=PAGE).status_code == 422
    assert client.post(here, data={"event": "withdraw", "seen": "99"}, headers=PAGE).status_code == 409
    assert sent(client, f"/status/{secret}", here).status_code == 303

    assert state(desk, name) == State.WITHDRAWN
    assert "<form method" not in client.get(f"/status/{secret}", headers=PAGE).text


def test_town_lists_its_own(desk: Desk, town: FlaskClient, house: Office) -> None:
    """With state and link to each; those of others are not there."""
    name, _ = desk.hand_in()
    stranger = accounts.create(desk.inbox, "https://w3id.org/mpsc/id/municipality/05315000", "Köln")
    other = house.browser(Actor("https://w3id.org/mpsc/id/municipality/05315000", stranger.id, Role.SUBMITTER))

    assert f'href="/submissions/{name}?lang=de"' in town.get("/submissions", headers=PAGE).text
    assert "noch nichts eingereicht" in other.get("/submissions", headers=PAGE).text
    assert other.get(f"/submissions/{name}", headers=PAGE).status_code == 404


def test_edit_again_leads_to_the_form(desk: Desk, town: FlaskClient) -> None:
    """Where changes are asked for, and nowhere else."""
    name, _ = desk.hand_in()
    assert f'href="/submit/{name}' not in town.get(f"/submissions/{name}", headers=PAGE).text
    desk.decide(name, Event.REVIEW, Event.REQUEST_CHANGES)

    assert f'href="/submit/{name}?lang=de"' in town.get(f"/submissions/{name}", headers=PAGE).text


def test_many_things_come_page_by_page(desk: Desk, reviewer: FlaskClient) -> None:
    """Twenty at once; figures count all."""
    body = MEASURE.partition("measure:bamberg")[2]
    many = "".join(f"measure:m{n} {body.partition(' ')[2]}" for n in range(45))
    name, _ = desk.hand_in(MEASURE.partition("measure:bamberg")[0] + many)
    first = reviewer.get(f"/review/{name}", headers=PAGE).text
    last = reviewer.get(f"/review/{name}?things=3", headers=PAGE).text

    assert "<strong>45</strong> neu eingereicht" in first
    assert (first.count('class="case-thing"'), last.count('class="case-thing"')) == (20, 5)
    assert "things=2" in first
