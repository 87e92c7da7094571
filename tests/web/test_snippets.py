# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Code to copy runs as it stands, whatever is in the query."""

import html
import re
import subprocess
import sys

import pytest
from flask.testing import FlaskClient

from graph.model.formats import CSV, JSON, TURTLE, Format
from graph.web.endpoint.page import snippets
from tests.pace import PATIENCE

TABLE = "SELECT ?cohort { ?cohort a mpsc:Cohort } ORDER BY ?cohort"
QUOTES = """SELECT ?x {
  BIND('''it's "quoted" \\\\ $HOME `id` {x}''' AS ?x)
}
# SPARQL
SPARQL"""
"""Not a query, but what breaks quoting: three quotes, a backslash, a variable, the end of the document."""


def run(server: str, query: str, wanted: Format, key: str) -> str:
    """Run the code for curl or Python against the server; return what it prints."""
    (code,) = [made.code for made in snippets(f"{server}/sparql", query, wanted) if made.key == key]
    program = ["bash", "-c", f"set -e; {code}"] if key == "curl" else [sys.executable, "-c", code]
    return subprocess.run(program, capture_output=True, text=True, check=True, timeout=PATIENCE).stdout


def test_curl_prints_the_rows(server: str) -> None:
    """CSV, as the page offers it for tables."""
    assert run(server, TABLE, CSV, "curl").split()[0] == "cohort"
    assert len(run(server, TABLE, CSV, "curl").split()) == 4


def test_python_prints_the_rows(server: str) -> None:
    """One dictionary a row."""
    rows = run(server, TABLE, CSV, "python").splitlines()

    assert rows[0] == "{'cohort': 'https://w3id.org/mpsc/id/cohort/1'}"
    assert len(rows) == 3


@pytest.mark.parametrize("key", ["curl", "python"])
@pytest.mark.parametrize(
    ("query", "wanted", "found"),
    [("ASK { ?x a mpsc:Cohort }", JSON, "true"), ("CONSTRUCT WHERE { ?x a mpsc:Cohort }", TURTLE, "Cohort")],
)
def test_other_results_are_printed_as_text(server: str, key: str, query: str, wanted: Format, found: str) -> None:
    """Yes or no as JSON, graphs as Turtle."""
    assert found in run(server, query, wanted, key)


def test_python_quotes_any_text() -> None:
    """What runs is the query, to the letter."""
    (code,) = [made.code for made in snippets("x", QUOTES, CSV) if made.key == "python"]
    names: dict[str, str] = {}
    exec(code.split("body =")[0], names)  # noqa: S102 – our own code, which people will run as well

    assert names["query"].strip() == QUOTES


def test_shell_quotes_any_text() -> None:
    """The here document gives the query, to the letter, whatever words it has."""
    (code,) = [made.code for made in snippets("x", QUOTES, CSV) if made.key == "curl"]
    shown = subprocess.run(
        ["bash", "-c", re.sub(r"^curl .*?<<", "cat <<", code)], capture_output=True, text=True, check=True
    ).stdout

    assert shown == f"{QUOTES}\n"


def test_r_quotes_with_enough_dashes() -> None:
    """A raw string of R ends at the first bracket with its number of dashes and a quote."""
    (code,) = [made.code for made in snippets("x", 'a )--" b', CSV) if made.key == "r"]

    assert code.startswith('query <- r"---(\na )--" b\n)---"\n')


def test_page_of_an_answer_has_the_code(client: FlaskClient) -> None:
    """With the public address of the endpoint, for people without scripts too."""
    page = client.get("/sparql", query_string={"query": TABLE, "format": "html"}).text
    (code,) = re.findall(r'<code id="code-curl">(.*?)</code>', page, re.DOTALL)

    assert html.unescape(code).startswith("curl 'http://localhost:8000/sparql' -H 'Accept: text/csv'")
    assert TABLE in html.unescape(code)
