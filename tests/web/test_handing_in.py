# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""/submissions: programs hand in, once only, follow, withdraw, and get back every byte."""

import base64
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from graph.inbox import Event, Role, Scope, State, Step, accounts, reading, submissions
from graph.inbox.accounts import Actor
from graph.store import EmbeddedStore
from graph.web import create_app
from graph.web.services import services
from tests.intake.test_evaluation import MEASURE, PREFIXES

CC_BY = "https://creativecommons.org/licenses/by/4.0/"
FAULTY = PREFIXES + 'measure:x a mpsc:Measure ; dcterms:title "Ein Test"@de .'
UMLAUT = "Maßnahmen für Bamberg.ttl"


@pytest.fixture
def send(office: Any) -> Callable[..., Any]:
    """Send a file with a token of the town, to an address below /submissions."""
    header = office.token(office.town, Scope.SUBMIT, Scope.READ)

    def sent(content: str | bytes = MEASURE, address: str = "", **query: str) -> Any:
        return office.app.test_client().post(
            f"/submissions{address}",
            data=content,
            content_type="text/turtle",
            headers=header,
            query_string={"licence": CC_BY, **query},
        )

    return sent


@pytest.fixture
def read(office: Any) -> Callable[..., Any]:
    """Get an address below /submissions with a token, of the town if nobody else is named."""

    def got(address: str, actor: Actor | None = None) -> Any:
        header = office.token(actor or office.town, Scope.READ)
        return office.app.test_client().get(f"/submissions{address}", headers=header)

    return got


def kept(office: Any) -> list[str]:
    """Return the ids of all submissions there are."""
    return [each.id for each in reading.submissions(office.inbox)]


def test_what_is_handed_in_is_there(office: Any, send: Callable[..., Any], read: Callable[..., Any]) -> None:
    """Every byte, the report, where it stands, and an address for people."""
    answer = send(name=UMLAUT)

    assert (answer.status_code, answer.headers["Validation-Verdict"]) == (201, "valid")
    name = answer.json["id"]
    assert answer.headers["Location"] == f"/submissions/{name}"
    assert (answer.json["state"], answer.json["title"]) == ("submitted", "Ein Test")
    secret = answer.json["status"].rpartition("/status/")[2]
    assert submissions.by_address(office.inbox, secret)[0].id == name
    shown = read(f"/{name}")
    assert "status" not in shown.json
    assert shown.json["versions"][0]["received_hash"] == hashlib.sha256(MEASURE.encode()).hexdigest()
    back = read(f"/{name}/received")
    assert back.data == MEASURE.encode()
    assert back.headers["Content-Type"] == "application/octet-stream"
    assert back.headers["Content-Disposition"].startswith("attachment")
    assert "Ma%C3%9Fnahmen" in back.headers["Content-Disposition"]
    assert back.headers["X-Content-Type-Options"] == "nosniff"
    digest = base64.b64decode(back.headers["Repr-Digest"].removeprefix("sha-256=:").removesuffix(":"))
    assert digest == hashlib.sha256(MEASURE.encode()).digest()
    assert read(f"/{name}/report").json["verdict"] == "valid"
    assert read(f"/{name}/report?format=sarif").json["version"] == "2.1.0"
    assert read(f"/{name}/report?format=xlsx").status_code == 406
    assert [each["id"] for each in read("").json["submissions"]] == [name]
    for each in (answer, shown, back):
        assert each.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in each.headers


def test_same_bytes_make_one_submission(office: Any, send: Callable[..., Any]) -> None:
    """A program that got no answer sends again: 200 and what is there, without a new address."""
    first, second = send(), send(name="other.ttl", title="Ein anderer Titel")

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json["id"] == first.json["id"]
    assert "status" not in second.json
    assert len(second.json["versions"]) == 1
    assert len(kept(office)) == 1


def test_same_bytes_at_once_make_one_submission(office: Any, send: Callable[..., Any]) -> None:
    """However many arrive together."""
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: send(), range(6)))

    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len(kept(office)) == 1


def test_same_bytes_come_again_when_the_first_were_taken_back(office: Any, send: Callable[..., Any]) -> None:
    """What is over does not stand in the way."""
    name = send().json["id"]
    send("", f"/{name}/withdraw")
    again = send()

    assert again.status_code == 201
    assert len(kept(office)) == 2


