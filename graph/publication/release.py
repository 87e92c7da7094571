# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Releases: folders that never change, and the link `current` that names the one in service.

A release is written into a hidden folder, brought to disk, and appears by one rename; the link is
replaced by another rename. A crash or a full disk at any moment leaves the release before in service.

The releases that are kept, for people and programs to download.
"""

import fcntl
import gzip
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graph import __version__
from graph.errors import GraphError, ReleaseError
from graph.model.namespaces import namespaces
from graph.publication.checks import Refusal, assemble_checked_dataset
from graph.publication.sources import Progress, Sources, ignore_progress
from graph.search import Entry, entries, read, written
from graph.settings import Settings
from graph.store import EmbeddedStore, Origin, rdf_files

DATASET = "dataset.nq"
SEARCH = "search.jsonl"
MANIFEST = "manifest.json"
CURRENT = "current"
_UNFINISHED = ".unfinished-"

Recorder = Callable[[str, Sequence[Refusal]], AbstractContextManager[None]]
"""Writes down what a release has and what it does without, at the moment it appears."""


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
    return _read(target), target


def _read(target: Path) -> Release:
    try:
        release = Release(**json.loads((target / MANIFEST).read_text(encoding="utf-8")))
        digest = _sha256(target / DATASET)
    except (OSError, ValueError, TypeError) as error:
        raise ReleaseError(f"{target}: the release cannot be read: {error}. Run `mpsc build`.") from error
    if digest != release.sha256:
        raise ReleaseError(f"{target / DATASET}: the file is damaged. Run `mpsc build` to make it anew.")
    return release


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


@cache
def verify_release(target: Path) -> Origin:
    """Return a release after one look at its digest: releases never change."""
    return Origin(_read(target).version, (target / DATASET,), namespaces())


def search_entries(settings: Settings, version: str) -> list[Entry] | None:
    """Return what the release `version` has for the search; None where it has nothing of use.

    That is so where other files are served, and with a file that is missing, damaged, or written by another
    version of this software.
    """
    if settings.data or not version:
        return None
    folder = settings.release_folder / version
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return read(folder / SEARCH) if manifest["files"][SEARCH] == _described(folder / SEARCH) else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def build(
    folder: Path,
    date: str,
    sources: Sources | None = None,
    progress: Progress = ignore_progress,
    recorded: Recorder = lambda _, __: nullcontext(),
) -> tuple[Release, bool]:
    """Build a release from the sources and put it into service; return it and whether it is new.

    Where the sources give the same statements as the release in service, that one stays.

    Args:
        folder: the folder of all releases; made if it is missing.
        date: ISO date, the version of the release.
        sources: where to read from; default: the project's own data.
        progress: told what is being done.
        recorded: given the version and the new submissions that it does without; holds while the release
            appears, and keeps it from appearing by raising.

    Raises:
        InputError: a source file cannot be read.
        CheckFailedError: a shape or check is broken; lists file and node of each fault.
        ReleaseError: the folder cannot be written, or another build is running.
    """
    with _exclusive(folder):
        store, refused = assemble_checked_dataset(sources or Sources(), progress)
        previous = _previous(folder)
        lines = list(store.n_quads())
        digest = hashlib.sha256("".join(lines).encode()).hexdigest()
        if previous and previous[0].sha256 == digest and previous[0].software == __version__:
            with recorded(previous[0].version, refused):
                return previous[0], False
        progress("Writing", 0, 1)
        try:
            release, work = _write(folder, _free_version(folder, date), store, lines, digest)
            with recorded(release.version, refused):
                _appear(folder, work, release.version)
        except (OSError, GraphError):
            _sweep(folder)
            raise
        progress("Writing", 1, 1)
        return release, True


@contextmanager
def _exclusive(folder: Path) -> Iterator[None]:
    """Hold the folder's lock and sweep away what an earlier build left unfinished."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ReleaseError(f"{folder}: another build is running. Wait until it has ended.") from error
            _sweep(folder)
            yield
    except OSError as error:
        raise ReleaseError(
            f"{error.filename or folder}: cannot be written ({error.strerror}). Free space or set"
            " MPSC_RELEASE_FOLDER to a folder you may write to; the release before stays in service."
        ) from error


def _sweep(folder: Path) -> None:
    for leftover in folder.glob(f"{_UNFINISHED}*"):
        if leftover.is_symlink():
            leftover.unlink()
        else:
            shutil.rmtree(leftover)


def _previous(folder: Path) -> tuple[Release, Path] | None:
    try:
        return current_release(folder)
    except ReleaseError:
        return None


def _free_version(folder: Path, date: str) -> str:
    if not (folder / date).exists():
        return date
    return next(name for n in range(2, 10_000) if not (folder / (name := f"{date}-{n}")).exists())


def _write(
    folder: Path, version: str, store: EmbeddedStore, lines: list[str], digest: str
) -> tuple[Release, Path]:
    """Write everything into a hidden folder; return the release and the folder."""
    work = folder / f"{_UNFINISHED}{version}"
    work.mkdir()
    previous = _previous(folder)
    before = _lines_of(previous[1]) if previous else []
    added, removed = sorted(set(lines) - set(before)), sorted(set(before) - set(lines))
    _store_text(work / DATASET, lines)
    _store_gzip(work / f"{DATASET}.gz", lines)
    _store_text(work / SEARCH, written(entries(store)))
    if previous:
        _store_gzip(work / "added.nq.gz", added)
        _store_gzip(work / "removed.nq.gz", removed)
    release = Release(
        version=version,
        software=__version__,
        quads=len(lines),
        sha256=digest,
        graphs={str(name): count for name, count in store.named_graphs().items()},
        previous=previous[0].version if previous else None,
        added=len(added),
        removed=len(removed),
        files={file.name: _described(file) for file in sorted(work.iterdir())},
    )
    _store_text(work / MANIFEST, [json.dumps(asdict(release), indent=2, sort_keys=True), "\n"])
    _store_text(work / "SHA256SUMS", [f"{_sha256(file)}  {file.name}\n" for file in sorted(work.iterdir())])
    return release, work


def _appear(folder: Path, work: Path, version: str) -> None:
    """Give the finished folder its name, then turn the link to it: two atomic renames."""
    _sync(work)
    work.rename(folder / version)
    link = folder / f"{_UNFINISHED}link"
    link.symlink_to(version)
    link.replace(folder / CURRENT)
    _sync(folder)


def _lines_of(release: Path) -> list[str]:
    with (release / DATASET).open(encoding="utf-8", newline="") as stream:
        return list(stream)


def _store_text(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(lines)
        stream.flush()
        os.fsync(stream.fileno())


def _store_gzip(path: Path, lines: Iterable[str]) -> None:
    """Write the lines compressed, without name and time, so that the same lines give the same bytes."""
    with path.open("wb") as stream:
        with gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0, compresslevel=6) as packed:
            packed.write("".join(lines).encode())
        stream.flush()
        os.fsync(stream.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _described(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "sha256": _sha256(path)}


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


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


def archived_release(folder: Path, version: str) -> Origin:
    """Return what a kept release is loaded from, whether it is in service or not.

    Raises:
        ReleaseError: there is no such release, or it is damaged.
    """
    path = folder / version
    if not _VERSION.fullmatch(version) or not path.is_dir():
        raise ReleaseError(
            f"The release {version} is not kept here any more. /releases lists those that are."
        )
    return verify_release(path.resolve())


def released_file(folder: Path, version: str, name: str) -> Path | None:
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
