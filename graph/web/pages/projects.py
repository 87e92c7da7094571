# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The map of the projects: a picture with a link per project, and a table that says the same.

The charts: tables with bars and a map of the partnerships, without a script; a script adds pictures.

The comparison of two to four projects; they are chosen with a form that needs no script.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from http import HTTPStatus

from flask import Blueprint, Response, render_template, request, url_for
from markupsafe import Markup

from graph.describe.names import Named
from graph.errors import InputError
from graph.maps import COUNTRY, Line, Marker, Place, around, dots, draw, legend, locator, project_point, read_point
from graph.model.queries import stored_query
from graph.projects.comparison import FEWEST, MOST, Comparison, choose_projects, compare
from graph.projects.projects import ASPECTS, Project, choose, municipalities, options, projects
from graph.projects.tables import Network, cross_table, network
from graph.store import Store
from graph.web.http.negotiation import wants_page
from graph.web.http.pages import language, local_path, translate
from graph.web.services import services

blueprint = Blueprint("project_map", __name__)
blueprint.add_app_template_filter(local_path)


@blueprint.get("/map")
def index() -> str:
    """Show the projects on a map of Germany, all or those of a cohort, topic or state."""
    every = projects(services().store, language())
    wanted = {aspect: request.args.getlist(aspect) for aspect in ASPECTS}
    shown = choose(every, wanted)
    return render_template(
        "map.html",
        picture=_picture(shown, options(every, "cohort"), zoomed=any(wanted["state"])),
        shown=shown,
        total=len(every),
        wanted=wanted,
        options={aspect: options(every, aspect) for aspect in ASPECTS},
        queries=[stored_query("pages", name).text for name in ("projects", "project-points")],
    )


@blueprint.get("/map/germany.svg")
def country() -> Response:
    """Return the shape of Germany: a dot per municipality."""
    return Response(dots(municipalities(services().store)), content_type="image/svg+xml")


@blueprint.app_template_global("locator")
def _locator(points: Iterable[str], name: str) -> Markup:
    """Return a small map of Germany with the points (WKT) of one thing; empty where none lies in Germany."""
    read = [read_point(point) for point in points]
    places = [place for point in read if point and (place := project_point(*point))]
    address = url_for("project_map.country")
    return Markup(locator(places, address, name) if places else "")  # noqa: S704 - built of escaped elements


@blueprint.app_template_global("located")
def _located(iri: str, name: str) -> Markup:
    """Return a small map with the place of a project; empty for what is no project or has no place."""
    place = _spots().get(str(iri))
    drawn = locator([place], url_for("project_map.country"), name) if place else ""
    return Markup(drawn)  # noqa: S704 - built of escaped elements


def _spots() -> Mapping[str, Place]:
    """Return project → its place on paper."""
    store = services().store
    return _spots_of(store, store.version)  # type: ignore[arg-type]  # stores are told apart by identity


@lru_cache(maxsize=2)
def _spots_of(store: Store, _version: str) -> Mapping[str, Place]:
    """Return what `_spots` does; kept, as each page of a project asks for it."""
    return {project.name.iri: project.spot.place for project in projects(store, "de") if project.spot}


@blueprint.app_template_global("sign")
def _sign(kind: int) -> Markup:
    """Return the sign that the map has for a cohort, by its number from 0."""
    return Markup(legend(kind))  # noqa: S704 - a drawing of numbers


def _picture(shown: Iterable[Project], cohorts: tuple[Named, ...], *, zoomed: bool) -> Markup:
    """Return the map; zoomed means that it shows only the part of the country where the projects lie."""
    markers = [
        Marker(
            project.spot.place,
            kind=cohorts.index(project.cohorts[0]) if project.cohorts else len(cohorts),
            name=", ".join([project.name.label, *(cohort.label for cohort in project.cohorts)]),
            label=project.name.label.partition(" (")[0],
            href=local_path(project.name.iri),
        )
        for project in shown
        if project.spot
    ]
    frame = around(marker.place for marker in markers) if zoomed else COUNTRY
    title = translate("Karte der Modellprojekte in Deutschland", "Map of the model projects in Germany")
    picture = draw(markers, url_for("project_map.country"), title, frame=frame)
    return Markup(picture)  # noqa: S704 - built of escaped elements


charts_blueprint = Blueprint("charts", __name__)


@charts_blueprint.get("/charts")
def show_charts() -> str:
    """Show projects by state and cohort, measures by topic and status, and who works with whom."""
    store = services().store
    partners = network(store, "project-partnerships", language())
    return render_template(
        "charts.html",
        states=cross_table(store, "projects-by-state-and-cohort", language()),
        topics=cross_table(store, "measures-by-topic-and-status", language()),
        partners=partners,
        picture=_network_picture(partners, projects(store, language())),
    )


def _network_picture(partners: Network, every: tuple[Project, ...]) -> Markup:
    """Return the partnerships as lines on the map, as far as the projects have places."""
    places = {project.name.iri: project.spot.place for project in every if project.spot}
    lines = [
        Line(
            (places[one.iri], places[other.iri]),
            len(links),
            f"{one.label} – {other.label}: {', '.join(link.label for link in links)}",
        )
        for one, other, links in partners.pairs
        if one.iri in places and other.iri in places
    ]
    markers = [
        Marker(places[end.iri], 0, f"{end.label}, {_partners(degree)}", _short(end), local_path(end.iri))
        for end, degree in partners.degrees.items()
        if end.iri in places
    ]
    title = translate("Karte der Partnerschaften zwischen Projekten", "Map of partnerships between projects")
    picture = draw(markers, url_for("project_map.country"), title, lines=lines)
    return Markup(picture)  # noqa: S704 - built of escaped elements


def _partners(count: int) -> str:
    if count == 1:
        return translate("mit 1 Projekt verbunden", "connected to 1 project")
    return translate(f"mit {count} Projekten verbunden", f"connected to {count} projects")


def _short(end: Named) -> str:
    return end.label.partition(" (")[0]


comparison_blueprint = Blueprint("comparison", __name__)


@comparison_blueprint.get("/compare")
def show_comparison() -> tuple[str, HTTPStatus]:
    """Show the projects asked for side by side, or the form to choose them."""
    store = services().store
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
