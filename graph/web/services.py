# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one application works with; `create_app` makes it, and all rooms of `graph.web` reach it here."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app

from graph.federation import Federation
from graph.search import CurrentIndex
from graph.settings import Settings
from graph.store import Store

if TYPE_CHECKING:
    # The rooms above name their parts themselves; nothing of them is imported when this runs.
    from graph.web.contribute.services import SubmissionServices
    from graph.web.endpoint.permalinks import Archive, PermalinkStore
    from graph.web.http.cache import ResponseCache
    from graph.web.http.fair_use import Buckets
    from graph.web.pages.things import PreparedPages


@dataclass(frozen=True)
class Services:
    """The parts that requests share.

    Attributes:
        query_seconds: what each client has left of them.
        sign_ins: how often each client may still try to sign in.
        archive: earlier releases, for permalinks.
        pages: pages about things that are kept ready.
        cache: keeps whole answers, in front of the application.
        identity_provider: the OpenID Connect client of Authlib, which has no types; None where none is set.
        submissions: the inbox and the check of files.
    """

    settings: Settings
    store: Store
    federation: Federation
    search: CurrentIndex
    query_seconds: "Buckets"
    sign_ins: "Buckets"
    permalinks: "PermalinkStore"
    archive: "Archive"
    pages: "PreparedPages"
    cache: "ResponseCache"
    identity_provider: Any
    submissions: "SubmissionServices"


def services(app: Flask | None = None) -> Services:
    """Return what `app` works with; by default, the application that answers the current request."""
    found: Services = (app or current_app).extensions["services"]
    return found


def public_url() -> str:
    """Return the address at which the public reaches this server, without a slash at its end."""
    return services().settings.public_url
