# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""All settings, each declared once, and how they are read from `MPSC_*` environment variables."""

import logging
import os
import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from functools import cache, partial
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from graph.errors import InputError

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

_ENDPOINT = re.compile(r'https?://[^\x00-\x20\x7F-\U0010FFFF"<>\\^`{|}#]+')

_INJECTED = re.compile(r"MPSC_(\w+_)?(SERVICE_(HOST|PORT)\w*|PORT(_\d+_(TCP|UDP|SCTP)\w*)?)")
"""Variables that Kubernetes and Docker links set for a service whose name begins with `mpsc`."""


def _setting(default: _T, read: Callable[[str], _T], meaning: str, *, group: str = "", secret: bool = False) -> _T:
    """Return a dataclass field with everything there is to say about a setting.

    Args:
        default: the value when the variable is unset or empty.
        read: turns the text of the variable into the value; its ValueError says what to write instead.
        meaning: English Markdown for operators, shown in `docs/settings.md`.
        group: the heading in `docs/settings.md` that this setting and the following ones belong under.
        secret: whether the value stays out of `repr`.
    """
    metadata = {"read": read, "meaning": meaning, "group": group}
    return field(default=default, repr=not secret, metadata=metadata)


def _integer(text: str, least: int, most: int | None = None) -> int:
    with suppress(ValueError):
        number = int(text)
        if least <= number and (most is None or number <= most):
            return number
    allowed = f"of {least} or more" if most is None else f"from {least} to {most}"
    raise ValueError(f"write a whole number {allowed}")


_positive = partial(_integer, least=1)


def _port(text: str) -> int:
    if re.match(r"(tcp|udp|sctp)://", text):
        raise ValueError(
            "Kubernetes, or a Docker link, has set this variable to the address of a service named `mpsc`."
            " Rename the service, set `enableServiceLinks: false` in the pod specification, or set MPSC_PORT"
            " to a port number in the environment of the container"
        )
    return _integer(text, 1, 65535)


def _seconds(text: str, *, zero: bool = False) -> float:
    with suppress(ValueError):
        number = float(text)
        if 0 < number < 86_400 or (zero and number == 0):
            return number
    or_zero = ", or 0 for no limit" if zero else ""
    raise ValueError(f"write a number of seconds above 0 and below 86400 (one day){or_zero}")


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
                f"{iri} is not the address of an endpoint. Write addresses such as"
                " https://query.wikidata.org/sparql, in ASCII, without user name or fragment, separated by"
                " spaces"
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


