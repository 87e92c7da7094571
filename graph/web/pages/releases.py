# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Releases to download: a list, and their files at addresses that never change."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, json, render_template, request, send_file, url_for

from graph.publication.release import DUMP, FILES, MANIFEST, Release, release_in_service, released_file, releases
from graph.web.http.cache import FRESH
from graph.web.http.negotiation import wants_page
from graph.web.http.pages import language
from graph.web.services import public_url, services

blueprint = Blueprint("releases", __name__)

LATEST = "latest"
"""Stands in an address for the version in service."""

_FOREVER = "public, max-age=31536000, immutable"


@blueprint.get("/releases")
def index() -> Response:
    """Return the list of releases: to browsers as a page, to programs as JSON.

    The folder may change without the data in service, so the answer is tagged by what it says.
    """
    found = [_listed(release) for release in releases(_folder())]
    current = release_in_service(_folder())
    if wants_page():
        page = render_template("releases.html", releases=found, current=current)
        response = Response(page, content_type="text/html; charset=utf-8")
    else:
        body = json.dumps({"current": current, "releases": found}) + "\n"
        response = Response(body, content_type="application/json")
    response.headers["Cache-Control"] = FRESH
    response.vary.add("Accept")
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.get("/release/<version>")
def release(version: str) -> Response:
    """Send from a release, which every document names, to the list; programs to its manifest."""
    if version not in {each.version for each in releases(_folder())}:
        abort(404, f"There is no release {version!r} here. All releases are listed at /releases.")
    if wants_page():
        place = url_for(".index", lang=language(), _anchor=f"v{version}")
    else:
        place = url_for(".download", version=version, name=MANIFEST)
    return Response(status=303, headers={"Location": place, "Vary": "Accept", "Cache-Control": FRESH})


@blueprint.get("/releases/<version>/<name>")
def download(version: str, name: str) -> Response:
    """Return a file of a release, or a part of it (RFC 9110, 14); `latest` leads to the one in service."""
    if version == LATEST and (current := release_in_service(_folder())):
        address = url_for(".download", version=current, name=name)
        return Response(status=302, headers={"Location": address, "Cache-Control": FRESH})
    path = released_file(_folder(), version, name)
    if path is None:
        abort(404, f"There is no file {name!r} of a release {version!r}. All releases are listed at /releases.")
    response: Response = send_file(path, mimetype=FILES[name], conditional=True)
    response.headers["Cache-Control"] = _FOREVER
    return response


def dump_address() -> str | None:
    """Return where the whole of the data in service can be downloaded; None for data of another origin."""
    settings = services().settings
    if settings.data or release_in_service(settings.release_folder) is None:
        return None
    return f"{settings.public_url}{url_for('releases.download', version=LATEST, name=DUMP)}"


def _listed(release: Release) -> dict[str, Any]:
    """Return what the list says of a release."""
    paths = {name: released_file(_folder(), release.version, name) for name in FILES}
    return {
        "version": release.version,
        "date": release.version[:10],
        "statements": release.quads,
        "sha256": release.sha256,
        "previous": release.previous,
        "added": release.added,
        "removed": release.removed,
        "files": {name: _file(release, path) for name, path in paths.items() if path},
    }


def _file(release: Release, path: Path) -> dict[str, Any]:
    """Return address and size of a file, and its digest where the manifest has it."""
    address = url_for(".download", version=release.version, name=path.name)
    known = release.files.get(path.name, {"bytes": path.stat().st_size})
    return {"url": f"{public_url()}{address}", **known}


def _folder() -> Path:
    return services().settings.release_folder
