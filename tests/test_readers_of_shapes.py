# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The three readers of the shapes say the same of each field, but for the four points listed here."""

from collections.abc import Iterator

from rdflib import ORG, URIRef

from graph.describe import names
from graph.model import fields, shapes

LAST = 1_000


def pairs() -> Iterator[tuple[shapes.Field, fields.Field]]:
    """Yield each field as pages and as forms have it."""
    for kind in fields.kinds().values():
        by_iri = {str(field.iri): field for field in shapes.shapes()[URIRef(kind.shape)].fields}
        for field in (*kind.fields, *kind.rules):
            yield by_iri[field.shape], field


def test_shapes_and_their_fields_are_the_same() -> None:
    """Names, classes, and the fields and rules in their order."""
    for kind in fields.kinds().values():
        shape = shapes.shapes()[URIRef(kind.shape)]

        assert shape.names == kind.name
        assert shape.targets == (URIRef(kind.iri),)
        assert [str(field.iri) for field in shape.fields if field.group] == [f.shape for f in kind.fields]
        assert [str(field.iri) for field in shape.rules] == [f.shape for f in kind.rules]


def test_fields_are_the_same() -> None:
    """Texts, counts, datatypes, patterns and languages."""
    assert len(list(pairs())) > 300
    for page, form in pairs():
        assert (page.name, page.names, page.descriptions) == (form.anchor, form.name, form.help)
        assert (page.messages, page.group) == (form.message, form.group)
        assert (page.least, page.most, page.pattern) == (form.least, form.most, form.pattern)
        assert (page.languages, page.datatypes) == (
            form.languages,
            (URIRef(form.datatype),) if form.datatype else (),
        )
        assert bool(page.lists) == bool(form.codes)


def test_forms_look_into_choices_of_classes() -> None:
    """Pages have `sh:class` only, and name the shape with the choice beside it."""
    different = [(page, form) for page, form in pairs() if tuple(map(str, page.classes)) != form.classes]

    assert len(different) == 42
    assert all(not page.classes and page.shapes for page, _ in different)


def test_pages_know_the_alternatives_of_a_path() -> None:
    """Forms have no path for a rule on several properties."""
    different = [
        (page, form) for page, form in pairs() if page.path != ((URIRef(form.path),) if form.path else ())
    ]

    assert len(different) == 8
    assert all(len(page.path) > 1 and not form.path and not form.group for page, form in different)


def test_rules_come_first_in_reports_and_last_on_pages() -> None:
    """A rule has no place in a form: 0 to those who sort findings, a thousand to pages."""
    for page, form in pairs():
        assert page.order == (divmod(form.order, LAST) if form.group else (LAST, LAST))
        assert form.group or form.order == 0


def test_pages_of_things_take_the_first_field_of_a_property() -> None:
    """`describe.field` has names, groups and order of the forms; `org:heldBy` of a post has but a rule."""
    first: dict[tuple[URIRef, URIRef], fields.Field] = {}
    for kind in fields.kinds().values():
        for field in (*kind.fields, *kind.rules):
            if field.path:
                first.setdefault((URIRef(kind.iri), URIRef(field.path)), field)

    assert {pair for pair, field in first.items() if not field.group} == {(ORG.Post, ORG.heldBy)}
    for (cls, path), field in first.items():
        found = names.field(path, [cls])
        assert (found.names, found.group) == (field.name, field.group)
        assert found.order == (divmod(field.order, LAST) if field.group else (LAST, LAST))
    assert all(names.class_name(URIRef(kind.iri)) == kind.name for kind in fields.kinds().values())
