# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The kinds of things that are found."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from graph.model.namespaces import compact


@dataclass(frozen=True)
class Kind:
    """A kind of things.

    Attributes:
        slug: its value of the facet `type`.
        german: its name.
        english: its name.
        classes: prefixed names of the classes whose instances are of this kind.
    """

    slug: str
    german: str
    english: str
    classes: str


KINDS = (
    Kind("project", "Modellprojekt", "Model project", "mpsc:ModelProject"),
    Kind("municipality", "Stadt oder Gemeinde", "Municipality", "mpsc:Municipality"),
    Kind("district", "Kreis", "District", "mpsc:District"),
    Kind(
        "association",
        "Gemeindeverband",
        "Association of municipalities",
        "mpsc:MunicipalAssociation mpsc:SpecialPurposeAssociation",
    ),
    Kind("state", "Land", "Federal state", "at:land"),
    Kind("measure", "Maßnahme", "Measure", "mpsc:Measure"),
    Kind("solution", "Lösung", "Solution", "mpsc:Solution"),
    Kind("partnership", "Partnerschaft", "Partnership", "mpsc:Partnership"),
    Kind("challenge", "Herausforderung", "Challenge", "mpsc:Challenge"),
    Kind("event", "Veranstaltung", "Event", "mpsc:Event mpsc:AgendaItem"),
    Kind("service", "Angebot", "Service", "mpsc:Offer"),
    Kind("training", "Schulung", "Training", "mpsc:TrainingOffer schema:CourseInstance"),
    Kind("need", "Bedarf", "Need", "mpsc:Need"),
    Kind("participation", "Beteiligungsverfahren", "Participation process", "mpsc:ParticipationProcess"),
    Kind("reuse", "Nachnutzung", "Reuse", "mpsc:ReuseCase mpsc:OperatingArrangement"),
    Kind("software", "Software", "Software", "schema:SoftwareSourceCode"),
    Kind(
        "document",
        "Dokument",
        "Document",
        "mpsc:Document mpsc:Strategy mpsc:ImplementationConcept dcterms:Standard foaf:Document",
    ),
    Kind(
        "organisation",
        "Organisation",
        "Organisation",
        "org:Organization org:FormalOrganization org:OrganizationalCollaboration org:OrganizationalUnit"
        " cv:PublicOrganisation org:Post",
    ),
    Kind(
        "funding",
        "Förderung",
        "Funding",
        "mpsc:FundingProgramme mpsc:Cohort mpsc:FundingAward mpsc:ProjectPhase org:ChangeEvent",
    ),
    Kind("concept", "Begriff", "Concept", "skos:Concept skos:ConceptScheme"),
    Kind("term", "Vokabular", "Vocabulary", "owl:Class owl:ObjectProperty owl:DatatypeProperty owl:Ontology"),
    Kind(
        "data",
        "Daten",
        "Data",
        "prov:Entity qb:DataSet qb:Observation dcat:Catalog void:Dataset void:Linkset",
    ),
)
"""In the order in which equally good finds are listed. A thing is of the first kind that fits its classes."""

OTHER = Kind("other", "Anderes", "Other", "")
"""What data of another origin may hold."""

LABELS = {kind.slug: {"de": kind.german, "en": kind.english} for kind in (*KINDS, OTHER)}
"""Slug → language → name."""

HIDDEN = {
    "mpsc:Attendance",
    "adms:Identifier",
    "dcterms:PeriodOfTime",
    "owl:AllDisjointClasses",
    "prov:Activity",
    "schema:MonetaryAmount",
    "skos:OrderedCollection",
}
"""Classes of nodes that hold a value of another thing and are found through that."""


def kind_of(classes: Iterable[str]) -> Kind | None:
    """Return the kind of a thing by the IRIs of its classes; None where it is not to be found by itself."""
    names = {compact(iri) for iri in classes}
    positions = [_positions()[name] for name in names if name in _positions()]
    if positions:
        return KINDS[min(positions)]
    return OTHER if HIDDEN.isdisjoint(names) else None


@cache
def _positions() -> dict[str, int]:
    """Return prefixed name of a class → position of its kind."""
    return {name: position for position, kind in enumerate(KINDS) for name in kind.classes.split()}
