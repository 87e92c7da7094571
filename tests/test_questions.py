# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The forty competency questions: each answers with what the sources say, or says what is missing.

The expected values were taken from the sources of the data, not from the answers. Where more may become
known (measures, partners, services), they are a part of the answer; where the number is settled (projects,
cohorts, bodies, one meeting), they are the whole of it.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import URIRef

from graph.model.namespaces import BASE, namespaces
from graph.model.paths import folder
from graph.model.queries import StoredQuery, stored_queries
from graph.store import EmbeddedStore
from graph.store.base import Row
from tests.pace import in_time

ROOT = Path(__file__).parents[1]
QUESTIONS = stored_queries("questions")
ANSWERED = [question for question in QUESTIONS if question.head.get("answered")]
UNANSWERED = [question for question in QUESTIONS if not question.head.get("answered")]

SECONDS = 2.0
"""No question may take longer on the whole graph, or the endpoint would be slow for others."""

Table = set[tuple[str, ...]]


def number(question: StoredQuery) -> str:
    """Return `cq07` of `cq07-projects-like-mine`."""
    return question.name.partition("-")[0]


def short(row: Row, column: str) -> str:
    """Return a value as text, IRIs of things without their base, nothing as the empty text."""
    value = str(row.get(column, ""))
    return value.removeprefix(f"{BASE}id/")


def table(rows: list[Row], columns: str) -> Table:
    """Return the distinct values of the columns, which are separated by spaces."""
    return {tuple(short(row, column) for column in columns.split()) for row in rows}


def words(text: str) -> Table:
    """Return a table of one line each; the columns are separated by ` | `."""
    return {tuple(line.strip().split(" | ")) for line in text.strip().splitlines()}


def named(question: StoredQuery) -> str:
    """Return how pytest shows a question."""
    return question.name


