# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""German and English: which of the two a request asks for."""

from urllib.parse import quote, urlencode

from flask import Flask, g, request, url_for

LANGUAGES = ("de", "en")


def language() -> str:
    """Return `de` or `en`: the parameter `lang`, else German, so that one address is one page."""
    # Asked hundreds of times for one page.
    found: str | None = getattr(g, "language", None)
    if found is None:
        asked = request.args.get("lang", "")
        found = g.language = asked if asked in LANGUAGES else LANGUAGES[0]
    return found


def translate(german: str, english: str) -> str:
    """Return the text in the language of the request."""
    return german if language() == "de" else english


def _german(german: str, _english: str) -> str:
    return german


def _english(_german: str, english: str) -> str:
    return english


_TEXTS = {"de": _german, "en": _english}


def _switched() -> dict[str, str]:
    """Return language → the address of this page in it."""
    path = url_for("home.index") if request.endpoint is None else request.path
    arguments = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return {tag: f"{quote(path)}?{urlencode([*arguments, ('lang', tag)])}" for tag in LANGUAGES}


def init_language(app: Flask) -> None:
    """Give every template `t(german, english)`, `lang`, and `switch`: language → address of this page."""
    app.context_processor(lambda: {"t": _TEXTS[language()], "lang": language(), "switch": _switched()})
