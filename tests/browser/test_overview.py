# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Map, charts and comparison as people use them: with the keyboard, with and without scripts."""

from playwright.sync_api import Browser, Page, expect


def test_markers_are_reached_with_the_keyboard(same_page: Page) -> None:
    """From the link before the map, the next two keys lead to the map and to its first project."""
    same_page.goto("/map?lang=en")

    same_page.get_by_role("link", name="To the table").focus()
    same_page.keyboard.press("Tab")
    same_page.keyboard.press("Tab")

    assert same_page.evaluate("document.activeElement.getAttribute('aria-label')") == "Aalen und Heidenheim, Cohort 2"
    expect(same_page.get_by_role("group").get_by_role("link", name="Bamberg, Cohort 2")).to_have_count(1)


def test_country_is_seen_behind_the_markers(page: Page) -> None:
    """The picture of the municipalities is loaded from this server."""
    with page.expect_response("**/map/germany.svg") as found:
        page.goto("/map")

    assert found.value.ok


def test_form_zooms_without_a_script(browser: Browser, server: str) -> None:
    """A reader without scripts chooses a state and sees its projects."""
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/map")

    page.get_by_label("Land (Ausschnitt)").select_option("Bayern")
    page.get_by_role("button", name="Anzeigen").click()

    expect(page.locator("svg.map a")).to_have_count(11)
    context.close()


def test_script_draws_what_the_tables_say(same_page: Page) -> None:
    """Three drawings with a name; the bars in the tables make room for them."""
    same_page.goto("/charts?lang=en")

    expect(same_page.locator(".chart svg")).to_have_count(3)
    expect(same_page.locator(".chart").first).to_have_attribute(
        "aria-label", "Projects by state and cohort. The table below says the same."
    )
    expect(same_page.locator(".chart svg").first).to_contain_text("Mecklenburg-Vorpommern")
    expect(same_page.locator("table .stack").first).to_be_hidden()


def test_charts_without_a_script(browser: Browser, server: str) -> None:
    """The tables have their bars, and no empty frame is left."""
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/charts")

    expect(page.locator("table .stack").first).to_be_visible()
    expect(page.locator(".chart").first).to_be_hidden()
    context.close()


def test_comparison_is_chosen_with_lists(same_page: Page) -> None:
    """Two lists and a button lead to the table."""
    same_page.goto("/compare?lang=en")

    same_page.get_by_label("Project 1").select_option("Jena")
    same_page.get_by_label("Project 2").select_option("Ulm")
    same_page.get_by_role("button", name="Compare").click()

    expect(same_page.get_by_role("columnheader")).to_have_text(["Jena", "Ulm"])
