# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Transactions on SQLite or PostgreSQL: durable, bounded in time, with errors that say what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from graph.errors import BusyError, GraphError, InboxError, OutOfSpaceError

FOLDER = Path(__file__).with_name("migrations")
_LOCK = 0x6D707363
"""The number of our lock in PostgreSQL: "mpsc" in ASCII."""

_ONE_AT_A_TIME = Lock()
"""Alembic keeps what it works on in its module, so the threads of a process take turns."""

_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "40P01", "40001", "57014")
_FULL = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_TOOBIG", "53100", "53200")
"""How the codes of SQLite (sqlite.org/rescode.html) and PostgreSQL (appendix A, SQLSTATE) begin."""


class Database:
    """The database of the inbox.

    SQLite keeps its journal as a write-ahead log and brings each commit to disk before it is confirmed
    (`synchronous=FULL`); PostgreSQL does so by itself.

    Attributes:
        engine: gives connections; where it is SQLite, writers queue up before they read.
    """

    def __init__(self, url: str, wait_seconds: float) -> None:
        self.url = _with_driver(make_url(url))
        self._wait_seconds = wait_seconds
        milliseconds = int(wait_seconds * 1000)
        try:
            if self.url.get_backend_name() == "sqlite":
                self.engine = _sqlite(self.url, milliseconds)
            else:
                self.engine = _postgresql(self.url, milliseconds)
        except ModuleNotFoundError as error:
            raise InboxError(
                f"The driver for PostgreSQL is not installed ({error.name}). Run"
                " `pip install 'mpsc-graph[postgresql]'`."
            ) from error

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session on one state of the data; it locks nobody out."""
        with self._our_errors(), Session(self._reader, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose work is stored as a whole when the block ends, or not at all.

        Raises:
            BusyError: others kept the data locked for too long.
            OutOfSpaceError: the disk is full; nothing was stored.
            InboxError: the database cannot be used.
        """
        with self._our_errors(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Give a connection whose work is stored as a whole; other processes that migrate wait."""
        with self._our_errors(), self._writer.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection

    def revision(self) -> str | None:
        """Return the revision of the tables; None where there are none."""
        with self._our_errors(), self.engine.begin() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    @property
    def _writer(self) -> Engine:
        return self.engine.execution_options(begin="BEGIN IMMEDIATE")

    @property
    def _reader(self) -> Engine:
        """The engine whose transactions see one state; a transaction of SQLite always does."""
        if self.engine.dialect.name == "sqlite":
            return self.engine
        return self.engine.execution_options(isolation_level="REPEATABLE READ")

    @contextmanager
    def _our_errors(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._translate(error) from error
        except PoolTimeoutError as error:
            raise self._busy("All connections to the inbox were") from error

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _translate(self, error: DBAPIError) -> GraphError:
        name = getattr(error.orig, "sqlite_errorname", None)
        code = str(name or getattr(error.orig, "sqlstate", None) or "")
        if code.startswith(_BUSY):
            return self._busy("The inbox was")
        if code.startswith(_FULL):
            return OutOfSpaceError(
                "The disk of the inbox is full or cannot be written; nothing was stored. Free space, then try"
                f" again ({error.orig})."
            )
        where = self.url.render_as_string(hide_password=True)
        return InboxError(f"{where}: the inbox cannot be used: {str(error.orig).strip()}")

    def _busy(self, what: str) -> BusyError:
        return BusyError(
            f"{what} in use by others for {self._wait_seconds:g} seconds; nothing was stored. Try again in a moment."
        )


def _with_driver(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg") if url.drivername.startswith("postgres") else url


def _postgresql(url: URL, milliseconds: int) -> Engine:
    settings = f"-c lock_timeout={milliseconds} -c synchronous_commit=on -c timezone=UTC"
    return create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_timeout=milliseconds / 1000,
        connect_args={"options": settings, "connect_timeout": max(2, milliseconds // 1000)},
    )


def _sqlite(url: URL, milliseconds: int) -> Engine:
    _make_private(Path(url.database or ""))
    engine = create_engine(url, hide_parameters=True, pool_timeout=milliseconds / 1000)

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # BEGIN is ours, below
        for pragma in (f"busy_timeout={milliseconds}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.cursor().execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


def _make_private(path: Path) -> None:
    """Create the file, readable by nobody else, if there is none; SQLite gives its other files this mode."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise InboxError(
            f"{path}: the inbox cannot be written ({error.strerror}). Set MPSC_DATABASE_URL to a path"
            " that you may write to."
        ) from error


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
    with _ONE_AT_A_TIME:
        if database.revision() == goal:
            return
        with database.migrating() as connection:
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, revision)
            except CommandError as error:
                raise InboxError(
                    f"A newer version of this software has written the inbox ({error}). Install that version."
                ) from error
