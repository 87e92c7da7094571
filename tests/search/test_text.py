# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Spellings of one name become one form."""

import pytest

from graph.search.index import spellings, weighty, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mühlhausen", "Muehlhausen"),
        ("Mühlhausen", "MUHLHAUSEN"),
        ("Haßfurt", "Hassfurt"),
        ("HAẞFURT", "haßfurt"),
        ("Soest", "SOEST"),
        ("Gütersloh", "Gu\u0308tersloh"),
        ("Bad Belzig", "  bad\u00a0belzig\t"),
        ("Betreiber\u00admodell", "Betreibermodell"),
        ("\u202eBamberg\u202c", "Bamberg"),
        ("St. Wendel", "Sankt Wendel"),
        ("St Wendel", "Sankt Wendel"),
        ("LK Hof", "Landkreis Hof"),
        ("Halle (Saale)", "halle/saale"),
        ("ﬁnanz", "Finanz"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    """Umlauts, ß, capitals, composed letters, blanks, unseen characters, abbreviations, punctuation."""
    assert words(one) == words(other) != ()


@pytest.mark.parametrize("text", ["", "   ", '"*', "%%%", "NEAR(", "🙂🙂", "\x00\x07", "\u202e\u202d", "--", "_"])
def test_text_without_letters_has_at_most_plain_words(text: str) -> None:
    """Nothing that a query language could read is left."""
    assert all(word.isalnum() for word in words(text))


def test_words_differ_where_names_do() -> None:
    """What is folded are spellings, not names."""
    assert len({words(name) for name in ("Hof", "Höfe", "Hofen", "Haar", "Hahn")}) == 5


def test_small_words_do_not_count() -> None:
    """Am Rhein, a. Rhein and a.Rh. begin alike; a name of small words only keeps them."""
    assert weighty(words("Linz am Rhein")) == weighty(words("Linz a. Rhein")) == ("linz", "rhein")
    assert weighty(words("Kirchheim b. München")) == weighty(words("Kirchheim bei München"))
    assert weighty(words("Zu den")) == ("zu", "den")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Mühlhausen/Thüringen", "muhlhausen"),
        ("Kempten (Allgäu)", "kempten"),
        ("Kiel (KielRegion)", "kiel"),
        ("Kirchheim b.München", "kirchheim"),
        ("Freiburg im Breisgau", "freiburg"),
        ("Neustadt a.d. Aisch", "neustadt"),
    ],
)
def test_a_name_is_also_called_without_its_addition(name: str, short: str) -> None:
    """What tells places apart can be left out."""
    assert (short,) in spellings(name)
    assert len(spellings(name)) == 2


def test_a_name_of_signs_has_no_spelling() -> None:
    """It cannot be typed, so it is not found."""
    assert spellings("/ (–)") == set()
