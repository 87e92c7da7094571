# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names that neither vocabulary nor shapes give: kinds of things, and terms of other vocabularies."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.model.labels import Texts


@dataclass(frozen=True)
class Kind:
    """A kind of thing, the part after `id/` in its IRI.

    Attributes:
        names: language → name of the collection of all of them.
        classes: prefixed names of the classes that its things have.
    """

    names: Texts
    classes: tuple[str, ...]


def _kinds(table: str) -> Mapping[str, Kind]:
    """Read lines of `kind | German | English | classes`."""
    lines = [[part.strip() for part in line.split("|")] for line in table.strip().splitlines()]
    return {
        kind: Kind({"de": german, "en": english}, tuple(classes.split()))
        for kind, german, english, classes in lines
    }


def _names(table: str) -> Mapping[str, Texts]:
    """Read lines of `prefixed name | German | English`."""
    lines = [[part.strip() for part in line.split("|")] for line in table.strip().splitlines()]
    return {name: {"de": german, "en": english} for name, german, english in lines}


KINDS = _kinds("""
project | Modellprojekte | Model projects | mpsc:ModelProject
cohort | Staffeln | Cohorts | mpsc:Cohort
programme | Förderprogramme | Funding programmes | mpsc:FundingProgramme
measure | Maßnahmen | Measures | mpsc:Measure
solution | Lösungen | Solutions | mpsc:Solution
software | Software | Software | schema:SoftwareSourceCode
partnership | Partnerschaften | Partnerships | mpsc:Partnership
event | Veranstaltungen | Events | mpsc:Event
training | Schulungsangebote | Training offers | mpsc:TrainingOffer
offer | Angebote | Offers | mpsc:Offer
challenge | Herausforderungen | Challenges | mpsc:Challenge
need | Bedarfe | Needs | mpsc:Need
municipality | Städte und Gemeinden | Municipalities | mpsc:Municipality
district | Kreise | Districts | mpsc:District
association | Gemeindeverbände | Municipal associations | mpsc:MunicipalAssociation mpsc:SpecialPurposeAssociation
organisation | Organisationen | Organisations | org:Organization org:FormalOrganization org:OrganizationalUnit org:OrganizationalCollaboration cv:PublicOrganisation
consortium | Träger der Modellprojekte | Carrying bodies of the model projects | org:Organization org:OrganizationalCollaboration
document | Dokumente und Strategien | Documents and strategies | mpsc:Document mpsc:Strategy mpsc:ImplementationConcept
participation | Beteiligungsprozesse | Participation processes | mpsc:ParticipationProcess
reuse-case | Nachnutzungen | Reuse cases | mpsc:ReuseCase
operating-arrangement | Betriebsregelungen | Operating arrangements | mpsc:OperatingArrangement
indicator | Indikatoren | Indicators | mpsc:Indicator
match | Vermittlungsvorschläge | Matches | mpsc:Match
phase | Projektphasen | Project phases | mpsc:ProjectPhase
award | Zuwendungen | Funding awards | mpsc:FundingAward
amount | Geldbeträge | Amounts of money | schema:MonetaryAmount
status | Statusangaben | Status statements | mpsc:StatusStatement
attendance | Teilnahmen | Attendances | mpsc:Attendance
agenda-item | Programmpunkte | Agenda items | mpsc:AgendaItem
course-instance | Durchgänge von Schulungen | Course instances | schema:CourseInstance
membership | Mitgliedschaften | Memberships | org:Membership
post | Ämter und Stellen | Posts | org:Post
change | Veränderungen von Organisationen | Changes of organisations | org:ChangeEvent
area | Gebiete | Areas | cv:AdminUnit
place | Orte | Places | dcterms:Location
geometry | Koordinaten | Geometries | geo:Geometry
identifier | Kennungen | Identifiers | adms:Identifier
observation | Beobachtungen | Observations | qb:Observation
period | Zeiträume | Periods | dcterms:PeriodOfTime
source | Quellendokumente | Source documents | foaf:Document
activity | Arbeitsgänge | Activities | prov:Activity
""")  # noqa: E501 - one kind a line
"""Kinds that have things now or will have some, the most asked for first."""

