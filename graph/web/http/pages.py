# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the frame of every page needs: navigation, and the bundled assets that are there."""

from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for

from graph.web.language import language, translate

_MAIN = (
    ("/", "Überblick", "Overview"),
    ("/search", "Suchen", "Search"),
    ("/map", "Karte", "Map"),
    ("/charts", "Diagramme", "Charts"),
    ("/compare", "Vergleichen", "Compare"),
    ("/sparql", "Abfragen", "Query"),
    ("/def", "Vokabular", "Vocabulary"),
    ("/submit", "Einreichen", "Submit"),
)
_FOOTER = (
    ("/imprint", "Impressum", "Imprint"),
    ("/privacy", "Datenschutz", "Privacy"),
    ("/accessibility", "Barrierefreiheit", "Accessibility"),
    ("/licence", "Lizenz", "Licence"),
    ("/cite", "Zitieren", "How to cite"),
    ("/limits", "Nutzungsgrenzen", "Limits of use"),
    ("/catalog", "Datenkatalog", "Data catalogue"),
    ("/releases", "Ausgaben", "Releases"),
    ("/validate", "Angaben prüfen", "Check a file"),
    ("/api", "Schnittstelle", "Interface for programs"),
    ("/service", "Beschreibung des Endpunkts", "Service description"),
)
"""Path, German and English name; a path that the application does not answer is left out."""

Link = tuple[str, str, bool]
"""Address, name, and whether it is the page shown."""


def init_app(app: Flask) -> None:
    """Give templates `main_links()`, `footer_links()` and `asset(name)`; leave static files to the cache."""
    app.after_request(_left_to_the_cache)
    app.context_processor(
        lambda: {
            "main_links": lambda: _links(_MAIN),
            "footer_links": lambda: _links(_FOOTER),
            "asset": asset,
        }
    )


def asset(name: str) -> str | None:
    """Return the address of a bundled asset, or None where `npm run assets` has not made it."""
    return url_for("static", filename=f"vendor/{name}") if _is_there(name) else None


@cache
def _is_there(name: str) -> bool:
    """Tell whether a bundled asset was there when it was first asked for; each page asks for several."""
    return (Path(__file__).parents[1] / "static" / "vendor" / name).is_file()


def _left_to_the_cache(response: Response) -> Response:
    """Take Flask's own tag from static files: the cache keeps, packs and tags what has none."""
    if request.endpoint == "static":
        del response.headers["ETag"], response.headers["Cache-Control"]
    return response


def _links(entries: tuple[tuple[str, str, str], ...]) -> list[Link]:
    here = request.url_rule.rule if request.url_rule else None
    root, query = request.script_root, f"?lang={language()}"
    return [
        (f"{root}{path}{query}", translate(german, english), path == here)
        for path, german, english in entries
        if path in _answered()
    ]


def _answered() -> set[str]:
    """Return the routes of the application, which do not change once it answers."""
    found: set[str] | None = current_app.extensions.get("routes")
    if found is None:
        found = current_app.extensions["routes"] = {rule.rule for rule in current_app.url_map.iter_rules()}
    return found
