# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages to check and to send in, with real checks and a real inbox: forms, files, drafts, reports."""

import html
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from graph.check.received import XLSX
from graph.inbox import Event, State, Step, reading, submissions
from graph.settings import Settings
from graph.store import load, rdf_files
from graph.store.embedded import Origin
from tests.web.conftest import BAMBERG, PAGE, Office, checking, opened

PROJECT = "https://w3id.org/mpsc/id/project/bamberg"
MEASURE = "https://w3id.org/mpsc/id/measure/bamberg-digitaler-zwilling"
TOPIC = "https://w3id.org/mpsc/code/topic/mobility"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
PUBLISHED = f"""
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix mpsc: <https://w3id.org/mpsc/def#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/mpsc/graph/measures> {{
<{PROJECT}> a mpsc:ModelProject ; rdfs:label "Smart City Bamberg"@de .
<{BAMBERG}> a mpsc:Municipality ; rdfs:label "Bamberg"@de .
<https://w3id.org/mpsc/id/organisation/stadtwerke-bamberg> a org:Organization ;
    skos:prefLabel "Stadtwerke Bamberg"@de .
<{MEASURE}> a mpsc:Measure ; dcterms:title "Digitaler Zwilling"@de ; dcterms:isPartOf <{PROJECT}> ;
    mpsc:mainTopic <{TOPIC}> ; dcterms:subject <{TOPIC}> ;
    <http://www.w3.org/ns/adms#status> <https://w3id.org/mpsc/code/status/planned> .
}}
"""
GOOD = {
    "Measure-title.0": "Hitzekarte",
    "Measure-title.0.language": "de",
    "Measure-description.0": "Messwerte zeigen, wo es heiß wird.",
    "Measure-description.0.language": "de",
    "Measure-project.0": PROJECT,
    "Measure-mainTopic.0": TOPIC,
    "Measure-subject.3": TOPIC,
    "Measure-status.0": "https://w3id.org/mpsc/code/status/planned",
    "Measure-page.0": "https://www.bamberg.de/",
}
FAULTY = f"""@prefix m: <https://w3id.org/mpsc/def#> . @prefix d: <http://purl.org/dc/terms/> .
<https://w3id.org/mpsc/id/measure/a> a m:Measure ; d:title "Erste"@de ; d:isPartOf <{PROJECT}> ;
    m:farbe "rot" ; m:mainTopic "Mobilitat und Verkehr" ;
    d:temporal [ a d:PeriodOfTime ; <http://www.w3.org/ns/dcat#startDate> "1.2.2024" ] .
<https://w3id.org/mpsc/id/measure/b> a m:Measure ; d:title "Zweite"@de ; d:isPartOf <{PROJECT}> ."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An application over a few published things."""
    folder = tmp_path_factory.mktemp("office")
    data = folder / "published.trig"
    data.write_text(PUBLISHED, encoding="utf-8")
    with checking(data) as workers:
        settings = Settings(
            database_url=f"sqlite:///{folder}/inbox.sqlite", secret_file=folder / "secret", worker_folder=workers
        )
        yield from opened(settings, load(Origin("", tuple(rdf_files([data])))))