def test_same_bytes_of_others_are_theirs(office: Any, send: Callable[..., Any]) -> None:
    """Nobody learns of another organisation's submission by sending its bytes."""
    other = accounts.create(office.inbox, "https://w3id.org/mpsc/id/municipality/05315000", "Köln")
    actor = Actor(other.organisation, other.id, Role.SUBMITTER)
    send()
    answer = office.app.test_client().post(
        "/submissions",
        data=MEASURE,
        content_type="text/turtle",
        headers=office.token(actor, Scope.SUBMIT),
        query_string={"licence": CC_BY},
    )

    assert answer.status_code == 201
    assert len(kept(office)) == 2


def test_errors_are_answered_with_the_report(office: Any, send: Callable[..., Any]) -> None:
    """Nothing is kept, unless there is a reason to take it all the same."""
    refused = send(FAULTY)
    as_text = send(FAULTY, format="text")
    nothing = send("<a:b> a <c:d> .", waiver="trotzdem")
    unfinished = send("<a:b> a", waiver="trotzdem")

    assert [each.status_code for each in (refused, as_text, nothing, unfinished)] == [422] * 4
    assert (refused.json["verdict"], refused.headers["Validation-Verdict"]) == ("errors", "errors")
    assert "Fehler" in as_text.text
    assert (nothing.json["verdict"], unfinished.json["verdict"]) == ("nothing", "unfinished")
    assert kept(office) == []
    waived = send(FAULTY, waiver="Die Beschreibung folgt.")
    assert waived.status_code == 201
    assert waived.json["versions"][0]["errors"] > 0
    assert waived.json["decisions"][0]["reason"] == "Die Beschreibung folgt."


@pytest.mark.parametrize("licence", ["", "https://example.org/my-own", "CC BY"])
def test_nothing_is_taken_without_a_licence(office: Any, send: Callable[..., Any], licence: str) -> None:
    """By leaving it out, nobody gives anything."""
    answer = send(licence=licence)

    assert answer.status_code == 400
    assert CC_BY in answer.json["detail"]
    assert kept(office) == []


def decided(office: Any, name: str, *events: Event) -> None:
    """Let the office decide."""
    for event in events:
        content = reading.dossier(office.inbox, name).versions[-1].content_hash
        submissions.decide(
            office.inbox, name, Step(event, office.reviewer, content_hash=content, reason="Bitte kürzer.")
        )


def test_another_version_after_changes_were_asked_for(
    office: Any, send: Callable[..., Any], read: Callable[..., Any]
) -> None:
    """Only then; both are kept, and sent twice it is one."""
    name = send().json["id"]
    changed = MEASURE.replace("Ein Test", "Ein kurzer Test")
    early = send(changed, f"/{name}/versions")
    same = send(MEASURE, f"/{name}/versions")
    decided(office, name, Event.REVIEW, Event.REQUEST_CHANGES)
    faulty = send(FAULTY, f"/{name}/versions")
    answer, again = send(changed, f"/{name}/versions"), send(changed, f"/{name}/versions")

    assert (early.status_code, same.status_code, faulty.status_code) == (409, 200, 422)
    assert "submitted" in early.json["detail"]
    assert (answer.status_code, again.status_code) == (201, 200)
    assert [each["number"] for each in answer.json["versions"]] == [1, 2]
    assert answer.json["state"] == "submitted"
    assert read(f"/{name}/received?version=1").data == MEASURE.encode()
    assert read(f"/{name}/received").data == changed.encode()
    assert read(f"/{name}/received?version=3").status_code == 404
    assert [read(f"/{name}/received?version={bad}").status_code for bad in ("x", "-1", "²")] == [400] * 3


def test_submission_is_taken_back(send: Callable[..., Any], read: Callable[..., Any]) -> None:
    """Once, with a reason for the record."""
    name = send().json["id"]
    answer, again = send("", f"/{name}/withdraw", reason="Doppelt"), send("", f"/{name}/withdraw")

    assert (answer.status_code, again.status_code) == (200, 409)
    assert read(f"/{name}").json["decisions"][-1]["reason"] == "Doppelt"
    assert read(f"/{name}").json["state"] == "withdrawn"


