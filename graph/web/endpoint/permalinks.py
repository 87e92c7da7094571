# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Permalinks: a query with its dataset and the release it was asked of, under a short address for good.

Earlier releases have workers of their own while they are asked.
"""

import base64
import hashlib
import json
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import Blueprint, Response, abort
from rdflib import URIRef

from graph.errors import InputError, OutOfSpaceError, ReleaseError, TooLargeError
from graph.publication.release import archived_release
from graph.settings import Settings
from graph.store import Dataset, Store
from graph.web.endpoint.sparql import answer_query, read_request
from graph.web.http.fair_use import charge_client
from graph.web.http.negotiation import negotiate_request
from graph.web.services import public_url, services
from graph.workers import Limits, PooledStore
from graph.workers.supervisor import Supervisor

blueprint = Blueprint("permalinks", __name__)

_IDLE = 120.0
"""Seconds after the last query in which the workers of an earlier release are kept."""

_LONGEST = 100_000
_MOST = 100_000
_NAME = re.compile(r"[a-z2-7]{16}")


class Archive:
    """At most one earlier release at a time, loaded when it is asked for, with one worker."""

    def __init__(self, settings: Settings, idle: float = _IDLE) -> None:
        self._folder = settings.release_folder
        self._limits = Limits(settings.query_seconds, settings.query_memory, 1, settings.queue_seconds)
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
            yield PooledStore(self._start(version).folder)

    def _start(self, version: str) -> Supervisor:
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


@dataclass(frozen=True)
class Permalink:
    """What a short address leads to: version of a release, text of a query, IRIs of its dataset."""

    release: str
    query: str
    default: list[str]
    named: list[str]

    @property
    def name(self) -> str:
        """The same query of the same release has the same name: 80 bits of a digest."""
        digest = hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).digest()
        return base64.b32encode(digest[:10]).decode().lower()


class PermalinkStore:
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


@blueprint.post("/q")
def create() -> Response:
    """Keep the query that is sent as to `/sparql`, and return its short address.

    Raises:
        InputError: files are served in place of releases, or there is no query.
        TooLargeError: the query is longer than a permalink may be.
        OutOfSpaceError: no more can be kept.
    """
    if services().settings.data:
        raise InputError("A permalink needs a release, but this server serves files instead of one.")
    asked = read_request()
    text = asked.query or ""
    if len(text.encode()) > _LONGEST:
        raise TooLargeError(f"A permalink keeps queries of up to {_LONGEST} bytes. Send the query itself.")
    release = services().store.version
    default, named = (list(map(str, iris)) for iris in (asked.dataset.default, asked.dataset.named))
    permalink = Permalink(release, text, default, named)
    with charge_client():
        is_new = services().permalinks.keep(permalink)
    address = f"/q/{permalink.name}"
    if asked.choice.page:
        response = Response(status=303)
    else:
        content = json.dumps({"address": public_url() + address, "release": release}) + "\n"
        response = Response(content, status=201 if is_new else 200, content_type="application/json")
    response.headers["Location"] = address
    return response


@blueprint.get("/q/<name>")
def answer(name: str) -> Response:
    """Answer the query of a permalink from the release it is pinned to.

    Raises:
        GraphError: as the endpoint does for the same query.
    """
    permalink = services().permalinks.find(name) if _NAME.fullmatch(name) else None
    if permalink is None:
        abort(404, f"There is no permalink {name!r}. POST a query to /q to make one.")
    dataset = Dataset([URIRef(iri) for iri in permalink.default], [URIRef(iri) for iri in permalink.named])
    if services().store.version == permalink.release:
        response = answer_query(services().store, permalink.query, dataset, negotiate_request())
    else:
        try:
            with services().archive.store(permalink.release) as store:
                response = answer_query(store, permalink.query, dataset, negotiate_request())
        except ReleaseError as error:
            abort(410, str(error))
    response.headers["Link"] = f'<{public_url()}/q/{name}>; rel="cite-as"'
    response.headers["Data-Release"] = permalink.release
    return response


def _write(path: Path, text: str) -> None:
    """Write a file that is there whole or not at all, also after a crash."""
    draft = path.with_suffix(f".{os.getpid()}")
    with draft.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
