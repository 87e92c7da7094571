# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The SPARQL endpoint: SPARQL 1.1 Protocol, query operation.

What a request to the endpoint asks (SPARQL 1.1 Protocol, 2.1): a query and its dataset.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Blueprint, Response, current_app, request
from rdflib import URIRef

from graph.errors import (
    AddressTooLongError,
    InputError,
    TooLargeError,
    UnsupportedMediaTypeError,
    UpdateRefusedError,
)
from graph.federation import Failure, Federation
from graph.model.formats import JSON, TURTLE
from graph.store import Scope, Store, Wanted
from graph.store.sparql_text import words
from graph.web.endpoint import service
from graph.web.endpoint.answers import add_hints, sent
from graph.web.endpoint.page import page
from graph.web.http.fair_use import metered
from graph.web.http.negotiation import wanted, wants_page

QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
FORM_TYPE = "application/x-www-form-urlencoded"

LONGEST_ADDRESS = 32_768
"""Bytes of a query string: more than most proxies pass on, half of what the server (granian 2.8) reads."""
_MOST_PARAMETERS = 1000
_ABSOLUTE = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*')
_OWN_DEFAULT = {
    URIRef("urn:x-rdflib:default"),
    URIRef("urn:x-arq:DefaultGraph"),
    URIRef("urn:x-arq:UnionGraph"),
    URIRef("http://www.openrdf.org/schema/sesame#nil"),
}
"""What rdflib, Jena and RDF4J call the default graph of a store. Ours is the union of all graphs."""

