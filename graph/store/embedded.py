# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The embedded store: an Oxigraph dataset in memory, and what it is filled from."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.term import Node

from graph.errors import NotAcceptableError, QueryError
from graph.model.formats import GRAPH_FORMATS, RDF_XML, RESULT_FORMATS, XML, Format
from graph.store.base import Answer, Dataset, FormatChoice, Row, Writable
from graph.store.files import fill, parse, parse_n_quads, skolemise
from graph.store.sparql_text import (
    FORMS,
    TOKEN,
    diagnose,
    head,
    preload,
    prologue,
    refusal,
    significant,
    without_service,
    words,
)
from graph.store.terms import Quad, to_quad, to_rdflib

_GRAPH_NAME = re.compile(rb" <[^<>\n]*> \.$", re.MULTILINE)
"""The end of a line of canonical N-Quads; lines without it are the merge of the named graphs."""


class EmbeddedStore:
    """An RDF dataset in memory.

    The default graph of a query is the merge of all named graphs, unless the dataset has triples of its
    own in the default graph: then these alone are the default graph, as SPARQL 1.1 Query, 13, has it.
    The merge is kept as triples of its own, because the engine's union view (pyoxigraph 0.5) returns a
    triple that is in two graphs twice, which makes counts wrong.
    """

    version: str = ""
    is_release: bool = False

    def __init__(self, prefixes: Mapping[str, str] | None = None) -> None:
        self.prefixes = {prefix: str(base) for prefix, base in (prefixes or {}).items()}
        self._store = ox.Store()
        self._merged = False
        self._length = 0

    def __len__(self) -> int:
        return self._length if self._merged else len(self._store)

    def load(self, path: Path, graph: URIRef | None = None, genid: str | None = None) -> None:
        """Add the quads of an RDF file, whose suffix gives the format.

        Args:
            path: the file.
            graph: the named graph its triples go into; default: where the file puts them.
            genid: base of the IRIs that replace blank nodes; default: they stay blank.

        Raises:
            InputError: the file cannot be read; names line and column.
        """
        if graph is None and genid is None:
            fill(self._store, path)
            return
        quads = parse(path) if genid is None else skolemise(parse(path), genid)
        self._store.bulk_extend(_placed(quads, graph))

    def load_triples(self, n_triples: bytes) -> None:
        """Add N-Triples of our own making to the default graph, each once; they are not checked."""
        self._store.bulk_load(n_triples, format=ox.RdfFormat.N_TRIPLES, lenient=True)

    def load_n_quads(self, text: str, graph: URIRef | None = None) -> None:
        """Add the quads of N-Quads text from outside to `graph`; default: where the text puts them.

        Raises:
            InputError: the text is no N-Quads, or has blank nodes or terms of RDF 1.2.
        """
        self._store.bulk_extend(_placed(parse_n_quads(text), graph))

    def add(self, quads: Iterable[Quad]) -> None:
        """Add statements."""
        self._store.bulk_extend(to_quad(*quad) for quad in quads)

    def merge(self) -> None:
        """Make the default graph the merge of the named graphs; nothing may be loaded afterwards.

        A dataset with triples of its own in the default graph stays as it is.
        """
        if self._merged or any(self._store.quads_for_pattern(None, None, None, ox.DefaultGraph())):
            return
        self._length, self._merged = len(self._store), True
        self._store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")

    def add_constructed(self, query: str, graph: URIRef) -> int:
        """Add what the CONSTRUCT `query` gives to the named graph `graph`; return how many triples."""
        name = ox.NamedNode(str(graph))
        triples = set(self._run(query, Dataset()))
        self._store.extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in triples)
        if self._merged:
            self._store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
            self._length += len(triples)
        return len(triples)

    def subjects(self) -> set[str]:
        """Return the IRI of everything that is described."""
        return {quad.subject.value for quad in self._store if isinstance(quad.subject, ox.NamedNode)}

    def named_graphs(self) -> dict[URIRef, int]:
        """Return the IRI of each named graph with its number of triples, sorted by IRI."""
        counts = {
            URIRef(name.value): sum(1 for _ in self._store.quads_for_pattern(None, None, None, name))
            for name in self._store.named_graphs()
        }
        return dict(sorted(counts.items()))

    def graph(self, name: URIRef) -> Graph:
        """Return the triples of one named graph."""
        return _to_graph(self._store.quads_for_pattern(None, None, None, ox.NamedNode(str(name))))

    def graphs_about(self, node: Node) -> list[URIRef]:
        """Return the named graphs that say something about `node`, sorted."""
        if not isinstance(node, URIRef):
            return []
        quads = self._store.quads_for_pattern(ox.NamedNode(str(node)), None, None, None)
        return sorted({URIRef(q.graph_name.value) for q in quads if isinstance(q.graph_name, ox.NamedNode)})

    def n_quads(self) -> list[str]:
        """Return the N-Quads lines, sorted by code point.

        For a dataset without blank nodes this is the canonical form (RDF Dataset Canonicalization 1.0).
        """
        quads = (q for q in self._store if not (self._merged and q.graph_name == ox.DefaultGraph()))
        text = (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").decode()
        return sorted(line + "\n" for line in text.split("\n") if line)

    def answer(self, query: str, formats: FormatChoice, dataset: Dataset) -> Answer:
        """Return the answer to `query` as a document; see `Store.answer`."""
        document = _Document()
        self.write(query, formats, dataset, document)
        return Answer(document.format, [document.getvalue()])

    def write(self, query: str, formats: FormatChoice, dataset: Dataset, out: Writable) -> None:
        """Write the answer to `query` into `out` while it is evaluated; raises as `answer` does."""
        results = self._run(query, dataset)
        try:
            if isinstance(results, ox.QueryTriples):
                chosen = _offered(formats.graph, GRAPH_FORMATS)
                out.begin(chosen)
                results.serialize(output(out, chosen), format=ox.RdfFormat.from_media_type(chosen.media_type))
            else:
                chosen = _offered(formats.result, RESULT_FORMATS)
                out.begin(chosen)
                kind = ox.QueryResultsFormat.from_media_type(chosen.media_type)
                results.serialize(output(out, chosen), format=kind)
        except (RuntimeError, ValueError) as error:
            # Evaluation goes on while the answer is written, so its errors end here.
            raise QueryError(f"The query cannot be evaluated: {error}") from error

    def select(self, query: str) -> list[Row]:
        """Return the solutions of a SELECT query; see `Store.select`."""
        solutions = self._run(query, Dataset())
        names = [variable.value for variable in solutions.variables]
        return [
            {name: to_rdflib(term) for name, term in zip(names, solution, strict=True) if term is not None}
            for solution in solutions
        ]

    def construct(self, query: str) -> Graph:
        """Return the triples of a CONSTRUCT or DESCRIBE query; see `Store.construct`."""
        return _to_graph(self._run(query, Dataset()))

    def _run(self, query: str, dataset: Dataset) -> Any:
        lowered = query.lower()
        if (head(query) is None or "service" in lowered) and (error := refusal(words(query))):
            raise error
        query = without_service(query)
        try:
            prefixes = self._needed(query)
            if "from" in lowered:
                dataset = dataset_of(query, dataset, prefixes)
            store = merge_graphs(self._store, dataset) if len(dataset.default) > 1 else self._store
            text = expand_star(query, prefixes)
            return store.query(text, prefixes=prefixes, **_dataset(dataset))
        except SyntaxError as error:
            raise diagnose(query, str(error)) from error
        except (RuntimeError, ValueError) as error:
            raise QueryError(f"The query cannot be evaluated: {error}") from error

    def _needed(self, query: str) -> dict[str, str]:
        """Return the prefixes that may occur in `query`: the engine takes half a microsecond for each."""
        return {prefix: base for prefix, base in self.prefixes.items() if f"{prefix}:" in query}


@dataclass(frozen=True)
class Origin:
    """The files of a dataset.

    Attributes:
        version: changes when the files do; part of every ETag.
        files: RDF files, read in this order.
        prefixes: prefix → namespace for queries that declare none.
        is_release: whether the files are canonical N-Quads of known digest, a named graph on every line.
    """

    version: str
    files: tuple[Path, ...]
    prefixes: Mapping[str, str] = field(default_factory=dict)
    is_release: bool = False


def load(origin: Origin) -> EmbeddedStore:
    """Return a store in this process with all that `origin` names.

    Raises:
        InputError: a file cannot be read; names line and column.
    """
    preload()  # A query worker that is forked from here can open no file.
    store = EmbeddedStore(origin.prefixes)
    store.version, store.is_release = origin.version, origin.is_release
    for file in origin.files:
        store.load(file)
    store.merge()
    return store


def load_for(query: str, origin: Origin) -> EmbeddedStore:
    """Return a store that answers this one query as that of `load` does, mostly in half the time."""
    lowered = query.lower()
    return load(origin) if "graph" in lowered or "from" in lowered else load_default_graph(origin)


def load_default_graph(origin: Origin) -> EmbeddedStore:
    """Return a store like that of `load`, but of a release only with the default graph."""
    if not origin.is_release:
        return load(origin)
    store = EmbeddedStore(origin.prefixes)
    for file in origin.files:
        store.load_triples(_GRAPH_NAME.sub(b" .", file.read_bytes()))
    return store


def _to_graph(triples: Iterable[Any]) -> Graph:
    graph = Graph()
    for each in triples:
        graph.add((to_rdflib(each.subject), to_rdflib(each.predicate), to_rdflib(each.object)))
    return graph


def _dataset(dataset: Dataset) -> dict[str, Any]:
    """Return the dataset arguments; those of the request win over FROM (SPARQL 1.1 Protocol, 2.1.4)."""
    if not dataset.default and not dataset.named:
        return {}
    graphs = [ox.NamedNode(iri) for iri in dataset.default]
    return {
        "default_graph": [ox.DefaultGraph()] if dataset.own_default or len(graphs) > 1 else graphs,
        "named_graphs": [ox.NamedNode(iri) for iri in dataset.named],
    }


def _placed(quads: Iterable[ox.Quad], graph: URIRef | None) -> Iterator[ox.Quad]:
    if graph is None:
        yield from quads
        return
    name = ox.NamedNode(str(graph))
    for quad in quads:
        yield ox.Quad(quad.subject, quad.predicate, quad.object, name)


def _offered(chosen: Format | None, offers: tuple[Format, ...]) -> Format:
    if chosen is None:
        raise NotAcceptableError(
            "None of the formats asked for is offered for this query. Offered are: "
            + ", ".join(offer.media_type for offer in offers)
            + "."
        )
    return chosen


class _Document(BytesIO):
    """An answer in memory, with its serialisation."""

    format = RESULT_FORMATS[0]

    def begin(self, chosen: Format) -> None:
        self.format = chosen


def dataset_of(query: str, dataset: Dataset, prefixes: Mapping[str, str]) -> Dataset:
    """Return the graphs that the query runs over: those of the request, else of its FROM clauses (13.2).

    Both lists are empty where there is neither.
    """
    if dataset.default or dataset.named:
        return dataset
    declared = prologue(query, prefixes)
    clauses = [(is_named, declared.resolved(token)) for is_named, token in _clauses(query)]
    return Dataset([iri for is_named, iri in clauses if not is_named], [iri for is_named, iri in clauses if is_named])


def merge_graphs(store: ox.Store, dataset: Dataset) -> ox.Store:
    """Return a store whose default graph is the RDF merge of the default graphs of `dataset`.

    The engine (pyoxigraph 0.5) would give a triple that is in two of them twice.
    """
    result = ox.Store()
    for iri in dataset.default:
        quads = store.quads_for_pattern(None, None, None, ox.NamedNode(iri))
        result.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    for iri in dataset.named:
        result.bulk_extend(store.quads_for_pattern(None, None, None, ox.NamedNode(iri)))
    return result


def _clauses(query: str) -> Iterator[tuple[bool, str]]:
    """Yield (whether it is FROM NAMED, the IRI as it is written) of each dataset clause."""
    tokens = significant(query)
    for place, token in enumerate(tokens[:-1]):
        if (token["word"] or "").upper() == "FROM":
            is_named = (tokens[place + 1]["word"] or "").upper() == "NAMED"
            yield is_named, tokens[min(place + 1 + is_named, len(tokens) - 1)][0]


def expand_star(query: str, prefixes: Mapping[str, str]) -> str:
    """Return `query` with the `*` of its outermost SELECT written out; any other query as it is.

    The variables come in the order of their first mention (SPARQL 1.1 Query, 16.1, leaves it open); the
    engine (pyoxigraph 0.5) sorts them by name. It also says, over an empty store, which are in scope.

    Raises:
        SyntaxError: the query is no legal SPARQL.
    """
    place = _star(query)
    if place is None:
        return query
    solutions = cast("ox.QuerySolutions", ox.Store().query(query, prefixes=dict(prefixes)))
    visible = [variable.value for variable in solutions.variables]
    seen = dict.fromkeys(token[0][1:] for token in TOKEN.finditer(query, place) if token[0][0] in "?$")
    ordered = [*(name for name in seen if name in visible), *(name for name in visible if name not in seen)]
    if len(ordered) < 2:
        return query
    return f"{query[:place]} {' '.join(f'?{name}' for name in ordered)} {query[place + 1 :]}"


def _star(query: str) -> int | None:
    """Return the offset of the `*` in `SELECT [DISTINCT|REDUCED] *` at the head of the query."""
    form, start = "", 0
    if found := head(query):
        form, start = found[1].upper(), found.end()
    for token in TOKEN.finditer(query, start):
        word = (token["word"] or "").upper()
        if not form:
            form = word if word in FORMS else ""
        elif form != "SELECT":
            return None
        elif token[0] == "*":
            return token.start()
        elif not (token[0].isspace() or token[0].startswith("#") or word in {"DISTINCT", "REDUCED"}):
            return None
    return None


def output(out: Writable, chosen: Format) -> IO[bytes]:
    """Return the file that the engine writes an answer of this format into."""
    return cast("IO[bytes]", _Escaping(out) if chosen in {XML, RDF_XML} else out)


class _Escaping:
    """Writes every raw CR as a character reference; a parser would read it as LF (XML 1.0, 2.11).

    The engine (pyoxigraph 0.5) ends its own lines with LF, so a CR is always part of a literal.
    """

    def __init__(self, out: Writable) -> None:
        self._out = out

    def write(self, part: bytes) -> int:
        self._out.write(bytes(part).replace(b"\r", b"&#13;"))
        return len(part)

    def flush(self) -> None:
        self._out.flush()