@dataclass(frozen=True)
class Settings:
    """What an operator can set. `docs/settings.md` is generated from these declarations."""

    public_url: str = _setting(
        "http://localhost:8000",
        _public_url,
        "Address at which the public reaches the server. If it is not set, `mpsc serve` uses its own host and port.",
        group="Server",
    )
    host: str = _setting("127.0.0.1", str, "Address to listen on.")
    port: int = _setting(8000, _port, "Port to listen on.")
    processes: int = _setting(2, _positive, "Number of web processes; they share the query workers.")
    threads: int = _setting(
        32, _positive, "Number of requests answered at the same time, by all web processes together."
    )
    trusted_proxies: int = _setting(
        0,
        partial(_integer, least=0, most=10),
        "Number of proxies in front of the server whose `X-Forwarded-For` is trusted.",
    )
    cache_bytes: int = _setting(
        100_000_000, _positive, "Memory for cached answers, in bytes, of all web processes together."
    )
    release_folder: Path = _setting(
        Path("var/releases"), Path, "Folder that holds the releases and the link `current`.", group="Files"
    )
    data: tuple[Path, ...] = _setting(
        (), _paths, "RDF files or folders to serve instead of a release, separated by `:`."
    )
    permalink_folder: Path = _setting(Path("var/permalinks"), Path, "Folder that stores the queries of permalinks.")
    text_folder: Path | None = _setting(
        None,
        Path,
        "Folder with the operator's own texts in Markdown: `imprint.de.md`, `privacy.de.md`,"
        " `accessibility.de.md`, `licence.de.md`, `cite.de.md`, and the same names with `.en.md`. Missing"
        " texts are taken from `graph/web/texts/`, where the first three are only templates.",
    )
    query_bytes: int = _setting(1_000_000, _positive, "Longest query accepted, in bytes.", group="Queries")
    answer_bytes: int = _setting(1_000_000_000, _positive, "Longest answer given, in bytes.")
    query_seconds: float = _setting(
        20.0, _seconds, "Time a query may take, in seconds, including parsing it and writing the answer."
    )
    query_memory: int = _setting(
        1_000_000_000, _positive, "Memory a query may use in addition to the shared data, in bytes."
    )
    workers: int = _setting(
        6, _positive, "Number of queries evaluated at the same time. Choose more than the machine has CPU cores."
    )
    queue_seconds: float = _setting(5.0, _seconds, "Time a query may wait for a worker, in seconds.")
    burst_seconds: float = _setting(
        120.0,
        partial(_seconds, zero=True),
        "Query time that one client may use at once, in seconds; `0` sets no limit.",
    )
    refill_seconds: float = _setting(1.0, _seconds, "Query time that a client regains every second, in seconds.")
    service_allowed: tuple[str, ...] = _setting(
        (),
        _endpoints,
        "SPARQL endpoints that a query may call with `SERVICE`, separated by spaces. Their host names must"
        " resolve to public addresses; write an endpoint inside your own network with its IP address.",
    )
    database_url: str = _setting(
        "sqlite:///var/inbox.sqlite",
        _database_url,
        "Database of the submissions. For PostgreSQL (`pip install 'mpsc-graph[postgresql]'`), write"
        " `postgresql://user:password@host/database`.",
        group="Submissions",
        secret=True,
    )
    inbox_seconds: float = _setting(5.0, _seconds, "Time to wait for a database that others have locked, in seconds.")
    submission_bytes: int = _setting(
        10_000_000,
        _positive,
        "Size limit of one submission, in bytes: as received, as published, and its report together.",
    )
    organisation_bytes: int = _setting(
        500_000_000, _positive, "Space that one organisation may take up in the inbox, in bytes."
    )
    submissions_per_day: int = _setting(100, _positive, "Number of times one organisation may submit within 24 hours.")
    token_submissions_per_hour: int = _setting(
        30, _positive, "Number of times a program may submit with one API token within an hour."
    )
    open_submissions: int = _setting(
        50, _positive, "Number of undecided submissions that one organisation may have at the same time."
    )
    secret_file: Path = _setting(
        Path("var/secret"),
        Path,
        "File with the key that signs cookies and forms; created with a random key if it does not exist.",
        group="Signing in",
    )
    sign_in_hours: int = _setting(12, _positive, "Hours after which people have to sign in again.")
    oidc_issuer: str = _setting(
        "",
        _public_url,
        "Identity provider (OpenID Connect) with which organisations can sign in as well"
        " (`pip install 'mpsc-graph[oidc]'`). Its redirect address is `/sign-in/oidc/back`.",
    )
    oidc_client_id: str = _setting("", str, "Client ID by which the provider knows this server.")
    oidc_client_secret: str = _setting("", str, "Client secret shared with the provider.", secret=True)
    oidc_scope: str = _setting("openid", str, "Scope requested from the provider.")
    oidc_claim: str = _setting(
        "mpsc_account", str, "Claim that names an account by its ID, or an organisation by its IRI."
    )
    worker_folder: Path | None = _setting(
        None, Path, "Folder of the workers that another process runs.", group="Set by `mpsc serve`"
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Return the settings of `environment` (default: the process's own variables).

        Logs a warning, once in a process, about variables that are not settings.

        Raises:
            InputError: the value of a variable cannot be used, or its name looks like a misspelt setting.
        """
        given = os.environ if environment is None else environment
        known = {variable(setting.name): setting for setting in fields(cls)}
        values = {
            setting.name: _read(key, setting.metadata["read"], given[key])
            for key, setting in known.items()
            if given.get(key)
        }
        unknown = sorted(key for key in given if key.startswith("MPSC_") and key not in known)
        for key in unknown:
            _refuse_misspelt(key, known)
        # The web processes of `mpsc serve` stay silent: it has warned already.
        if unknown and "worker_folder" not in values:
            _warn(", ".join(unknown))
        return cls(**values)


def variable(name: str) -> str:
    """Return the environment variable of the setting `name`."""
    return f"MPSC_{name.upper()}"


def _read(key: str, reader: Callable[[str], Any], text: str) -> Any:
    try:
        return reader(text)
    except ValueError as error:
        raise InputError(f"{key}={text!r} cannot be used: {error}.") from error


def _refuse_misspelt(key: str, known: Collection[str]) -> None:
    from difflib import get_close_matches  # noqa: PLC0415 - only needed after a mistake

    if _INJECTED.fullmatch(key):
        return
    names = {name.removeprefix("MPSC_"): name for name in known}
    # 0.75 lets two swapped letters of a short name pass: PROT for PORT.
    if near := get_close_matches(key.removeprefix("MPSC_"), names, n=2, cutoff=0.75):
        raise InputError(f"{key} is not a setting. Did you mean {' or '.join(names[each] for each in near)}?")


@cache
def _warn(names: str) -> None:
    logger.warning("Ignored, because docs/settings.md has no such setting: %s", names)