def answered(answer: Any, name: str) -> tuple[int, str]:
    """Return what an answer tells, without the name that was asked for."""
    return answer.status_code, answer.text.replace(name, "…")


@pytest.mark.parametrize("part", ["", "/received", "/report", "/received?version=7"])
def test_unknown_and_foreign_submissions_are_told_alike(
    office: Any, send: Callable[..., Any], read: Callable[..., Any], part: str
) -> None:
    """Word for word: nobody finds out what others have (S27)."""
    other = accounts.create(office.inbox, "https://w3id.org/mpsc/id/municipality/05315000", "Köln")
    stranger = Actor(other.organisation, other.id, Role.SUBMITTER)
    name, none = send().json["id"], "0" * 20

    foreign, unknown = read(f"/{name}{part}", stranger), read(f"/{none}{part}", stranger)

    assert answered(foreign, name) == answered(unknown, none)
    assert foreign.status_code == 404
    header = office.token(stranger, Scope.SUBMIT)
    for action in ("versions", "withdraw"):
        theirs, nobodys = (
            office.app.test_client().post(f"/submissions/{each}/{action}?licence={CC_BY}", data=MEASURE, headers=header)
            for each in (name, none)
        )
        assert answered(theirs, name) == answered(nobodys, none)


def test_reviewers_see_and_do_not_touch(office: Any, send: Callable[..., Any], read: Callable[..., Any]) -> None:
    """What was submitted is theirs to read; to withdraw it is not (S28)."""
    name = send().json["id"]
    header = office.token(office.reviewer, Scope.SUBMIT)

    assert read(f"/{name}", office.reviewer).json["id"] == name
    assert read("", office.reviewer).json["submissions"] == []
    assert office.app.test_client().post(f"/submissions/{name}/withdraw", headers=header).status_code == 403


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_is_let_in_without_a_token(office: Any, method: str) -> None:
    """A program is told what to send; a wrong scope is told which one it has."""
    client = office.app.test_client()
    stranger = getattr(client, method)("/submissions", data=MEASURE)
    wrong = Scope.SUBMIT if method == "get" else Scope.READ
    refused = getattr(client, method)("/submissions", data=MEASURE, headers=office.token(office.town, wrong))

    assert (stranger.status_code, stranger.headers["WWW-Authenticate"]) == (401, 'Bearer realm="MPSC"')
    assert refused.status_code == 403
    assert str(wrong) in refused.json["detail"]


def test_organisation_hands_in_so_often_and_no_more(office: Any) -> None:
    """429 with the time; the limits are those of the inbox."""
    settings = replace(services(office.app).settings, token_submissions_per_hour=1)
    client = create_app(settings, EmbeddedStore()).test_client()
    header = office.token(office.town, Scope.SUBMIT)
    first, second = (
        client.post(f"/submissions?licence={CC_BY}", data=MEASURE + f"# {number}", headers=header) for number in (1, 2)
    )

    assert (first.status_code, second.status_code) == (201, 429)
    assert int(second.headers["Retry-After"]) > 3000


def test_locked_inbox_is_told(office: Any, send: Callable[..., Any]) -> None:
    """503 and when to try again; nothing is stored, nothing hangs, and then it works."""
    send("<a:b> a <c:d> .")
    with office.inbox.database.writing() as session:
        session.execute(text("SELECT 1"))
        refused = send()

    assert (refused.status_code, refused.json["type"]) == (503, "/problems/busy")
    assert int(refused.headers["Retry-After"]) > 0
    assert kept(office) == []
    assert send().status_code == 201


def test_revision_of_something_published(office: Any, send: Callable[..., Any]) -> None:
    """Only of what is: the id of something else is refused."""
    name = send().json["id"]

    assert send(MEASURE + "# 2", revises=name).status_code == 409
    assert send(MEASURE + "# 3", revises="0" * 20).status_code == 404
    assert [each.state for each in reading.submissions(office.inbox)] == [State.SUBMITTED]


def test_browser_that_is_signed_in_needs_the_proof(office: Any) -> None:
    """A form of another site hands nothing in (S26)."""
    answer = office.browser(office.town).post(f"/submissions?licence={CC_BY}", data=MEASURE, content_type="text/turtle")

    assert answer.status_code == 403
    assert kept(office) == []
