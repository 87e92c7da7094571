# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a request to the endpoint asks: query, dataset and formats (SPARQL 1.1 Protocol, 2.1), and its limits.

Nothing here depends on Flask: the view, the event loop and the response cache all read requests with it.
"""

import re
from binascii import a2b_qp
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote_plus
from wsgiref.types import WSGIEnvironment

from rdflib import URIRef
from werkzeug.http import parse_options_header

from graph.errors import (
    AddressTooLongError,
    GraphError,
    InputError,
    TooLargeError,
    UnsupportedMediaTypeError,
    UpdateRefusedError,
)
from graph.store import Dataset
from graph.store.sparql_text import words
from graph.web.http.cache import Parameters
from graph.web.http.fair_use import LONGEST_ADDRESS
from graph.web.http.negotiation import Choice, negotiate

PATH = "/sparql"
METHODS = ["GET", "HEAD", "POST", "QUERY", "OPTIONS"]
QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
FORM_TYPE = "application/x-www-form-urlencoded"

_BODY_TYPES = {"POST": (QUERY_TYPE, FORM_TYPE), "QUERY": (QUERY_TYPE,)}
"""Methods that send a query in the body → media types that it may have."""

_READ_ONLY = "This endpoint is read-only. Send a query instead of an update."
_MOST_PARAMETERS = 1000
_ABSOLUTE = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*')
"""An absolute IRI, as far as SPARQL 1.1 Query lets it stand in angle brackets (19.8, IRIREF)."""

_OWN_DEFAULT = {
    URIRef("urn:x-rdflib:default"),
    URIRef("urn:x-arq:DefaultGraph"),
    URIRef("urn:x-arq:UnionGraph"),
    URIRef("http://www.openrdf.org/schema/sesame#nil"),
}
"""What rdflib, Jena and RDF4J call the default graph of a store. Ours is the union of all graphs."""

_CHANGING = {"now", "rand", "uuid", "struuid", "bnode"}
"""Functions that give another value each time, so that their answers are not kept."""


@dataclass(frozen=True)
class SparqlRequest:
    """What is asked.

    Attributes:
        query: its text; None for a GET or HEAD without one.
        dataset: what it runs over.
        choice: the formats to answer in.
        parameters: all parameters of address and body, decoded.
    """

    query: str | None
    dataset: Dataset
    choice: Choice
    parameters: Parameters

    @property
    def is_simple(self) -> bool:
        """Whether it is nothing but a query for a program, whose answer depends on our data alone."""
        return bool(
            self.query
            and not self.choice.page
            and {"query", "format"}.issuperset(name for name, _ in self.parameters)
            # Whether a query really asks other servers, and which, is for the federation to say.
            and "service" not in self.query.lower()
            and not is_changing(self.query)
        )


def parse_sparql_request(  # noqa: PLR0913, PLR0917 - the parts of a request
    method: str,
    address: bytes,
    accept: str,
    longest_query: int,
    content_type: str = "",
    read_body: Callable[[], bytes] = bytes,
) -> SparqlRequest:
    """Return what a request asks: by GET, HEAD, POST or QUERY.

    Raises:
        AddressTooLongError: it is an address no proxy would pass on.
        InputError: the query is missing or there are several, or something is not UTF-8 or no IRI.
        TooLargeError: the query is longer than it may be.
        UnsupportedMediaTypeError: the body is neither a query nor a form, or has another charset than UTF-8.
        UpdateRefusedError: it is an update.
    """
    if len(address) > LONGEST_ADDRESS:
        raise AddressTooLongError(
            f"The address has more than {LONGEST_ADDRESS} bytes after its question mark. Send the query by"
            f" POST, as {QUERY_TYPE} or as {FORM_TYPE}."
        )
    given = _decode_parameters(address, "address")
    if _media_type(content_type) == UPDATE_TYPE or _values(given, "update"):
        raise UpdateRefusedError(_READ_ONLY)
    has_body = method not in {"GET", "HEAD"}
    sent = _body_parameters(method, content_type, read_body) if has_body else []
    if _values(sent, "update"):
        raise UpdateRefusedError(_READ_ONLY)
    parameters = [*given, *sent]
    return SparqlRequest(
        _one_query(_values(given, "query"), _values(sent, "query"), longest_query, required=has_body),
        _dataset(parameters),
        negotiate(accept, next(iter(_values(parameters, "format")), "")),
        parameters,
    )


def cache_parameters(environ: WSGIEnvironment, longest_body: int) -> Parameters | None:
    """Return the parameters of address and body, which stays readable; None for what no cache looks up."""
    method = environ["REQUEST_METHOD"]
    try:
        given = _decode_parameters(environ.get("QUERY_STRING", "").encode("latin-1"), "address")
        if method in {"GET", "HEAD"}:
            return given
        if method not in _BODY_TYPES or environ["PATH_INFO"].rstrip("/") != PATH:
            return None
        content_type = environ.get("CONTENT_TYPE", "")
        return given + _body_parameters(method, content_type, lambda: _rewound_body(environ, longest_body))
    except GraphError:
        return None


def is_changing(query: str) -> bool:
    """Tell whether the answer may be another one each time."""
    lowered = query.lower()
    return any(name in lowered for name in _CHANGING) and not _CHANGING.isdisjoint(
        word.lower() for word in words(query)
    )


def absolute_iri(text: str, where: str) -> URIRef:
    """Return the IRI.

    Raises:
        InputError: it is not absolute.
    """
    if not _ABSOLUTE.fullmatch(text):
        raise InputError(f"{text!r} in {where} is not an absolute IRI. Send the whole IRI, percent-encoded.")
    return URIRef(text)


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _body_parameters(method: str, content_type: str, read: Callable[[], bytes]) -> Parameters:
    """Return the parameters of the body; a query that is the body itself is the parameter `query`."""
    allowed = _BODY_TYPES.get(method, ())
    media_type = _media_type(content_type)
    if media_type not in allowed:
        raise UnsupportedMediaTypeError(
            f"Send the query as {' or as '.join(allowed)}, not as {media_type or 'a body without a type'}."
        )
    charset = parse_options_header(content_type)[1].get("charset", "utf-8")
    if charset.lower() not in {"utf-8", "utf8"}:
        raise UnsupportedMediaTypeError(f"Send the query in UTF-8 only, not in {charset}.")
    content = read()
    if media_type == QUERY_TYPE:
        return [("query", _decode(content, "query"))]
    return _decode_parameters(content, "form")


def _rewound_body(environ: WSGIEnvironment, longest: int) -> bytes:
    """Return the body, with or without a length in the head; the application reads it once more.

    Raises:
        TooLargeError: it is longer than `longest` bytes.
    """
    length = environ.get("CONTENT_LENGTH") or ""
    if not length and environ.get("wsgi.input_terminated"):
        # One byte more than allowed is enough for the application to refuse it.
        length = str(longest + 1)
    elif not length.isdecimal() or int(length) > longest:
        raise TooLargeError("The body is too long.")
    body = bytearray()
    # One read may give only a part.
    while len(body) < int(length) and (part := environ["wsgi.input"].read(int(length) - len(body))):
        body += part
    environ["wsgi.input"] = BytesIO(body)
    if len(body) > longest:
        raise TooLargeError("The body is too long.")
    return bytes(body)


def _decode_parameters(text: bytes, where: str) -> Parameters:
    """Return the parameters, decoded once, as strictly as a query is."""
    parts = [part.partition("=") for part in _decode(text, where).split("&") if part]
    if len(parts) > _MOST_PARAMETERS:
        raise InputError(f"The {where} has more than {_MOST_PARAMETERS} parameters. Send fewer.")
    try:
        return [(unquote_strictly(name), unquote_strictly(value)) for name, _, value in parts]
    except UnicodeDecodeError as error:
        raise InputError(f"The {where} is not UTF-8 where it is percent-encoded. Encode it again.") from error


def unquote_strictly(text: str) -> str:
    """Return what `urllib.parse.unquote_plus(text, errors="strict")` returns, twenty times as fast.

    Quoted-printable (RFC 2045, 6.7) is the same code with another sign, and its decoder is written in C. It
    does other things with a sign that no two digits follow, which the length shows.
    """
    if text.isascii():
        content = a2b_qp(text.replace("=", "%3D").replace("%", "=").replace("+", " "))
        if len(text) - len(content) == 2 * text.count("%"):
            return content.decode()
    return unquote_plus(text, errors="strict")


def _decode(content: bytes, where: str) -> str:
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise InputError(f"The {where} is not UTF-8: byte {error.start} is invalid.") from error


def _values(parameters: Parameters, name: str) -> list[str]:
    return [value for key, value in parameters if key == name]


def _one_query(address: list[str], body: list[str], longest: int, *, required: bool) -> str | None:
    """Return the one query there is (2.1: exactly one)."""
    if address and body:
        raise InputError("There is one query in the address and another in the body. Send exactly one.")
    texts = [*address, *body]
    if len(texts) > 1:
        raise InputError(f"There are {len(texts)} parameters `query`. Send exactly one.")
    if not texts and required:
        raise InputError("The form has no parameter `query`. Send the query in it.")
    if texts and len(texts[0].encode()) > longest:
        raise TooLargeError(f"The query is longer than {longest} bytes. Shorten it.")
    return texts[0] if texts else None


def _dataset(parameters: Parameters) -> Dataset:
    """Return the dataset (2.1.4); the names that other software has for the default graph mean ours."""
    default, named = _graphs(parameters, "default-graph-uri"), _graphs(parameters, "named-graph-uri")
    if _OWN_DEFAULT.isdisjoint(default):
        return Dataset(default, named)
    return Dataset(named=named, own_default=True)


def _graphs(parameters: Parameters, name: str) -> list[URIRef]:
    """Return the graphs of this parameter; one without a value is passed over, as forms send it."""
    return [absolute_iri(iri, name) for iri in dict.fromkeys(_values(parameters, name)) if iri]
