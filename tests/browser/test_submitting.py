# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages to check and to send in, in a real browser: accessible on a phone, and whole without a script."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from graph.inbox import accounts, open_inbox
from graph.settings import Settings

Looks = Callable[[Page], None]

BAMBERG = "https://w3id.org/mpsc/id/municipality/09461000"
FAULTY = """@prefix m: <https://w3id.org/mpsc/def#> . @prefix d: <http://purl.org/dc/terms/> .
<https://w3id.org/mpsc/id/measure/probe> a m:Measure ; d:title "Probe"@de ; m:farbe "rot" ;
    d:isPartOf <https://w3id.org/mpsc/id/project/bamberg> ; m:mainTopic "Mobilitat und Verkehr" ;
    d:temporal [ a d:PeriodOfTime ; <http://www.w3.org/ns/dcat#startDate> "1.2.2024" ] ."""


@pytest.fixture(scope="module")
def sign_in(server_inbox: Settings) -> Callable[[Page], None]:
    """Give the means to sign in for the town of Bamberg, with a link as the operator sends it."""
    with closing(open_inbox(server_inbox)) as inbox:
        account = accounts.create(inbox, BAMBERG, "Stadt Bamberg").id

    def signed_in(page: Page) -> None:
        with closing(open_inbox(server_inbox)) as inbox:
            link = accounts.create_link(inbox, account)
        page.goto(f"/sign-in/{link}")
        page.locator("main button").click()

    return signed_in


@pytest.fixture
def plain(browser: Browser, server: str) -> Iterator[Page]:
    """A page without JavaScript."""
    context = browser.new_context(base_url=server, java_script_enabled=False)
    yield context.new_page()
    context.close()


def unfold(page: Page) -> None:
    """Open what is folded, so that it is looked at as well."""
    page.evaluate("document.querySelectorAll('main details').forEach(part => { part.open = true })")


@pytest.mark.parametrize("language", ["de", "en"])
def test_checking_is_accessible(page: Page, looks_right: Looks, language: str, tmp_path: Path) -> None:
    """The page for a file, and its report, whose summary has the focus and leads to each finding."""
    page.goto(f"/validate?lang={language}")
    unfold(page)
    looks_right(page)
    file = tmp_path / "probe.ttl"
    file.write_text(FAULTY, encoding="utf-8")
    page.set_input_files("#file", file)
    page.locator("form.panel button[type=submit]").click()

    assert page.title().startswith("Fehler:" if language == "de" else "Errors:")
    # A script gives it the focus, when it is loaded.
    page.wait_for_function("document.activeElement.id == 'summary'")
    page.locator("#summary a").first.click()
    assert page.evaluate("document.activeElement.className").startswith("finding")
    unfold(page)
    looks_right(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert download.value.suggested_filename == "probe-report.csv"


@pytest.mark.parametrize("language", ["de", "en"])
def test_form_is_accessible(page: Page, looks_right: Looks, sign_in: Callable[[Page], None], language: str) -> None:
    """Signed out, signed in, the empty form, the form with findings, a file to be handed in."""
    page.goto(f"/submit?lang={language}")
    unfold(page)
    looks_right(page)
    sign_in(page)
    page.goto(f"/submit?lang={language}")
    unfold(page)
    looks_right(page)
    page.locator("button[value=event]").click()
    unfold(page)
    looks_right(page)
    page.locator("button[value=check]").last.click()
    page.wait_for_function("document.activeElement.id == 'summary'")
    unfold(page)
    looks_right(page)
    page.locator("#summary a").first.click()
    assert page.evaluate("document.activeElement.name").startswith("Event-")

    page.goto(f"/submit?lang={language}")
    page.locator("#upload + p + form summary").click()
    page.fill("#text", FAULTY)
    page.locator("#upload + p + form button[type=submit]").click()
    unfold(page)
    looks_right(page)


def test_names_are_suggested_while_one_types(page: Page, sign_in: Callable[[Page], None]) -> None:
    """The script offers things of the right kind; what was picked is sent with its address."""
    sign_in(page)
    page.goto("/submit")
    page.locator("button[value=measure]").click()
    field = page.get_by_role("combobox", name=re.compile("Mitwirkende"))
    with page.expect_response(re.compile(r"/submit/suggest\?.*Bamberg(&|$)")):
        field.press_sequentially("Bamberg", delay=20)
    option = page.locator("[role=option]").first
    expect(option).to_contain_text("Bamberg", timeout=30_000)
    field.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_contain_text("Bamberg")
    field.press("Enter")
    expect(page.locator(".picked")).to_contain_text("Bamberg")
    page.get_by_role("button", name="Entwurf speichern").click()
    expect(page.locator(".picked")).to_contain_text("Bamberg")
    sent = page.locator("input[name='Measure-contributor.0']").get_attribute("value")
    assert sent is not None
    assert sent.startswith("https://w3id.org/mpsc/id/")


def test_form_is_whole_without_a_script(plain: Page, sign_in: Callable[[Page], None]) -> None:
    """Values and parts are added, a town of many is searched for and chosen, a draft is continued."""
    sign_in(plain)
    plain.goto("/submit")
    plain.locator("button[value=measure]").click()
    plain.fill("[id='Measure-title.0']", "Hitzekarte")
    plain.locator("button[name=add][value=Measure-title]").click()
    plain.fill("[id='Measure-title.1']", "Heat map")
    plain.fill("[id='Measure-contributor.0']", "Neustadt")
    plain.locator("button[name=search]").first.click()
    assert plain.locator(".results button").count() > 1
    plain.locator(".results button").first.click()
    expect(plain.locator(".picked")).to_contain_text("Neustadt")

    address = plain.url
    plain.goto("/submit")
    plain.get_by_role("link", name="Maßnahme: Hitzekarte").first.click()
    assert plain.url.split("?")[0] == address.split("?")[0]
    expect(plain.locator("[id='Measure-title.1']")).to_have_value("Heat map")
    expect(plain.locator("[id='Measure-title.1.language']")).to_have_value("en")
    expect(plain.locator(".picked")).to_contain_text("Neustadt")


def test_page_of_a_measure_leads_to_its_form(page: Page, sign_in: Callable[[Page], None]) -> None:
    """What is published fills in the form."""
    sign_in(page)
    page.goto("/doc/measure/bad-belzig-wiesenburg-bad-belzig-app")
    page.get_by_role("link", name="Angaben ergänzen oder berichtigen").click()
    page.get_by_role("button", name="Formular öffnen").click()

    assert page.locator("[id='Measure-title.0']").input_value() != ""
    assert page.locator("[id='Measure-project.0']").input_value() != ""
