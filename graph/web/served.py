# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What this application serves."""

from flask import current_app

from graph.store import Store


def served_store() -> Store:
    """Return the store of the application that answers the request."""
    store: Store = current_app.extensions["store"]
    return store
