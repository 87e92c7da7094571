# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The search in a real browser: suggestions by keyboard and pointer, and the page without scripts."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

Axe = Callable[[Page], list[str]]


def typed(page: Page, text: str) -> None:
    """Open the search, type, and wait for suggestions."""
    page.goto("/search")
    page.get_by_role("combobox").press_sequentially(text)
    expect(page.get_by_role("listbox")).to_be_visible()


def test_suggestions_are_chosen_by_keyboard(same_page: Page) -> None:
    """Arrows move, and wrap; the field keeps the focus and names the option it is on."""
    typed(same_page, "muehlh")
    field = same_page.get_by_role("combobox")
    options = same_page.get_by_role("option")
    count = options.count()

    field.press("ArrowUp")
    expect(options.nth(count - 1)).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "")
    expect(field).to_be_focused()
    field.press("Enter")
    same_page.wait_for_url("**/doc/project/muehlhausen")


def test_escape_closes_and_enter_searches(same_page: Page) -> None:
    """Without a chosen suggestion the form is sent."""
    typed(same_page, "bamberg")
    field = same_page.get_by_role("combobox")
    field.press("Escape")

    expect(same_page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press("Enter")
    same_page.wait_for_url("**/search?q=bamberg")
    expect(same_page.get_by_role("heading", level=2).first).to_contain_text("Treffer")


def test_suggestions_are_chosen_by_pointer_and_announced(same_page: Page) -> None:
    """A click opens the suggestion; their number is told to screen readers."""
    typed(same_page, "bamb")

    expect(same_page.get_by_role("status")).to_contain_text("Vorschläge")
    same_page.get_by_role("option").first.click()
    same_page.wait_for_url("**/doc/project/bamberg")


def test_suggestions_are_text(same_page: Page) -> None:
    """What is typed comes back as text, and nothing suggested leaves the list open."""
    typed(same_page, "bamb")
    same_page.get_by_role("combobox").fill("<img src=x onerror=alert(1)>")

    expect(same_page.get_by_role("listbox")).to_be_hidden()
    assert same_page.locator("img[src=x]").count() == 0


def test_open_suggestions_are_accessible(same_page: Page, axe: Axe) -> None:
    """Roles and names of the list while it is open."""
    typed(same_page, "bamb")

    assert axe(same_page) == []


def test_search_works_without_scripts(browser: Browser, server: str) -> None:
    """Form, filters and pages are plain links and a GET."""
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/search")
    page.get_by_label("Name, Stichwort oder amtlicher Schlüssel").fill("mobilität")
    page.get_by_role("button", name="Suchen").click()
    page.get_by_role("link", name="Maßnahme", exact=True).click()

    expect(page).to_have_url(f"{server}/search?q=mobilit%C3%A4t&type=measure")
    expect(page.locator(".finds li").first).to_be_visible()
    context.close()