@pytest.fixture
def town(office: Office) -> FlaskClient:
    """A browser of the town, signed in."""
    return office.browser(office.town)


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of the last form of a page, where the first of a name counts."""
    found: dict[str, str] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page):
        found.setdefault(html.unescape(name), html.unescape(value))
    return found


def begin(client: FlaskClient, **what: object) -> str:
    """Begin a draft; return its path."""
    csrf = hidden(client.get("/submit").text)["csrf"]
    answer = client.post("/submit", data={"csrf": csrf, **what})
    assert answer.status_code == 303, answer.text
    return urlsplit(answer.location).path


def press(client: FlaskClient, path: str, values: dict[str, str], **button: str) -> TestResponse:
    """Press a button of the form at `path` with these values; return the page that comes."""
    carried = {name: value for name, value in hidden(client.get(path).text).items() if "." not in name}
    carried.pop("signed", None)
    return client.post(path, data={**carried, **values, **button}, follow_redirects=True)


def test_pages_need_no_account_but_the_form_does(office: Office) -> None:
    """Checking is for everybody; who is not signed in sees how to, and cannot begin."""
    client = office.browser()

    assert client.get("/validate").status_code == 200
    assert "Anmelden" in client.get("/submit").text
    answer = client.post("/submit", data={"describe": "measure"}, headers=PAGE)
    assert answer.status_code == 303
    assert "/sign-in" in answer.location


def test_form_has_every_field_of_the_shapes(town: FlaskClient) -> None:
    """Groups, required marks, lists to choose from, parts, in the order of the shapes."""
    page = town.get(begin(town, describe="measure")).text

    assert page.index("Bezeichnung</h2>") < page.index("Einordnung</h2>") < page.index("Zusammenhänge</h2>")
    assert 'id="Measure-title.0"' in page
    assert f'<option value="{PROJECT}">Smart City Bamberg</option>' in page
    assert f'value="{TOPIC}"' in page
    assert 'id="Measure-temporal.0.PeriodOfTime-startDate.0"' in page


def test_three_mistakes_are_explained_and_put_right(town: FlaskClient, office: Office) -> None:
    """The way of somebody who knows no RDF, from the empty form to the submission."""
    path = begin(town, describe="measure")
    wrong = {**GOOD, "Measure-title.0": "", "Measure-page.0": "bamberg.de/klima"}
    wrong["Measure-temporal.0.PeriodOfTime-startDate.0"] = "bald"

    page = press(town, path, wrong, action="check").text

    assert "„Titel“ fehlt bei Maßnahme." in page
    assert "„bald“ lässt sich nicht als Datum" in page
    assert "Geben Sie eine vollständige Web-Adresse an" in page
    assert '<a href="#Measure-title.0">„Titel“ fehlt' in page
    assert 'value="bald"' in page
    proposal = re.search(r'name="apply" value="([^"]+)"', page)
    assert proposal is not None
    page = press(town, path, wrong, apply=proposal[1]).text
    assert 'value="https://bamberg.de/klima"' in page

    right = {**GOOD, "Measure-temporal.0.PeriodOfTime-startDate.0": "1.2.2024"}
    page = press(town, path, right, action="submit").text
    assert "Lizenz und Zustimmung fehlen" in page
    page = press(town, path, right, action="submit", licence=CC_BY, consent="yes").text
    assert "Ihre Angaben sind eingereicht" in page
    name = path.rpartition("/")[2]
    found = reading.dossier(office.inbox, name)
    assert found.submission.state == State.SUBMITTED
    assert found.submission.title == "Maßnahme: Hitzekarte"
    assert found.versions[-1].licence == CC_BY
    secret = re.search(r"/status/([\w-]+)\?", page)
    assert secret is not None
    assert submissions.by_address(office.inbox, secret[1])[0].id == name
    assert '"2024-02-01"^^' in reading.version(office.inbox, name).canonical


def test_what_has_errors_is_not_handed_in_without_a_reason(town: FlaskClient, office: Office) -> None:
    """The page with the findings comes back; a reason for the reviewer lets it pass."""
    path = begin(town, describe="measure")
    few = {"Measure-title.0": "Nur ein Titel", "Measure-title.0.language": "de"}
    consent = {"licence": CC_BY, "consent": "yes"}

    assert "Noch nicht einreichbar" in press(town, path, few, action="submit", **consent).text
    assert "eingereicht" in press(town, path, few, action="submit", waiver="Unbekannt.", **consent).text
    decided = reading.dossier(office.inbox, path.rpartition("/")[2]).decisions
    assert decided[-1].reason == "Unbekannt."


def test_buttons_add_remove_and_find_without_a_script(town: FlaskClient) -> None:
    """Repeated values and parts come and go; a thing that was typed is searched for and chosen."""
    path = begin(town, describe="measure")
    page = press(town, path, GOOD, add="Measure-title").text
    assert 'id="Measure-title.1"' in page
    assert re.search(r'name="Measure-title.1.language">.*?value="en" selected', page)
    page = press(town, path, GOOD, add="Measure-temporal").text
    assert 'id="Measure-temporal.1.PeriodOfTime-endDate.0"' in page
    two = {**GOOD, "Measure-page.1": "https://www.bamberg.de/zwei"}
    page = press(town, path, two, remove="Measure-page.0").text
    assert 'name="Measure-page.0" type="url" value="https://www.bamberg.de/zwei"' in page

    typed = {**GOOD, "Measure-contributor.0": "stadtwerke"}
    page = press(town, path, typed, search="Measure-contributor.0").text
    choice = re.search(r'name="choose" value="(Measure-contributor.0 [^"]+stadtwerke-bamberg)"', page)
    if choice is None:
        # Few things may be the value, so the list is there to choose from at once.
        assert '<option value="https://w3id.org/mpsc/id/organisation/stadtwerke-bamberg">' in page
        return
    assert "Stadtwerke Bamberg" in press(town, path, typed, choose=choice[1]).text


def test_a_draft_survives_a_closed_browser(town: FlaskClient, office: Office) -> None:
    """What was filled in is there for another browser of the organisation, and for no other organisation."""
    path = begin(town, describe="measure")
    press(town, path, {**GOOD, "Measure-title.0": "Später weiter"}, action="save")

    other = office.browser(office.town)
    assert "Maßnahme: Später weiter" in other.get("/submit").text
    assert 'value="Später weiter"' in other.get(path).text
    stranger = office.browser(office.reviewer)
    assert stranger.get(path, headers=PAGE).status_code == 404
    assert town.get(path).headers["Cache-Control"] == "private, no-store"

    press(town, path, GOOD, action="discard")
    assert "Später weiter" not in other.get("/submit").text


@pytest.mark.parametrize("kind", ["form", "file"])
def test_draft_says_when_it_will_be_deleted(town: FlaskClient, office: Office, kind: str) -> None:
    """From two weeks before, in the list and on its own page; saving it again puts that off."""
    file = (io.BytesIO(FAULTY.encode()), "zwei.ttl")
    path = begin(town, describe="measure") if kind == "form" else begin(town, file=file)
    name, now = path.rpartition("/")[2], office.inbox.now()
    assert "gelöscht" not in town.get(path).text
    draft = submissions.draft(office.inbox, name, office.town)
    assert draft is not None
    past = replace(office.inbox, clock=lambda: now - timedelta(days=office.inbox.limits.draft_days - 14))
    submissions.save_draft(past, name, office.town, draft.content, draft.media_type)
    day = now + timedelta(days=14)

    assert f"wird am {day:%d.%m.%Y} gelöscht" in town.get("/submit").text
    assert f"Dieser Entwurf wird am {day:%d.%m.%Y} gelöscht." in town.get(path).text
    assert f"will be deleted on {day:%Y-%m-%d}." in town.get(f"{path}?lang=en").text
    press(town, path, {}, action="save")
    assert "gelöscht" not in town.get(path).text
    assert "gelöscht" not in town.get("/submit").text


def test_a_published_thing_fills_in_the_form(town: FlaskClient) -> None:
    """The page of a measure leads to a form with what is published; a municipality has no form."""
    document = town.get("/doc/measure/bamberg-digitaler-zwilling", headers=PAGE).text
    link = re.search(r'href="(/submit\?thing=[^"]+)"', document)
    assert link is not None
    assert "Digitaler Zwilling" in town.get(html.unescape(link[1])).text

    page = town.get(begin(town, thing=MEASURE)).text
    assert 'value="Digitaler Zwilling"' in page
    assert f'name="thing" value="{MEASURE}"' in page
    assert f'value="{TOPIC}" checked' in page
    csrf = hidden(town.get("/submit").text)["csrf"]
    for thing in (BAMBERG, "https://w3id.org/mpsc/id/measure/none", "javascript:alert(1)"):
        assert town.post("/submit", data={"csrf": csrf, "thing": thing}).status_code == 400


def test_form_shows_what_it_changes(town: FlaskClient) -> None:
    """Beside what is published, as the reviewers will see it; something new is compared with nothing."""
    path = begin(town, thing=MEASURE)
    page = press(town, path, {**GOOD, "Measure-title.0": "Zwilling der Stadt"}, action="check").text
    changes = page[page.index('id="changes"') : page.index('id="hand-in"')]
    assert "<ins>Zwilling der Stadt</ins>" in changes
    assert "Aus anderen Quellen, bleibt erhalten: Digitaler Zwilling" in " ".join(changes.split())
    assert re.search(r"Unverändert: [45] Angaben", changes)

    new = press(town, begin(town, describe="measure"), GOOD, action="check").text
    assert 'id="hand-in"' in new
    assert 'id="changes"' not in new


def test_a_file_becomes_a_form_and_nothing_is_lost(town: FlaskClient) -> None:
    """Findings of the file, then the form about one thing; the other one and what was not taken go along."""
    path = begin(town, file=(io.BytesIO(FAULTY.encode()), "zwei.ttl"))
    page = town.get(path).text
    assert "Prüfbericht" in page
    assert "mpsc:farbe" in page

    page = press(town, path, {}, edit="https://w3id.org/mpsc/id/measure/a").text
    assert 'value="Erste"' in page
    assert "„Mobilitat und Verkehr“ (nicht in der Liste)" in page
    assert 'value="1.2.2024"' in page
    assert "Zweite" in page
    assert "Hauptthema – Zweite" in page
    assert "farbe" in page

    values = form_values(page)
    page = press(town, path, values, edit="https://w3id.org/mpsc/id/measure/b").text
    assert 'value="Zweite"' in page
    assert "Erste" in page
    assert "farbe" in page
    page = press(town, path, form_values(page), drop="https://w3id.org/mpsc/id/measure/a").text
    assert "Erste<" not in page
    assert "Was sonst noch mit eingereicht wird" in page
    assert "Zeitraum</h3>" not in page
    page = press(town, path, form_values(page), new="need").text
    assert "Bedarf beschreiben" in page
    assert "Zweite" in page


def form_values(page: str) -> dict[str, str]:
    """Return what a browser would send of the fields of the form; selects and ticks as they are chosen."""
    found = dict(re.findall(r'<input id="[^"]*" name="([^"]*)" type="(?:text|url)" value="([^"]*)"', page))
    found |= dict(re.findall(r'<input type="hidden" name="([^"]*\.[^"]*)" value="([^"]*)">', page))
    for name, options in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        if chosen := re.search(r'value="([^"]*)" selected', options):
            found[name] = chosen[1]
    return {html.unescape(name): html.unescape(value) for name, value in found.items()}


def test_a_template_is_filled_in_checked_and_handed_in(town: FlaskClient, office: Office) -> None:
    """The same as with the form, through Excel: findings at cells, a proposal written into its cell."""
    path = begin(town, file=(workbook(town, Titel="Sensoren", Hauptthema="Mobilitat und Verkehr"), "m.xlsx"))
    page = town.get(path).text
    assert "„Mobilitat und Verkehr“ steht nicht in der Liste" in page
    assert "Excel-Datei mit Anmerkungen" in page
    proposal = re.search(r'name="apply" value="([^"]+)"', page)
    assert proposal is not None
    page = press(town, path, {}, apply=proposal[1]).text
    assert "„Mobilitat und Verkehr“ steht nicht" not in page

    consent = {"licence": CC_BY, "consent": "yes"}
    assert "eingereicht" in press(town, path, {}, action="submit", **consent).text
    version = reading.version(office.inbox, path.rpartition("/")[2])
    assert version.media_type == XLSX.media_type
    assert TOPIC in version.canonical


def workbook(client: FlaskClient, **values: str) -> io.BytesIO:
    """Return the template for measures with one row, right but for these values."""
    book = load_workbook(io.BytesIO(client.get("/templates/measure.xlsx").data))
    sheet = book.worksheets[0]
    columns = {str(cell.value).replace(" *", ""): cell.column for cell in sheet[1]}
    row = {
        "Titel": "Hitzekarte",
        "Beschreibung": "Wo es heiß wird.",
        "Modellprojekt": "Smart City Bamberg",
        "Hauptthema": "Mobilität und Verkehr",
        "Themen": "Mobilität und Verkehr",
        "Stand": "Geplant",
        "Webseite": "https://www.bamberg.de/",
        **values,
    }
    for name, value in row.items():
        sheet.cell(2, columns[name] or 1, value)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def test_changes_are_asked_for_and_made(town: FlaskClient, office: Office) -> None:
    """After “changes requested” the form has what was handed in, and keeps its address."""
    path = begin(town, describe="measure")
    consent = {"licence": CC_BY, "consent": "yes"}
    page = press(town, path, GOOD, action="submit", **consent).text
    name = path.rpartition("/")[2]
    assert town.get(path, headers=PAGE).status_code == 409
    submissions.decide(office.inbox, name, Step(Event.REVIEW, office.reviewer))
    submissions.decide(office.inbox, name, Step(Event.REQUEST_CHANGES, office.reviewer, reason="Kürzer."))

    submissions.comment(office.inbox, name, office.reviewer, "Ort nennen.", "Measure-title")
    page = town.get(path).text
    assert 'value="Hitzekarte"' in page
    assert "Kürzer." in page
    assert page.index("Anmerkung der Redaktion") < page.index("Ort nennen.") < page.index('id="Measure-title.0"')
    page = press(town, path, {**GOOD, "Measure-title.0": "Hitze"}, action="submit", **consent).text
    assert "eingereicht" in page
    assert "/status/" not in page
    assert [version.number for version in reading.dossier(office.inbox, name).versions] == [1, 2]


def test_report_of_a_check(office: Office) -> None:
    """Verdict with progress, groups, what was not taken, downloads that come from the page itself."""
    client = office.browser()
    page = client.post("/validate", headers=PAGE, data={"file": (io.BytesIO(FAULTY.encode()), "zwei.ttl")}).text

    assert "Noch nicht einreichbar." in page
    assert "von 10 Pflichtangaben" in page
    for part in ("by-thing", "by-rule", "table", "understood", "checked", "downloads"):
        assert f'id="{part}"' in page
    assert "Dieses Feld kennen wir nicht" in page
    signed = hidden(page)["signed"]
    for name, start in {
        "csv": "file,severity",
        "json": "{",
        "ttl": "@prefix",
        "jsonld": "{",
        "sarif": "{",
        "data": "@prefix",
    }.items():
        answer = client.post(f"/validate/report/{name}", data={"signed": signed})
        assert answer.text.startswith(start)
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert client.post("/validate/report/xlsx", data={"signed": signed}).status_code == 404
    assert client.post("/validate/report/csv", data={"signed": f"{signed}x"}).status_code == 400

    proposal = re.search(r'name="apply" value="([^"]+)"', page)
    assert proposal is not None
    page = client.post("/validate/proposal", data={"signed": signed, "apply": proposal[1]}).text
    assert "Noch nicht einreichbar." in page
    assert hidden(page)["signed"] != signed
    bad = client.post("/validate/proposal", data={"signed": signed, "apply": "none.0"})
    assert bad.status_code == 400


def test_marked_workbook_comes_from_the_page(office: Office) -> None:
    """The sender's own workbook, with the finding as a comment in its cell."""
    client = office.browser()
    page = client.post("/validate", headers=PAGE, data={"file": (workbook(client, Stand="Fast fertig"), "m.xlsx")}).text

    answer = client.post("/validate/report/xlsx", data={"signed": hidden(page)["signed"]})

    book = load_workbook(io.BytesIO(answer.data))
    comments = [cell.comment.text for row in book.worksheets[0] for cell in row if cell.comment]
    assert any("„Fast fertig“ steht nicht in der Liste" in text for text in comments)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<a> <b>\n", "Zeile"),
        ("@prefix : <x:> .", "nichts erkannt"),
        ("%PDF-1.7", "ließ sich nicht fertig prüfen"),
        ("<script>alert(1)</script>;b\n", "nichts erkannt"),
    ],
)
def test_other_verdicts(office: Office, content: str, words: str) -> None:
    """A syntax error with its line, nothing recognised, another kind of file; nothing of it is markup."""
    page = office.browser().post("/validate", headers=PAGE, data={"text": content}).text

    assert words in page
    assert "<script>alert" not in page