Parameters = list[tuple[str, str]]


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        query: its text; None for a GET or HEAD without one.
        scope: the dataset it runs over.
    """

    query: str | None
    scope: Scope


def question() -> Question:
    """Return what the request asks: by GET, HEAD, POST or QUERY.

    Raises:
        AddressTooLongError: it is an address no proxy would pass on.
        InputError: the query is missing or there are several, or something is not UTF-8 or no IRI.
        TooLargeError: the query is longer than the setting `query_bytes` allows.
        UnsupportedMediaTypeError: the body is neither a query nor a form, or has another charset than UTF-8.
        UpdateRefusedError: it is an update.
    """
    if len(request.query_string) > LONGEST_ADDRESS:
        raise AddressTooLongError(
            f"The address has more than {LONGEST_ADDRESS} bytes after its question mark. Send the query by"
            f" POST, as {QUERY_TYPE} or as {FORM_TYPE}."
        )
    address = _parameters(request.query_string, "address")
    if request.mimetype == UPDATE_TYPE or _values(address, "update"):
        raise UpdateRefusedError("This endpoint is read-only. Send a query instead of an update.")
    body = [] if request.method in {"GET", "HEAD"} else _body()
    if _values(body, "update"):
        raise UpdateRefusedError("This endpoint is read-only. Send a query instead of an update.")
    return Question(_query(_values(address, "query"), _values(body, "query")), _scope([*address, *body]))


def _body() -> Parameters:
    """Return the parameters of the body; a query that is the body itself is the parameter `query`."""
    forms = [QUERY_TYPE, FORM_TYPE] if request.method == "POST" else [QUERY_TYPE]
    if request.mimetype not in forms:
        raise UnsupportedMediaTypeError(
            f"A query is sent as {' or as '.join(forms)}; this is {request.mimetype or 'not named'}."
        )
    charset = request.mimetype_params.get("charset", "utf-8")
    if charset.lower() not in {"utf-8", "utf8"}:
        raise UnsupportedMediaTypeError(f"A query is sent in UTF-8 only; this is said to be {charset}.")
    # Read before anything asks for the form, which would use the bytes up.
    content = request.get_data()
    if request.mimetype == QUERY_TYPE:
        return [("query", _decoded(content, "query"))]
    return _parameters(content, "form")


def _parameters(text: bytes, where: str) -> Parameters:
    """Return the parameters, decoded once, as strictly as a query is."""
    try:
        return parse_qsl(
            _decoded(text, where), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS
        )
    except UnicodeDecodeError as error:
        raise InputError(f"The {where} is not UTF-8 where it is percent-encoded. Encode it anew.") from error
    except ValueError as error:
        raise InputError(f"The {where} has more than {_MOST_PARAMETERS} parameters. Send fewer.") from error


def _decoded(content: bytes, where: str) -> str:
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise InputError(f"The {where} is not UTF-8: byte {error.start} does not fit.") from error


def _values(parameters: Parameters, name: str) -> list[str]:
    return [value for key, value in parameters if key == name]


def _query(address: list[str], body: list[str]) -> str | None:
    """Return the one query there is (2.1: exactly one)."""
    if address and body:
        raise InputError("There is a query in the address and another in the body. Send exactly one.")
    texts = [*address, *body]
    if len(texts) > 1:
        raise InputError(f"There are {len(texts)} parameters `query`. Send exactly one.")
    if not texts:
        if request.method in {"GET", "HEAD"}:
            return None
        raise InputError("The form has no parameter `query`. Send the query in it.")
    limit: int = current_app.config["SETTINGS"].query_bytes
    if len(texts[0].encode()) > limit:
        raise TooLargeError(f"The query is longer than {limit} bytes. Shorten it.")
    return texts[0]


def _scope(parameters: Parameters) -> Scope:
    """Return the dataset (2.1.4); the names that other software has for the default graph mean ours."""
    default, named = _graphs(parameters, "default-graph-uri"), _graphs(parameters, "named-graph-uri")
    if _OWN_DEFAULT.isdisjoint(default):
        return Scope(default, named)
    return Scope(named=named, own_default=True)


def _graphs(parameters: Parameters, name: str) -> list[URIRef]:
    """Return the graphs of this parameter; one without a value is passed over, as forms send it."""
    iris = [iri for iri in _values(parameters, name) if iri]
    for iri in iris:
        if not _ABSOLUTE.fullmatch(iri):
            raise InputError(f"{iri!r} in {name} is no absolute IRI. Send the whole IRI, percent-encoded.")
    return [URIRef(iri) for iri in dict.fromkeys(iris)]


blueprint = Blueprint("sparql", __name__)

_METHODS = ["GET", "HEAD", "POST", "QUERY", "OPTIONS"]
_CHANGING = {"now", "rand", "uuid", "struuid", "bnode"}
"""Functions that give another value each time, so that their answers are not kept."""
_HTML = "text/html; charset=utf-8"


@blueprint.route("/sparql", methods=_METHODS, strict_slashes=False, provide_automatic_options=False)
def endpoint() -> Response:
    """Answer a query; without one, tell what the endpoint is, to people and to programs."""
    if request.method == "OPTIONS":
        return Response(status=204, headers={"Allow": ", ".join(_METHODS)})
    store: Store = current_app.extensions["store"]
    asked = question()
    if asked.query is None:
        return Response(page(""), content_type=_HTML) if wants_page() else service.answer(store)
    response = answered(store, asked.query, asked.scope)
    if request.method == "HEAD":
        # The server does not touch the body, so nothing else would close it.
        response.close()
    return response


@blueprint.after_app_request
def _announce(response: Response) -> Response:
    """Tell what can be sent here; also with errors."""
    if request.path.rstrip("/") == "/sparql":
        response.headers["Accept-Post"] = f"{QUERY_TYPE}, {FORM_TYPE}"
        response.headers["Accept-Query"] = QUERY_TYPE
        response.vary.add("Accept")
    return response


def answered(store: Store, query: str, scope: Scope) -> Response:
    """Return the answer to `query` as the request wants it, at the expense of the client's bucket.

    Raises:
        GraphError: as `Store.answer` does, or the client has used up its query seconds.
    """
    federation: Federation = current_app.extensions["federation"]
    as_page = wants_page()
    with metered():
        federated = federation.answer_services(query)
        answer = store.answer(federated.query, Wanted(JSON, TURTLE) if as_page else wanted(), scope)
        if as_page:
            response = Response(page(query, answer, scope, federated), content_type=_HTML)
        else:
            response = sent(answer)
    if not (as_page or federated.asked):
        add_hints(response, answer.format, query, scope)
    if federated.asked or is_changing(query):
        response.headers["Cache-Control"] = "no-store"
    if federated.failures:
        response.headers["Proxy-Status"] = _proxy_status(federated.failures)
    return response


def is_changing(query: str) -> bool:
    """Tell whether the answer may be another one each time."""
    lowered = query.lower()
    return any(name in lowered for name in _CHANGING) and not _CHANGING.isdisjoint(
        word.lower() for word in words(query)
    )


def _proxy_status(failures: Sequence[Failure]) -> str:
    """Return what became of the servers that SERVICE SILENT asked in vain (RFC 9209, 2.1)."""
    return ", ".join(f'mpsc-graph; next-hop="{failure.host}"; error={failure.cause}' for failure in failures)