WHOLE: dict[str, tuple[str, Table]] = {
    "cq01": (
        "name projects selected allProjects allSelected",
        words("""
            Staffel 1 | 13 | 13 | 73 | 73
            Staffel 2 | 32 | 32 | 73 | 73
            Staffel 3 | 28 | 28 | 73 | 73
        """),
    ),
    "cq02": (
        "project lead",
        words("""
            project/aalen-heidenheim | municipality/08136088
            project/bad-belzig-wiesenburg | municipality/12069020
            project/bamberg | municipality/09461000
            project/barleben | municipality/15083040
            project/berlin | municipality/11000000
            project/bitburg-pruem | district/07232
            project/darmstadt | municipality/06411000
            project/dortmund-schwerte | municipality/05913000
            project/eichenzell | municipality/06631006
            project/freiburg | municipality/08311000
            project/fuchstal | municipality/09181121
            project/gelsenkirchen | municipality/05513000
            project/guetersloh | municipality/05754008
            project/hagenow | municipality/13076060
            project/hamburg-leipzig-muenchen | municipality/02000000
            project/hof | district/09475
            project/iserlohn | municipality/05962024
            project/jena | municipality/16053000
            project/kassel | municipality/06611000
            project/kielregion | municipality/01002000
            project/kirchheim | municipality/09184131
            project/koeln | municipality/05315000
            project/lemgo-kalletal | municipality/05766044
            project/lohmar | municipality/05382028
            project/luebeck | municipality/01003000
            project/mannheim | municipality/08222000
            project/mayen-koblenz | district/07137
            project/moenchengladbach | municipality/05116000
            project/osnabrueck | municipality/03404000
            project/paderborn | municipality/05774032
            project/rostock | municipality/13003000
            project/st-wendel | district/10046
        """),
    ),
    "cq03": (
        "name motto announced applications selected",
        {
            ("Staffel 1", "", "2019-07-10", "100", "13"),
            ("Staffel 2", "Gemeinwohl und Netzwerkstadt/Stadtnetzwerk", "2020-09-08", "86", "32"),
            ("Staffel 3", "Gemeinsam aus der Krise: Raum für Zukunft", "2021-07-15", "94", "28"),
        },
    ),
    "cq07": (
        "project bodyName",
        words("""
            project/bad-belzig-wiesenburg | Wiesenburg/Mark
            project/brandis-partheland | Belgershain
            project/brandis-partheland | Parthenstein
            project/fuchstal | Apfeldorf
            project/fuchstal | Fuchstal
            project/fuchstal | Unterdießen
            project/ringelai | Eppenschlag
            project/ringelai | Fürsteneck
            project/ringelai | Innernzell
            project/ringelai | Perlesreut
            project/ringelai | Ringelai
            project/ringelai | Röhrnbach
            project/ringelai | Saldenburg
            project/ringelai | Schöfweg
            project/ringelai | Thurmansbang
        """),
    ),
    "cq08": (
        "bodyName role",
        words("""
            Brandis | Federführende Kommune
            Belgershain | Partnerkommune
            Borsdorf | Partnerkommune
            Großpösna | Partnerkommune
            Machern | Partnerkommune
            Naunhof | Partnerkommune
            Parthenstein | Partnerkommune
        """),
    ),
    "cq09": (
        "project bodies states",
        words("""
            project/aalen-heidenheim | 2 | 1
            project/bad-belzig-wiesenburg | 2 | 1
            project/bitburg-pruem | 7 | 1
            project/brandis-partheland | 7 | 1
            project/dortmund-schwerte | 2 | 1
            project/fuchstal | 3 | 1
            project/hamburg-leipzig-muenchen | 3 | 3
            project/kielregion | 3 | 1
            project/lemgo-kalletal | 2 | 1
            project/linz-am-rhein | 2 | 1
            project/osnabrueck | 6 | 1
            project/rhein-neckar | 1 | 3
            project/ringelai | 11 | 1
            project/schleswig-flensburg | 3 | 1
            project/suedwestfalen | 5 | 1
            project/vorpommern-greifswald | 2 | 1
            project/wuerzburg | 2 | 1
        """),
    ),
    "cq10": ("today nameToday", {("municipality/14713000", "Leipzig")}),
    "cq13": (
        "class projects municipalities",
        words("""
            Unter 5.000 Einwohner | 2 | 7804
            5.000 bis 9.999 Einwohner | 3 | 1345
            10.000 bis 19.999 Einwohner | 8 | 891
            20.000 bis 49.999 Einwohner | 5 | 511
            50.000 bis 99.999 Einwohner | 9 | 115
            100.000 bis 499.999 Einwohner | 26 | 65
            500.000 und mehr Einwohner | 6 | 15
            Kreisangehörige Gemeinde | 5 | 8687
            Kreisangehörige Stadt | 21 | 1953
            Kreisfreie Stadt, Stadtkreis | 33 | 107
        """),
    ),
    # Distances on the sphere: 0, 31, 69, 78 and 85 km; the next are Eichenzell with 108 and Jena with 126.
    "cq14": (
        "project withinKilometres",
        words("""
            project/bamberg | 25
            project/hassfurt | 50
            project/wuerzburg | 100
            project/hof | 100
            project/wunsiedel | 100
        """),
    ),
    "cq27": (
        "member",
        words("""
            organisation/bbh
            organisation/creative-climate-cities
            organisation/difu
            organisation/dlr-projekttraeger
            organisation/dlr-verkehrssystemtechnik
            organisation/fraunhofer-iao
            organisation/fraunhofer-iese
            organisation/iqib
            organisation/kwb
            organisation/prognos
            organisation/urban-catalyst
        """),
    ),
    "cq30": (
        "participant project cohort states",
        words("""
            Brandis | project/brandis-partheland | Staffel 1 | Sachsen
            Haßfurt | project/hassfurt | Staffel 1 | Bayern
            Zwönitz | project/zwoenitz | Staffel 1 | Sachsen
            Bamberg | project/bamberg | Staffel 2 | Bayern
            Fuchstal | project/fuchstal | Staffel 2 | Bayern
            Kirchheim b. München | project/kirchheim | Staffel 2 | Bayern
            Leipzig | project/hamburg-leipzig-muenchen | Staffel 2 | Bayern, Hamburg, Sachsen
            Dresden | project/dresden | Staffel 3 | Sachsen
            Kempten | project/kempten | Staffel 3 | Bayern
            Regensburg | project/regensburg | Staffel 3 | Bayern
            Stadt Mühlhausen | project/muehlhausen | Staffel 3 | Thüringen
            Würzburg | project/wuerzburg | Staffel 3 | Bayern
        """),
    ),
}
"""Question → its columns and all rows it must give."""

