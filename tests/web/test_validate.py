# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""POST /validate: any file in, its report out in the form that is wanted."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from rdflib import Graph

from graph.check.received import XLSX
from graph.store import EmbeddedStore
from graph.web import create_app
from graph.web.services import services
from tests.intake.test_evaluation import AS_JSON, MEASURE, PREFIXES

FAULTY = PREFIXES + 'measure:x a mpsc:Measure ; dcterms:title "<script>alert(1)</script>"@de .'
ADDRESS = "/validate"


def posted(office: Any, content: str | bytes, **more: Any) -> Any:
    """Send a file as the body."""
    return office.app.test_client().post(ADDRESS, data=content, **more)


def workbook() -> bytes:
    """Return a workbook with a measure that lacks everything but its title."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Maßnahme"
    sheet.append(["Titel"])
    sheet.append(["Ein Test"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (MEASURE, "text/turtle"),
        (MEASURE, "text/turtle; charset=utf-8"),
        (MEASURE, "application/x-www-form-urlencoded"),
        (MEASURE, "application/octet-stream"),
        (MEASURE, ""),
        (json.dumps(AS_JSON), "application/json"),
        (json.dumps(AS_JSON), "application/ld+json"),
    ],
)
def test_body_is_the_file(office: Any, content: str, media_type: str) -> None:
    """Whatever it is said to be; curl says that everything is a form."""
    answer = posted(office, content, content_type=media_type)

    assert (answer.status_code, answer.headers["Validation-Verdict"]) == (200, "valid")
    assert answer.json["verdict"] == "valid"
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "form",
    [
        {"file": (io.BytesIO(MEASURE.encode()), "a.ttl")},
        {"file": (io.BytesIO(MEASURE.encode()), "a.ttl", "text/csv")},
        {"text": MEASURE},
    ],
)
def test_part_of_a_form_is_the_file(office: Any, form: dict[str, Any]) -> None:
    """An upload as browsers and curl send it, or a text."""
    answer = posted(office, form, content_type="multipart/form-data")  # type: ignore[arg-type]  # a form

    assert answer.json["verdict"] == "valid"


def test_text_in_a_plain_form(office: Any) -> None:
    """As a browser sends it where there is no file to choose."""
    assert posted(office, {"text": MEASURE, "kind": ""}).json["verdict"] == "valid"  # type: ignore[arg-type]  # a form


@pytest.mark.parametrize("content_type", ["multipart/form-data", "application/x-www-form-urlencoded"])
def test_field_that_only_programs_see(office: Any, content_type: str) -> None:
    """Whoever fills in the trap is refused; a person leaves it empty, as the page says to screen readers."""
    sent = {"homepage": "https://spam.example/", "text": MEASURE}
    refused = posted(office, sent, content_type=content_type)  # type: ignore[arg-type]  # a form
    taken = posted(office, sent | {"homepage": ""}, content_type=content_type)  # type: ignore[arg-type]

    assert refused.status_code == 403
    assert "'homepage' of the form has to stay empty" in refused.json["detail"]
    assert taken.json["verdict"] == "valid"


@pytest.mark.parametrize("content", ["", " \n"])
def test_nothing_is_no_file(office: Any, content: str) -> None:
    """The remedy is told."""
    answer = posted(office, content, content_type="text/turtle")

    assert answer.status_code == 400
    assert "part `file`" in answer.json["detail"]


def test_two_files_are_one_too_many(office: Any) -> None:
    """Nothing is passed over in silence."""
    files = [(io.BytesIO(b"a"), "a.ttl"), (io.BytesIO(b"b"), "b.ttl")]

    assert posted(office, {"file": files}).status_code == 400  # type: ignore[arg-type]  # a form


FORMS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "json": ("application/json", lambda text: json.loads(text)["verdict"] == "errors"),
    "sarif": ("application/sarif+json", lambda text: json.loads(text)["version"] == "2.1.0"),
    "turtle": ("text/turtle", lambda text: len(Graph().parse(data=text, format="turtle")) > 5),
    "jsonld": ("application/ld+json", lambda text: len(Graph().parse(data=text, format="json-ld")) > 5),
    "csv": ("text/csv", lambda text: len(list(csv.reader(io.StringIO(text)))) > 3),
    "text": ("text/plain", lambda text: "Fehler" in text),
}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("way", ["accept", "format"])
def test_report_in_every_form(office: Any, name: str, way: str) -> None:
    """By Accept or by parameter; read by somebody else's software."""
    media_type, is_right = FORMS[name]
    asked = {"headers": {"Accept": media_type}} if way == "accept" else {"query_string": {"format": name}}
    answer = posted(office, FAULTY, content_type="text/turtle", **asked)

    assert answer.status_code == 200
    assert answer.content_type.partition(";")[0] == media_type
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert is_right(answer.text)


