# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Plain queries by GET, most of what programs send: asked by the event loop, answered without Flask.

Whatever is not quite plain, and whatever went wrong, is left to the application. The headers of an answer are
those that the application gave to a plain query when it started, so the two ways cannot drift apart.
"""

from collections.abc import Iterable
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from graph.formats import JSON
from graph.hints import is_empty
from graph.store import Answer, Wanted
from graph.store.pool import PREPARED, PooledStore, Prepared, prepare
from graph.web.fair_use import Buckets, address_of, charged, client_of, headers_of
from graph.web.negotiation import choice
from graph.web.sparql import is_changing

QUICK = "mpsc.quick"
"""Where a server tells in the environment that the prepared answer can be sent as it is."""

_OF_THE_ANSWER = {"Content-Type", "Content-Length", "RateLimit", "RateLimit-Policy", "Query-Hint"}


class Express:
    """WSGI middleware that answers prepared plain queries, and asks them for a server with an event loop.

    Args:
        app: the application; its WSGI side is behind this.
    """

    def __init__(self, app: Flask) -> None:
        self._app: WSGIApplication = app.wsgi_app
        settings = app.config["SETTINGS"]
        self._proxies, self._query_bytes = settings.trusted_proxies, settings.query_bytes
        self._store = app.extensions["store"]
        self._buckets: Buckets | None = app.extensions["buckets"]
        self._headers = self._learnt(app)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Send the prepared answer, or let the application answer."""
        prepared = PREPARED.get()
        if QUICK not in environ or prepared is None:
            return self._app(environ, start_response)
        answer = prepared.taken()
        body = b"".join(answer.parts)
        headers = [
            ("Content-Type", answer.format.content_type),
            ("Content-Length", str(len(body))),
            *self._headers,
        ]
        if self._buckets:
            left = self._buckets.left(self._client(environ))
            headers += headers_of(self._buckets, left)
        start_response("200 OK", headers)
        return [body]

    def plain(self, environ: WSGIEnvironment) -> tuple[str, Wanted] | None:
        """Return the query and the formats of a request, if it has nothing but these; else None."""
        if environ["PATH_INFO"] != "/sparql" or not isinstance(self._store, PooledStore):
            return None
        try:
            pairs = parse_qsl(
                environ["QUERY_STRING"], keep_blank_values=True, errors="strict", max_num_fields=3
            )
        except ValueError:
            return None
        given = dict(pairs)
        query = given.pop("query", "")
        asked = given.pop("format", "").strip().lower()
        if given or len(pairs) > 2 or not query or len(query) * 4 > self._query_bytes:
            return None
        chosen = choice(environ.get("HTTP_ACCEPT", ""), asked)
        # Other servers are asked by the application, which also knows which.
        if chosen.page or "service" in query.lower() or query.startswith("\ufeff") or is_changing(query):
            return None
        return query, chosen.formats

    async def prepare(self, environ: WSGIEnvironment, query: str, wanted: Wanted) -> Prepared | None:
        """Ask a worker; None for a client that has used up its query seconds, which the application tells."""
        if self._buckets is None:
            return await prepare(self._store.board, query, wanted)
        client = self._client(environ)
        if self._buckets.left(client) <= 0:
            return None
        with charged(self._buckets, client):
            return await prepare(self._store.board, query, wanted)

    def _client(self, environ: WSGIEnvironment) -> str:
        return client_of(address_of(environ, self._proxies))

    def _learnt(self, app: Flask) -> list[tuple[str, str]]:
        """Return the headers that the application gives to the answer of any plain query."""
        query, answer = "ASK {}", Answer(JSON, [b'{"head":{},"boolean":true}'])
        with app.test_request_context("/sparql", query_string={"query": query}):
            token = PREPARED.set(Prepared(query, choice("", "").formats, answer, whole=True))
            try:
                response = app.process_response(app.make_response(app.dispatch_request()))
            finally:
                PREPARED.reset(token)
        return [(name, value) for name, value in response.headers if name not in _OF_THE_ANSWER]


def is_quick(prepared: Prepared) -> bool:
    """Tell whether the answer can be sent as it is: all of it is there, and it calls for no hint."""
    outcome = prepared.outcome
    if not prepared.whole or not isinstance(outcome, Answer):
        return False
    return not is_empty(b"".join(outcome.parts), outcome.format)
