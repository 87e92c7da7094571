# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The releases that are kept, for people and programs to download."""

import json
import re
from pathlib import Path

from graph.errors import ReleaseError
from graph.publication.release import CURRENT, DATASET, MANIFEST, Release, verified
from graph.store import Origin

DUMP = f"{DATASET}.gz"
"""The whole dataset of a release as packed N-Quads."""

FILES = {
    DUMP: "application/gzip",
    "added.nq.gz": "application/gzip",
    "removed.nq.gz": "application/gzip",
    MANIFEST: "application/json",
    "SHA256SUMS": "text/plain",
}
"""The files of a release that are offered, with their media types."""

_VERSION = re.compile(r"(\d{4}-\d\d-\d\d)(?:-(\d+))?", re.ASCII)


def releases(folder: Path) -> list[Release]:
    """Return every release in `folder`, newest first; one without a readable manifest is passed over."""
    found = (_manifest(path) for path in folder.glob("*/") if _VERSION.fullmatch(path.name))
    return sorted((release for release in found if release), key=_age, reverse=True)


def release_in_service(folder: Path) -> str | None:
    """Return the version of the release in service, or None where there is none."""
    path = folder / CURRENT
    return path.resolve().name if path.exists() else None


def archived(folder: Path, version: str) -> Origin:
    """Return what a kept release is loaded from, whether it is in service or not.

    Raises:
        ReleaseError: there is no such release, or it is damaged.
    """
    path = folder / version
    if not _VERSION.fullmatch(version) or not path.is_dir():
        raise ReleaseError(
            f"The release {version} is not kept here any more. /releases lists those that are."
        )
    return verified(path.resolve())


def offered(folder: Path, version: str, name: str) -> Path | None:
    """Return a file of a release, or None where there is none or it is not offered."""
    path = folder.resolve() / version / name
    return path if _VERSION.fullmatch(version) and name in FILES and path.is_file() else None


def _manifest(path: Path) -> Release | None:
    try:
        return Release(**json.loads((path / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _age(release: Release) -> tuple[str, int]:
    """Return the date of a release and its number on that day."""
    return release.version[:10], int(release.version[11:] or 1)