BMI = "Bundesministerium des Innern, für Bau und Heimat"
HASSFURT_NOTICES = (
    "https://www.infranken.de/regional/artikel_fuer_gemeinden/auf-dem-weg-zur-smart-city;art154303,4447651"
)
HILDESHEIM_NOTICE = "https://tonkuhle.de/regionalnachrichten/61176-hildesheim-wird-modellprojekt-einer-smart-city.html"
SUEDWESTFALEN_COMMITMENT = (
    "https://www.lokalplus.nrw/nachrichten/politik-kreisolpe/"
    "foerderzusage-13-millionen-euro-fuer-smart-city-strategien-in-suedwestfalen-36887"
)
"""Pages that tell of approved awards."""

PART: dict[str, tuple[str, Table]] = {
    "cq04": ("project", words("project/cottbus")),
    "cq05": (
        "project phase amount currency funder day source",
        {
            ("project/hassfurt", "Strategiephase", "1612000", "EUR", BMI, "2019-09", HASSFURT_NOTICES),
            ("project/hassfurt", "Umsetzungsphase", "9750000", "EUR", BMI, "2019-09", HASSFURT_NOTICES),
            ("project/hildesheim", "", "15750000", "EUR", "", "", HILDESHEIM_NOTICE),
            ("project/suedwestfalen", "", "13000000", "EUR", BMI, "", SUEDWESTFALEN_COMMITMENT),
        },
    ),
    "cq06": (
        "project since state",
        words("""
            project/hagenow | 2025-09-19 | Abgeschlossen
            project/hamburg-leipzig-muenchen | 2025-12 | Abgeschlossen
        """),
    ),
    "cq15": (
        "project title",
        words("""
            project/bamberg | MoMM
            project/brandis-partheland | ParthelandMobil
            project/dresden | Verkehrsmanagementsystem
            project/kaiserslautern | Verkehrsdatenerfassung mit Sensorik
            project/kempten | Verkehrssensorik mit Kamerasystemen
            project/moenchengladbach | Forschungsprojekt Drohnenlogistik
            project/muehlhausen | Parkraumerfassung
            project/muenster | Leezenflow
            project/suederbrarup | Smartes DorfSHUTTLE
            project/zwoenitz | ERZmobil
        """),
    ),
    "cq16": (
        "repository licence operator",
        {("https://github.com/sgc-kn/platform", "https://spdx.org/licenses/EUPL-1.2", "Hypertegrity AG")},
    ),
    "cq17": ("solutionTitle bodyName", words("Open SmartCity App | Remscheid")),
    "cq18": (
        "title adoptedBy accepted",
        {
            ("Smart-City-Strategie der Landeshauptstadt Dresden", "Dresden", "2023-06-15"),
            ("Gemeinsam Digital: Berlin", "", ""),
        },
    ),
    "cq19": ("project title", words("project/brandis-partheland | PartheCloud")),
    "cq20": (
        "model size arrangements",
        {
            ("Privater Dienstleister (Auftrag)", "50.000 bis 99.999 Einwohner", "1"),
            ("Gemeinschaft freier Software", "100.000 bis 499.999 Einwohner", "1"),
        },
    ),
    "cq23": (
        "type groups projectsInGroup",
        {
            (f"{BASE}code/need-type/{kind}", "1", "12")
            for kind in ("strategy-support", "legal-advice", "operating-model-advice", "research-partner")
        },
    ),
    "cq24": (
        "need offer",
        words("""
            need/bamberg-law | training/smart-city-akademie
            need/bamberg-research | offer/kts-transformation
            need/bamberg-strategy | offer/kts-systematisation
        """),
    ),
    "cq26": ("need", words("need/bamberg-operating-models")),
    "cq28": (
        "title",
        words("""
            Peer-Learning
            Smart City Akademie
            Smart City Lösungen
            Start Smart
            Wissensspeicher
        """),
    ),
    "cq29": (
        "partnership memberName",
        words("""
            partnership/open-smartcity-app | Dortmund
            partnership/open-smartcity-app | Kalletal
            partnership/open-smartcity-app | Lemgo
            partnership/open-smartcity-app | Mönchengladbach
            partnership/open-smartcity-app | Oberhausen
            partnership/open-smartcity-app | Remscheid
            partnership/open-smartcity-app | Solingen
            partnership/open-smartcity-app | Wolfsburg
            partnership/open-smartcity-app | regio iT
            partnership/smart-village-app-community | Bad Belzig
            partnership/smart-village-app-community | Detmold
            partnership/smart-village-app-community | Hagenow
        """),
    ),
    "cq31": ("topic events", {(f"{BASE}code/topic/research-cooperation", "1")}),
    "cq32": (
        "title from until mode audience",
        {
            ("Smart City Akademie", "2026-02", "2026-06", "online", "Modellprojekte"),
            ("Smart City Akademie", "2026-02", "2026-06", "online", "Nicht geförderte Kommunen"),
        },
    ),
    "cq33": ("format people", words("Losbasierter Bürgerrat | 32\nBeirat | 15")),
    "cq34": (
        "project institutionName",
        words("""
            project/bamberg | Otto-Friedrich-Universität Bamberg
            project/cottbus | Brandenburgische Technische Universität Cottbus-Senftenberg
            project/detmold | Technische Hochschule Ostwestfalen-Lippe
            project/kaiserslautern | Deutsches Forschungszentrum für Künstliche Intelligenz
            project/kassel | Universität Kassel
            project/kirchheim | Technische Universität München
            project/mayen-koblenz | Hochschule Koblenz
            project/ulm | Technische Universität Berlin
            project/ulm | Universität Ulm
            project/wuppertal | Bergische Universität Wuppertal
        """),
    ),
    "cq35": (
        "one other partnerships events",
        words("""
            project/bamberg | project/kielregion | 2 | 0
            project/bamberg | project/wuerzburg | 0 | 1
        """),
    ),
    "cq36": (
        "property value graph source",
        {
            (f"{BASE}def#inCohort", "cohort/2", f"{BASE}graph/cohort-2", source)
            for source in (
                "https://www.smart-city-dialog.de/aktuelles/32-modellprojekte-smart-cities-fuer-die-zweite-staffel-ausgewaehlt",
                "https://de.readkong.com/page/modellprojekte-smart-cities-2020-gemeinwohl-und-6075419",
            )
        },
    ),
    "cq38": (
        "bodyName link",
        words("""
            Bamberg | http://www.wikidata.org/entity/Q3936
            Cottbus/Chóśebuz | http://www.wikidata.org/entity/Q3214
            Cottbus/Chóśebuz | http://sws.geonames.org/2939811/
            Solingen | http://www.wikidata.org/entity/Q2942
            Solingen | http://sws.geonames.org/2831580/
            Wolfsburg | http://www.wikidata.org/entity/Q3014
        """),
    ),
}
"""Question → its columns and rows that must be among the answer."""


