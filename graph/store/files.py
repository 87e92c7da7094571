# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading RDF files, with errors that name the file, the line and the column."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from graph.errors import InputError
from graph.model.formats import FILE_FORMATS, of_file


def rdf_files(paths: Iterable[Path]) -> list[Path]:
    """Return the RDF files that `paths` name; a folder stands for the RDF files below it, sorted.

    Raises:
        InputError: a path does not exist, a file is of an unknown type, or a folder holds no RDF file.
    """
    return [file for path in paths for file in _files_of(path)]


def _files_of(path: Path) -> Iterator[Path]:
    if not path.exists():
        raise InputError(f"{path}: no such file or folder. Check the path.")
    if path.is_file():
        of_file(path)
        yield path
        return
    suffixes = {suffix for rdf_format in FILE_FORMATS for suffix in rdf_format.suffixes}
    found = sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in suffixes)
    if not found:
        raise InputError(f"{path}: no RDF file in this folder. Known types: {', '.join(sorted(suffixes))}.")
    yield from found


def parse(path: Path) -> Iterator[ox.Quad]:
    """Yield the quads of an RDF file.

    Raises:
        InputError: the file cannot be read, or is not what its suffix says; names line and column.
    """
    with _our_errors(path), path.open("rb") as stream:
        yield from ox.parse(stream, format=_format(path), base_iri=path.absolute().as_uri())


def fill(store: ox.Store, path: Path) -> None:
    """Load an RDF file as it is, in a third of the time that single quads take; raises as `parse`."""
    with _our_errors(path):
        store.bulk_load(path=str(path), format=_format(path), base_iri=path.absolute().as_uri())


def _format(path: Path) -> ox.RdfFormat | None:
    return ox.RdfFormat.from_media_type(of_file(path).media_type)


@contextmanager
def _our_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        raise InputError(f"{_place(path, error)}: {_message(error)}") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error


def parse_n_quads(text: str) -> Iterator[ox.Quad]:
    """Yield the quads of N-Quads text; blank nodes of two texts would become one, so there may be none.

    Raises:
        InputError: the text is no N-Quads, or has blank nodes or terms of RDF 1.2.
    """
    try:
        for quad in ox.parse(text.encode(), format=ox.RdfFormat.N_QUADS):
            if not _is_plain(quad):
                raise InputError(f"{quad}: only IRIs and literals of RDF 1.1 are possible. Name blank nodes.")
            yield quad
    except SyntaxError as error:
        raise InputError(f"line {error.lineno}, column {error.offset}: {_message(error)}") from error
    except ValueError as error:
        raise InputError(f"cannot be read: {error}") from error


def _is_plain(quad: ox.Quad) -> bool:
    value = quad.object
    if isinstance(value, ox.Literal):
        return value.direction is None and isinstance(quad.subject, ox.NamedNode)
    return isinstance(value, ox.NamedNode) and isinstance(quad.subject, ox.NamedNode)


def skolemise(quads: Iterable[ox.Quad], base: str) -> Iterator[ox.Quad]:
    """Yield the quads with an IRI below `base` for each blank node (RDF 1.1 Concepts, 3.5).

    The IRIs follow from the canonical form, so they stay the same as long as the content does.
    """
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    for quad in dataset:
        yield ox.Quad(_named(quad.subject, base), quad.predicate, _named(quad.object, base), quad.graph_name)


def _named(term: Any, base: str) -> Any:
    return ox.NamedNode(base + term.value) if isinstance(term, ox.BlankNode) else term


def _place(path: Path, error: SyntaxError) -> str:
    if error.lineno is None:
        return str(path)
    return f"{path}, line {error.lineno}, column {error.offset}"


def _message(error: SyntaxError) -> str:
    """Return the parser's message without the place, which it repeats."""
    message = error.msg or "not readable"
    return message.split(": ", 1)[1] if message.startswith("Parser error at") and ": " in message else message
