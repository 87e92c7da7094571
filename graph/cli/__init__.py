# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The command line: build, serve, query, check, validate, register."""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from graph import __version__
from graph.cli.common import data_option, day, described, given, progress, ready
from graph.cli.files import template_command, validate_command
from graph.cli.inbox import account_group, submissions_group
from graph.errors import CheckFailedError, GraphError, InputError
from graph.inbox import build_release
from graph.model.formats import GRAPH_FORMATS, RESULT_FORMATS, by_name
from graph.model.paths import data_folder
from graph.publication import Sources, assemble, check, origin
from graph.register import update
from graph.settings import Settings, variable
from graph.store import Dataset, FormatChoice, load
from graph.web.server.serving import serve

_FORMATS = sorted({offer.name for offer in (*RESULT_FORMATS, *GRAPH_FORMATS)})


class _Group(click.Group):
    """A command group that tells our own errors in one sentence, with their exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GraphError as error:
            click.echo(f"mpsc: {error}", err=True)
            ctx.exit(error.exit_code)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mpsc")
def main() -> None:
    """The 73 German model projects Smart Cities as linked open data.

    \b
    Examples:
      mpsc build                         check all data and make a release
      mpsc serve                         serve it at http://localhost:8000
      echo 'SELECT * { ?p a mpsc:ModelProject }' | mpsc query -

    Settings come from MPSC_* variables; docs/settings.md lists them.

    \b
    Exit codes: 0 done · 2 the input cannot be used · 3 a check failed
                4 the release folder cannot be used · 5 the server cannot start
                6 the inbox cannot be used
    """


main.add_command(account_group)
main.add_command(submissions_group)
main.add_command(validate_command)
main.add_command(template_command)


_sources = click.option(
    "--sources",
    metavar="FOLDER",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of Turtle files, one per named graph; default: the built-in data.",
)


@main.command("build")
@_sources
@click.option("--date", metavar="YYYY-MM-DD", help="Date of the release; default: today (UTC).")
def build_command(sources: Path | None, date: str | None) -> None:
    """Check all data and make a release of it; the one before stays in service until the end.

    Accepted submissions become part of it. One that does not pass the checks any more is left out and told,
    with exit code 3; it stays accepted, and the next build tries again.

    \b
    Example:
      mpsc build --date 2026-11-22
    """
    settings = Settings.from_environment()
    outcome = build_release(settings, day(date), _read_from(sources), progress())
    release, is_new = outcome.built
    state = "is in service" if is_new else "was up to date already"
    click.echo(f"Release {release.version} {state}: {described(release)}.")
    if outcome.refused:
        raise CheckFailedError(outcome.left_out())


@main.command("serve")
@click.option("--host", metavar="NAME", help="Address to listen on; default 127.0.0.1.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on; default 8000.")
@data_option("Serve these RDF files in place of the built-in graph; may be given several times.")
@click.argument("more_data", nargs=-1, metavar="[FILE|FOLDER]...", type=click.Path(path_type=Path))
def serve_command(
    host: str | None, port: int | None, data: tuple[Path, ...], more_data: tuple[Path, ...]
) -> None:
    """Serve pages and the SPARQL endpoint; builds a release first if there is none.

    \b
    Examples:
      mpsc serve --port 9000
      mpsc serve --data measures.ttl other-files/

    Known file types: .ttl .trig .nt .nq .rdf .owl .jsonld
    """
    settings = given(Settings.from_environment(), host=host, port=port, data=data + more_data)
    if more_data and not data:
        raise InputError("Files to serve come after --data: mpsc serve --data FILE…")
    what = ready(settings)
    _export(settings)
    click.echo(f"Serving {what} at http://{_shown(settings.host)}:{settings.port} – stop with Ctrl+C")
    serve(settings)


@main.command("query")
@click.argument("file", metavar="[FILE|-]", default="-", type=click.Path(path_type=Path))
@click.option(
    "--format", "name", type=click.Choice(_FORMATS), help="Format of the answer; default csv, or turtle."
)
@data_option("Ask these RDF files in place of the built-in graph; may be given several times.")
def query_command(file: Path, name: str | None, data: tuple[Path, ...]) -> None:
    """Run a SPARQL query from a file or from standard input; our prefixes need no declaration.

    \b
    Examples:
      mpsc query queries/examples/bamberg-meeting.rq
      echo 'SELECT ?l { ?p a mpsc:ModelProject ; rdfs:label ?l }' | mpsc query - --format json
    """
    text = _read_query(file)
    settings = given(Settings.from_environment(), data=data)
    ready(settings)
    formats = (
        FormatChoice(by_name(name, RESULT_FORMATS), by_name(name, GRAPH_FORMATS))
        if name
        else FormatChoice(by_name("csv", RESULT_FORMATS))
    )
    answer = load(origin(settings)).answer(text, formats, Dataset())
    click.echo(answer.whole(), nl=False)


@main.command("check")
@_sources
def check_command(sources: Path | None) -> None:
    """Check the curated data without making a release; lists every fault with file and node.

    \b
    Example:
      mpsc check && echo 'ready for a release'
    """
    show = progress()
    store = assemble(_read_from(sources), show)
    problems = check(store, show)
    for problem in problems:
        click.echo(str(problem))
    if problems:
        raise CheckFailedError(f"{len(problems)} faults in {len(store)} statements.")
    click.echo(f"No fault in {len(store)} statements.")


@main.group("register")
def register_group() -> None:
    """The official register of municipalities and districts."""


@register_group.command("update")
@click.argument("edition", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--changes",
    metavar="CSV",
    type=click.Path(path_type=Path),
    help="What became of keys that are gone: date, kind, old_ags, new_ags, source.",
)
@click.option(
    "--population-date",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day of the population figures; the text edition does not say it.",
)
@click.option(
    "--folder", metavar="FOLDER", type=click.Path(path_type=Path), help="Tables; default: the built-in."
)
def register_update_command(
    edition: Path, changes: Path | None, population_date: datetime | None, folder: Path | None
) -> None:
    """Read an official GV100AD edition (text or Excel) into the register tables.

    \b
    Example:
      mpsc register update GV100AD_28022027.txt --population-date 2025-12-31 \\
        --changes gebietsaenderungen.csv
    """
    show = progress()
    report = update(
        folder or data_folder() / "register",
        edition,
        changes,
        population_date=population_date.date() if population_date else None,
        progress=lambda done, total: show("Reading", done, total),
    )
    click.echo(str(report))


def _read_from(folder: Path | None) -> Sources:
    return Sources(data=folder) if folder else Sources()


def _export(settings: Settings) -> None:
    """Hand the options over to the server's worker process, which reads the environment."""
    os.environ[variable("data")] = os.pathsep.join(str(path.absolute()) for path in settings.data)
    for name in ("release_folder", "permalink_folder"):
        os.environ[variable(name)] = str(getattr(settings, name).absolute())
    if variable("public_url") not in os.environ:
        os.environ[variable("public_url")] = f"http://{_shown(settings.host)}:{settings.port}"


def _shown(host: str) -> str:
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::1", "::"} else host  # noqa: S104 - compared only


def _read_query(file: Path) -> str:
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: the query is not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror}). Check the path.") from error
    return text
