# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The command line. A command is imported when it is called, so that help and short queries start fast.

release   build, check, serve and the official register
query     one SPARQL query
files     check files before they are sent, and get tables to fill in
inbox     accounts and submissions
common    what several of them share
"""

from importlib import import_module
from typing import Any

import click

from graph import __version__
from graph.errors import GraphError

_COMMANDS = {
    "account": ("inbox", "Accounts of organisations, one-time sign-in links, tokens for programs."),
    "build": ("release", "Check all data and make a release of it."),
    "check": ("release", "Check the curated data without making a release."),
    "query": ("query", "Run a SPARQL query from a file or from standard input."),
    "register": ("release", "The official register of municipalities and districts."),
    "serve": ("serve", "Serve pages and the SPARQL endpoint."),
    "submissions": ("inbox", "What organisations have submitted, and what became of it."),
    "template": ("files", "Write an empty table to fill in and send."),
    "validate": ("files", "Check files as if they were sent in."),
}
"""Command → the module of this package that defines it, and its line in the help."""


class _Commands(click.Group):
    """The commands, imported when called; our own errors become one sentence and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"graph.cli.{_COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in _COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GraphError as error:
            click.echo(f"mpsc: {error}", err=True)
            ctx.exit(error.exit_code)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
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
