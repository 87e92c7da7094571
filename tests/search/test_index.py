# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The index over the real data: what is found, in which order, and how fast."""

import re
import string
import time
from collections.abc import Iterator

import pytest

from graph.search import Entry, Index, Question, Sorting
from tests.pace import in_time

UMLAUT = re.compile(r"(?i)[aou]e")
TRANSLITERATION = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
HOSTILE = [
    '"',
    "*",
    "a*",
    'NEAR("a" "b", 2)',
    "bamberg AND NOT berlin",
    "-bamberg",
    "name:bamberg",
    "'; DROP TABLE entries; --",
    "<script>alert(1)</script>",
    "(a+)+$",
    "^(?=.*)\\",
    "🙂🏳️‍🌈",
    "\u202egrebmaB\u202c",
    "\x00\x1b[31m",
    "%00%ff",
    "ﷺ" * 60,
    "a " * 100,
    "x" * 200,
    "ab cd ef gh ij kl mn op qr st uv wx yz " * 5,
    "\U0001f9d1\u200d" * 50,
    "0" * 200,
]


def labels(index: Index, text: str, count: int = 3) -> list[str]:
    """Return the first labels found."""
    return [entry.label("de") for entry in index.find(Question(text), count=count).entries]


def first(index: Index, text: str) -> tuple[str, str]:
    """Return kind and label of the first entry found."""
    entry = index.find(Question(text)).entries[0]
    return entry.kind, entry.label("de")


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("Muehlhausen", "project", "Mühlhausen/Thüringen"),
        ("mühlhausen/th", "project", "Mühlhausen/Thüringen"),
        ("Mühlhausen/Th.", "project", "Mühlhausen/Thüringen"),
        ("Mühlhausen (Thüringen)", "project", "Mühlhausen/Thüringen"),
        ("09461000", "municipality", "Bamberg"),
        ("9461000", "municipality", "Bamberg"),
        ("09 4 61 000", "municipality", "Bamberg"),
        ("094610000000", "municipality", "Bamberg"),
        ("09571", "district", "Landkreis Ansbach"),
        ("9571", "district", "Landkreis Ansbach"),
        ("Kirchheim bei München", "project", "Kirchheim b. München"),
        ("KTS", "organisation", "Koordinierungs- und Transferstelle Modellprojekte Smart Cities"),
        ("BBSR", "organisation", "Bundesinstitut für Bau-, Stadt- und Raumforschung"),
        ("VRRN", "association", "Verband Region Rhein-Neckar"),
        ("Dithmarschen", "district", "Kreis Dithmarschen"),
        ("Thüringen Mühlhausen", "project", "Mühlhausen/Thüringen"),
        ("bamb", "project", "Bamberg"),
        ("Bremerhafen", "municipality", "Bremerhaven"),
    ],
)
def test_what_people_type_is_found_first(index: Index, text: str, kind: str, label: str) -> None:
    """Spellings, additions, keys, abbreviations, order of words, beginnings, typos."""
    assert first(index, text) == (kind, label)


def test_a_keyword_finds_concepts_needs_and_terms(index: Index) -> None:
    """Things of all kinds have names."""
    kinds = {entry.kind for entry in index.find(Question("Betreibermodell")).entries}

    assert {"concept", "need", "term"} <= kinds


def test_a_key_begins_those_of_what_lies_in_it(index: Index) -> None:
    """A district key finds the district, then its municipalities; so it does without its zero."""
    with_zero, without = (index.find(Question(key), count=50) for key in ("09571", "9571"))

    assert with_zero.entries == without.entries
    assert {entry.keys[0][:5] for entry in with_zero.entries} == {"09571"}
    assert with_zero.total > 40


def test_words_of_place_and_topic_narrow_down(index: Index) -> None:
    """All words count, also those that only the surroundings have."""
    found = index.find(Question("Mühlhausen Bayern")).entries
    measures = index.find(Question("mobilität bayern", {"type": ["measure"]})).entries

    assert found
    assert all("Bayern" in entry.context for entry in found if entry.kind == "municipality")
    assert measures
    assert all(any(iri.endswith("/mobility") for iri in entry.facets["topic"]) for entry in measures)


def test_model_projects_and_their_bodies_come_before_larger_places(index: Index) -> None:
    """There are larger towns of the name Kirchheim."""
    exact = index.find(Question("Kirchheim"), count=2).entries

    assert [entry.kind for entry in exact] == ["project", "municipality"]
    assert exact[1].label("de") == "Kirchheim b.München"


def test_larger_places_come_before_smaller_ones_of_their_name(index: Index) -> None:
    """Population breaks ties."""
    found = index.find(Question("Neustadt", {"type": ["municipality"]}), count=5).entries
    others = [entry.population or 0 for entry in found if "cohort" not in entry.facets]

    assert others == sorted(others, reverse=True)


def typos(name: str) -> Iterator[str]:
    """Yield spellings of the longest word of `name` with one letter swapped, wrong, too many or lost."""
    word = max(re.findall(r"\w+", name), key=len)
    middle = len(word) // 2
    wrong = next(letter for letter in string.ascii_lowercase[::-1] if letter not in word.lower())
    for changed in (
        word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :],
        word[:middle] + wrong + word[middle + 1 :],
        word[:middle] + wrong + word[middle:],
        *([word[:middle] + word[middle + 1 :]] if len(word) > 4 else []),
    ):
        # An e that comes to stand behind a vowel would be read as an umlaut: two letters at once.
        if set(UMLAUT.findall(changed)) <= set(UMLAUT.findall(word)):
            yield name.replace(word, changed)


