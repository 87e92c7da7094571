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


def _w3c(names: str, media_type: str, suffixes: str, aliases: str) -> Format:
    """Return a format of the W3C by its short name, its name for people and the end of its IRI."""
    name, label, local = names.split()
    iri, charset = f"http://www.w3.org/ns/formats/{local}", media_type.startswith("text/")
    return Format(name, media_type, tuple(suffixes.split()), tuple(aliases.split()), charset, label, iri)


_JSON, _XML = "application/json", "application/xml text/xml"

JSON = _w3c("json JSON SPARQL_Results_JSON", "application/sparql-results+json", ".srj .json", _JSON)
XML = _w3c("xml XML SPARQL_Results_XML", "application/sparql-results+xml", ".srx .xml", _XML)
CSV = _w3c("csv CSV SPARQL_Results_CSV", "text/csv", ".csv", "")
TSV = _w3c("tsv TSV SPARQL_Results_TSV", "text/tab-separated-values", ".tsv", "")

TURTLE = _w3c("turtle Turtle Turtle", "text/turtle", ".ttl", "application/turtle application/x-turtle ttl")
N_TRIPLES = _w3c("ntriples N-Triples N-Triples", "application/n-triples", ".nt", "text/plain nt")
JSON_LD = _w3c("jsonld JSON-LD JSON-LD", "application/ld+json", ".jsonld", f"{_JSON} json-ld")
RDF_XML = _w3c("rdfxml RDF/XML RDF_XML", "application/rdf+xml", ".rdf .owl", f"{_XML} rdf+xml rdf")
TRIG = _w3c("trig TriG TriG", "application/trig", ".trig", "application/x-trig")
N_QUADS = _w3c("nquads N-Quads N-Quads", "application/n-quads", ".nq", "text/x-nquads nq")

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
