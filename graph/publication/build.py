# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Building a release: written into a hidden folder, brought to disk, and put into service by one rename.

A crash or a full disk at any moment leaves the release before in service.
"""

import fcntl
import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

from graph import __version__
from graph.errors import GraphError, ReleaseError
from graph.publication.checks import Refusal, assemble_checked_dataset
from graph.publication.release import CURRENT, DATASET, DUMP, MANIFEST, Release, current_release, sha256_of
from graph.publication.sources import Progress, Sources, ignore_progress
from graph.search import Entry, entries, read, written
from graph.settings import Settings
from graph.store import EmbeddedStore

SEARCH = "search.jsonl"
_UNFINISHED = ".unfinished-"

Recorder = Callable[[str, Sequence[Refusal]], AbstractContextManager[None]]
"""Records the version of a release and the submissions that it leaves out, at the moment it appears."""


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
        progress: called with each step.
        recorded: called with the version and the submissions left out; its block is open while the release
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
        return read(folder / SEARCH) if manifest["files"][SEARCH] == _size_and_digest(folder / SEARCH) else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


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


def _write(folder: Path, version: str, store: EmbeddedStore, lines: list[str], digest: str) -> tuple[Release, Path]:
    """Write everything into a hidden folder; return the release and the folder."""
    work = folder / f"{_UNFINISHED}{version}"
    work.mkdir()
    previous = _previous(folder)
    before = _lines_of(previous[1]) if previous else []
    added, removed = sorted(set(lines) - set(before)), sorted(set(before) - set(lines))
    _store_text(work / DATASET, lines)
    _store_gzip(work / DUMP, lines)
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
        files={file.name: _size_and_digest(file) for file in sorted(work.iterdir())},
    )
    _store_text(work / MANIFEST, [json.dumps(asdict(release), indent=2, sort_keys=True), "\n"])
    _store_text(work / "SHA256SUMS", [f"{sha256_of(file)}  {file.name}\n" for file in sorted(work.iterdir())])
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


def _size_and_digest(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "sha256": sha256_of(path)}