def test_report_in_the_workbook_itself(office: Any) -> None:
    """Findings as comments in the cells, for a workbook only."""
    answer = posted(office, workbook(), content_type=XLSX.media_type, headers={"Accept": XLSX.media_type})
    refused = posted(office, MEASURE, content_type="text/turtle", headers={"Accept": XLSX.media_type})

    assert answer.content_type == XLSX.media_type
    assert load_workbook(io.BytesIO(answer.data)).sheetnames[0] == "Maßnahme"
    assert refused.status_code == 406


@pytest.mark.parametrize("asked", [{"Accept": "image/png"}, {"Accept": "application/json;q=0"}])
def test_form_that_there_is_not(office: Any, asked: dict[str, str]) -> None:
    """406 and the list."""
    answer = posted(office, MEASURE, content_type="text/turtle", headers=asked)

    assert answer.status_code == 406
    assert "sarif" in answer.json["detail"]
    assert posted(office, MEASURE, query_string={"format": "pdf"}).status_code == 406


@pytest.mark.parametrize(
    ("content", "verdict", "status"),
    [
        (MEASURE, "valid", 200),
        (FAULTY, "errors", 422),
        ("<a:b> a <c:d> .", "nothing", 422),
        ("<a:b> a <c:d", "unfinished", 422),
    ],
)
def test_verdict_is_in_the_header_and_where_wished_in_the_status(
    office: Any, content: str, verdict: str, status: int
) -> None:
    """`strict` is for pipelines; without it a report is a success."""
    plain = posted(office, content, content_type="text/turtle")
    strict = posted(office, content, content_type="text/turtle", query_string={"strict": "1"})

    assert (plain.status_code, plain.headers["Validation-Verdict"]) == (200, verdict)
    assert (strict.status_code, strict.headers["Validation-Verdict"]) == (status, verdict)


def test_language_of_the_report(office: Any) -> None:
    """German unless English is asked for."""
    asked = {"content_type": "text/turtle", "headers": {"Accept": "text/plain"}}

    assert "Fehler" in posted(office, FAULTY, **asked).text
    assert "error" in posted(office, FAULTY, query_string={"lang": "en"}, **asked).text


def test_strangers_pay_with_their_time(office: Any) -> None:
    """From the same store as queries; whoever is known is not held up by neighbours."""
    settings = replace(services(office.app).settings, burst_seconds=0.001, refill_seconds=0.001)
    app = create_app(settings, EmbeddedStore())
    first = app.test_client().post(ADDRESS, data=MEASURE, content_type="text/turtle")
    second = app.test_client().post(ADDRESS, data=MEASURE, content_type="text/turtle")
    known = app.test_client().post(ADDRESS, data=MEASURE, headers=office.token(office.town, "submit"))

    assert (first.status_code, second.status_code, known.status_code) == (200, 429, 200)
    assert int(second.headers["Retry-After"]) > 0


def test_file_that_is_too_long(office: Any) -> None:
    """413 with the limit, whether its length is told or not."""
    settings = replace(services(office.app).settings, submission_bytes=50_000)
    client = create_app(settings, EmbeddedStore()).test_client()
    content = b"# " + b"x" * 200_000
    told = client.post(ADDRESS, data=content, content_type="text/turtle")
    form = client.post(ADDRESS, data={"file": (io.BytesIO(content), "a.ttl")})

    assert (told.status_code, form.status_code) == (413, 413)
    assert "50,000 bytes" in told.text


def test_file_between_both_limits(office: Any) -> None:
    """What the form around it leaves room for is refused all the same."""
    content = b"# " + b"x" * 10_000_001

    assert posted(office, content, content_type="text/turtle").status_code == 413


def test_nobody_is_told_what_a_stranger_sent(office: Any, caplog: pytest.LogCaptureFixture) -> None:
    """No body and no value in any log."""
    posted(office, FAULTY + "<", content_type="text/turtle")

    assert "alert" not in caplog.text


def test_check_without_an_inbox(office: Any) -> None:
    """Who is nobody needs no database."""
    settings = replace(services(office.app).settings, database_url="sqlite:////dev/null/inbox.sqlite")
    client = create_app(settings, EmbeddedStore()).test_client()

    answer = client.post(ADDRESS, data=MEASURE, content_type="text/turtle")

    assert answer.headers["Validation-Verdict"] == "valid"
