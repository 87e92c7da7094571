# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the frame of every page needs: navigation, and the bundled assets that are there.

German and English: which of the two a request asks for.

Where pages link to: our IRIs begin with one constant base, and the server answers below its own root.

Scripts of any web page may ask, and read every answer (Fetch, 3.2: the CORS protocol).

What this application serves.
"""

from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

from flask import Flask, Response, current_app, g, request, url_for

from graph.model.namespaces import BASE
from graph.model.paging import page_number
from graph.store import Store

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


def local_path(iri: str) -> str:
    """Return the address for a link: a path on this server for our IRIs, and any other IRI as it is.

    Things (`…/id/kind/slug`) have their document at `/doc/kind/slug`; all else keeps its path.
    """
    if not iri.startswith(BASE):
        return iri
    path = iri.removeprefix(BASE)
    return f"/doc/{path.removeprefix('id/')}" if path.startswith("id/") else f"/{path}"


EXPOSED = (
    "Content-Disposition, ETag, Link, Location, Proxy-Status, Query-Hint, RateLimit, RateLimit-Policy,"
    " Repr-Digest, Retry-After, Validation-Verdict"
)
"""Headers of an answer that scripts may read, besides those that Fetch, 2.2.2, allows anyway."""

_DAY = 86_400


def init_cors(app: Flask) -> None:
    """Open every answer of `app`, errors included, to scripts of any origin."""
    app.after_request(_open)


def _open(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    if request.method == "OPTIONS":
        return _preflight(response)
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    return response


def _preflight(response: Response) -> Response:
    """Allow the methods of the route, with any header (Fetch, 3.2.2)."""
    wished = request.headers.get("Access-Control-Request-Headers", "*")
    response.headers["Access-Control-Allow-Headers"] = wished
    response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
    response.headers["Access-Control-Max-Age"] = str(_DAY)
    response.vary.add("Access-Control-Request-Headers")
    return response


def served_store() -> Store:
    """Return the store of the application that answers the request."""
    store: Store = current_app.extensions["store"]
    return store


def wanted_page(name: str = "page") -> int:
    """Return the number of the page of a list that the address asks for; raises as `page_number` does."""
    return page_number(request.args.get(name, ""))
