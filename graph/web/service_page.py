# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The service description for people: address, formats, prefixes and queries of the endpoint."""

from flask import current_app, render_template

from graph.model.formats import GRAPH_FORMATS, RESULT_FORMATS
from graph.model.namespaces import namespaces
from graph.publication.queries import published_queries


def service_page() -> str:
    """Return the page; everything on it is in the RDF as well."""
    return render_template(
        "service.html",
        address=current_app.config["SETTINGS"].public_url,
        federated=current_app.extensions["federation"].allowed,
        results=RESULT_FORMATS,
        graphs=GRAPH_FORMATS,
        prefixes=namespaces(),
        queries=published_queries(),
    )
