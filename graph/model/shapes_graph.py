# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shapes with their code lists, from `shapes/` and `ontology/codelists/`."""

from functools import cache

from rdflib import RDF, SH, SKOS, Graph, URIRef
from rdflib.collection import Collection

from graph.errors import GraphError
from graph.model.namespaces import SHAPE
from graph.model.paths import folder


@cache
def shapes_graph() -> Graph:
    """Return all shapes with the prefixes they use and each code list as `sh:in`.

    A shape says `shape:codeList <scheme>`; the list comes from the scheme's concepts in
    `ontology/codelists/`, never from the data: a triple somebody submits cannot widen it.
    """
    shapes = Graph()
    for path in sorted(folder("shapes").glob("*.ttl")):
        shapes.parse(path)
    shapes.parse(folder("ontology") / "prefixes.ttl")
    _expand_code_lists(shapes)
    return shapes


def _expand_code_lists(shapes: Graph) -> None:
    concepts = code_lists()
    for shape, scheme in list(shapes.subject_objects(SHAPE.codeList)):
        members = sorted(concepts.subjects(SKOS.inScheme, scheme), key=str)
        if not members:
            raise GraphError(f"{shape}: the code list {scheme} has no concept.")
        head = URIRef(f"{shape}-codes")
        Collection(shapes, head, members)
        shapes.add((shape, SH["in"], head))
        shapes.remove((shape, SHAPE.codeList, scheme))


def flattened(shapes: Graph) -> Graph:
    """Return the same shapes, with the targets of a node shape on its property shapes instead.

    Property shapes may have targets themselves (SHACL, 2.1.3), and the results are the same. But pySHACL
    0.40 enters a property shape anew for each focus node of the node shape that holds it, and only once
    when it has the target: for the whole release that is the difference between minutes and seconds.
    Node shapes that other shapes refer to keep their property shapes.
    """
    flat = Graph()
    for triple in shapes:
        flat.add(triple)
    referred = {*shapes.objects(None, SH.node), *shapes.objects(None, SH.qualifiedValueShape)}
    referred |= {*shapes.objects(None, SH["not"]), *shapes.objects(None, RDF.first)}
    for shape in set(shapes.subjects(SH.targetClass)) - referred:
        for constraint in shapes.objects(shape, SH.property):
            flat.remove((shape, SH.property, constraint))
            for target in shapes.objects(shape, SH.targetClass):
                flat.add((constraint, SH.targetClass, target))
    return flat


@cache
def code_lists() -> Graph:
    """Return all code lists as one graph."""
    lists = Graph()
    for path in sorted((folder("ontology") / "codelists").glob("*.ttl")):
        lists.parse(path)
    return lists
