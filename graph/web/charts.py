# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The charts: tables with bars and a map of the partnerships, without a script; a script adds pictures."""

from flask import Blueprint, render_template, url_for
from markupsafe import Markup

from graph.describe.names import Named
from graph.maps import Line, Marker, draw
from graph.projects.projects import Project, projects
from graph.projects.tables import Network, cross_table, network
from graph.web.http.pages import language, local_path, served_store, translate

charts_blueprint = Blueprint("charts", __name__)


@charts_blueprint.get("/charts")
def show_charts() -> str:
    """Show projects by state and cohort, measures by topic and status, and who works with whom."""
    store = served_store()
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
