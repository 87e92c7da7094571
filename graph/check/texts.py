# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The texts of findings in German and English: what was found and what is expected, by constraint component.

How to put it right is said by the shape itself (`sh:message`), with an example.
"""

from collections.abc import Mapping

from graph.model.labels import Texts
from graph.model.namespaces import MPSC
from graph.model.shapes import CODE, DATE, DECIMAL, INTEGER, LINK, TEXT, THING, WORDS, Field, shapes_by_class

LANGUAGES = ("de", "en")
_LISTED = 3

FOUND: Mapping[str, Texts] = {
    "MinCount": {"de": "„{field}“ fehlt bei {object}.", "en": "“{field}” is missing for {object}."},
    "MaxCount": {
        "de": "„{field}“ hat {count} Werte: {values}.",
        "en": "“{field}” has {count} values: {values}.",
    },
    "Datatype": {
        "de": "„{value}“ lässt sich nicht als {expected} lesen.",
        "en": "“{value}” cannot be read as {expected}.",
    },
    "NodeKind": {
        "de": "„{value}“ ist nicht, was bei „{field}“ stehen soll.",
        "en": "“{value}” is not what “{field}” asks for.",
    },
    "In": {
        "de": "„{value}“ steht nicht in der Liste für „{field}“.",
        "en": "“{value}” is not in the list for “{field}”.",
    },
    "Class": {
        "de": "„{value}“ kennen wir nicht als: {expected}.",
        "en": "“{value}” is not known here as: {expected}.",
    },
    "Pattern": {
        "de": "„{value}“ hat nicht die Form, die „{field}“ braucht.",
        "en": "“{value}” does not have the form that “{field}” needs.",
    },
    "Range": {
        "de": "„{value}“ bei „{field}“ ist zu klein oder zu groß.",
        "en": "“{value}” for “{field}” is too small or too large.",
    },
    "LessThan": {
        "de": "„{value}“ bei „{field}“ passt nicht zu einer anderen Angabe.",
        "en": "“{value}” for “{field}” does not fit another value.",
    },
    "LanguageIn": {
        "de": "Bei „{value}“ fehlt die Sprache, oder es ist eine andere als {languages}.",
        "en": "“{value}” has no language, or another than {languages}.",
    },
    "UniqueLang": {
        "de": "„{field}“ hat mehrere Texte in derselben Sprache: {values}.",
        "en": "“{field}” has several texts in the same language: {values}.",
    },
    "Qualified": {
        "de": "„{field}“ hat keinen deutschen Text.",
        "en": "“{field}” has no German text.",
    },
    "Rule": {
        "de": "„{field}“ bei {object} widerspricht einer anderen Angabe.",
        "en": "“{field}” of {object} contradicts another value.",
    },
    "Other": {
        "de": "„{field}“ bei {object} ist noch nicht richtig.",
        "en": "“{field}” of {object} is not right yet.",
    },
}
"""Name of a component, or of a group of them → what was found."""

_GROUPS = {
    "MinInclusive": "Range",
    "MaxInclusive": "Range",
    "MinExclusive": "Range",
    "MaxExclusive": "Range",
    "MinLength": "Range",
    "MaxLength": "Range",
    "LessThanOrEquals": "LessThan",
    "QualifiedMinCount": "Qualified",
    "QualifiedMaxCount": "Qualified",
    "SPARQL": "Rule",
}

_EXPECTED: Mapping[str, Texts] = {
    DATE: {
        "de": "Datum (Jahr-Monat-Tag, Jahr-Monat oder Jahr)",
        "en": "a date (year-month-day, year-month or year)",
    },
    INTEGER: {"de": "ganze Zahl", "en": "a whole number"},
    DECIMAL: {"de": "Zahl", "en": "a number"},
    LINK: {"de": "vollständige Web-Adresse", "en": "a complete web address"},
    TEXT: {"de": "Text mit Sprache", "en": "text with its language"},
    WORDS: {"de": "Text", "en": "text"},
}
_LIST = {"de": "einer von {n} Einträgen der Liste", "en": "one of the {n} entries of the list"}
_CONJUNCTION = {"de": "oder", "en": "or"}
_ANYTHING = {"de": "eine andere Angabe", "en": "another value"}

NOT_READ: Mapping[str, Texts] = {
    "unknown-key": {
        "de": "Diesen Namen kennen wir nicht; er würde nicht veröffentlicht.",
        "en": "This name is not known; it would not be published.",
    },
    "unknown-column": {
        "de": "Diese Spalte kennen wir nicht; sie würde nicht veröffentlicht.",
        "en": "This column is not known; it would not be published.",
    },
    "lost": {
        "de": "Dieser Wert ergibt keine Angabe, zum Beispiel wegen Leerzeichen in einer Adresse.",
        "en": "This value gives no statement, for example because of spaces in an address.",
    },
    "empty": {"de": "Hier steht kein Wert.", "en": "There is no value here."},
    "doubled-key": {
        "de": "Der Name steht zweimal da; nur der letzte Wert gilt.",
        "en": "The name stands there twice; only the last value counts.",
    },
    "beyond-header": {
        "de": "Über dieser Zelle steht keine Überschrift.",
        "en": "There is no heading above this cell.",
    },
    "formula-without-value": {
        "de": "Die Zelle enthält eine Formel ohne Ergebnis. Schreiben Sie den Wert hinein.",
        "en": "The cell has a formula without a result. Write the value into it.",
    },
    "unknown-sheet": {
        "de": "Dieses Blatt gehört nicht zur Vorlage und wird nicht gelesen.",
        "en": "This sheet is not part of the template and is not read.",
    },
    "hidden-sheet": {
        "de": "Ausgeblendete Blätter werden nicht gelesen.",
        "en": "Hidden sheets are not read.",
    },
}
"""Code of a reason → why a part of a file gave no statement."""

CHANGED: Mapping[str, Texts] = {
    "stored-form": {"de": "Schreibweise vereinheitlicht.", "en": "Written in the uniform way."},
    "trimmed": {"de": "Leerzeichen am Rand entfernt.", "en": "Spaces at the ends removed."},
    "date": {"de": "Als Datum gelesen.", "en": "Read as a date."},
    "number": {"de": "Als Zahl gelesen.", "en": "Read as a number."},
    "list-entry": {"de": "Als Eintrag der Liste gelesen.", "en": "Read as an entry of the list."},
    "known-thing": {"de": "Als veröffentlichtes Ding erkannt.", "en": "Recognised as a published thing."},
    "period": {"de": "Als Zeitraum gelesen.", "en": "Read as a period."},
    "formula": {"de": "Ergebnis der Formel übernommen.", "en": "Result of the formula taken."},
    "address": {"de": "Zur Web-Adresse ergänzt.", "en": "Completed to a web address."},
    "new-address": {"de": "Neue Adresse vergeben.", "en": "New address given."},
}
"""Code of a reason → why a value would be published in another form."""

SEVERITY_NAMES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "error": {"de": ("Fehler", "Fehler"), "en": ("Error", "errors")},
    "warning": {"de": ("Empfehlung", "Empfehlungen"), "en": ("Recommendation", "recommendations")},
    "hint": {"de": ("Hinweis", "Hinweise"), "en": ("Hint", "hints")},
}
"""Severity → language → what one finding and several are called; the worst first."""

VERDICTS: Mapping[str, Texts] = {
    "valid": {
        "de": "Alles in Ordnung: Die Angaben können eingereicht werden.",
        "en": "All is well: this can be sent in.",
    },
    "errors": {"de": "Noch nicht einreichbar.", "en": "This cannot be sent in yet."},
    "nothing": {
        "de": "In der Datei haben wir nichts erkannt, das wir veröffentlichen. Laden Sie die "
        "Vorlage herunter.",
        "en": "Nothing was recognised in the file that is published here. Download the template.",
    },
    "unfinished": {
        "de": "Die Datei ließ sich nicht fertig prüfen.",
        "en": "The file could not be checked to the end.",
    },
}
"""Verdict → sentence."""


def describe_fault(component: str, facts: Mapping[str, Texts]) -> Texts:
    """Return what was found, for a component by its local name without `ConstraintComponent`.

    Args:
        component: such as "MinCount".
        facts: name of a placeholder → language → text.
    """
    template = FOUND.get(_GROUPS.get(component, component), FOUND["Other"])
    return {
        tag: template[tag].format(**{name: texts[tag] for name, texts in facts.items()}) for tag in LANGUAGES
    }


def describe_expected(field: Field | None) -> Texts:
    """Return in words what a field asks for."""
    if field is None:
        return _ANYTHING
    if field.value == CODE:
        return {tag: _LIST[tag].format(n=len(field.codes)) for tag in LANGUAGES}
    if field.value == THING:
        return {tag: _choice(field, tag) for tag in LANGUAGES}
    return _EXPECTED.get(field.value, _ANYTHING)


def _choice(field: Field, tag: str) -> str:
    own_first = sorted(field.classes, key=lambda cls: (not cls.startswith(MPSC), cls))
    names = [shapes_by_class()[cls].name[tag] for cls in own_first if cls in shapes_by_class()]
    if not names:
        return _ANYTHING[tag]
    shown = names[:_LISTED] + (["…"] if len(names) > _LISTED else [])
    return f" {_CONJUNCTION[tag]} ".join(shown) if len(shown) <= 2 else ", ".join(shown)
