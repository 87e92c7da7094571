# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The query editor in a real browser: it completes, runs, shares, and gives way to files and errors."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

HINTS = ".CodeMirror-hint"
COUNT = "SELECT (COUNT(?project) AS ?n) WHERE { ?project a mpsc:ModelProject }"


@pytest.fixture
def editor(same_page: Page) -> Page:
    """The page of the endpoint with an empty editor that has the keyboard; it keeps nothing of others."""
    same_page.goto("/sparql")
    same_page.locator(".yasqe .CodeMirror").click()
    same_page.keyboard.press("Control+a")
    same_page.keyboard.press("Delete")
    return same_page


def test_query_typed_by_hand_is_answered(editor: Page) -> None:
    """Type, press Ctrl+Enter, read: no page is loaded anew, and the address is the query."""
    editor.evaluate("window.stays = true")
    editor.keyboard.type("SELECT ?label WHERE { ?p a mpsc:ModelProject ; mpsc:inCohort cohort:1 ; rdfs:label ?label }")
    editor.keyboard.press("Control+Enter")

    expect(editor.locator("#result")).to_have_text("Ergebnis: 13 Zeilen")
    expect(editor.locator("#answer tbody tr")).to_have_count(13)
    expect(editor.get_by_role("cell", name="Cottbus")).to_be_visible()
    assert editor.evaluate("window.stays")
    assert "mpsc:inCohort cohort:1" in parse_qs(urlsplit(editor.url).query)["query"][0]


@pytest.mark.parametrize("typed", ["mpsc:ModelP", "ModelPro", "modellpro"])
def test_class_is_completed_by_name_and_by_label(editor: Page, typed: str) -> None:
    """The German label leads to the class too; the prefix is declared on the way."""
    editor.keyboard.type(f"SELECT * WHERE {{ ?project a {typed}")
    expect(editor.locator(HINTS).first).to_have_text("mpsc:ModelProject  Modellprojekt  (73)")
    editor.keyboard.press("Enter")
    editor.keyboard.type(" }")

    query = editor.input_value("#query")
    assert "PREFIX mpsc: <https://w3id.org/mpsc/def#>" in query
    assert query.endswith("?project a mpsc:ModelProject }")


def test_prefixes_of_a_given_query_are_declared(same_page: Page) -> None:
    """Our endpoint knows them; where the query goes next, nobody does. No error is shown for them."""
    same_page.goto(f"/sparql?format=html&query={COUNT} %23 skos:Concept")

    expect(same_page.locator(".yasqe .CodeMirror")).to_be_visible()
    assert same_page.input_value("#query").splitlines()[0] == "PREFIX mpsc: <https://w3id.org/mpsc/def#>"
    assert "PREFIX skos" not in same_page.input_value("#query")
    expect(same_page.locator(".parseErrorIcon")).to_have_count(0)


def test_property_is_completed(editor: Page) -> None:
    """Properties where a predicate stands, and no classes."""
    editor.keyboard.type("SELECT * WHERE { ?project staffel")

    expect(editor.locator(HINTS).first).to_contain_text("mpsc:inCohort")


def test_error_is_shown_in_place(editor: Page) -> None:
    """With its line; the query stays in the editor."""
    editor.keyboard.type("SELEC")
    editor.keyboard.press("Control+Enter")

    expect(editor.locator("#answer .kern-alert")).to_contain_text("Did you mean SELECT")
    assert editor.input_value("#query") == "SELEC"


def test_shared_link_opens_the_query_with_its_answer(editor: Page, server: str) -> None:
    """What the link says is what the reader sees."""
    editor.keyboard.type(COUNT)
    editor.keyboard.press("Control+Enter")
    expect(editor.locator("#result")).to_be_visible()
    link = editor.get_by_role("link", name="Link zum Teilen").get_attribute("href")
    shared = urlsplit(link or "")
    editor.goto(f"{server}{shared.path}?{shared.query}")

    expect(editor.locator("#answer tbody")).to_have_text("73")
    assert COUNT in editor.input_value("#query")


def test_short_link_is_made_with_one_click(editor: Page) -> None:
    """Its address holds the query, and the page has the answer."""
    editor.keyboard.type(COUNT)
    editor.keyboard.press("Control+Enter")
    editor.get_by_role("button", name="Kurzer Link").click()
    editor.wait_for_url("**/q/*")

    expect(editor.locator("#answer tbody")).to_have_text("73")
    assert COUNT in editor.input_value("#query")


def test_back_returns_to_the_query_before(editor: Page) -> None:
    """Each run is a step of the browser's history."""
    editor.keyboard.type(COUNT)
    editor.keyboard.press("Control+Enter")
    expect(editor.locator("#result")).to_be_visible()
    editor.go_back()

    expect(editor.locator("#result")).to_have_count(0)


def test_long_query_is_posted(editor: Page) -> None:
    """What is too long for an address is sent as a body; the answer is the same."""
    editor.keyboard.insert_text(f"# {'x' * 9000}\n{COUNT}")
    editor.keyboard.press("Control+Enter")

    expect(editor.locator("#answer tbody")).to_have_text("73")


def test_file_is_downloaded(editor: Page) -> None:
    """Every format but the page comes as it does without scripts."""
    editor.keyboard.type(COUNT)
    editor.select_option("#format", "csv")
    with editor.expect_download() as download:
        editor.get_by_role("button", name="Abfrage ausführen").click()

    assert download.value.path().read_text().split() == ["n", "73"]


def test_code_is_copied(editor: Page) -> None:
    """The button says that it did."""
    editor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    editor.keyboard.type(COUNT)
    editor.keyboard.press("Control+Enter")
    editor.get_by_text("Code für Python").click()
    editor.get_by_role("button", name="Kopieren").click()

    expect(editor.get_by_role("button", name="Kopiert")).to_be_visible()
    assert "urlopen" in editor.evaluate("navigator.clipboard.readText()")


def test_keyboard_leaves_the_editor(editor: Page) -> None:
    """Tab is no trap (WCAG 2.1, 2.1.2)."""
    editor.keyboard.press("Tab")  # To the text as what scrolls, which the keyboard must reach too.
    editor.keyboard.press("Tab")

    assert editor.evaluate("document.activeElement.id") == "format"


def test_form_works_without_scripts(browser: Browser, server: str) -> None:
    """The plain field, sent by its button; nothing is shown that needs a script."""
    plain = browser.new_page(java_script_enabled=False)
    plain.goto(f"{server}/sparql")
    plain.fill("#query", COUNT)
    plain.get_by_role("button", name="Abfrage ausführen").click()

    expect(plain.locator("#answer tbody")).to_have_text("73")
    plain.get_by_text("Code für curl").click()
    expect(plain.get_by_role("button", name="Kopieren")).to_have_count(0)
    plain.close()
