# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The published data say what the programme's own lists say."""

from graph.model.queries import stored_query
from graph.store import EmbeddedStore

SEED = {
    "Staffel 1": {"Brandis", "Haßfurt", "Zwönitz"},
    "Staffel 2": {"Bamberg", "Fuchstal", "Kirchheim b. München", "Leipzig"},
    "Staffel 3": {"Dresden", "Kempten", "Regensburg", "Stadt Mühlhausen", "Würzburg"},
}
"""The participants of the Bamberg meeting as its press text lists them."""


def one(store: EmbeddedStore, query: str) -> int:
    """Return the only value of the only row as a number."""
    (row,) = store.select(query)
    (value,) = row.values()
    return int(str(value))


def test_there_are_73_projects(graph_store: EmbeddedStore) -> None:
    """All three selections together."""
    assert one(graph_store, "SELECT (COUNT(?p) AS ?n) { ?p a mpsc:ModelProject }") == 73


def test_cohorts_have_13_32_and_28_projects(graph_store: EmbeddedStore) -> None:
    """The size of each selection."""
    rows = graph_store.select("SELECT ?c (COUNT(?p) AS ?n) { ?p mpsc:inCohort ?c } GROUP BY ?c ORDER BY ?c")

    assert [int(str(row["n"])) for row in rows] == [13, 32, 28]


def test_70_lead_bodies_carry_their_official_key(graph_store: EmbeddedStore) -> None:
    """59 municipalities by AGS and 11 districts by district key; two associations and one group have none."""
    query = """SELECT (COUNT(DISTINCT ?project) AS ?n) {
      VALUES ?type { idtype:ags idtype:district-key }
      ?project mpsc:leadMunicipality/adms:identifier/dcterms:type ?type
    }"""

    assert one(graph_store, query) == 70


def test_every_project_has_a_lead_or_a_reason(graph_store: EmbeddedStore) -> None:
    """Only the five equal towns of Südwestfalen name none, and say why in both languages."""
    rows = graph_store.select(
        """SELECT ?project ?note { ?project a mpsc:ModelProject
        FILTER NOT EXISTS { ?project mpsc:leadMunicipality ?lead }
        ?project mpsc:noneReported mpsc:leadMunicipality ; skos:editorialNote ?note }"""
    )

    assert {str(row["project"]) for row in rows} == {"https://w3id.org/mpsc/id/project/suedwestfalen"}
    assert {getattr(row["note"], "language", None) for row in rows} == {"de", "en"}
    assert one(graph_store, "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p mpsc:leadMunicipality ?b }") == 72


def test_bamberg_meeting_lists_the_twelve_of_the_press_text(graph_store: EmbeddedStore) -> None:
    """One query answers who took part, from which cohort and state, and what they wanted to learn."""
    rows = graph_store.select(stored_query("examples", "bamberg-meeting").text)

    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(str(row["cohort"]), set()).add(str(row["participant"]))
    assert found == SEED
    assert all("Strategieentwicklung" in str(row["needs"]) for row in rows)


def test_bamberg_meeting_has_no_invented_day(graph_store: EmbeddedStore) -> None:
    """The press text only says last Friday; the graph keeps the words and adds no date."""
    ask = "SELECT ?o { event:vernetzungstreffen-bamberg schema:startDate|schema:endDate|dcterms:temporal ?o }"

    assert graph_store.select(ask) == []
    assert one(graph_store, "SELECT ?n { event:vernetzungstreffen-bamberg mpsc:delegateCount ?n }") == 18


def test_participants_come_from_three_states(graph_store: EmbeddedStore) -> None:
    """The meeting was one of Bavaria, Saxony and Thuringia."""
    rows = graph_store.select(
        "SELECT ?l { event:vernetzungstreffen-bamberg dcterms:spatial/rdfs:label ?l } ORDER BY ?l"
    )

    assert [str(row["l"]) for row in rows] == ["Bayern", "Sachsen", "Thüringen"]


def test_uncertain_wikidata_candidates_are_not_published(graph_store: EmbeddedStore) -> None:
    """A QID that one noisy table gives for Grevesmühlen, Hagenow or Guben is no link."""
    rows = graph_store.select(
        """SELECT ?body ?q { VALUES ?q { <http://www.wikidata.org/entity/Q517353>
        <http://www.wikidata.org/entity/Q565611> <http://www.wikidata.org/entity/Q494747> } ?body ?p ?q }"""
    )

    assert rows == []


def test_leading_zeros_of_keys_are_kept(graph_store: EmbeddedStore) -> None:
    """A key is text: Flensburg is 01001000."""
    query = """SELECT (COUNT(?b) AS ?n) {
      ?b adms:identifier/skos:notation "01001000" ; skos:prefLabel "Flensburg"@de }"""

    assert one(graph_store, query) == 1


def test_every_verified_key_links_to_the_federal_geocoding(graph_store: EmbeddedStore) -> None:
    """Each participating municipality's area points to its DCAT-AP.de municipality key."""
    rows = graph_store.select(
        """SELECT ?key ?link { ?p mpsc:participatingMunicipality ?b .
        ?b adms:identifier ?i ; dcterms:spatial/skos:exactMatch ?link .
        ?i dcterms:type idtype:ags ; skos:notation ?key
        FILTER(STRSTARTS(STR(?link), "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/")) }"""
    )

    assert rows
    assert all(str(row["link"]).endswith(f"/{row['key']}") for row in rows)
