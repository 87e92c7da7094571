# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Releases: immutable, repeatable, and never half there."""

import fcntl
import gzip
import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import CheckFailedError, InputError, ReleaseError
from graph.publication.build import build
from graph.publication.release import current_release
from graph.publication.sources import Sources

ROOT = Path(__file__).parents[2]
FILE_EVENTS = {"open", "os.rename", "os.symlink", "os.mkdir", "os.remove", "os.rmdir", "os.link"}


def add(sources: Sources, note: str) -> None:
    """Add a statement, so that the next release differs."""
    with (sources.data / "towns.ttl").open("a", encoding="utf-8") as stream:
        stream.write(f'\ngraph:towns dcterms:alternative "{note}"@la .\n')


def test_release_holds_what_its_manifest_says(tmp_path: Path, small: Sources) -> None:
    """Every file is listed with size and digest, and the packed dump holds the plain one."""
    release, is_new = build(tmp_path / "releases", "2026-11-22", small)
    folder = tmp_path / "releases" / "2026-11-22"

    assert is_new
    for name, described in release.files.items():
        content = (folder / name).read_bytes()
        assert described == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    assert gzip.decompress((folder / "dataset.nq.gz").read_bytes()) == (folder / "dataset.nq").read_bytes()
    assert json.loads((folder / "manifest.json").read_text())["quads"] == release.quads
    assert subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=False).returncode == 0


def test_same_input_gives_the_same_bytes(tmp_path: Path, small: Sources) -> None:
    """Two builds in two folders cannot be told apart."""
    for name in ("a", "b"):
        build(tmp_path / name, "2026-11-22", small)

    one, other = (tmp_path / name / "2026-11-22" for name in ("a", "b"))
    assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in other.iterdir()}


def test_unchanged_sources_make_no_new_release(tmp_path: Path, small: Sources) -> None:
    """The release in service stays when there is nothing new to say."""
    first, _ = build(tmp_path / "releases", "2026-11-22", small)
    second, is_new = build(tmp_path / "releases", "2026-11-23", small)

    assert not is_new
    assert second == first


def test_next_release_tells_what_changed(tmp_path: Path, small: Sources) -> None:
    """A second release of a day gets a number, names the one before and carries the difference."""
    build(tmp_path / "releases", "2026-11-22", small)
    add(small, "Nova.")
    release, _ = build(tmp_path / "releases", "2026-11-22", small)

    folder = tmp_path / "releases" / "2026-11-22-2"
    assert (release.version, release.previous) == ("2026-11-22-2", "2026-11-22")
    added, removed = (
        gzip.decompress((folder / name).read_bytes()).splitlines() for name in ("added.nq.gz", "removed.nq.gz")
    )
    assert (release.added, release.removed) == (len(added), len(removed))
    (note,) = (line for line in added if b"/graph/statistics>" not in line)
    assert b'"Nova."@la' in note
    assert all(b"/graph/statistics>" in line for line in removed)


def test_faulty_data_are_not_published(tmp_path: Path, small: Sources) -> None:
    """A broken rule is told with node and graph, and the release before stays."""
    build(tmp_path / "releases", "2026-11-22", small)
    add(small, "Faulty.")
    with (small.data / "towns.ttl").open("a", encoding="utf-8") as stream:
        stream.write("[] dcterms:title 'nobody can cite this' .\n")

    with pytest.raises(CheckFailedError, match=r"graph:towns.*blank-node\.rq"):
        build(tmp_path / "releases", "2026-11-23", small)
    assert current_release(tmp_path / "releases")[0].version == "2026-11-22"


def test_unreadable_source_publishes_nothing(tmp_path: Path, small: Sources) -> None:
    """A typing error in a source file is told with its place; no folder is left behind."""
    (small.data / "broken.ttl").write_text("graph:x a .", encoding="utf-8")

    with pytest.raises(InputError, match=r"broken\.ttl, line 1"):
        build(tmp_path / "releases", "2026-11-22", small)
    assert [path.name for path in (tmp_path / "releases").iterdir()] == [".lock"]


def test_without_a_release_the_remedy_is_told(tmp_path: Path) -> None:
    """An empty folder is not an empty release."""
    with pytest.raises(ReleaseError, match="mpsc build"):
        current_release(tmp_path)


