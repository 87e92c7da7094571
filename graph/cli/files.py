# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands on files that are to be sent in: check them, and get a table to fill in."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import click

from graph.check import FILE_LIMITS, Published, Received, Report, Verdict, load_published
from graph.check.formats import REPORT_FORMATS, stream_reports
from graph.check.shacl import ignore_progress
from graph.check.templates import DEFAULT_KINDS, csv_template, workbook_template
from graph.cli.common import data_option, ensure_data, progress_bar, with_options
from graph.errors import InputError, UnreadableError
from graph.settings import Settings
from graph.store import load_default_graph
from graph.workers.checks import evaluate_limited, warm


@click.command("validate")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "name", type=click.Choice(REPORT_FORMATS), default="text", help="Form of the report.")
@click.option("--lang", type=click.Choice(["de", "en"]), default="de", help="Language of texts; default de.")
@click.option("--by", type=click.Choice(["object", "rule"]), default="object", help="How text is grouped.")
@click.option("--kind", default="", metavar="KIND", help="What the rows of a CSV file are; default: find out.")
@data_option("RDF files that count as published, instead of the release in service.")
@click.pass_context
def validate_command(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: click.Context, files: tuple[Path, ...], name: str, lang: str, by: str, kind: str, data: tuple[Path, ...]
) -> None:
    """Check files as if they were sent in: RDF in six formats, JSON, CSV, Excel.

    Nothing is sent and nothing is changed. The report says what is wrong in which line or cell, what is
    expected and how to put it right, and lists everything that would not be taken over, with the reason.

    \b
    Examples:
      mpsc validate measures.xlsx
      mpsc validate project.ttl measures.jsonld --lang en
      mpsc validate data.ttl --format sarif > findings.sarif
      cat project.ttl | mpsc validate -

    \b
    Exit codes, the highest of all files: 0 valid · 1 has errors
      2 nothing in the file was recognised · 3 it could not be read or not be checked to the end
    """
    settings = with_options(Settings.from_environment(), data=data)
    known = load_published(load_default_graph(ensure_data(settings)))
    warm(known)
    codes: list[int] = []
    for part in stream_reports(_reports(files, kind, known, codes), len(files), name, lang, by):
        click.echo(part, nl=False)
    context.exit(max(codes))


@click.command("template")
@click.argument("file", metavar="FILE.xlsx|FILE.csv", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--kind", "slugs", multiple=True, metavar="KIND", help="What to describe; default: measure.")
def template_command(file: Path, slugs: tuple[str, ...]) -> None:
    """Write an empty table to fill in and send: headings, lists to choose from, help at every cell.

    A workbook can have several kinds, one a sheet; CSV has one. An unknown kind is answered with all kinds.

    \b
    Examples:
      mpsc template measures.xlsx
      mpsc template project.xlsx --kind model-project --kind measure
      mpsc template needs.csv --kind need
    """
    if file.suffix == ".xlsx":
        known = load_published(load_default_graph(ensure_data(Settings.from_environment())))
        content = workbook_template(slugs or DEFAULT_KINDS, known)
    elif file.suffix == ".csv" and len(slugs) <= 1:
        content = csv_template(*slugs)
    else:
        raise InputError(f"{file}: the name ends in .xlsx, or in .csv for one kind.")
    try:
        file.write_bytes(content)
    except OSError as error:
        raise InputError(f"{file}: cannot be written ({error.strerror}). Check the path.") from error
    click.echo(f"{file}: fill it in, then check it with: mpsc validate {file}")


def _reports(files: Sequence[Path], kind: str, known: Published, codes: list[int]) -> Iterator[Report]:
    """Check one file after the other, keep none, show how far it is, and note the exit code of each."""
    show = progress_bar()
    for number, file in enumerate(files, start=1):
        received = Received(_bytes(file), "" if str(file) == "-" else file.name, kind=kind)
        on_progress = partial(show, "Rules") if len(files) == 1 else ignore_progress
        report = evaluate_limited(received, known, on_progress=on_progress).report
        codes.append(Verdict(report["verdict"]).exit_code)
        if len(files) > 1:
            show("Checking", number, len(files))
        yield report


def _bytes(file: Path) -> bytes:
    """Return the content of a file, as far as one that is not too large can go."""
    try:
        with click.open_file(str(file), "rb") as stream:
            content: bytes = stream.read(FILE_LIMITS.bytes + 1)
    except OSError as error:
        raise UnreadableError(f"{file}: cannot be read ({error.strerror}). Check the path.") from error
    return content
