# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tables come to be by migration, from nothing and from each earlier form."""

import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from graph.errors import InboxError
from graph.inbox import Role, accounts, open_inbox
from graph.inbox.database import FOLDER, Database, migrate
from graph.inbox.schema import Base, Organisation
from graph.settings import Settings
from tests.pace import PATIENCE

ROOT = Path(__file__).parents[2]
SCRIPTS = ScriptDirectory(str(FOLDER))
CREATED = datetime(2026, 11, 23, 8, tzinfo=UTC)
EARLIER = [script.revision for script in SCRIPTS.walk_revisions() if not script.is_head]


def differences(database: Database) -> list[object]:
    """Return where the tables are not as the code declares them."""
    with database.engine.begin() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def test_migrations_are_one_line(database_url: str) -> None:
    """From nothing they give what the code declares, and a second time there is nothing to do."""
    for _ in range(2):
        with closing(open_inbox(Settings(database_url=database_url))) as inbox:
            assert differences(inbox.database) == []
    assert len(SCRIPTS.get_heads()) == 1


@pytest.mark.parametrize("revision", EARLIER)
def test_from_an_earlier_form(database_url: str, revision: str) -> None:
    """What is in the tables stays there."""
    database = Database(database_url, 5)
    migrate(database, revision)
    with database.writing() as session:
        session.add(Organisation(iri="https://example.org/a", name="A", created_at=CREATED))
    assert differences(database) != []
    database.close()

    with closing(open_inbox(Settings(database_url=database_url))) as inbox:
        accounts.create(inbox, "https://example.org/a", "A", Role.REVIEWER)
        ((_, organisation),) = accounts.list_accounts(inbox)
        assert (organisation.name, organisation.created_at) == ("A", CREATED)
        assert differences(inbox.database) == []


def test_many_processes_at_once(database_url: str) -> None:
    """All web processes start at the same moment on an empty database."""
    code = "import sys; from graph.inbox import open_inbox; from graph.settings import Settings;"
    code += "open_inbox(Settings(database_url=sys.argv[1], inbox_seconds=30))"
    processes = [
        subprocess.Popen([sys.executable, "-c", code, database_url], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]

    assert [process.communicate(timeout=PATIENCE)[1] for process in processes] == [""] * 3
    with closing(open_inbox(Settings(database_url=database_url))) as inbox:
        assert differences(inbox.database) == []


def test_tables_of_a_newer_version_are_left_alone(database_url: str) -> None:
    """An older program does not guess."""
    with closing(open_inbox(Settings(database_url=database_url))) as inbox, inbox.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'tomorrow'"))

    with pytest.raises(InboxError, match="newer version"):
        open_inbox(Settings(database_url=database_url))


def test_a_migration_that_fails_leaves_nothing(database_url: str) -> None:
    """Tables are made in one transaction: something in the way of the last step undoes the first."""
    database = Database(database_url, 5)
    with database.writing() as session:
        session.execute(text("CREATE TABLE drafts (x INTEGER)"))
    with pytest.raises(InboxError, match="already exists"):
        migrate(database)
    with database.writing() as session:
        session.execute(text("DROP TABLE drafts"))
    migrate(database)

    assert differences(database) == []
    database.close()
