# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Simple queries by GET, most of what programs send: asked and answered by the event loop, without Flask.

Whatever is not quite simple, and whatever went wrong, is left to the application. The headers of an answer
are those that the application gave to a simple query when it started, so the two ways cannot drift apart.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from granian.rsgi import HTTPProtocol, Scope  # type: ignore[attr-defined]  # exported for this use

from graph.errors import GraphError
from graph.hints import is_empty
from graph.model.formats import JSON
from graph.store import Answer, FormatChoice
from graph.web.endpoint.request import PATH, parse_sparql_request
from graph.web.http.cache import Entry, Key, choose_coding
from graph.web.http.fair_use import client_behind
from graph.web.http.negotiation import negotiate
from graph.web.services import services
from graph.workers import PREPARED, AsyncClient, PooledStore, Prepared

_OF_THE_ANSWER = {"content-type", "content-length", "etag", "ratelimit", "ratelimit-policy", "query-hint"}


@dataclass(frozen=True)
class SimpleQuery:
    """A query with the formats to answer in, the tag of its answer, and the coding to pack that with."""

    query: str
    formats: FormatChoice
    tag: str
    coding: str


class FastPath:
    """Answers simple queries for a server with an event loop."""

    def __init__(self, app: Flask) -> None:
        found = services(app)
        self._settings, self._cache, self._buckets = found.settings, found.cache, found.query_seconds
        self._store = found.store if isinstance(found.store, PooledStore) else None
        self._headers = _learn_headers(app) if self._store else []
        self._workers: AsyncClient | None = None

    async def answer(
        self, key: Key, unless: str, scope: Scope, protocol: HTTPProtocol
    ) -> tuple[Entry | None, Prepared | None]:
        """Return the response to a simple query, or what came of asking it; neither for other requests.

        `unless` is the If-None-Match of the request. A client that goes away ends its query.
        """
        asked = self._recognise(key, unless)
        if asked is None or isinstance(asked, Entry):
            return asked, None
        client = self._client(scope)
        prepared = await self._ask(asked, client, protocol)
        return self._respond(asked, prepared, client), prepared

    def _client(self, scope: Scope) -> str:
        """Return who asks; nobody where that does not matter."""
        if not self._buckets.burst:
            return ""
        forwarded = [value for name, value in scope.headers.items() if name == "x-forwarded-for"]
        return client_behind(address_of(scope.client), ",".join(forwarded), self._settings.trusted_proxies)

    def _recognise(self, key: Key, unless: str) -> SimpleQuery | Entry | None:
        """Return the simple query that a request is, or its answer where that is known; else None."""
        path, address, accept, encoding = key
        if path != PATH or self._store is None:
            return None
        try:
            asked = parse_sparql_request("GET", address.encode(), accept, self._settings.query_bytes)
        except GraphError:
            return None
        if not asked.query or not asked.is_simple:
            return None
        tag, entry = self._cache.find(key, asked.parameters, unless)
        return entry or SimpleQuery(asked.query, asked.choice.formats, tag, choose_coding(encoding))

    async def _ask(self, asked: SimpleQuery, client: str, protocol: HTTPProtocol) -> Prepared | None:
        """Ask a worker; None for a client without query seconds, whom the application refuses."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        done: asyncio.Future[None] = loop.create_future()

        def watch() -> None:
            if task:
                watch_client(protocol, task.cancel, done)

        if self._workers is None and self._store:
            self._workers = AsyncClient(self._store.address_file, loop)
        try:
            self._buckets.check(client)
            with self._buckets.charge(client):
                return await self._workers.ask(asked.query, asked.formats, watch) if self._workers else None
        except GraphError:
            return None
        finally:
            done.cancel()

    def _respond(self, asked: SimpleQuery, prepared: Prepared | None, client: str) -> Entry | None:
        """Return the response if all of the answer is there, and calls for no hint; keep it."""
        outcome = prepared.outcome if prepared and prepared.whole else None
        if not isinstance(outcome, Answer):
            return None
        body = b"".join(outcome.parts)
        if is_empty(body, outcome.format):
            return None
        headers = [("content-type", outcome.format.content_type), *self._headers]
        entry = self._cache.keep(asked.tag, headers, body, asked.coding)
        left = [(name.lower(), value) for name, value in self._buckets.headers(client)]
        return Entry(entry.status, [*entry.headers, *left], entry.body)


def _learn_headers(app: Flask) -> list[tuple[str, str]]:
    """Return the headers that the application gives to the answer of any simple query."""
    query, answer = "ASK {} # which headers?", Answer(JSON, [b'{"head":{},"boolean":true}'])
    token = PREPARED.set(Prepared(query, negotiate("", "").formats, answer, whole=True))
    try:
        response = app.test_client().get(PATH, query_string={"query": query})
    finally:
        PREPARED.reset(token)
    headers = [(name.lower(), value) for name, value in response.headers]
    return [(name, value) for name, value in headers if name not in _OF_THE_ANSWER]


def address_of(remote: str) -> str:
    """Return the address in the server's `address:port`."""
    return remote.rpartition(":")[0].strip("[]")


def watch_client(protocol: HTTPProtocol, cancel: Callable[[], object], done: "asyncio.Future[None]") -> None:
    """Call `cancel` when the client goes away before `done`."""

    async def wait() -> None:
        await protocol.client_disconnect()
        cancel()

    waiting = asyncio.ensure_future(wait())
    done.add_done_callback(lambda _: waiting.cancel())