def every_project_is_on_the_map(rows: list[Row]) -> None:
    """Without a point are two associations only; five equal towns stand for Südwestfalen."""
    assert len(table(rows, "project")) == 73
    assert {short(row, "project") for row in rows if not short(row, "point")} == {
        "project/suederbrarup",
        "project/rhein-neckar",
    }
    assert sum(short(row, "project") == "project/suedwestfalen" for row in rows) == 5


def only_documented_solutions(rows: list[Row]) -> None:
    """Level 6 is the first at which somebody else can take a solution over."""
    assert all(int(short(row, "level")) >= 6 for row in rows)
    assert all(short(row, "repository").startswith("https://") for row in rows)


def nobody_within_the_programme(rows: list[Row]) -> None:
    """Detmold, Hagenow and Paderborn reuse solutions too, but carry model projects."""
    assert not {"Detmold", "Hagenow", "Paderborn"} & {short(row, "bodyName") for row in rows}


def no_measure_of_the_dresden_strategy(rows: list[Row]) -> None:
    """The council adopted these measures together with the strategy."""
    assert "Verkehrsmanagementsystem" not in {short(row, "title") for row in rows}


def roles_in_the_kts(rows: list[Row]) -> None:
    """Prognos evaluates; DLR leads; of two members no source tells the task."""
    roles = {short(row, "member"): short(row, "role") for row in rows}
    assert roles["organisation/prognos"] == "Evaluation"
    assert roles["organisation/dlr-projekttraeger"] == "Koordination"
    assert roles["organisation/bbh"] == roles["organisation/urban-catalyst"] == ""


