# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What all pages share: language, navigation, addresses, assets, and access for scripts of any site."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

from flask import Flask, Response, g, request, url_for

from graph.model.namespaces import BASE
from graph.model.paging import page_number
from graph.web.services import services

_TEXTS: dict[str, Callable[[str, str], str]] = {
    "de": lambda german, _english: german,
    "en": lambda _german, english: english,
}
LANGUAGES = tuple(_TEXTS)

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
    ("/releases", "Ausgaben", "Releases"),
    ("/validate", "Angaben prüfen", "Check a file"),
    ("/api", "Schnittstelle", "Interface for programs"),
    ("/service", "Beschreibung des Endpunkts", "Service description"),
)
"""Path, German and English name."""

EXPOSED = (
    "Content-Disposition, ETag, Link, Location, Proxy-Status, Query-Hint, RateLimit, RateLimit-Policy,"
    " Repr-Digest, Retry-After, Validation-Verdict"
)
"""Headers of an answer that scripts may read, besides those that Fetch, 2.2.2, allows anyway."""

_PREFLIGHT_SECONDS = 86_400

Link = tuple[str, str, bool]
"""Address, name, and whether it is the page shown."""


def init_app(app: Flask) -> None:
    """Prepare templates and answers of `app`.

    Templates get `t(german, english)`, `lang`, `settings`, `switch` (language → address of this page),
    `main_links()`, `footer_links()` and `asset(name)`. Scripts of any origin may read every answer (CORS:
    Fetch, 3.2).
    """
    app.context_processor(
        lambda: {
            "t": _TEXTS[language()],
            "lang": language(),
            "settings": services().settings,
            "switch": _switch(),
            "main_links": lambda: _links(_MAIN),
            "footer_links": lambda: _links(_FOOTER),
            "asset": asset,
        }
    )
    app.after_request(_leave_to_cache)
    app.after_request(_allow_scripts)


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
    return _TEXTS[language()](german, english)


def asset(name: str) -> str | None:
    """Return the address of a bundled asset, or None where `npm run assets` has not made it."""
    return url_for("static", filename=f"vendor/{name}") if _has_asset(name) else None


def local_path(iri: str) -> str:
    """Return the address for a link: a path on this server for our IRIs, and any other IRI as it is.

    Things (`…/id/kind/slug`) have their document at `/doc/kind/slug`; all else keeps its path.
    """
    if not iri.startswith(BASE):
        return iri
    path = iri.removeprefix(BASE)
    return f"/doc/{path.removeprefix('id/')}" if path.startswith("id/") else f"/{path}"


def _switch() -> dict[str, str]:
    path = url_for("home.index") if request.endpoint is None else request.path
    arguments = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return {tag: f"{quote(path)}?{urlencode([*arguments, ('lang', tag)])}" for tag in LANGUAGES}


def _links(entries: tuple[tuple[str, str, str], ...]) -> list[Link]:
    here = request.url_rule.rule if request.url_rule else None
    root, query = request.script_root, f"?lang={language()}"
    return [(f"{root}{path}{query}", translate(german, english), path == here) for path, german, english in entries]


@cache
def _has_asset(name: str) -> bool:
    """Tell whether a bundled asset was there when it was first asked for; each page asks for several."""
    return (Path(__file__).parents[1] / "static" / "vendor" / name).is_file()


def _leave_to_cache(response: Response) -> Response:
    """Take Flask's own tag from static files: the cache keeps, packs and tags what has none."""
    if request.endpoint == "static":
        del response.headers["ETag"], response.headers["Cache-Control"]
    return response


def _allow_scripts(response: Response) -> Response:
    """Open the answer to any origin; answer a preflight with the methods of the route (Fetch, 3.2.2)."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    if request.method != "OPTIONS":
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        return response
    wished = request.headers.get("Access-Control-Request-Headers", "*")
    response.headers["Access-Control-Allow-Headers"] = wished
    response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
    response.headers["Access-Control-Max-Age"] = str(_PREFLIGHT_SECONDS)
    response.vary.add("Access-Control-Request-Headers")
    return response


def wanted_page(name: str = "page") -> int:
    """Return the number of the page of a list that the address asks for; raises as `page_number` does."""
    return page_number(request.args.get(name, ""))
