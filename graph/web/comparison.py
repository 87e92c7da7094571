# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The comparison of two to four projects; they are chosen with a form that needs no script."""

from http import HTTPStatus

from flask import Blueprint, render_template, request

from graph.describe.names import Named
from graph.errors import InputError
from graph.projects.comparison import FEWEST, MOST, Comparison, choose_projects, compare
from graph.projects.projects import projects
from graph.web.http.negotiation import wants_page
from graph.web.http.pages import language, served_store

comparison_blueprint = Blueprint("comparison", __name__)


@comparison_blueprint.get("/compare")
def show_comparison() -> tuple[str, HTTPStatus]:
    """Show the projects asked for side by side, or the form to choose them."""
    store = served_store()
    known = [project.name for project in projects(store, language())]
    keys = [key for key in request.args.getlist("project") if key]
    if not keys:
        return _page(known, request.args.getlist("first")[:1]), HTTPStatus.OK
    try:
        return _page(known, keys, compare(store, choose_projects(known, keys), language())), HTTPStatus.OK
    except InputError as error:
        if not wants_page():
            raise
        return _page(known, keys, problem=str(error)), error.status


def _page(known: list[Named], keys: list[str], found: Comparison | None = None, problem: str = "") -> str:
    return render_template(
        "compare.html", known=known, keys=keys, found=found, problem=problem, fewest=FEWEST, most=MOST
    )