CLASSES = _names("""
dcat:Catalog | Katalog | Catalogue
dcterms:Standard | Norm oder Regelwerk | Standard
doap:Project | Softwareprojekt | Software project
org:Role | Rolle | Role
owl:AllDisjointClasses | Getrennte Klassen | Disjoint classes
owl:Ontology | Vokabular | Vocabulary
prov:Activity | Arbeitsgang | Activity
qb:CodedProperty | Merkmal mit Codeliste | Coded property
qb:DimensionProperty | Dimension | Dimension
qb:MeasureProperty | Messgröße | Measure property
rdfs:Resource | Sache | Resource
sd:Dataset | RDF-Datensatz | RDF dataset
sd:Graph | Teilgraph | Graph
sd:NamedGraph | Benannter Teilgraph | Named graph
sh:PrefixDeclaration | Präfix | Prefix declaration
skos:OrderedCollection | Geordnete Sammlung | Ordered collection
voaf:Vocabulary | Vokabular | Vocabulary
void:Dataset | Datensatz (VoID) | Dataset (VoID)
void:Linkset | Verknüpfungen (VoID) | Linkset (VoID)
""")
"""Classes without a shape."""

PROPERTIES = _names("""
adms:schemaAgency | Herausgeber der Kennung | Issuing agency
bibo:status | Bearbeitungsstand | Editorial status
dcterms:abstract | Zusammenfassung | Abstract
dcterms:alternative | Anderer Titel | Alternative title
dcterms:bibliographicCitation | Zitieren als | Citation
dcterms:conformsTo | Folgt | Conforms to
dcterms:created | Erstellt am | Created
dcterms:hasVersion | Hat die Fassung | Has version
dcterms:identifier | Kennung | Identifier
dcterms:isReplacedBy | Ersetzt durch | Replaced by
dcterms:isVersionOf | Fassung von | Version of
dcterms:modified | Geändert am | Modified
dcterms:references | Verweist auf | References
dcterms:replaces | Ersetzt | Replaces
dcterms:rights | Bedingungen | Terms
foaf:logo | Logo | Logo
geo:hasCentroid | Mittelpunkt | Centroid
org:purpose | Aufgabe | Purpose
owl:inverseOf | Gegenrichtung | Inverse of
owl:members | Mitglieder | Members
owl:versionIRI | Adresse der Version | Version IRI
owl:versionInfo | Version | Version
prov:invalidatedAtTime | Zurückgezogen am | Withdrawn on
qb:codeList | Codeliste | Code list
rdf:first | Erstes Element | First element
rdf:rest | Weitere Elemente | Remaining elements
rdf:type | Art | Type
rdfs:comment | Anmerkung | Comment
rdfs:isDefinedBy | Definiert in | Defined in
rdfs:range | Wertebereich | Range
rdfs:seeAlso | Siehe auch | See also
rdfs:subClassOf | Unterklasse von | Subclass of
rdfs:subPropertyOf | Untereigenschaft von | Sub-property of
schema:domainIncludes | Zu Hause in | Used on
schema:includedInDataCatalog | Im Katalog | In catalogue
schema:rangeIncludes | Werte | Values
sd:defaultGraph | Standardgraph | Default graph
sd:graph | Beschreibung des Teilgraphen | Description of the graph
sd:name | Name des Teilgraphen | Name of the graph
sd:namedGraph | Benannter Teilgraph | Named graph
sdmx-measure:obsValue | Wert | Value
sh:declare | Erklärt | Declares
sh:namespace | Namensraum | Namespace
sh:prefix | Präfix | Prefix
skos:altLabel | Auch genannt | Also called
skos:broadMatch | Oberbegriff anderswo | Broader elsewhere
skos:broader | Oberbegriff | Broader
skos:changeNote | Änderungsvermerk | Change note
skos:closeMatch | Ähnlich anderswo | Close match elsewhere
skos:editorialNote | Anmerkung der Redaktion | Editorial note
skos:example | Beispiel | Example
skos:hasTopConcept | Oberster Eintrag | Top concept
skos:historyNote | Zur Geschichte | History note
skos:memberList | Reihenfolge | Order of members
skos:narrower | Unterbegriff | Narrower
skos:relatedMatch | Verwandt anderswo | Related elsewhere
skos:scopeNote | Hinweis zum Gebrauch | Scope note
skos:topConceptOf | Oberster Eintrag von | Top concept of
vann:preferredNamespacePrefix | Übliches Präfix | Preferred prefix
vann:preferredNamespaceUri | Namensraum | Namespace
voaf:extends | Baut auf | Extends
void:class | Klasse | Class
void:classPartition | Teil einer Klasse | Class partition
void:classes | Zahl der Klassen | Number of classes
void:distinctObjects | Verschiedene Werte | Distinct objects
void:distinctSubjects | Verschiedene Gegenstände | Distinct subjects
void:entities | Zahl der Dinge | Number of entities
void:exampleResource | Beispiel | Example resource
void:linkPredicate | Verknüpft durch | Link predicate
void:objectsTarget | Verknüpft mit | Links to
void:properties | Zahl der Eigenschaften | Number of properties
void:property | Eigenschaft | Property
void:propertyPartition | Teil einer Eigenschaft | Property partition
void:subjectsTarget | Verknüpft von | Links from
void:subset | Teil | Subset
void:triples | Zahl der Aussagen | Number of statements
void:uriSpace | Namensraum | URI space
void:vocabulary | Vokabular | Vocabulary
""")
"""Properties that a page may show and no shape names for the class at hand."""

