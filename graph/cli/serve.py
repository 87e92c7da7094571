# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The command that serves pages and the SPARQL endpoint."""

import os
from pathlib import Path

import click

from graph.cli.common import data_option, ensure_data, size_in_words, with_options
from graph.errors import InputError
from graph.publication.release import current_release
from graph.settings import Settings, variable
from graph.store import load
from graph.web.server.serving import serve


@click.command("serve")
@click.option("--host", metavar="NAME", help="Address to listen on; default 127.0.0.1.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on; default 8000.")
@data_option("Serve these RDF files instead of the built-in graph; can be repeated.")
@click.argument("more_data", nargs=-1, metavar="[FILE|FOLDER]...", type=click.Path(path_type=Path))
def serve_command(host: str | None, port: int | None, data: tuple[Path, ...], more_data: tuple[Path, ...]) -> None:
    """Serve pages and the SPARQL endpoint; builds a release first if there is none.

    \b
    Examples:
      mpsc serve --port 9000
      mpsc serve --data measures.ttl other-files/

    Known file types: .ttl .trig .nt .nq .rdf .owl .jsonld
    """
    settings = with_options(Settings.from_environment(), host=host, port=port, data=data + more_data)
    if more_data and not data:
        raise InputError("Files to serve come after --data: mpsc serve --data FILE…")
    what = _describe_data(settings)
    address = f"http://{_host_to_visit(settings.host)}:{settings.port}"
    _export(settings, address)
    click.echo(f"Serving {what} at {address} – stop with Ctrl+C")
    serve(settings)


def _describe_data(settings: Settings) -> str:
    """Make sure that there is something to serve, which can be read; return what it is."""
    data = ensure_data(settings)
    if settings.data:
        load(data)
        return ", ".join(str(path) for path in settings.data)
    release, _ = current_release(settings.release_folder)
    return f"release {release.version} ({size_in_words(release)})"


def _export(settings: Settings, address: str) -> None:
    """Hand the options over to the worker processes of the server, which read the environment."""
    os.environ[variable("data")] = os.pathsep.join(str(path.absolute()) for path in settings.data)
    for name in ("release_folder", "permalink_folder"):
        os.environ[variable(name)] = str(getattr(settings, name).absolute())
    os.environ.setdefault(variable("public_url"), address)


def _host_to_visit(host: str) -> str:
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::1", "::"} else host  # noqa: S104 - compared only
