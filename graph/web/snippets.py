# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A query as code to copy: for curl, Python and R, each with what comes with the language."""

import re
from dataclasses import dataclass

from graph.model.formats import CSV, Format

_CURL = """curl '{endpoint}' -H 'Accept: {media_type}' --data-urlencode query@- <<'{end}'
{query}
{end}
"""
_PYTHON = """{imports}from urllib.parse import urlencode
from urllib.request import urlopen

query = {query}
body = urlencode({{"query": query, "format": "{name}"}}).encode()
with urlopen("{endpoint}", body) as answer:
    text = answer.read().decode()
{use}
"""
_ROWS = """for row in csv.DictReader(io.StringIO(text, newline="")):
    print(row)"""
_R = """query <- {query}
address <- paste0("{endpoint}?format={name}&query=", URLencode(query, reserved = TRUE))
{use}
"""


@dataclass(frozen=True)
class Snippet:
    """Code that runs a query and prints the answer.

    Attributes:
        key: an identifier for the page.
        language: the name people know.
        code: the code, ready to run.
    """

    key: str
    language: str
    code: str


def snippets(endpoint: str, query: str, wanted: Format) -> tuple[Snippet, ...]:
    """Return the code that asks `endpoint` for the answer as `wanted`; a table is read as one.

    Each language quotes the query as a raw text, so that people can read and change it.
    """
    text = query.replace("\r\n", "\n").strip("\n")
    table = wanted is CSV
    facts = {"endpoint": endpoint, "name": wanted.name, "media_type": wanted.media_type}
    python = (
        {"imports": "import csv\nimport io\n", "use": _ROWS}
        if table
        else {"imports": "", "use": "print(text)"}
    )
    r = "print(read.csv(address))" if table else 'cat(readLines(address), sep = "\\n")'
    return (
        Snippet("curl", "curl", _CURL.format(**facts, query=text, end=_unused(text, "SPARQL"))),
        Snippet("python", "Python", _PYTHON.format(**facts, query=_python(text), **python)),
        Snippet("r", "R", _R.format(**facts, query=_r(text), use=r)),
    )


def _python(text: str) -> str:
    return repr(text) if "'''" in text else f"r'''\n{text}\n'''"


def _r(text: str) -> str:
    """Return a raw string (R 4.0, `?Quotes`) with as many dashes as the text needs."""
    dashes = "-" * (1 + max(map(len, re.findall(r"\)(-*)\"", text)), default=0))
    return f'r"{dashes}(\n{text}\n){dashes}"'


def _unused(text: str, word: str) -> str:
    """Return a word that is no line of the text, to end a here document with."""
    while word in text.splitlines():
        word += "_"
    return word