def only_recent_events(rows: list[Row]) -> None:
    """Sensors were the topic of a visit in May 2024, more than a year before the newest event."""
    assert f"{BASE}code/topic/sensors-networks" not in {short(row, "topic") for row in rows}


def everybody_met_everybody_in_bamberg(rows: list[Row]) -> None:
    """Twelve projects make 66 pairs."""
    bamberg = {project for _, project, *_ in WHOLE["cq30"][1]}
    pairs = {(short(row, "one"), short(row, "other")) for row in rows if int(short(row, "events")) > 0}
    assert len({pair for pair in pairs if set(pair) <= bamberg}) == 66


def known_gaps(rows: list[Row]) -> None:
    """Every project has cohort and Land; one has no lead, four have no title of their own."""
    gaps: dict[str, set[str]] = {}
    for row in rows:
        gaps.setdefault(short(row, "missing"), set()).add(short(row, "project"))
    assert "Staffel" not in gaps
    assert "Land" not in gaps
    assert gaps["Federführende Kommune"] == {"project/suedwestfalen"}
    assert gaps["Eigener Titel"] == {"project/barleben", "project/hildesheim", "project/lohmar", "project/wuppertal"}


def no_doubtful_link(rows: list[Row]) -> None:
    """A single weak source is not enough for a link to Wikidata."""
    linked = {short(row, "bodyName") for row in rows if short(row, "collection") == "Wikidata"}
    assert not {"Grevesmühlen", "Guben", "Hagenow", "Geestland"} & linked


FURTHER: dict[str, Callable[[list[Row]], None]] = {
    "cq12": every_project_is_on_the_map,
    "cq16": only_documented_solutions,
    "cq17": nobody_within_the_programme,
    "cq19": no_measure_of_the_dresden_strategy,
    "cq27": roles_in_the_kts,
    "cq31": only_recent_events,
    "cq35": everybody_met_everybody_in_bamberg,
    "cq37": known_gaps,
    "cq38": no_doubtful_link,
}
"""Question → what else must hold for its answer."""

INVENTED: dict[str, tuple[str, Table]] = {
    "cq11": ("label what", words("Musterstadt | Zusammenschluss: Neudorf → Musterstadt")),
    "cq21": ("title goal state", words("Muster-App | https://metadata.un.org/sdg/11 | Im Regelbetrieb")),
    "cq22": ("title cost currency from until", words("Muster-App | 100000 | EUR | 2022 | 2023")),
    "cq25": (
        "needTitle offerTitle score state method",
        words("Betrieb klären | Beratung | 0.8 | Vorgeschlagen | https://example.org/method"),
    ),
    "cq39": ("title label licence", words("Baumbestand | Musterstadt | https://creativecommons.org/licenses/by/4.0/")),
    "cq40": ("number issued notes", words("2 | 2026-01-01 | Ein Baum mehr.")),
}
"""Question without an answer → what it gives on `tests/data/questions.ttl`."""


@pytest.fixture(scope="module")
def invented() -> EmbeddedStore:
    """The code lists and one invented thing for each question that has no answer yet."""
    store = EmbeddedStore(namespaces())
    for path in sorted((folder("ontology") / "codelists").glob("*.ttl")):
        store.load(path, URIRef(f"{BASE}graph/codelists/{path.stem}"))
    store.load(ROOT / "tests" / "data" / "questions.ttl", URIRef("https://example.org/graph"))
    store.merge()
    return store


