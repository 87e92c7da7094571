# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The home page: what this is, live counts, example queries.

Legal and trust pages: texts in Markdown that an operator replaces file by file.
"""

from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, render_template
from markdown_it import MarkdownIt
from markupsafe import Markup

from graph.errors import InputError
from graph.model.kinds import list_of
from graph.model.queries import stored_queries, stored_query
from graph.store import Row
from graph.web.http.pages import language
from graph.web.pages.values import dataset
from graph.web.services import public_url, services

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def index() -> str:
    """Show the home page in German or English."""
    store = services().store
    return render_template(
        "home.html",
        cohorts=_labelled(store.select(stored_query("pages", "projects-by-cohort").text)),
        states=_labelled(store.select(stored_query("pages", "projects-by-state").text)),
        kinds=[
            (label, count, kind.slug)
            for row in store.select(stored_query("pages", "things-by-class").text)
            for label, count in _labelled([row])
            if (kind := list_of(str(row["class"])))
        ],
        examples=stored_queries("examples"),
        statements=len(store),
        structured=dataset(),
    )


def _labelled(rows: list[Row]) -> list[tuple[str, int]]:
    """Return (label, count) in the language of the request, in the order of the query."""
    tag = language()
    return [
        (str(row["label"]), int(str(row["count"])))
        for row in rows
        if getattr(row["label"], "language", None) in (tag, None)
    ]


texts_blueprint = Blueprint("texts", __name__)

_OWN = Path(__file__).parents[1] / "texts"
_TEMPLATES = {"imprint", "privacy", "accessibility"}
"""Texts that only the operator can write; ours are templates and say so."""

_LONGEST = 200_000
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
"""Markdown without HTML; its links are those of the web and of mail, never scripts."""


@dataclass(frozen=True)
class Text:
    """A text as HTML, its heading, and whether it is one of our templates."""

    heading: str
    html: Markup
    is_template: bool


@texts_blueprint.get("/imprint", defaults={"name": "imprint"})
@texts_blueprint.get("/privacy", defaults={"name": "privacy"})
@texts_blueprint.get("/accessibility", defaults={"name": "accessibility"})
@texts_blueprint.get("/licence", defaults={"name": "licence"})
@texts_blueprint.get("/cite", defaults={"name": "cite"})
def page(name: str) -> Response:
    """Return a text in the language of the request."""
    folder = services().settings.text_folder
    found = text(name, language(), folder, _values())
    return Response(render_template("text.html", text=found), content_type="text/html; charset=utf-8")


def text(name: str, tag: str, folder: Path | None, values: dict[str, str]) -> Text:
    """Return a text: the operator's in this language, else in German, else ours.

    Args:
        name: such as `imprint`; the file is `<name>.<language>.md`.
        tag: the language asked for.
        folder: where the operator keeps texts of their own.
        values: what stands for `{address}` and `{release}`.

    Raises:
        InputError: the operator's file cannot be read, is not UTF-8, or is too long.
    """
    theirs = [folder / f"{name}.{each}.md" for each in (tag, "de")] if folder else []
    path = next((path for path in theirs if path.is_file()), _OWN / f"{name}.{tag}.md")
    source = _read(path)
    for key, value in values.items():
        source = source.replace(f"{{{key}}}", value)
    heading, _, body = source.lstrip().removeprefix("# ").partition("\n")
    html = Markup(_MARKDOWN.render(body))  # noqa: S704 - Markdown without HTML
    return Text(heading.strip(), html, is_template=path.parent == _OWN and name in _TEMPLATES)


def _read(path: Path) -> str:
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name} in MPSC_TEXT_FOLDER cannot be read. Save it as UTF-8.") from error
    if len(source) > _LONGEST:
        raise InputError(f"{path.name} in MPSC_TEXT_FOLDER is longer than {_LONGEST} characters. Shorten it.")
    # The line of the licence is for those who read the file.
    return source.partition("-->")[2] if source.lstrip().startswith("<!--") else source


def _values() -> dict[str, str]:
    store = services().store
    release = store.version if store.is_release else "–"
    return {"address": public_url(), "release": release}
