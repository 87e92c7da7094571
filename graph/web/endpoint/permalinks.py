# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Permalinks: a query with its dataset and the release it was asked of, under a short address for good.

Earlier releases, for queries that are pinned to them: with workers of their own while they are asked.
"""

import base64
import hashlib
import json
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app
from rdflib import URIRef

from graph.errors import InputError, OutOfSpaceError, ReleaseError, TooLargeError
from graph.publication.release import archived_release
from graph.settings import Settings
from graph.store import Scope, Store
from graph.web.endpoint.sparql import answered, question
from graph.web.http.fair_use import metered
from graph.web.http.negotiation import wants_page
from graph.workers import Limits, PooledStore
from graph.workers.supervisor import Supervisor

IDLE = 120.0
"""Seconds after the last query in which the workers of an earlier release are kept."""


class Archive:
    """At most one earlier release at a time, loaded when it is asked for.

    Args:
        folder: of the releases.
        limits: of a query; one at a time runs here.
        idle: seconds after which the workers end.
    """

    def __init__(self, folder: Path, limits: Limits, idle: float = IDLE) -> None:
        self._folder = folder
        self._limits = replace(limits, workers=1)
        self._idle = idle
        self._lock = threading.Lock()
        self._supervisor: Supervisor | None = None
        self._version = ""
        self._end: threading.Timer | None = None

    @contextmanager
    def store(self, version: str) -> Iterator[Store]:
        """Give the store of the release `version`; others wait meanwhile.

        Raises:
            ReleaseError: there is no such release any more, or it is damaged.
        """
        with self._lock:
            yield PooledStore(self._running(version).folder)

    def _running(self, version: str) -> Supervisor:
        if self._end:
            self._end.cancel()
        if self._supervisor is None or self._version != version:
            origin = archived_release(self._folder, version)
            self._stop()
            self._supervisor, self._version = Supervisor(lambda: origin, self._limits), version
            self._supervisor.start()
        self._end = threading.Timer(self._idle, self._stop_idle)
        self._end.daemon = True
        self._end.start()
        return self._supervisor

    def _stop_idle(self) -> None:
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        if self._supervisor:
            self._supervisor.stop()
        self._supervisor, self._version = None, ""


blueprint = Blueprint("permalinks", __name__)

_LONGEST = 100_000
_MOST = 100_000
_NAME = re.compile(r"[a-z2-7]{16}")


@dataclass(frozen=True)
class Permalink:
    """What a short address stands for.

    Attributes:
        release: version of the release.
        query: text of the query.
        default: IRIs of the default graph.
        named: IRIs of the named graphs.
    """

    release: str
    query: str
    default: list[str]
    named: list[str]

    @property
    def name(self) -> str:
        """The same query of the same release has the same name: 80 bits of a digest."""
        digest = hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).digest()
        return base64.b32encode(digest[:10]).decode().lower()


class Shelf:
    """The permalinks in a folder, one small file each; a file never changes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def keep(self, permalink: Permalink) -> bool:
        """Bring the permalink to disk; return whether it is new.

        Raises:
            OutOfSpaceError: the folder is full.
        """
        path = self._folder / f"{permalink.name}.json"
        with self._lock:
            if path.exists():
                return False
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                if sum(1 for _ in self._folder.iterdir()) >= _MOST:
                    raise OutOfSpaceError("No more permalinks can be kept here. Send the query itself.")
                _write(path, json.dumps(asdict(permalink), ensure_ascii=False, indent=1))
            except OSError as error:
                raise OutOfSpaceError("The permalink cannot be kept. Send the query itself.") from error
        return True

    def find(self, name: str) -> Permalink | None:
        """Return the permalink of this name."""
        try:
            text = (self._folder / f"{name}.json").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        return Permalink(**json.loads(text))


def init_app(app: Flask, settings: Settings) -> None:
    """Give `app` its shelf and its archive."""
    limits = Limits(settings.query_seconds, settings.query_memory, 1, settings.queue_seconds)
    app.extensions["permalinks"] = Shelf(settings.permalink_folder)
    app.extensions["archive"] = Archive(settings.release_folder, limits)


@blueprint.post("/q")
def create() -> Response:
    """Keep the query that is sent as to `/sparql`, and return its short address.

    Raises:
        InputError: files are served in place of releases, or there is no query.
        TooLargeError: the query is longer than a permalink may be.
        OutOfSpaceError: no more can be kept.
    """
    if current_app.config["SETTINGS"].data:
        raise InputError("Permalinks are pinned to a release, and this server serves files in place of one.")
    asked = question()
    text = asked.query or ""
    if len(text.encode()) > _LONGEST:
        raise TooLargeError(f"A permalink keeps queries of up to {_LONGEST} bytes. Send the query itself.")
    release: str = getattr(current_app.extensions["store"], "version", "")
    permalink = Permalink(
        release, text, list(map(str, asked.scope.default)), list(map(str, asked.scope.named))
    )
    with metered():
        is_new = current_app.extensions["permalinks"].keep(permalink)
    address = f"/q/{permalink.name}"
    if wants_page():
        response = Response(status=303)
    else:
        content = json.dumps({"address": _public(address), "release": release}) + "\n"
        response = Response(content, status=201 if is_new else 200, content_type="application/json")
    response.headers["Location"] = address
    return response


@blueprint.get("/q/<name>")
def answer(name: str) -> Response:
    """Answer the query of a permalink from the release it is pinned to.

    Raises:
        GraphError: as the endpoint does for the same query.
    """
    permalink = _found(name)
    scope = Scope([URIRef(iri) for iri in permalink.default], [URIRef(iri) for iri in permalink.named])
    store: Store = current_app.extensions["store"]
    if getattr(store, "version", "") == permalink.release:
        response = answered(store, permalink.query, scope)
    else:
        try:
            with current_app.extensions["archive"].store(permalink.release) as store:
                response = answered(store, permalink.query, scope)
        except ReleaseError as error:
            abort(410, str(error))
    response.headers["Link"] = f'<{_public(f"/q/{name}")}>; rel="cite-as"'
    response.headers["Data-Release"] = permalink.release
    return response


def _found(name: str) -> Permalink:
    shelf: Shelf = current_app.extensions["permalinks"]
    permalink = shelf.find(name) if _NAME.fullmatch(name) else None
    if permalink is None:
        abort(404, f"There is no permalink {name!r}. POST a query to /q to make one.")
    return permalink


def _public(path: str) -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.public_url + path


def _write(path: Path, text: str) -> None:
    """Write a file that is there whole or not at all, also after a crash."""
    draft = path.with_suffix(f".{os.getpid()}")
    with draft.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
