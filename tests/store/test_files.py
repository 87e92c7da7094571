# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading RDF files."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.errors import InputError
from graph.store import EmbeddedStore, rdf_files
from graph.store.files import parse, skolemise

SAME = {
    "a.ttl": "<x:s> <x:p> 'o' .",
    "a.nt": '<x:s> <x:p> "o" .',
    "a.nq": '<x:s> <x:p> "o" .',
    "a.trig": "{ <x:s> <x:p> 'o' }",
    "a.rdf": "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:x='x:'>"
    "<rdf:Description rdf:about='x:s'><x:p>o</x:p></rdf:Description></rdf:RDF>",
    "a.jsonld": '{"@id": "x:s", "x:p": "o"}',
}


@pytest.mark.parametrize("name", SAME)
def test_every_file_type_gives_the_same_triple(tmp_path: Path, name: str) -> None:
    """Six syntaxes, one triple."""
    path = tmp_path / name
    path.write_text(SAME[name], encoding="utf-8")

    assert [str(quad) for quad in parse(path)] == ['<x:s> <x:p> "o"']


def test_folder_stands_for_the_rdf_files_in_it(tmp_path: Path) -> None:
    """Other files are passed over, the order is fixed."""
    for name in ("b.ttl", "deep/a.nt", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    assert rdf_files([tmp_path]) == [tmp_path / "b.ttl", tmp_path / "deep" / "a.nt"]


def test_folder_without_rdf_is_refused(tmp_path: Path) -> None:
    """An empty folder is a mistake, not an empty dataset."""
    with pytest.raises(InputError, match="no RDF file"):
        rdf_files([tmp_path])


def test_missing_file_is_refused(tmp_path: Path) -> None:
    """A path that does not exist is named."""
    with pytest.raises(InputError, match="no such file"):
        rdf_files([tmp_path / "gone.ttl"])


def test_unknown_file_type_lists_the_known_ones(tmp_path: Path) -> None:
    """The error says what the file could be converted to."""
    path = tmp_path / "table.docx"
    path.touch()

    with pytest.raises(InputError, match=r"\.docx is not known.*\.ttl \(Turtle\)"):
        rdf_files([path])


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.rdf", b"<a><b></a>"), ("a.jsonld", b'{"@context": "https://example.org/c", "a": 1}'), ("a.nt", b"\xff")],
)
def test_damaged_file_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    """XML that is not well formed, a remote context and bytes that are no UTF-8 are input errors."""
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(InputError, match=name):
        EmbeddedStore().load(path)


def test_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    """What cannot be opened is an input error too."""
    path = tmp_path / "a.ttl"
    path.mkdir()

    with pytest.raises(InputError, match="cannot be read"):
        list(parse(path))


def test_blank_nodes_get_the_same_iris_whatever_they_are_called() -> None:
    """Renaming or reordering blank nodes changes nothing in what is published."""
    one = ox.parse("_:a <x:p> _:b . _:b <x:q> 1 .", format=ox.RdfFormat.TURTLE)
    other = ox.parse("_:z <x:q> 1 . _:y <x:p> _:z .", format=ox.RdfFormat.TURTLE)

    named = {str(quad) for quad in skolemise(one, "x:genid/")}
    assert named == {str(quad) for quad in skolemise(other, "x:genid/")}
    assert not any("_:" in line for line in named)