SECTIONS: Mapping[str, Texts] = {
    name: {"de": german, "en": english}
    for name, german, english in (
        ("members", "Beteiligte und Rollen|Wer|Rolle|Zeitraum", "Members and roles|Who|Role|Period"),
        ("carrying", "Träger|Träger", "Carrying body|Carrying body"),
        ("projects", "Modellprojekte|Projekt|Federführende Kommune|Land", "Projects|Project|Lead body|State"),
        ("states", "Stand|Angabe|Stand|Zeitraum", "State|Statement|State|Period"),
        ("awards", "Zuwendungen|Zuwendung|Betrag", "Funding awards|Award|Amount"),
        ("attended", "Teilnehmende|Wer|Rolle|Für", "Participants|Who|Role|On behalf of"),
        ("agenda", "Programm|Programmpunkt|Folge", "Agenda|Item|Order"),
        ("runs", "Durchgänge|Durchgang|Beginn|Form", "Runs|Run|Start|Mode"),
        ("measures", "Maßnahmen|Maßnahme|Stand|Hauptthema", "Measures|Measure|State|Main topic"),
        ("measures-on", "Maßnahmen zu diesem Thema|Maßnahme|Projekt|Stand", "Measures|Measure|Project|State"),
        ("challenges", "Herausforderungen und Bedarfe|Was|Art", "Challenges and needs|What|Kind"),
        ("solutions", "Lösungen|Lösung|Umgesetzt in", "Solutions|Solution|Realised in"),
        ("partnerships", "Partnerschaften|Partnerschaft|Art", "Partnerships|Partnership|Kind"),
        ("participation", "Beteiligung|Prozess|Format", "Participation|Process|Format"),
        ("documents", "Dokumente und Strategien|Dokument|Von", "Documents and strategies|Document|By"),
        ("events", "Veranstaltungen|Veranstaltung|Rolle|Datum", "Events attended|Event|Role|Date"),
        ("memberships", "Beteiligt an|Woran|Rolle|Zeitraum", "Takes part in|What|Role|Period"),
        ("population", "Bevölkerung|Zählung|Einwohner|Stand", "Population|Figure|Inhabitants|As of"),
        ("lies-in", "Liegt in|Gebiet|Art", "Lies in|Area|Kind"),
        ("bodies", "Körperschaften und Orte|Was|Art", "Bodies and places|What|Kind"),
        ("described", "Enthält (die ersten 60)|Was|Art", "Contains (the first 60)|What|Kind"),
        ("similar", "Ähnliche Projekte|Projekt|Gemeinsam", "Similar projects|Project|In common"),
    )
}
"""Sections of pages in their order: heading and columns, with bars between them."""
