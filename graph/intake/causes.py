# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The likely cause of a syntax error, from what the parser expected and what stands there."""

import re

from graph.intake.received import Received
from graph.model.fields import Texts

_EXCERPT = 80
_CAUSES: tuple[tuple[str, Texts], ...] = (
    (
        r"prefix .*not.*declared|has not been declared|prefix.*not found",
        {
            "de": "Das Kürzel vor dem Doppelpunkt ist nicht erklärt. Ergänzen Sie am Anfang eine "
            "Zeile @prefix.",
            "en": "The prefix before the colon is not declared. Add a line @prefix at the top.",
        },
    ),
    (
        r"not UTF-8|UTF-8",
        {
            "de": "Die Datei ist nicht als UTF-8 gespeichert. Speichern Sie sie als UTF-8.",
            "en": "The file is not saved as UTF-8. Save it as UTF-8.",
        },
    ),
    (
        r"DOCTYPE",
        {
            "de": "Dokumenttypen und Entitäten (<!DOCTYPE) werden nicht gelesen. Lassen Sie sie weg.",
            "en": "Document types and entities (<!DOCTYPE) are not read. Leave them out.",
        },
    ),
    (
        r"context .*not fetched",
        {
            "de": "Ein fremder Kontext wird nicht geladen. Verwenden Sie https://w3id.org/mpsc/context.jsonld.",
            "en": "A foreign context is not fetched. Use https://w3id.org/mpsc/context.jsonld.",
        },
    ),
    (
        r"nested deeper",
        {
            "de": "Die Datei ist zu tief verschachtelt. Geben Sie den Teilen eigene Adressen.",
            "en": "The file is nested too deeply. Give the parts addresses of their own.",
        },
    ),
    (
        r"bytes; .* may be sent|more than .* (?:statements|rows|cells)",
        {
            "de": "Die Datei ist zu groß. Teilen Sie sie auf.",
            "en": "The file is too large. Send it in parts.",
        },
    ),
    (
        r"RDF 1\.2",
        {
            "de": "Aussagen über Aussagen und Schreibrichtungen (RDF 1.2) werden noch nicht gelesen.",
            "en": "Statements about statements and text directions (RDF 1.2) are not read yet.",
        },
    ),
    (
        r"[Uu]nexpected end|end of file|Unterminated|EOF",
        {
            "de": "Die Datei endet mitten in einer Angabe. Fehlt am Ende ein Punkt, eine Klammer "
            "oder ein Anführungszeichen?",
            "en": "The file ends in the middle of a statement. Is a full stop, bracket or "
            "quotation mark missing?",
        },
    ),
    (
        r"[Ll]ine jump|quote|string",
        {
            "de": "Hier fehlt wahrscheinlich ein Anführungszeichen am Ende eines Textes.",
            "en": "A quotation mark is probably missing at the end of a text.",
        },
    ),
    (
        r"IRI",
        {
            "de": "Hier steht eine Adresse, die so nicht geschrieben werden darf, zum Beispiel "
            "mit Leerzeichen.",
            "en": "There is an address here that cannot be written so, for example with spaces.",
        },
    ),
    (
        r"dot|'\.'|','|';'|comma|delimiter|[Ee]xpecting",
        {
            "de": "Hier oder in der Zeile davor fehlt wahrscheinlich ein Punkt, ein Semikolon "
            "oder ein Komma.",
            "en": "A full stop, semicolon or comma is probably missing here or in the line before.",
        },
    ),
)
_UNKNOWN = {"de": "Hier konnten wir nicht weiterlesen.", "en": "Reading stopped here."}


def cause_of(received: Received, message: str, line: int | None, column: int | None) -> tuple[str, Texts]:
    """Return the text at the fault with a mark in front of it, and the likely cause."""
    cause = next((texts for pattern, texts in _CAUSES if re.search(pattern, message)), None)
    if cause is None:
        cause = _UNKNOWN if line else {"de": f"Die Datei ließ sich nicht lesen: {message}", "en": message}
    return _excerpt(received.content, line, column), cause


def _excerpt(content: bytes, line: int | None, column: int | None) -> str:
    if line is None:
        return ""
    lines = content.split(b"\n", line)
    text = lines[line - 1].decode("utf-8", "replace").rstrip("\r") if len(lines) >= line else ""
    spot = max((column or 1) - 1, 0)
    start = max(spot - _EXCERPT // 2, 0)
    return f"{text[start:spot]}⟨!⟩{text[spot : spot + _EXCERPT // 2]}"
