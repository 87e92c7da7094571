# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a submission changes: values before and after, beside what others publish."""

from rdflib import DCTERMS, RDF, Literal, URIRef

from graph.revision import Kind, compare, names, published, statements
from graph.store import EmbeddedStore
from graph.vocabulary import BASE, MPSC

A, B = URIRef(f"{BASE}id/measure/a"), URIRef(f"{BASE}id/measure/b")
TYPED = f"<{A}> <{RDF.type}> <{MPSC.Measure}> .\n"


def said(*lines: str) -> str:
    """Return statements about A."""
    return TYPED + "".join(f"<{A}> <{DCTERMS.title}> {line} .\n" for line in lines)


def test_new_thing() -> None:
    """All of it is added; its classes are known."""
    (thing,) = compare({}, statements(said('"Eins"@de')), {})

    assert (thing.iri, thing.kind, thing.types, thing.is_known) == (A, Kind.ADDED, (MPSC.Measure,), False)
    assert [change.after for change in thing.of(Kind.ADDED)][::-1] == [
        (MPSC.Measure,),
        (Literal("Eins", lang="de"),),
    ]


def test_texts_of_each_language_are_told_apart() -> None:
    """A German title that changes is not an English one that goes."""
    before = statements(said('"Eins"@de', '"One"@en'))
    (thing,) = compare(before, statements(said('"Zwei"@de', '"One"@en')), {})

    by_language = {change.language: change for change in thing.changes if change.name == DCTERMS.title}
    assert thing.kind == Kind.CHANGED
    assert (by_language["de"].before, by_language["de"].after) == (
        (Literal("Eins", lang="de"),),
        (Literal("Zwei", lang="de"),),
    )
    assert by_language["en"].kind == Kind.SAME


def test_one_of_several_values() -> None:
    """What stays is not told as changed."""
    (thing,) = compare(statements(said('"1"', '"2"')), statements(said('"2"')), {})
    (change,) = thing.of(Kind.CHANGED)

    assert (change.before, change.after, change.kept) == ((Literal("1"),), (), (Literal("2"),))


def test_thing_that_is_gone_comes_last() -> None:
    """It is removed with all its values."""
    gone = f'<{B}> <{DCTERMS.title}> "B" .\n'
    first, second = compare(statements(gone + said('"A"')), statements(said('"A"')), {})

    assert (first.kind, second.iri, second.kind) == (Kind.SAME, B, Kind.REMOVED)
    assert [change.kind for change in second.changes] == [Kind.REMOVED]


def test_what_others_publish_is_beside() -> None:
    """Of the graphs that stay; the one that gives way is left out."""
    store = EmbeddedStore()
    store.load_n_quads(
        f'<{A}> <{DCTERMS.title}> "Sie" <urn:stays> .\n<{A}> <{DCTERMS.title}> "Alt" <urn:goes> .\n'
    )
    beside = published(store, [A, B], [URIRef("urn:goes")])
    (thing,) = compare({}, statements(said('"Wir"')), beside)

    assert thing.is_known
    assert [change.beside for change in thing.changes if change.name == DCTERMS.title] == [(Literal("Sie"),)]
    assert published(store, []) == {}


def test_what_others_say_already_is_no_change() -> None:
    """A form that was filled in with what is published is told as what somebody changed in it."""
    beside = statements(said('"Eins"@de', '"One"@en'))
    (same,) = compare({}, beside, beside)
    (more,) = compare({}, statements(said('"Zwei"@de', '"One"@en')), beside)

    assert (same.kind, same.is_known) == (Kind.SAME, True)
    assert [(change.language, change.after) for change in more.of(Kind.ADDED)] == [
        ("de", (Literal("Zwei", lang="de"),))
    ]
    assert more.kind == Kind.ADDED


def test_values_that_would_be_expensive_are_text() -> None:
    """A submission may have faults; looking at them costs nothing."""
    huge = '"1E999999999"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    (thing,) = compare({}, statements(said(huge)), {})

    assert Literal("1E999999999") in [value for change in thing.changes for value in change.after]


def test_names_of_the_submission_come_first() -> None:
    """Its own words for its things, those of the release for others."""
    store = EmbeddedStore()
    store.load_n_quads(f'<{A}> <{DCTERMS.title}> "Alt" <urn:g> .\n<{B}> <{DCTERMS.title}> "B" <urn:g> .\n')
    store.merge()
    new = statements(said('"Neu"') + f"<{A}> <{DCTERMS.relation}> <{B}> .\n")
    known = names(store, new, things=[A])

    assert known[A][DCTERMS.title] == (Literal("Neu"),)
    assert known[B][DCTERMS.title] == (Literal("B"),)