def test_an_empty_upload_is_told(office: Office) -> None:
    """Neither file nor text."""
    assert office.browser().post("/validate", headers=PAGE, data={"text": " "}).status_code == 400


def test_reports_speak_english(office: Office) -> None:
    """All words of the page in the other language."""
    page = office.browser().post("/validate?lang=en", headers=PAGE, data={"text": FAULTY}).text

    assert "This cannot be submitted yet." in page
    assert "of 10 required details" in page
    assert "Findings by entry" in page


def test_report_is_shown_in_the_other_language(office: Office) -> None:
    """The switch takes the report along: the page is the answer to a form, and nothing of it is kept."""
    client = office.browser()
    german = client.post("/validate", headers=PAGE, data={"text": FAULTY}).text
    addresses = re.findall(r'formaction="(/validate/shown[^"]*)" lang="en"', german)

    english = client.post(addresses[0], data={"signed": hidden(german)["signed"]}).text

    assert '<html lang="en">' in english
    assert "This cannot be submitted yet." in english
    assert german.count('id="finding-') == english.count('id="finding-') > 0


def test_large_files_are_not_carried_along(office: Office) -> None:
    """A file of more than half a megabyte gets its report; in place of the buttons, commands for the rest."""
    page = office.browser().post("/validate", headers=PAGE, data={"text": FAULTY + "\n#" + "x" * 600_000}).text

    assert "Noch nicht einreichbar." in page
    assert "Die Datei ist für diese Seite zu groß" in page
    assert "/validate?format=csv" in page
    assert "formaction" not in page
    assert 'name="apply"' not in page