def test_there_are_forty_questions() -> None:
    """They are numbered without a gap, one file each."""
    assert [number(question) for question in QUESTIONS] == [f"cq{n:02}" for n in range(1, 41)]


def test_most_questions_are_answered() -> None:
    """What the graph is for: at least thirty of the forty."""
    assert len(ANSWERED) >= 30


@pytest.mark.parametrize("question", QUESTIONS, ids=named)
def test_question_has_a_whole_head(question: StoredQuery) -> None:
    """Plain question in both languages, description, tags, and whether it is answered."""
    assert set(question.summary) == {"de", "en"}
    assert all(text.endswith("?") for text in question.summary.values())
    assert question.description
    assert question.tags
    assert isinstance(question.head["answered"], bool)


@pytest.mark.parametrize("question", QUESTIONS, ids=named)
def test_question_is_fast(question: StoredQuery, graph_store: EmbeddedStore) -> None:
    """Nobody waits for an answer, and nobody else is kept waiting."""
    in_time(SECONDS, lambda: graph_store.select(question.text))


@pytest.mark.parametrize("question", ANSWERED, ids=named)
def test_answered_question_has_rows(question: StoredQuery, graph_store: EmbeddedStore) -> None:
    """The mark `answered: yes` is true, and no row stands twice."""
    rows = graph_store.select(question.text)

    assert rows
    assert len({frozenset(row.items()) for row in rows}) == len(rows)


@pytest.mark.parametrize("question", UNANSWERED, ids=named)
def test_unanswered_question_says_what_is_missing(question: StoredQuery, graph_store: EmbeddedStore) -> None:
    """Once there are rows, the mark has to become `answered: yes`."""
    assert question.head.get("missing")
    assert graph_store.select(question.text) == []


@pytest.mark.parametrize("question", UNANSWERED, ids=named)
def test_unanswered_question_would_find_the_data(question: StoredQuery, invented: EmbeddedStore) -> None:
    """The query is right, only the data are missing."""
    columns, expected = INVENTED[number(question)]

    assert table(invented.select(question.text), columns) == expected


@pytest.mark.parametrize("question", [q for q in ANSWERED if number(q) in WHOLE], ids=named)
def test_answer_is_what_the_sources_say(question: StoredQuery, graph_store: EmbeddedStore) -> None:
    """All rows, and no others."""
    columns, expected = WHOLE[number(question)]

    assert table(graph_store.select(question.text), columns) == expected


@pytest.mark.parametrize("question", [q for q in ANSWERED if number(q) in PART], ids=named)
def test_answer_holds_what_the_sources_say(question: StoredQuery, graph_store: EmbeddedStore) -> None:
    """These rows among others."""
    columns, expected = PART[number(question)]

    assert expected <= table(graph_store.select(question.text), columns)


@pytest.mark.parametrize("question", [q for q in ANSWERED if number(q) in FURTHER], ids=named)
def test_answer_keeps_a_condition(question: StoredQuery, graph_store: EmbeddedStore) -> None:
    """What a list of rows cannot say."""
    FURTHER[number(question)](graph_store.select(question.text))


def test_every_answer_is_compared_with_the_sources() -> None:
    """No answered question goes without an expected value."""
    assert {number(question) for question in ANSWERED} == {*WHOLE, *PART, *FURTHER}
    assert {number(question) for question in UNANSWERED} == set(INVENTED)


def test_readme_lists_every_question() -> None:
    """The table in `queries/README.md` has one line per question, in order, with its state."""
    text = (ROOT / "queries" / "README.md").read_text(encoding="utf-8")

    listed = [line for line in text.splitlines() if line.startswith("| [CQ")]

    assert listed == [readme_line(question) for question in QUESTIONS]


def readme_line(question: StoredQuery) -> str:
    """Return the line of the table that belongs to a question."""
    state = "answered" if question.head["answered"] else "not yet"
    if missing := question.head.get("missing"):
        state += f"; missing: {missing}"
    link = f"[{number(question).upper()}](questions/{question.name}.rq)"
    return f"| {link} | {question.summary['en']} | {state} |"
