# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a form, a spreadsheet and a program to the next release, as people do it.

One server, one inbox, one build; a town sends, an office of another organisation decides.
"""

import io
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from graph.inbox import Role, Scope, accounts, open_inbox
from graph.settings import Settings
from tests.pace import PATIENCE
from tests.web.handed_in import PREFIXES

BAMBERG = "https://w3id.org/mpsc/id/municipality/09461000"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
KTS = "https://w3id.org/mpsc/id/organisation/kts"
TURTLE = (
    PREFIXES
    + """measure:bamberg-probe-turtle a mpsc:Measure ;
    dcterms:title "Probe aus Turtle"@de ; dcterms:description "Von einem Programm gesendet."@de ;
    dcterms:isPartOf project:bamberg ; mpsc:mainTopic topic:mobility ; dcterms:subject topic:mobility ;
    adms:status status:planned ; foaf:page <https://www.bamberg.de/> .
"""
)


@dataclass(frozen=True)
class Place:
    """A server of its own with its inbox and releases."""

    address: str
    environment: dict[str, str]

    def link(self, organisation: str, role: Role) -> str:
        """Create an account as the operator does; return the path of a link that signs in once."""
        with closing(open_inbox(self.settings())) as inbox:
            account = accounts.create(inbox, organisation, organisation.rpartition("/")[2], role)
            return f"/sign-in/{accounts.create_link(inbox, account.id)}"

    def token(self) -> str:
        """Return a token for a program of the town."""
        with closing(open_inbox(self.settings())) as inbox:
            account = accounts.create(inbox, BAMBERG, "Bamberg").id
            return accounts.create_token(inbox, account, [Scope.SUBMIT, Scope.READ], timedelta(days=1))[0]

    def settings(self) -> Settings:
        """Return the settings of the server."""
        return Settings.from_environment({**os.environ, **self.environment})

    def ask(self, query: str) -> bool:
        """Ask the endpoint."""
        wanted = Request(
            f"{self.address}/sparql?{urlencode({'query': query})}",
            headers={"Accept": "application/sparql-results+json"},
        )
        with closing(urlopen(wanted, timeout=PATIENCE)) as answer:
            return bool(json.load(answer)["boolean"])


@pytest.fixture
def place(release_folder: Path, tmp_path: Path, serve: Callable[..., AbstractContextManager[str]]) -> Iterator[Place]:
    """A server over a copy of the release, which the build of this test may add to."""
    subprocess.run(["cp", "-al", str(release_folder), str(tmp_path / "releases")], check=True)
    environment = {
        "MPSC_RELEASE_FOLDER": str(tmp_path / "releases"),
        "MPSC_DATABASE_URL": f"sqlite:///{tmp_path}/inbox.sqlite",
        "MPSC_SECRET_FILE": str(tmp_path / "secret"),
        "MPSC_PROCESSES": "1",
    }
    with serve(environment) as address:
        yield Place(address, environment)


def test_a_measure_goes_from_a_form_to_a_release(place: Place, browser: Browser, tmp_path: Path) -> None:
    """Three mistakes are explained and put right; so through Excel and curl; reviewed, built, served."""
    town = signed_in(browser, place, place.link(BAMBERG, Role.SUBMITTER))
    address = through_the_form(town)
    through_the_template(town, tmp_path)
    through_curl(place, tmp_path)

    office = signed_in(browser, place, place.link(KTS, Role.REVIEWER))
    accept_all(office, 3)
    town.goto(address)
    expect(town.locator("main")).to_contain_text("ngenommen")

    assert not place.ask("ASK { measure:bamberg-hitzekarte-der-innenstadt ?p ?o }")
    built = subprocess.run(
        [sys.executable, "-m", "graph", "build", "--date", "2026-11-23"],
        env={**{k: v for k, v in os.environ.items() if not k.startswith("COV")}, **place.environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    wait_for(lambda: place.ask("ASK { measure:bamberg-hitzekarte-der-innenstadt ?p ?o }"))
    for slug in ("hitzekarte-der-innenstadt", "sensoren-im-hain", "probe-turtle"):
        assert place.ask(
            f"""ASK {{ GRAPH ?graph {{ measure:bamberg-{slug} dcterms:isPartOf project:bamberg }}
            ?graph prov:wasAttributedTo <{BAMBERG}> ; dcterms:dateAccepted ?day ;
                dcterms:conformsTo ?shapes }}"""
        )
    town.goto("/id/measure/bamberg-hitzekarte-der-innenstadt")
    assert town.url.split("?")[0] == f"{place.address}/doc/measure/bamberg-hitzekarte-der-innenstadt"
    expect(town.locator("h1")).to_have_text("Hitzekarte der Innenstadt")
    expect(town.locator("main")).to_contain_text("Quellen und Herkunft")
    revise(town)


def signed_in(browser: Browser, place: Place, link: str) -> Page:
    """Return a page of somebody who has opened the link of the operator."""
    page = browser.new_context(base_url=place.address, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(link)
    page.locator("main button").click()
    return page


def through_the_form(page: Page) -> str:
    """Describe a measure with three mistakes, put them right, hand in; return the address to follow it."""
    page.goto("/submit")
    page.get_by_role("button", name="Maßnahme", exact=True).click()
    page.get_by_label("Hauptthema").first.select_option(label="Klimaanpassung und Resilienz")
    page.get_by_role("checkbox", name="Klimaanpassung und Resilienz").check()
    page.get_by_label("Stand", exact=False).first.select_option(label="Geplant")
    page.get_by_label("Modellprojekt").first.select_option(value="https://w3id.org/mpsc/id/project/bamberg")
    page.get_by_label("Beschreibung", exact=False).first.fill("Messwerte zeigen, wo es zu heiß wird.")
    page.get_by_label("Beginn").first.fill("im Frühjahr")
    page.get_by_label("Webseite").first.fill("bamberg.de/hitze")
    page.get_by_role("button", name="Prüfen").last.click()

    box = page.locator("#summary")
    expect(box).to_contain_text("Noch nicht einreichbar. 3 Fehler")
    expect(box).to_contain_text("„Titel“ fehlt bei Maßnahme.")
    expect(box).to_contain_text("„im Frühjahr“ lässt sich nicht als Datum")
    expect(box).to_contain_text("„bamberg.de/hitze“")
    box.get_by_role("link", name=re.compile("„Titel“ fehlt")).click()
    page.keyboard.type("Hitzekarte der Innenstadt")
    page.get_by_label("Beginn").first.fill("1.3.2025")
    page.get_by_role("button", name="„https://bamberg.de/hitze“ übernehmen").click()
    expect(page.locator("#summary")).to_contain_text("Alles in Ordnung")
    page.get_by_role("checkbox", name=re.compile("Wir dürfen diese Angaben veröffentlichen")).check()
    page.get_by_role("button", name="Einreichen").last.click()

    expect(page.locator("h1")).to_contain_text("eingereicht")
    address = page.locator("a[href^='/status/']").get_attribute("href")
    assert address is not None
    return address


def through_the_template(page: Page, folder: Path) -> None:
    """Fill in the template, upload it, put right the cell that the report names, hand in."""
    page.goto("/submit")
    with page.expect_download() as download:
        page.locator("a[href='/templates/measure.xlsx']").click()
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    sheet = book.worksheets[0]
    columns = {str(cell.value).replace(" *", ""): cell.column or 1 for cell in sheet[1]}
    row = {
        "Titel": "Sensoren im Hain",
        "Beschreibung": "Sensoren messen die Bodenfeuchte.",
        "Modellprojekt": "Bamberg",
        "Hauptthema": "Sensorik, IoT und Netze",
        "Themen": "Sensorik, IoT und Netze",
        "Stand": "Fast fertig",
        "Zeitraum": "2024-05 bis 2025-12",
        "Webseite": "https://www.bamberg.de/",
    }
    for name, value in row.items():
        sheet.cell(2, columns[name], value)
    file = folder / "massnahmen.xlsx"
    book.save(file)
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Datei hochladen").click()
    expect(page.locator("#summary")).to_contain_text("„Fast fertig“ steht nicht in der Liste für „Stand“.")
    sheet.cell(2, columns["Stand"], "In Umsetzung")
    sheet.cell(2, columns["Modellprojekt"], "https://w3id.org/mpsc/id/project/bamberg")
    sheet.cell(2, columns["Stand"], "Geplant")
    book.save(file)
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Ersetzen und prüfen").click()
    expect(page.locator("#summary")).to_contain_text("Alles in Ordnung")
    page.get_by_role("checkbox", name=re.compile("Wir dürfen diese Angaben veröffentlichen")).check()
    page.get_by_role("button", name="Einreichen").last.click()
    expect(page.locator("h1")).to_contain_text("eingereicht")


def through_curl(place: Place, folder: Path) -> None:
    """Send Turtle with a mistake, read the report, send it right."""
    file = folder / "probe.ttl"
    file.write_text(TURTLE.replace("topic:mobility ; dcterms:subject", "topic:mobilty ; dcterms:subject"))
    command = ["curl", "-sS", f"{place.address}/submissions?licence={CC_BY}", "-H", "Content-Type: text/turtle"]
    command += ["-H", f"Authorization: Bearer {place.token()}", "--data-binary", f"@{file}"]
    report = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert report["verdict"] == "errors"
    assert any("steht nicht in der Liste" in each["message"]["de"] for each in report["findings"])
    file.write_text(TURTLE)
    handed = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert handed["state"] == "submitted"


def accept_all(page: Page, count: int) -> None:
    """Review and accept everything that waits."""
    for _ in range(count):
        page.goto("/review")
        page.locator("tbody th a").first.click()
        page.locator("form:has(input[name=event][value=review]) button[type=submit]").click()
        page.locator("#event-accept").check()
        page.locator("form:has(#event-accept) button[type=submit]").click()
        expect(page.locator("main")).to_contain_text("ngenommen")
    page.goto("/review")
    expect(page.locator("tbody th a")).to_have_count(0)


def revise(page: Page) -> None:
    """The town edits what it has published: the form is filled in, and says which submission it replaces."""
    page.get_by_role("link", name="Angaben ergänzen oder berichtigen").click()
    page.get_by_role("button", name="Formular öffnen").click()
    expect(page.locator("[id='Measure-title.0']")).to_have_value("Hitzekarte der Innenstadt")
    expect(page.locator("[id='Measure-temporal.0.PeriodOfTime-startDate.0']")).to_have_value("2025-03-01")
    page.locator("[id='Measure-title.0']").fill("Hitzekarte von Bamberg")
    page.get_by_role("button", name="Prüfen").last.click()
    expect(page.locator("#summary")).to_contain_text("Alles in Ordnung")
    changes = page.get_by_role("region", name="Was sich ändert")
    expect(changes.locator("del")).to_have_text("Hitzekarte der Innenstadt")
    expect(changes.locator("ins")).to_have_text("Hitzekarte von Bamberg")


def wait_for(is_so: Callable[[], bool]) -> None:
    """Wait until the server has the new release."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "the server goes on with the release before"
        time.sleep(0.5)