@pytest.mark.parametrize("path", ["/templates/municipality.xlsx", "/templates/nothing.csv"])
def test_no_template_for_what_nobody_sends(office: Office, path: str) -> None:
    """Municipalities come from the register."""
    assert office.browser().get(path).status_code == 404


def test_templates(office: Office) -> None:
    """As Excel with choices, and as CSV that German spreadsheets open."""
    client = office.browser()
    assert client.get("/templates/need.csv").data.startswith(b"\xef\xbb\xbfKennung;")
    book = load_workbook(io.BytesIO(client.get("/templates/measure.xlsx").data))
    assert "Smart City Bamberg" in {cell.value for row in book["Listen"] for cell in row}


def test_suggestions_are_of_the_right_kind(town: FlaskClient) -> None:
    """Only what a field may have is suggested."""
    found = town.get("/submit/suggest?kind=measure&field=Measure-contributor&q=bamberg").json
    assert [iri for iri, _, _ in found or ()] != []
    assert all("/project/" not in iri and "/measure/" not in iri for iri, _, _ in found or ())
    assert town.get("/submit/suggest?kind=x&field=y&q=bamberg").json == []


@pytest.mark.parametrize(
    "button",
    [
        {"add": "Measure-none"},
        {"add": "Measure-title.0.PeriodOfTime-startDate"},
        {"add": "Measure-temporal.7.PeriodOfTime-dateText"},
        {"apply": "Measure-page.9 - https://www.bamberg.de/"},
        {"search": "nothing.0"},
    ],
)
def test_buttons_that_the_page_does_not_have_are_refused(town: FlaskClient, button: dict[str, str]) -> None:
    """Whoever makes up a button is told so; the draft stays as it is."""
    path = begin(town, describe="measure")

    assert press(town, path, GOOD, **button).status_code == 400
    assert press(town, path, GOOD, action="save").status_code == 200


def test_parts_have_values_of_their_own(town: FlaskClient) -> None:
    """A value is added inside a part, and what was chosen for a value that was not there yet is kept."""
    path = begin(town, describe="measure")

    page = press(town, path, GOOD, add="Measure-temporal.0.PeriodOfTime-dateText").text
    assert 'id="Measure-temporal.0.PeriodOfTime-dateText.1"' in page
    page = press(town, path, GOOD, choose=f"Measure-contributor.1 {BAMBERG}").text
    assert f'value="{BAMBERG}"' in page
