# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a submission changes: values before and after, beside what others publish."""

import time

import pytest
from rdflib import DCTERMS, RDF, Literal, URIRef

from graph.model.namespaces import BASE, MPSC
from graph.revision import ChangeType, compare, match_parts, names, published_statements, statements
from graph.store import EmbeddedStore

A, B = URIRef(f"{BASE}id/measure/a"), URIRef(f"{BASE}id/measure/b")
TYPED = f"<{A}> <{RDF.type}> <{MPSC.Measure}> .\n"


def said(*lines: str) -> str:
    """Return statements about A."""
    return TYPED + "".join(f"<{A}> <{DCTERMS.title}> {line} .\n" for line in lines)


def test_new_thing() -> None:
    """All of it is added; its classes are known."""
    (thing,) = compare({}, statements(said('"Eins"@de')), {})

    assert (thing.iri, thing.kind, thing.types, thing.is_known) == (A, ChangeType.ADDED, (MPSC.Measure,), False)
    assert [change.after for change in thing.of(ChangeType.ADDED)][::-1] == [
        (MPSC.Measure,),
        (Literal("Eins", lang="de"),),
    ]


def test_texts_of_each_language_are_told_apart() -> None:
    """A German title that changes is not an English one that goes."""
    before = statements(said('"Eins"@de', '"One"@en'))
    (thing,) = compare(before, statements(said('"Zwei"@de', '"One"@en')), {})

    by_language = {change.language: change for change in thing.changes if change.name == DCTERMS.title}
    assert thing.kind == ChangeType.CHANGED
    assert (by_language["de"].before, by_language["de"].after) == (
        (Literal("Eins", lang="de"),),
        (Literal("Zwei", lang="de"),),
    )
    assert by_language["en"].kind == ChangeType.SAME


def test_one_of_several_values() -> None:
    """What stays is not told as changed."""
    (thing,) = compare(statements(said('"1"', '"2"')), statements(said('"2"')), {})
    (change,) = thing.of(ChangeType.CHANGED)

    assert (change.before, change.after, change.kept) == ((Literal("1"),), (), (Literal("2"),))


def test_thing_that_is_gone_comes_last() -> None:
    """It is removed with all its values."""
    gone = f'<{B}> <{DCTERMS.title}> "B" .\n'
    first, second = compare(statements(gone + said('"A"')), statements(said('"A"')), {})

    assert (first.kind, second.iri, second.kind) == (ChangeType.SAME, B, ChangeType.REMOVED)
    assert [change.kind for change in second.changes] == [ChangeType.REMOVED]


def test_what_others_publish_is_beside() -> None:
    """Of the graphs that stay; the one that gives way is left out."""
    store = EmbeddedStore()
    store.load_n_quads(f'<{A}> <{DCTERMS.title}> "Sie" <urn:stays> .\n<{A}> <{DCTERMS.title}> "Alt" <urn:goes> .\n')
    beside = published_statements(store, [A, B], [URIRef("urn:goes")])
    (thing,) = compare({}, statements(said('"Wir"')), beside)

    assert thing.is_known
    assert [change.beside for change in thing.changes if change.name == DCTERMS.title] == [(Literal("Sie"),)]
    assert published_statements(store, []) == {}


def test_what_others_say_already_is_no_change() -> None:
    """A form that was filled in with what is published is told as what somebody changed in it."""
    beside = statements(said('"Eins"@de', '"One"@en'))
    (same,) = compare({}, beside, beside)
    (more,) = compare({}, statements(said('"Zwei"@de', '"One"@en')), beside)

    assert (same.kind, same.is_known) == (ChangeType.SAME, True)
    assert [(change.language, change.after) for change in more.of(ChangeType.ADDED)] == [
        ("de", (Literal("Zwei", lang="de"),))
    ]
    assert more.kind == ChangeType.ADDED


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


def period(number: int, start: str) -> str:
    """Return a period with a note, both without a name of their own, as a file with this number has it."""
    part, below = (f"<https://w3id.org/mpsc/.well-known/genid/{number}/{each}>" for each in (1, 2))
    return (
        f'<{A}> <{DCTERMS.temporal}> {part} .\n{part} <{DCTERMS.date}> "{start}" .\n'
        f'{part} <{DCTERMS.relation}> {below} .\n{below} <{DCTERMS.title}> "Notiz" .\n'
    )


@pytest.mark.parametrize(("start", "changed"), [("2025", []), ("2026", [(Literal("2025"), Literal("2026"))])])
def test_parts_without_a_name_are_recognised(start: str, changed: list[tuple[Literal, Literal]]) -> None:
    """Each file names them anew: what they say tells which is which, or that there is only one."""
    before, after = statements(period(1, "2025")), statements(period(2, start))

    found = compare(match_parts(before, after), after, {})

    assert {thing.iri for thing in found} == set(after)
    changes = [change for thing in found for change in thing.changes]
    assert [pair for each in changes for pair in zip(each.before, each.after, strict=True)] == changed


def test_parts_are_recognised_by_what_they_say() -> None:
    """In whatever order they stand; one that is new stays new, and circles end."""
    genid = "https://w3id.org/mpsc/.well-known/genid"
    circle = f"<{genid}/{{0}}/1> <{DCTERMS.relation}> <{genid}/{{0}}/1> .\n"
    circle += f"<{A}> <{DCTERMS.hasPart}> <{genid}/{{0}}/1> .\n"
    before = statements(circle.format(1) + period(3, "2025") + period(4, "2026"))
    after = statements(period(6, "2026") + period(5, "2027") + period(7, "2025") + circle.format(2))

    kinds = {str(thing.iri): thing.kind for thing in compare(match_parts(before, after), after, {})}

    new = {iri for iri, kind in kinds.items() if kind == ChangeType.ADDED}
    assert new == {f"{genid}/5/1", f"{genid}/5/2"}
    assert ChangeType.REMOVED not in kinds.values()


def test_thousands_of_parts_that_all_refer_to_each_other_take_a_moment() -> None:
    """Chains deeper than Python calls, and as many ways through them as a hostile file likes."""
    genid = "https://w3id.org/mpsc/.well-known/genid"
    knots = "".join(
        f"<{genid}/{{0}}/{one}> <{DCTERMS.relation}> <{genid}/{{0}}/{two}> .\n"
        for one in range(3000)
        for two in range(one + 1, min(one + 8, 3000))
    )
    text = f"<{A}> <{DCTERMS.hasPart}> <{genid}/{{0}}/0> .\n" + knots
    before, after = statements(text.format(1)), statements(text.format(2))

    start = time.thread_time()
    found = match_parts(before, after)

    assert time.thread_time() - start < 5
    assert f"{genid}/2/0" in map(str, found)
