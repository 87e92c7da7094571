# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Versions to download: as they came, as they would be published, and what their check found."""

import io

from flask import Response, abort, send_file

from graph.inbox import Actor, Inbox, reading

_PARTS = {
    "received": ("application/octet-stream", ""),
    "canonical": ("application/n-quads", ".nq"),
    "report": ("application/json", ".json"),
}
"""Part → media type, and the end of its name where that is not the name of the file itself."""


def file_of(inbox: Inbox, name: str, actor: Actor, number: int, part: str) -> Response:
    """Return a part of a version as an attachment: no browser shows or runs what somebody sent.

    Raises:
        NotFoundError: there is no such version, or the actor may not know of it.
    """
    reading.dossier(inbox, name, actor)
    if part not in _PARTS:
        abort(404, f"A version has the parts {', '.join(_PARTS)}.")
    version = reading.version(inbox, name, number)
    found = getattr(version, part)
    content = found if isinstance(found, bytes) else found.encode()
    media_type, suffix = _PARTS[part]
    file_name = f"{name}-{number}{suffix}" if suffix else version.file_name
    response: Response = send_file(
        io.BytesIO(content), media_type, as_attachment=True, download_name=file_name
    )
    return response
