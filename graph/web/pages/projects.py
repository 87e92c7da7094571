# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The map of the projects: a picture with a link per project, and a table that says the same."""

from collections.abc import Iterable, Mapping

from flask import Blueprint, Response, current_app, render_template, request, url_for
from markupsafe import Markup

from graph.describe.names import Named
from graph.maps import COUNTRY, Marker, Place, around, dots, draw, legend, locator, placed, read_point
from graph.model.queries import stored_query
from graph.projects.projects import ASPECTS, Project, choose, municipalities, options, projects
from graph.web.http.pages import language, local_path, served_store, translate

blueprint = Blueprint("project_map", __name__)
blueprint.add_app_template_filter(local_path)


@blueprint.get("/map")
def index() -> str:
    """Show the projects on a map of Germany, all or those of a cohort, topic or state."""
    every = projects(served_store(), language())
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
    return Response(dots(municipalities(served_store())), content_type="image/svg+xml")


@blueprint.app_template_global("locator")
def _locator(points: Iterable[str], name: str) -> Markup:
    """Return a small map of Germany with the points (WKT) of one thing; empty where none lies in Germany."""
    read = [read_point(point) for point in points]
    places = [place for point in read if point and (place := placed(*point))]
    address = url_for("project_map.country")
    return Markup(locator(places, address, name) if places else "")  # noqa: S704 - built of escaped elements


@blueprint.app_template_global("located")
def _located(iri: str, name: str) -> Markup:
    """Return a small map with the place of a project; empty for what is no project or has no place."""
    place = _spots().get(str(iri))
    drawn = locator([place], url_for("project_map.country"), name) if place else ""
    return Markup(drawn)  # noqa: S704 - built of escaped elements


def _spots() -> Mapping[str, Place]:
    """Return project → its place on paper; kept, as each page of a project asks for it."""
    store = served_store()
    version = getattr(store, "version", "")
    kept: tuple[str, Mapping[str, Place]] | None = current_app.extensions.get("spots")
    if kept is None or kept[0] != version:
        found = {project.name.iri: project.spot.place for project in projects(store, "de") if project.spot}
        kept = current_app.extensions["spots"] = (version, found)
    return kept[1]


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
