# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Media types, short names and file suffixes of the RDF and SPARQL result formats."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from graph.errors import InputError


@dataclass(frozen=True, eq=False)
class Format:
    """One serialisation; each is there once, and told apart by identity.

    Attributes:
        name: short name, as in `--format` and `?format=`.
        media_type: the registered media type, without parameters.
        suffixes: file suffixes, the usual one first.
        aliases: other media types and short names clients ask with.
        charset: True when the media type takes a charset parameter.
        label: name for people.
        iri: the IRI that the W3C gives the format (www.w3.org/ns/formats), for service descriptions.
    """

    name: str
    media_type: str
    suffixes: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    charset: bool = False
    label: str = ""
    iri: str = ""

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


_W3C = "http://www.w3.org/ns/formats/"

JSON = Format(
    "json",
    "application/sparql-results+json",
    (".srj", ".json"),
    ("application/json",),
    label="JSON",
    iri=f"{_W3C}SPARQL_Results_JSON",
)
XML = Format(
    "xml",
    "application/sparql-results+xml",
    (".srx", ".xml"),
    ("application/xml", "text/xml"),
    label="XML",
    iri=f"{_W3C}SPARQL_Results_XML",
)
CSV = Format("csv", "text/csv", (".csv",), (), charset=True, label="CSV", iri=f"{_W3C}SPARQL_Results_CSV")
TSV = Format(
    "tsv",
    "text/tab-separated-values",
    (".tsv",),
    (),
    charset=True,
    label="TSV",
    iri=f"{_W3C}SPARQL_Results_TSV",
)

TURTLE = Format(
    "turtle",
    "text/turtle",
    (".ttl",),
    ("application/turtle", "application/x-turtle", "ttl"),
    charset=True,
    label="Turtle",
    iri=f"{_W3C}Turtle",
)
N_TRIPLES = Format(
    "ntriples",
    "application/n-triples",
    (".nt",),
    ("text/plain", "nt"),
    label="N-Triples",
    iri=f"{_W3C}N-Triples",
)
JSON_LD = Format(
    "jsonld",
    "application/ld+json",
    (".jsonld",),
    ("application/json", "json-ld"),
    label="JSON-LD",
    iri=f"{_W3C}JSON-LD",
)
RDF_XML = Format(
    "rdfxml",
    "application/rdf+xml",
    (".rdf", ".owl"),
    ("application/xml", "text/xml", "rdf+xml", "rdf"),
    label="RDF/XML",
    iri=f"{_W3C}RDF_XML",
)
TRIG = Format(
    "trig", "application/trig", (".trig",), ("application/x-trig",), label="TriG", iri=f"{_W3C}TriG"
)
N_QUADS = Format(
    "nquads", "application/n-quads", (".nq",), ("text/x-nquads", "nq"), label="N-Quads", iri=f"{_W3C}N-Quads"
)

RESULT_FORMATS = (JSON, XML, CSV, TSV)
"""What SELECT and ASK can be answered in, the default first."""

GRAPH_FORMATS = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML, TRIG, N_QUADS)
"""What CONSTRUCT, DESCRIBE and other RDF graphs can be answered in, the default first."""

FILE_FORMATS = (TURTLE, TRIG, N_TRIPLES, N_QUADS, RDF_XML, JSON_LD)
"""What can be read from files."""


def by_name(name: str, offered: Iterable[Format]) -> Format | None:
    """Return the offered format that `name` (short name, alias or media type) means, if any."""
    wanted = name.strip().lower()
    for offer in offered:
        if wanted in (offer.name, offer.media_type, *offer.aliases):
            return offer
    return None


def written_as(sent: Format) -> Format:
    """Return the format to write one graph in that is sent as `sent`.

    Turtle is also TriG (RDF 1.1 TriG, 2.1), and N-Triples are also N-Quads (RDF 1.1 N-Quads, 2.1).
    """
    return {TRIG: TURTLE, N_QUADS: N_TRIPLES}.get(sent, sent)


def of_file(path: PurePath) -> Format:
    """Return the format of an RDF file by its suffix.

    Raises:
        InputError: the suffix is not that of an RDF format.
    """
    suffix = path.suffix.lower()
    for offer in FILE_FORMATS:
        if suffix in offer.suffixes:
            return offer
    known = ", ".join(f"{suffix} ({offer.label})" for offer in FILE_FORMATS for suffix in offer.suffixes)
    raise InputError(
        f"{path}: the file type {suffix or '(none)'} is not known. Rename or convert it to one of: {known}."
    )
