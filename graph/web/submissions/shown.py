# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A submission as JSON, without what is secret."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import current_app

from graph.inbox.reading import Dossier, columns
from graph.inbox.schema import Comment, Decision, Submission, Version

_OF_A_VERSION = (
    "number",
    "received_hash",
    "media_type",
    "file_name",
    "content_hash",
    "errors",
    "shapes_version",
    "licence",
    "stored_bytes",
    "received_at",
)


def brief(submission: Submission) -> dict[str, Any]:
    """Return what a list says of a submission."""
    names = ("id", "title", "state", "revision", "organisation", "revises", "created_at")
    here = f"{current_app.config['SETTINGS'].public_url}/submissions/{submission.id}"
    return {**_chosen(submission, names), "url": here}


def whole(dossier: Dossier) -> dict[str, Any]:
    """Return all there is to say about a submission."""
    shown = brief(dossier.submission)
    return {
        **shown,
        "versions": [
            {
                **_chosen(version, _OF_A_VERSION),
                "received": f"{shown['url']}/received?version={version.number}",
                "report": f"{shown['url']}/report?version={version.number}",
            }
            for version in dossier.versions
        ],
        "decisions": _rows(
            dossier.decisions, ("event", "before", "after", "organisation", "content_hash", "reason", "at")
        ),
        "comments": _rows(dossier.comments, ("number", "organisation", "field", "text", "at")),
    }


def _rows(rows: Sequence[Decision | Comment], names: Sequence[str]) -> list[dict[str, Any]]:
    return [_chosen(row, names) for row in rows]


def _chosen(row: Submission | Version | Decision | Comment, names: Sequence[str]) -> dict[str, Any]:
    values = columns(row)
    return {name: _plain(values[name]) for name in names}


def _plain(value: Any) -> Any:
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else value
