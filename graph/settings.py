# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""All settings: one frozen dataclass, filled from `MPSC_*` environment variables."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from graph.errors import InputError

_ENDPOINT = re.compile(r'https?://[^\x00-\x20\x7F-\U0010FFFF"<>\\^`{|}#]+')


@dataclass(frozen=True)
class Settings:
    """What an operator can set; the README's table lists every field.

    Attributes:
        release_folder: folder that holds the releases and the link `current`.
        permalink_folder: folder that keeps the queries of permalinks.
        public_url: address under which the public reaches this server, without a slash at the end.
        host: address to listen on.
        port: port to listen on.
        data: RDF files or folders to serve in place of a release, in the order given.
        query_bytes: longest query accepted, in bytes.
        cache_bytes: of answers kept in memory.
        answer_bytes: longest answer given, in bytes.
        query_seconds: time one query may take, parsing and writing included.
        query_memory: bytes one query may use on top of the shared data.
        workers: queries evaluated at the same time; more than the machine has cores.
        queue_seconds: time a query may wait for a worker.
        burst_seconds: query seconds that one client may use at once; 0 sets no limit.
        refill_seconds: query seconds that a client gets back each second.
        trusted_proxies: proxies in front whose X-Forwarded-For is believed.
        processes: web processes; they share the query workers.
        threads: requests answered at the same time, by all web processes together.
        engine: folder of query workers that another process runs; `mpsc serve` sets it for its processes.
        service_allowed: IRIs of the SPARQL endpoints that a query may ask with SERVICE.
        text_folder: folder of the operator's own legal texts, `<name>.<language>.md` each.
        database_url: the database of the submissions, SQLite or PostgreSQL.
        inbox_seconds: time to wait for a database that others have locked.
        submission_bytes: of one submission: received bytes, canonical form and report together.
        organisation_bytes: of everything an organisation has in the inbox.
        submissions_per_day: of one organisation.
        token_submissions_per_hour: with one API token.
        open_submissions: of one organisation that are not decided yet.
        secret_file: file with the key that signs what a browser keeps for us; made where there is none.
        sign_in_hours: after which a browser has to sign in anew.
        oidc_issuer: identity provider by which organisations may sign in (OpenID Connect); "" for none.
        oidc_client_id: how the provider knows this server.
        oidc_client_secret: the secret shared with it.
        oidc_scope: what is asked of it.
        oidc_claim: claim that names an account by its id, or an organisation by its IRI.
        examiner: socket of the process that checks files; `mpsc serve` sets it for its processes.
    """

    release_folder: Path = Path("var/releases")
    permalink_folder: Path = Path("var/permalinks")
    public_url: str = "http://localhost:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    data: tuple[Path, ...] = field(default=())
    query_bytes: int = 1_000_000
    cache_bytes: int = 100_000_000
    answer_bytes: int = 1_000_000_000
    query_seconds: float = 20.0
    query_memory: int = 1_000_000_000
    workers: int = 6
    queue_seconds: float = 5.0
    burst_seconds: float = 120.0
    refill_seconds: float = 1.0
    trusted_proxies: int = 0
    processes: int = 2
    threads: int = 32
    engine: Path | None = None
    service_allowed: tuple[str, ...] = ()
    text_folder: Path | None = None
    database_url: str = "sqlite:///var/inbox.sqlite"
    inbox_seconds: float = 5.0
    submission_bytes: int = 10_000_000
    organisation_bytes: int = 500_000_000
    submissions_per_day: int = 100
    token_submissions_per_hour: int = 30
    open_submissions: int = 50
    secret_file: Path = Path("var/secret")
    sign_in_hours: int = 12
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_scope: str = "openid"
    oidc_claim: str = "mpsc_account"
    examiner: Path | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Return the settings of `environment` (default: the process's own variables).

        Raises:
            InputError: a variable has a value that cannot be used, or is not a setting.
        """
        given = os.environ if environment is None else environment
        known = {variable(f.name): f.name for f in fields(cls)}
        _refuse_unknown(given, known)
        values = {
            name: _read(key, _READERS[name], given[key]) for key, name in known.items() if given.get(key)
        }
        return cls(**values)


def variable(name: str) -> str:
    """Return the environment variable of the setting `name`."""
    return f"MPSC_{name.upper()}"


def _refuse_unknown(given: Mapping[str, str], known: Mapping[str, str]) -> None:
    for key in given:
        if key.startswith("MPSC_") and key not in known:
            names = ", ".join(sorted(known))
            raise InputError(f"{key} is not a setting. The settings are: {names}.")


def _read(key: str, reader: Callable[[str], Any], text: str) -> Any:
    try:
        return reader(text)
    except ValueError as error:
        raise InputError(f"{key}={text!r} cannot be used: {error}.") from error


def _port(text: str) -> int:
    number = int(text)
    if not 0 < number < 65536:
        raise ValueError("a port lies between 1 and 65535")
    return number


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("the number must be 1 or more")
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < 86_400:
        raise ValueError("write a number of seconds above 0 and below a day")
    return number


def _seconds_or_none(text: str) -> float:
    return 0.0 if float(text) == 0 else _seconds(text)


def _count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 10:
        raise ValueError("write a number from 0 to 10")
    return number


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("write an address such as https://daten.example.org")
    return text.rstrip("/")


def _paths(text: str) -> tuple[Path, ...]:
    return tuple(Path(part) for part in text.split(os.pathsep) if part)


def _endpoints(text: str) -> tuple[str, ...]:
    for iri in text.split():
        parts = urlsplit(iri)
        if not _ENDPOINT.fullmatch(iri) or not parts.hostname or "@" in parts.netloc or parts.port == 0:
            raise ValueError(
                f"{iri} is no endpoint. Write addresses such as https://query.wikidata.org/sparql, in ASCII,"
                " without user name and fragment, separated by spaces"
            )
    return tuple(dict.fromkeys(text.split()))


def _database_url(text: str) -> str:
    """Return the address as it is; the message does not repeat it, because it may hold a password."""
    if not re.fullmatch(r"sqlite:///[^?#]+|postgres(ql(\+psycopg)?)?://.+", text):
        raise InputError(
            "MPSC_DATABASE_URL cannot be used: write sqlite:///folder/inbox.sqlite or"
            " postgresql://user:password@host/database."
        )
    return text


_READERS: Mapping[str, Callable[[str], Any]] = {
    "release_folder": Path,
    "permalink_folder": Path,
    "public_url": _public_url,
    "host": str,
    "port": _port,
    "data": _paths,
    "query_bytes": _positive,
    "cache_bytes": _positive,
    "answer_bytes": _positive,
    "query_seconds": _seconds,
    "query_memory": _positive,
    "workers": _positive,
    "queue_seconds": _seconds,
    "burst_seconds": _seconds_or_none,
    "refill_seconds": _seconds,
    "trusted_proxies": _count,
    "processes": _positive,
    "threads": _positive,
    "engine": Path,
    "service_allowed": _endpoints,
    "text_folder": Path,
    "database_url": _database_url,
    "inbox_seconds": _seconds,
    "submission_bytes": _positive,
    "organisation_bytes": _positive,
    "submissions_per_day": _positive,
    "token_submissions_per_hour": _positive,
    "open_submissions": _positive,
    "secret_file": Path,
    "sign_in_hours": _positive,
    "oidc_issuer": _public_url,
    "oidc_client_id": str,
    "oidc_client_secret": str,
    "oidc_scope": str,
    "oidc_claim": str,
    "examiner": Path,
}
