# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Plain queries by GET, most of what programs send: asked and answered by the event loop, without Flask.

Whatever is not quite plain, and whatever went wrong, is left to the application. The headers of an answer are
those that the application gave to a plain query when it started, so the two ways cannot drift apart.
"""

import asyncio
from binascii import a2b_qp
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_plus

from flask import Flask

from graph.hints import is_empty
from graph.model.formats import JSON
from graph.store import Answer, Wanted
from graph.web.endpoint.sparql import is_changing
from graph.web.http.cache import Entry, Key, ResponseCache, chosen
from graph.web.http.fair_use import Buckets, charged, client_behind, headers_of
from graph.web.http.negotiation import choice
from graph.workers import PREPARED, AsyncClient, PooledStore, Prepared

_OF_THE_ANSWER = {"content-type", "content-length", "etag", "ratelimit", "ratelimit-policy", "query-hint"}


@dataclass(frozen=True)
class Plain:
    """A GET of nothing but a query and the formats to answer in.

    Attributes:
        query: its text.
        wanted: the formats.
        tag: of its answer.
        coding: that the answer is packed with.
    """

    query: str
    wanted: Wanted
    tag: str
    coding: str


class Express:
    """Asks and answers plain queries for a server with an event loop.

    Args:
        app: the application.
        answers: where answers are kept.
    """

    def __init__(self, app: Flask, answers: ResponseCache) -> None:
        self._answers = answers
        settings = app.config["SETTINGS"]
        self._proxies, self._query_bytes = settings.trusted_proxies, settings.query_bytes
        self._store = app.extensions["store"]
        self._buckets: Buckets | None = app.extensions["buckets"]
        self._headers = self._learnt(app) if isinstance(self._store, PooledStore) else []
        self._asker: AsyncClient | None = None

    def plain(self, key: Key, unless: str) -> Plain | Entry | None:
        """Return the plain query that a request is, or its answer where that is known; else None."""
        path, text, accept, encoding = key
        if path != "/sparql" or not isinstance(self._store, PooledStore):
            return None
        parameters = _parameters(text)
        given = dict(parameters)
        query, asked = given.get("query", ""), given.get("format", "").strip().lower()
        if len(parameters) != len(given) or not given.keys() <= {"query", "format"}:
            return None
        if not query or len(query) * 4 > self._query_bytes:
            return None
        choices = choice(accept, asked)
        # Other servers are asked by the application, which also knows which.
        if choices.page or "service" in query.lower() or query[0] == "\ufeff" or is_changing(query):
            return None
        tag, entry = self._answers.find(key, parameters, unless)
        return entry or Plain(query, choices.formats, tag, chosen(encoding))

    def client(self, remote: str, forwarded: Sequence[str]) -> str:
        """Return who asks, as in `graph.web.http.fair_use`; nobody where that does not matter.

        Args:
            remote: address and port of the connection.
            forwarded: each `X-Forwarded-For`.
        """
        return client_behind(address(remote), ",".join(forwarded), self._proxies) if self._buckets else ""

    async def ask(self, plain: Plain, client: str, slow: Callable[[], None]) -> Prepared | None:
        """Ask a worker; None for a client that has used up its query seconds, which the application tells.

        Args:
            plain: what is asked.
            client: who asks, as in `graph.web.http.fair_use`.
            slow: called when the answer does not come at once.
        """
        asker = self._asker = self._asker or AsyncClient(self._store.address_file, asyncio.get_running_loop())
        if self._buckets is None:
            return await asker.ask(plain.query, plain.wanted, slow)
        if self._buckets.left(client) <= 0:
            return None
        with charged(self._buckets, client):
            return await asker.ask(plain.query, plain.wanted, slow)

    def entry(self, plain: Plain, prepared: Prepared | None, client: str) -> Entry | None:
        """Return the response if all of the answer is there, and calls for no hint; keep it."""
        outcome = prepared.outcome if prepared and prepared.whole else None
        if not isinstance(outcome, Answer):
            return None
        body = b"".join(outcome.parts)
        if is_empty(body, outcome.format):
            return None
        headers = [("content-type", outcome.format.content_type), *self._headers]
        entry = self._answers.keep(plain.tag, headers, body, plain.coding)
        if self._buckets is None:
            return entry
        left = headers_of(self._buckets, self._buckets.left(client))
        return Entry(
            entry.status, [*entry.headers, *((name.lower(), value) for name, value in left)], entry.body
        )

    def _learnt(self, app: Flask) -> list[tuple[str, str]]:
        """Return the headers that the application gives to the answer of any plain query."""
        query, answer = "ASK {} # which headers?", Answer(JSON, [b'{"head":{},"boolean":true}'])
        token = PREPARED.set(Prepared(query, choice("", "").formats, answer, whole=True))
        try:
            response = app.test_client().get("/sparql", query_string={"query": query})
        finally:
            PREPARED.reset(token)
        headers = [(name.lower(), value) for name, value in response.headers]
        return [(name, value) for name, value in headers if name not in _OF_THE_ANSWER]


def address(remote: str) -> str:
    """Return the address in the server's `address:port`."""
    return remote.rpartition(":")[0].strip("[]")


def _parameters(text: str) -> list[tuple[str, str]]:
    """Return the parameters of an address, up to three; none where it is not UTF-8."""
    try:
        pairs = [part.partition("=") for part in text.split("&", 3)]
        return [(name, unquoted(value)) for name, _, value in pairs]
    except UnicodeDecodeError:
        return []


def unquoted(text: str) -> str:
    """Return what `urllib.parse.unquote_plus(text, errors="strict")` returns, twenty times as fast.

    Quoted-printable (RFC 2045, 6.7) is the same code with another sign, and its decoder is written in C. It
    does other things with a sign that no two digits follow, which the length shows.
    """
    if not text.isascii():
        return unquote_plus(text, errors="strict")
    content = a2b_qp(text.replace("=", "%3D").replace("%", "=").replace("+", " "))
    if len(text) - len(content) != 2 * text.count("%"):
        return unquote_plus(text, errors="strict")
    return content.decode()