@pytest.mark.parametrize(("name", "content"), [("dataset.nq", "<x:a> <x:b> <x:c> <x:g> .\n"), ("manifest.json", "{")])
def test_damaged_release_is_not_served(tmp_path: Path, small: Sources, name: str, content: str) -> None:
    """A dataset that does not fit its digest, or an unreadable manifest, is refused."""
    build(tmp_path / "releases", "2026-11-22", small)
    (tmp_path / "releases" / "2026-11-22" / name).write_text(content, encoding="utf-8")

    with pytest.raises(ReleaseError, match=r"damaged|cannot be read"):
        current_release(tmp_path / "releases")


def test_two_builds_at_once_are_refused(tmp_path: Path, small: Sources) -> None:
    """The second build waits for nobody and says why."""
    (tmp_path / "releases").mkdir()
    with (tmp_path / "releases" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        with pytest.raises(ReleaseError, match="another build is running"):
            build(tmp_path / "releases", "2026-11-22", small)


def test_folder_that_cannot_be_made_is_told(tmp_path: Path, small: Sources) -> None:
    """A file in the way of the folder is told with the setting that helps."""
    (tmp_path / "releases").write_text("in the way", encoding="utf-8")

    with pytest.raises(ReleaseError, match="MPSC_RELEASE_FOLDER"):
        build(tmp_path / "releases", "2026-11-22", small)


def in_child(action: Callable[[], object]) -> int:
    """Run `action` in a forked process and return how it ended: 0, an exit code, or minus a signal."""
    child = os.fork()
    if child == 0:
        try:
            action()
        except ReleaseError:
            os._exit(4)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_full_disk_leaves_the_release_before(tmp_path: Path, small: Sources) -> None:
    """When no more can be written, the build says so, cleans up, and the old release still opens."""
    folder = tmp_path / "releases"
    build(folder, "2026-11-22", small)
    add(small, "Many words. " * 1000)

    def with_little_space() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        build(folder, "2026-11-23", small)

    assert in_child(with_little_space) == 4
    assert current_release(folder)[0].version == "2026-11-22"
    assert sorted(path.name for path in folder.iterdir()) == [".lock", "2026-11-22", "current"]


def killed_at(step: int, folder: Path, sources: Sources) -> int:
    """Build in a child that is killed -9 before its file operation number `step` in `folder`."""

    def run() -> None:
        seen = 0

        def count(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal seen
            if event in FILE_EVENTS and str(folder) in str(arguments):
                seen += 1
                if seen == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        build(folder, "2026-11-23", sources)

    return in_child(run)


def test_kill_at_every_file_operation_leaves_a_release(tmp_path: Path, small: Sources) -> None:
    """Whatever operation is the last one, the old or the new release is in service, whole."""
    folder = tmp_path / "releases"
    before, _ = build(folder, "2026-11-22", small)
    add(small, "Nova.")
    after, _ = build(tmp_path / "after", "2026-11-22", small)

    points = 0
    for step in range(1, 200):
        shutil.copytree(folder, tmp_path / "try", symlinks=True)
        ended = killed_at(step, tmp_path / "try", small)
        release, _ = current_release(tmp_path / "try")
        assert release.quads in {before.quads, after.quads}
        again, _ = build(tmp_path / "try", "2026-11-24", small)
        assert again.quads == after.quads
        assert not list((tmp_path / "try").glob(".unfinished-*"))
        shutil.rmtree(tmp_path / "try")
        if ended == 0:
            break
        points += 1
    assert points >= 20


def test_kill_of_the_real_command_leaves_the_release(tmp_path: Path, release_folder: Path) -> None:
    """`mpsc build` of the whole data, killed at moments spread over its run, changes nothing."""
    folder = tmp_path / "releases"
    shutil.copytree(release_folder, folder, symlinks=True)
    before, _ = current_release(folder)

    for seconds in (0.5, 3.0):
        process = subprocess.Popen(
            [sys.executable, "-m", "graph", "build"],
            cwd=ROOT,
            env={**os.environ, "MPSC_RELEASE_FOLDER": str(folder)},
            stdout=subprocess.DEVNULL,
        )
        time.sleep(seconds)
        process.kill()
        process.wait()
        assert current_release(folder)[0] == before
