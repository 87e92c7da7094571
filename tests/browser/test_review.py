# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Review in a real browser: all pages are accessible, and a decision needs a keyboard only and no script."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from graph.check import Published
from graph.inbox import Actor, Event, Role, accounts, open_inbox, reading, submissions
from graph.settings import Settings
from tests.web.conftest import BAMBERG, KTS
from tests.web.handed_in import MEASURE, Desk

Looks = Callable[[Page], None]
MPSC = "https://w3id.org/mpsc/def#"
PROJECT = "https://w3id.org/mpsc/id/project/bamberg"
KNOWN = Published({PROJECT: frozenset({f"{MPSC}ModelProject"})}, {PROJECT: ("Bamberg",)})


@dataclass(frozen=True)
class Cases:
    """Submissions in the inbox of the server.

    Attributes:
        desk: hands in and decides.
        changed: one with errors, a waiver, two versions and comments, in review.
        secret: of its address.
        published: one that is published.
    """

    desk: Desk
    changed: str
    secret: str
    published: str


@pytest.fixture(scope="module")
def cases(server_inbox: Settings) -> Iterator[Cases]:
    """Submissions of a town in several states."""
    inbox = open_inbox(server_inbox)
    town = Actor(BAMBERG, accounts.create(inbox, BAMBERG, "Stadt Bamberg").id, Role.SUBMITTER)
    office = Actor(KTS, accounts.create(inbox, KTS, "KTS", Role.REVIEWER).id, Role.REVIEWER)
    desk = Desk(inbox, KNOWN, town, office)
    text = MEASURE + 'project:bamberg a mpsc:ModelProject ; dcterms:title "Bamberg neu"@de .\n'
    changed, secret = desk.hand_in(text, "Hitzekarte mit Fehlern", "Der Titel kommt später.")
    desk.decide(changed, Event.REVIEW)
    submissions.comment(inbox, changed, office, "Welches Jahr?", "Measure-title")
    desk.decide(changed, Event.REQUEST_CHANGES)
    faulty = text.replace("status:planned", "status:invented").replace("im Sommer", "im Winter")
    desk.again(changed, faulty + "measure:x <https://example.org/p> 1 .\n", "Der Stand ist neu.")
    submissions.comment(inbox, changed, town, "Im Jahr 2026.")
    desk.decide(changed, Event.REVIEW)
    published, _ = desk.hand_in(title="Veröffentlicht")
    desk.decide(published, Event.REVIEW, Event.ACCEPT)
    yield Cases(desk, changed, secret, published)
    inbox.close()


def sign_in(page: Page, cases: Cases, actor: Actor) -> None:
    """Sign in with a link, as the mail has it."""
    assert actor.account is not None
    page.goto(f"/sign-in/{accounts.create_link(cases.desk.inbox, actor.account)}")
    page.locator("main button[type=submit]").first.click()


@pytest.mark.parametrize("language", ["de", "en"])
def test_pages_are_accessible_and_fit(page: Page, looks_right: Looks, cases: Cases, language: str) -> None:
    """Queue, submission, status, list: no serious violation, and the page never scrolls sideways."""
    case = cases.changed
    by_actor = {
        cases.desk.reviewer: ["/review", "/review?state=all", f"/review/{case}", f"/review/{case}?against=1"],
        cases.desk.town: ["/submissions", f"/submissions/{case}", f"/submissions/{cases.published}"],
        None: [f"/status/{cases.secret}"],
    }
    for actor, paths in by_actor.items():
        if actor is not None:
            sign_in(page, cases, actor)
        for path in paths:
            page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
            assert page.get_attribute("html", "lang") == language
            unfold(page)
            looks_right(page)


@pytest.mark.parametrize("language", ["de", "en"])
def test_page_of_a_conflict_is_accessible(page: Page, looks_right: Looks, cases: Cases, language: str) -> None:
    """Somebody else was quicker: nothing is recorded, and what was written is there to be copied."""
    name, _ = cases.desk.hand_in(title="Zwei zugleich")
    cases.desk.decide(name, Event.REVIEW)
    sign_in(page, cases, cases.desk.reviewer)
    page.goto(f"/review/{name}?lang={language}")
    page.locator("#event-reject").check()
    page.locator("#reason").fill("Das gibt es schon.")
    cases.desk.decide(name, Event.ACCEPT)
    page.locator("form:has(#event-reject) button[type=submit]").click()

    expect(page.locator("#kept")).to_have_value("Das gibt es schon.")
    unfold(page)
    looks_right(page)
    assert reading.dossier(cases.desk.inbox, name).submission.state == "accepted"


def unfold(page: Page) -> None:
    """Open what is folded, so that it is looked at as well."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


def test_decision_with_the_keyboard_and_no_script(browser: Browser, server: str, cases: Cases) -> None:
    """Asked for changes without a reason, the page says so; with one, the town reads it at its address."""
    name, secret = cases.desk.hand_in(title="Mit der Tastatur")
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, cases, cases.desk.reviewer)
    page.goto(f"/review/{name}")
    page.get_by_role("button", name="In Prüfung nehmen").press("Enter")
    choice = page.get_by_role("radio", name="Um Änderungen bitten")
    choice.focus()
    choice.press("Space")
    page.get_by_role("button", name="Entscheidung speichern").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Geben Sie einen Grund an")
    expect(page.get_by_role("radio", name="Um Änderungen bitten")).to_be_checked()
    page.get_by_label("Begründung für die Einreichenden").fill("Bitte mit Jahr.")
    page.get_by_role("button", name="Entscheidung speichern").press("Enter")
    expect(page.locator("h1 + p")).to_contain_text("Änderungen erbeten")
    context.clear_cookies()
    page.goto(f"/status/{secret}?lang=en")
    expect(page.locator("blockquote")).to_contain_text("Bitte mit Jahr.")
    page.get_by_role("button", name="Withdraw submission").press("Enter")
    expect(page.locator("main")).to_contain_text("The submission was withdrawn")
    context.close()
    assert reading.dossier(cases.desk.inbox, name).submission.state == "withdrawn"
