# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""States and events of a submission in words: what they are called, and what happens next."""

from collections.abc import Mapping

from graph.inbox import Event, State
from graph.revision import ChangeType
from graph.web.http.pages import language

Texts = Mapping[str, str]
"""Language → text."""

STATES: Mapping[str, Texts] = {
    State.DRAFT: {"de": "Entwurf", "en": "Draft"},
    State.SUBMITTED: {"de": "Eingereicht", "en": "Submitted"},
    State.IN_REVIEW: {"de": "In Prüfung", "en": "In review"},
    State.CHANGES_REQUESTED: {"de": "Änderungen erbeten", "en": "Changes requested"},
    State.ACCEPTED: {"de": "Angenommen", "en": "Accepted"},
    State.PUBLISHED: {"de": "Veröffentlicht", "en": "Published"},
    State.SUPERSEDED: {"de": "Ersetzt", "en": "Superseded"},
    State.RETRACTED: {"de": "Zurückgenommen", "en": "Retracted"},
    State.REJECTED: {"de": "Abgelehnt", "en": "Rejected"},
    State.WITHDRAWN: {"de": "Zurückgezogen", "en": "Withdrawn"},
}

BADGES: Mapping[str, str] = {
    State.CHANGES_REQUESTED: "warning",
    State.ACCEPTED: "success",
    State.PUBLISHED: "success",
    State.RETRACTED: "danger",
    State.REJECTED: "danger",
}
"""State → how its badge looks, where it is not "info"."""

NEXT: Mapping[str, Texts] = {
    State.DRAFT: {
        "de": "Es ist noch nichts eingereicht. Füllen Sie das Formular zu Ende aus und reichen Sie ein.",
        "en": "Nothing has been submitted yet. Complete the form and submit it.",
    },
    State.SUBMITTED: {
        "de": "Als Nächstes nimmt jemand aus der Redaktion sie in Prüfung. Sie müssen nichts tun.",
        "en": "Next, somebody of the editorial office takes it into review. There is nothing for you to do.",
    },
    State.IN_REVIEW: {
        "de": "Die Redaktion sieht sich die Angaben an. Sie müssen nichts tun.",
        "en": "The editorial office is looking at it. There is nothing for you to do.",
    },
    State.CHANGES_REQUESTED: {
        "de": "Die Redaktion bittet um Änderungen. Lesen Sie die Anmerkungen, bearbeiten Sie die Angaben und "
        "reichen Sie sie noch einmal ein.",
        "en": "The editorial office asks for changes. Read the comments, edit your statements, and submit "
        "them again.",
    },
    State.ACCEPTED: {
        "de": "Mit der nächsten Ausgabe der Daten wird sie veröffentlicht. Sie müssen nichts tun.",
        "en": "It is published with the next release of the data. There is nothing for you to do.",
    },
    State.PUBLISHED: {
        "de": "Die Angaben sind öffentlich. Ändert sich etwas, reichen Sie eine neue Fassung ein.",
        "en": "The statements are public. If something changes, submit a new version.",
    },
    State.SUPERSEDED: {
        "de": "Eine neuere Einreichung gilt. Diese bleibt in früheren Ausgaben zitierbar.",
        "en": "A newer submission is in force. This one can be cited from earlier releases.",
    },
    State.RETRACTED: {
        "de": "Die Angaben sind nicht mehr Teil der Daten; dass es sie gab und warum nicht mehr, bleibt.",
        "en": "The statements are not part of the data any more; that they were, and why not now, stays.",
    },
    State.REJECTED: {
        "de": "Die Einreichung wird nicht veröffentlicht. Der Grund steht unten.",
        "en": "It will not be published. The reason stands below.",
    },
    State.WITHDRAWN: {
        "de": "Die Einreichung wurde zurückgezogen und wird nicht veröffentlicht.",
        "en": "It was withdrawn and will not be published.",
    },
}
"""State → what happens next, for those who submit."""

EVENTS: Mapping[str, Texts] = {
    Event.SUBMIT: {"de": "Eingereicht", "en": "Submitted"},
    Event.REVIEW: {"de": "In Prüfung genommen", "en": "Taken into review"},
    Event.REQUEST_CHANGES: {"de": "Änderungen erbeten", "en": "Changes requested"},
    Event.ACCEPT: {"de": "Angenommen", "en": "Accepted"},
    Event.REJECT: {"de": "Abgelehnt", "en": "Rejected"},
    Event.PUBLISH: {"de": "Veröffentlicht", "en": "Published"},
    Event.REFUSE: {
        "de": "In eine Ausgabe nicht aufgenommen",
        "en": "Left out of a release",
    },
    Event.SUPERSEDE: {"de": "Durch eine neuere ersetzt", "en": "Superseded by a newer one"},
    Event.RETRACT: {"de": "Zurückgenommen", "en": "Retracted"},
    Event.WITHDRAW: {"de": "Zurückgezogen", "en": "Withdrawn"},
}

CHOICES: Mapping[str, Texts] = {
    Event.REVIEW: {"de": "In Prüfung nehmen", "en": "Take into review"},
    Event.ACCEPT: {
        "de": "Annehmen: wird mit der nächsten Ausgabe veröffentlicht",
        "en": "Accept: is published with the next release",
    },
    Event.REQUEST_CHANGES: {
        "de": "Um Änderungen bitten: kann noch einmal eingereicht werden",
        "en": "Ask for changes: can be submitted again",
    },
    Event.REJECT: {
        "de": "Ablehnen: wird nicht veröffentlicht, endgültig",
        "en": "Reject: is not published, for good",
    },
    Event.RETRACT: {
        "de": "Zurücknehmen: entfällt mit der nächsten Ausgabe",
        "en": "Retract: is left out from the next release on",
    },
    Event.WITHDRAW: {"de": "Zurückziehen", "en": "Withdraw"},
}
"""Event → what a button or a choice for it says."""

KINDS: Mapping[str, Texts] = {
    ChangeType.ADDED: {"de": "neu eingereicht", "en": "newly submitted"},
    ChangeType.CHANGED: {"de": "geändert", "en": "changed"},
    ChangeType.REMOVED: {"de": "entfällt", "en": "removed"},
    ChangeType.SAME: {"de": "unverändert", "en": "unchanged"},
}
"""What became of a thing or a value."""

KIND_BADGES: Mapping[str, str] = {
    ChangeType.ADDED: "success",
    ChangeType.CHANGED: "warning",
    ChangeType.REMOVED: "danger",
    ChangeType.SAME: "info",
}

LANGUAGES: Mapping[str, Texts] = {
    "de": {"de": "Deutsch", "en": "German"},
    "en": {"de": "Englisch", "en": "English"},
}


def said(texts: Mapping[str, Texts], code: str) -> str:
    """Return the text of a code in the language of the request; the code itself where there is none."""
    return texts[code][language()] if code in texts else code
