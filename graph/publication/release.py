# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Releases: folders that never change, and the link `current` that names the one in service."""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graph.errors import ReleaseError
from graph.model.namespaces import namespaces
from graph.settings import Settings
from graph.store import Origin, rdf_files

DATASET = "dataset.nq"
MANIFEST = "manifest.json"
CURRENT = "current"

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


@dataclass(frozen=True)
class Release:
    """One published state of the whole dataset.

    Attributes:
        version: ISO date of the release, with `-2` … for later ones of that day.
        software: version of this software that built it.
        quads: number of statements.
        sha256: digest of the canonical N-Quads file.
        graphs: named graph → number of triples.
        previous: version of the release before, None for the first.
        added: statements that the release before did not have.
        removed: statements that this release no longer has.
        files: file name → its size in bytes and its SHA-256 digest.
    """

    version: str
    software: str
    quads: int
    sha256: str
    graphs: dict[str, int]
    previous: str | None
    added: int
    removed: int
    files: dict[str, dict[str, Any]]


def current_release(folder: Path) -> tuple[Release, Path]:
    """Return the release in service and its folder.

    Raises:
        ReleaseError: there is none, or its dataset is damaged.
    """
    path = folder / CURRENT
    if not path.exists():
        raise ReleaseError(f"{folder}: there is no release yet. Run `mpsc build` to make one.")
    target = path.resolve()
    return _read_release(target), target


def release_in_service(folder: Path) -> str | None:
    """Return the version of the release in service, or None where there is none."""
    path = folder / CURRENT
    return path.resolve().name if path.exists() else None


def releases(folder: Path) -> list[Release]:
    """Return every release in `folder`, newest first; one without a readable manifest is passed over."""
    read = (_read_manifest(path) for path in folder.glob("*/") if _VERSION.fullmatch(path.name))
    return sorted((release for release in read if release), key=_age, reverse=True)


def released_file(folder: Path, version: str, name: str) -> Path | None:
    """Return a file of a release, or None where there is none or it is not offered."""
    path = folder.resolve() / version / name
    return path if _VERSION.fullmatch(version) and name in FILES and path.is_file() else None


def origin(settings: Settings) -> Origin:
    """Return what is to be served: the files of `MPSC_DATA`, or the release in service.

    Raises:
        InputError: a file does not exist or is of an unknown type.
        ReleaseError: there is no release, or it is damaged.
    """
    if settings.data:
        files = rdf_files(settings.data)
        states = [(str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files]
        return Origin(hashlib.sha256(repr(states).encode()).hexdigest(), tuple(files))
    path = settings.release_folder / CURRENT
    if not path.exists():
        current_release(settings.release_folder)
    return verify_release(path.resolve())


def archived_release(folder: Path, version: str) -> Origin:
    """Return what a kept release is loaded from, whether it is in service or not.

    Raises:
        ReleaseError: there is no such release, or it is damaged.
    """
    path = folder / version
    if not _VERSION.fullmatch(version) or not path.is_dir():
        raise ReleaseError(f"The release {version} is not kept here any more. /releases lists those that are.")
    return verify_release(path.resolve())


@cache
def verify_release(target: Path) -> Origin:
    """Return a release after one look at its digest: releases never change."""
    return Origin(_read_release(target).version, (target / DATASET,), namespaces(), is_release=True)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 digest of a file in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read_release(target: Path) -> Release:
    try:
        release = _parse_manifest(target)
        digest = sha256_of(target / DATASET)
    except (OSError, ValueError, TypeError) as error:
        raise ReleaseError(f"{target}: the release cannot be read: {error}. Run `mpsc build`.") from error
    if digest != release.sha256:
        raise ReleaseError(f"{target / DATASET}: the file is damaged. Run `mpsc build` to make it anew.")
    return release


def _read_manifest(path: Path) -> Release | None:
    try:
        return _parse_manifest(path)
    except (OSError, ValueError, TypeError):
        return None


def _parse_manifest(path: Path) -> Release:
    return Release(**json.loads((path / MANIFEST).read_text(encoding="utf-8")))


def _age(release: Release) -> tuple[str, int]:
    """Return the date of a release and its number on that day."""
    return release.version[:10], int(release.version[11:] or 1)
