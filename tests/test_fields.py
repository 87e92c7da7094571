# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""One reading of the shapes serves forms, templates, checks and pages."""

from rdflib import ORG, URIRef

from graph.describe import field
from graph.model.namespaces import MPSC, SHAPE
from graph.model.shapes import fields_by_iri, fields_by_property, shapes, shapes_by_class, shapes_by_slug


def test_shapes_are_found_by_class_and_slug() -> None:
    """The slug is the local name in small letters with hyphens; a class has one shape."""
    assert shapes_by_slug()["reuse-case"] is shapes_by_class()[str(MPSC.ReuseCase)]
    assert shapes_by_slug()["reuse-case"].target == str(MPSC.ReuseCase)
    assert len(shapes_by_slug()) == len(shapes_by_class()) == 50
    assert list(shapes_by_slug()) == sorted(shapes_by_slug())


def test_forms_and_pages_have_the_same_fields() -> None:
    """In the order of the form; rules are apart and come last."""
    for shape in shapes_by_slug().values():
        assert [each.order for each in shape.fields] == sorted(each.order for each in shape.fields)
        assert [each for _, group in shape.form for each in group] == list(shape.fields)
        assert all(each.group and each.path for each in shape.fields)
        assert {each.order for each in shape.rules} <= {(1_000, 1_000)}
    project = shapes_by_slug()["model-project"]
    assert project.fields[0].anchor == "ModelProject-label"
    assert shapes()[str(SHAPE["ModelProject-label"])].fields == (project.fields[0],)


def test_classes_come_from_choices_as_well() -> None:
    """`sh:node` to a choice of shapes means the classes that these ask for; the choice has a page itself."""
    found = fields_by_iri()[str(SHAPE["Attendance-atEvent"])]

    assert found.classes == (str(MPSC.AgendaItem), str(MPSC.Event))
    assert found.shapes
    assert [each for each in fields_by_iri().values() if not each.classes and each.value == "thing"] == []


def test_rule_about_several_properties_has_no_path() -> None:
    """Their alternatives are known; a form has no field for it."""
    several = [each for each in fields_by_iri().values() if len(each.paths) > 1]

    assert len(several) == 8
    assert all(not each.path and not each.group for each in several)


def test_page_of_a_thing_has_the_fields_of_its_form() -> None:
    """Name, group and order; a property that a rule alone is about comes last, without a group."""
    for (cls, path), each in fields_by_property().items():
        assert field(URIRef(path), [URIRef(cls)]) is each
    held_by = field(ORG.heldBy, [ORG.Post])
    assert (held_by.group, held_by.order) == ({}, (1_000, 1_000))