def test_every_project_is_found_however_it_is_written(index: Index, found_entries: list[Entry]) -> None:
    """By its label, in ASCII, in capitals: always among the first three."""
    projects = [entry.label("de") for entry in found_entries if entry.kind == "project"]
    missed = [
        (text, labels(index, text))
        for label in projects
        for text in (label, label.translate(TRANSLITERATION), label.upper(), label.replace("-", ""))
        if label not in labels(index, text)
    ]

    assert len(projects) == 73
    assert missed == []


def test_every_project_is_found_with_a_typo(index: Index, found_entries: list[Entry]) -> None:
    """Among the first three; where the typo makes another name (Kasel), it is asked whether it was meant."""
    asked = []
    for label in (entry.label("de") for entry in found_entries if entry.kind == "project"):
        for text in typos(label):
            if label not in labels(index, text):
                assert label in [entry.label("de") for entry in index.find(Question(text)).meant], text
                asked.append(text)

    assert len(asked) <= 5, asked


def test_every_municipality_is_found_by_its_keys(index: Index, found_entries: list[Entry]) -> None:
    """Each key, with and without its zero, leads to its body and nothing comes before it."""
    bodies = [entry for entry in found_entries if entry.kind in {"municipality", "district"}][::97]

    assert len(bodies) > 100
    for body in bodies:
        for key in (*body.keys, *(key.lstrip("0") for key in body.keys)):
            assert index.find(Question(key), count=1).entries == (body,)


def test_facets_are_counted_without_their_own_filter(index: Index) -> None:
    """Cohorts 1 to 3 stay to choose from while one is chosen; the other facets follow the choice."""
    found = index.find(Question("", {"type": ["project"], "cohort": ["2"]}))

    assert found.total == found.counts["type"]["project"] == 32
    assert dict(found.counts["cohort"]) == {"1": 13, "2": 32, "3": 28}
    assert list(found.counts["cohort"]) == ["1", "2", "3"]
    assert next(iter(found.counts["size"])) == "lt-5000"
    assert found.counts["type"]["municipality"] > 32


def test_values_of_a_facet_add_up_and_facets_narrow(index: Index) -> None:
    """OR within a facet, AND between them."""
    one, two, both = (
        index.find(Question("", {"type": ["project"], "cohort": cohorts})).total
        for cohorts in (["1"], ["2"], ["1", "2"])
    )

    assert one + two == both
    assert index.find(Question("", {"cohort": ["1"], "state": ["nowhere"]})).total == 0


def test_orders(index: Index) -> None:
    """By name, umlauts as their vowels; by population, the largest first."""
    names = index.find(Question("", {"type": ["project"]}, Sorting.NAME), count=100).entries
    sizes = index.find(Question("", {"type": ["municipality"]}, Sorting.POPULATION), count=3).entries

    assert [entry.label("de") for entry in names[:2]] == ["Aalen und Heidenheim", "Bad Belzig und Wiesenburg/Mark"]
    place = {entry.label("de"): number for number, entry in enumerate(names)}
    assert place["Kaiserslautern"] < place["Köln"] < place["Kreis Höxter"]
    assert [entry.label("de") for entry in sizes] == ["Berlin", "Hamburg", "München"]


def test_pages_hold_everything_once(index: Index) -> None:
    """Twenty at a time, in every order, nothing twice and nothing lost."""
    for sorting in Sorting:
        question = Question("bad", sorting=sorting)
        total = index.find(question).total
        seen = [entry.iri for start in range(0, total, 20) for entry in index.find(question, start).entries]
        assert len(seen) == len(set(seen)) == total > 40


def test_nothing_found_leads_on(index: Index) -> None:
    """Words that find something by themselves are named as they were typed."""
    found = index.find(Question("Mühlhausen qqqqxxxx"))

    assert (found.total, found.is_similar) == (0, False)
    assert list(found.single) == ["Mühlhausen"]


def test_misspelt_words_are_understood(index: Index) -> None:
    """What nothing is called is taken for what is written alike."""
    found = index.find(Question("Lindaun"))

    assert found.is_similar
    assert "Lindau (Bodensee)" in [entry.label("de") for entry in found.entries]


def test_name_of_another_place_asks_for_the_project(index: Index) -> None:
    """There is a Kasel; Kassel has a project. What was typed right is not doubted."""
    found = index.find(Question("Kasel"))

    assert found.entries[0].label("de") == "Kasel"
    assert [entry.label("de") for entry in found.meant] == ["Kassel"]
    assert index.find(Question("Kassel")).meant == ()
    assert index.find(Question("KTS")).meant == ()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(index: Index, text: str) -> None:
    """No text is a query language; each is answered in time."""
    found, suggested = in_time(0.5, lambda: (index.find(Question(text)), index.suggest(text, 8)), time.thread_time)

    assert found.total >= len(found.entries)
    assert len(suggested) <= 8


@pytest.mark.pace
def test_search_is_fast(index: Index, found_entries: list[Entry]) -> None:
    """Half of all questions take under 5 ms, nearly all under 20 ms; twice that on a busy machine."""
    texts = [entry.label("de")[:length] for entry in found_entries[::150] for length in (1, 3, 6, 40)]
    texts += [text for entry in found_entries[:20] for text in typos(entry.label("de"))]
    taken = []
    for text in texts:
        start = time.process_time()
        index.find(Question(text))
        taken.append(time.process_time() - start)

    taken.sort()
    assert taken[len(taken) // 2] < 0.010
    assert taken[int(len(taken) * 0.95)] < 0.040


def test_an_empty_index_finds_nothing() -> None:
    """Data without a name are no reason to fail."""
    found = Index([]).find(Question(""))

    assert (found.total, found.entries) == (0, ())
    assert Index([]).suggest("a", 5) == ()
    assert Index([]).find(Question("a b")).total == 0
