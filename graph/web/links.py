# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where pages link to: our IRIs begin with one constant base, and the server answers below its own root."""

from graph.model.namespaces import BASE


def local_path(iri: str) -> str:
    """Return the address for a link: a path on this server for our IRIs, and any other IRI as it is.

    Things (`…/id/kind/slug`) have their document at `/doc/kind/slug`; all else keeps its path.
    """
    if not iri.startswith(BASE):
        return iri
    path = iri.removeprefix(BASE)
    return f"/doc/{path.removeprefix('id/')}" if path.startswith("id/") else f"/{path}"
