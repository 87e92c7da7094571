# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The command that runs one query; it imports only what that takes."""

import sys
from pathlib import Path

import click

from graph.cli.common import data_option, ensure_data, with_options
from graph.errors import InputError
from graph.model.formats import GRAPH_FORMATS, RESULT_FORMATS, by_name
from graph.settings import Settings
from graph.store import Dataset, FormatChoice, load_for

_FORMATS = sorted({offer.name for offer in (*RESULT_FORMATS, *GRAPH_FORMATS)})


@click.command("query")
@click.argument("file", metavar="[FILE|-]", default="-", type=click.Path(path_type=Path))
@click.option("--format", "name", type=click.Choice(_FORMATS), help="Format of the answer; default csv, or turtle.")
@data_option("Query these RDF files instead of the built-in graph; can be repeated.")
def query_command(file: Path, name: str | None, data: tuple[Path, ...]) -> None:
    """Run a SPARQL query from a file or from standard input; our prefixes need not be declared.

    \b
    Examples:
      mpsc query queries/examples/bamberg-meeting.rq
      echo 'SELECT ?l { ?p a mpsc:ModelProject ; rdfs:label ?l }' | mpsc query - --format json
    """
    text = _read_query(file)
    settings = with_options(Settings.from_environment(), data=data)
    formats = (
        FormatChoice(by_name(name, RESULT_FORMATS), by_name(name, GRAPH_FORMATS))
        if name
        else FormatChoice(by_name("csv", RESULT_FORMATS))
    )
    answer = load_for(text, ensure_data(settings)).answer(text, formats, Dataset())
    click.echo(answer.whole(), nl=False)


def _read_query(file: Path) -> str:
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: the query is not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror}). Check the path.") from error
