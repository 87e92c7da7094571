# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Bring the tables to the form this software needs; several processes may try at once."""

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import text

from graph.errors import InboxError
from graph.inbox.database import Database

FOLDER = Path(__file__).with_name("migrations")
_LOCK = 0x6D707363
"""The number of our lock in PostgreSQL: "mpsc" in ASCII."""

_ONE_AT_A_TIME = Lock()
"""Alembic keeps what it works on in its module, so the threads of a process take turns."""


def migrate(database: Database, revision: str = "head") -> None:
    """Bring the tables up to `revision`, in one transaction that others wait for.

    Raises:
        InboxError: a newer version of this software wrote the tables.
    """
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("version_locations", str(FOLDER / "versions").replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    goal = ScriptDirectory.from_config(config).get_current_head() if revision == "head" else revision
    with _ONE_AT_A_TIME, database.told():
        with database.engine.begin() as connection:
            if MigrationContext.configure(connection).get_current_revision() == goal:
                return
        with database.writer.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            config.attributes["connection"] = connection
            _upgrade(config, revision)


def _upgrade(config: Config, revision: str) -> None:
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        raise InboxError(
            f"The inbox was written by a newer version of this software ({error}). Install that version."
        ) from error
