# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Releases over HTTP: the list, whole files and parts, and nothing else of the folder."""

import gzip
import hashlib
import json
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from flask.testing import FlaskClient
from rdflib import VOID, Graph, URIRef

from graph.model.namespaces import BASE
from graph.publication.build import build
from graph.publication.sources import Sources
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app
from tests.pace import PATIENCE

PUBLIC = "https://graph.example.org"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, write_small: Callable[[Path], Sources]) -> Path:
    """Two releases of one day."""
    folder = tmp_path_factory.mktemp("archive")
    sources = write_small(folder)
    build(folder / "releases", "2026-11-22", sources)
    with (sources.data / "towns.ttl").open("a", encoding="utf-8") as stream:
        stream.write('\ngraph:towns dcterms:alternative "Nova."@la .\n')
    build(folder / "releases", "2026-11-22", sources)
    return folder / "releases"


@pytest.fixture
def folder(tmp_path: Path, built: Path) -> Path:
    """A copy of the releases that a test may spoil."""
    return Path(shutil.copytree(built, tmp_path / "releases", symlinks=True))


@pytest.fixture
def visitor(folder: Path) -> FlaskClient:
    """A client of a server over that folder."""
    return create_app(Settings(release_folder=folder, public_url=PUBLIC), EmbeddedStore()).test_client()


def test_list_has_every_release_newest_first(visitor: FlaskClient, folder: Path) -> None:
    """With what a program needs to fetch and verify them."""
    said = json.loads(visitor.get("/releases").text)
    manifest = json.loads((folder / "2026-11-22-2" / "manifest.json").read_text(encoding="utf-8"))
    newest, first = said["releases"]

    assert said["current"] == newest["version"] == "2026-11-22-2"
    assert (first["version"], newest["previous"], newest["date"]) == ("2026-11-22", "2026-11-22", "2026-11-22")
    assert (newest["statements"], newest["sha256"]) == (manifest["quads"], manifest["sha256"])
    assert "added.nq.gz" in newest["files"]
    assert "added.nq.gz" not in first["files"]


def test_every_file_of_the_list_can_be_fetched(visitor: FlaskClient) -> None:
    """Size and digest are those told."""
    said = json.loads(visitor.get("/releases").text)
    files = [file for release in said["releases"] for file in release["files"].values()]

    assert len(files) == 3 + 5
    for file in files:
        content = visitor.get(file["url"].removeprefix(PUBLIC), buffered=True).data
        assert len(content) == file["bytes"]
        assert file.get("sha256") in {None, hashlib.sha256(content).hexdigest()}


def test_release_has_an_address_of_its_own(visitor: FlaskClient) -> None:
    """Every document names it; browsers are sent to the list, programs to the manifest."""
    person = visitor.get("/release/2026-11-22?lang=en", headers={"Accept": "text/html"})
    program = visitor.get("/release/2026-11-22")

    assert (person.status_code, person.headers["Location"]) == (303, "/releases?lang=en#v2026-11-22")
    assert (program.status_code, program.headers["Location"]) == (303, "/releases/2026-11-22/manifest.json")
    assert "Accept" in program.headers["Vary"]
    with closing(visitor.get(program.headers["Location"])) as manifest:
        assert manifest.status_code == 200
    assert 'id="v2026-11-22"' in visitor.get("/releases?lang=en", headers={"Accept": "text/html"}).text
    assert visitor.get("/release/1999-01-01").status_code == 404


def test_tenth_release_of_a_day_is_newer_than_the_second(visitor: FlaskClient, folder: Path) -> None:
    """Numbers, not texts, are compared."""
    manifest = (folder / "2026-11-22-2" / "manifest.json").read_text(encoding="utf-8")
    (folder / "2026-11-22-10").mkdir()
    (folder / "2026-11-22-10" / "manifest.json").write_text(manifest.replace("-22-2", "-22-10"), "utf-8")

    assert json.loads(visitor.get("/releases").text)["releases"][0]["version"] == "2026-11-22-10"


def test_damaged_release_is_not_listed(visitor: FlaskClient, folder: Path) -> None:
    """The others still are."""
    (folder / "2026-11-22" / "manifest.json").write_text("{", encoding="utf-8")

    assert [each["version"] for each in json.loads(visitor.get("/releases").text)["releases"]] == ["2026-11-22-2"]


def test_page_lists_releases_in_both_languages(visitor: FlaskClient) -> None:
    """A browser gets a page with links to the files."""
    german = visitor.get("/releases", headers={"Accept": "text/html"}).text
    english = visitor.get("/releases?lang=en", headers={"Accept": "text/html"}).text

    assert 'href="/releases/2026-11-22-2/dataset.nq.gz"' in german
    assert "im Dienst" in german
    assert "in service" in english


def test_list_is_revalidated(visitor: FlaskClient) -> None:
    """A folder may change while the data in service do not, so the tag is that of the list."""
    tag = visitor.get("/releases").headers["ETag"]

    assert visitor.get("/releases", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("dataset.nq.gz", "application/gzip"),
        ("manifest.json", "application/json"),
        ("SHA256SUMS", "text/plain; charset=utf-8"),
    ],
)
def test_file_is_sent_as_it_is_forever(visitor: FlaskClient, folder: Path, name: str, content_type: str) -> None:
    """A release never changes, and a packed file stays packed."""
    answered = visitor.get(f"/releases/2026-11-22/{name}", headers={"Accept-Encoding": "gzip"}, buffered=True)

    assert answered.data == (folder / "2026-11-22" / name).read_bytes()
    assert answered.content_type == content_type
    assert "Content-Encoding" not in answered.headers
    assert "immutable" in answered.headers["Cache-Control"]


def test_part_of_a_file_can_be_asked_for(visitor: FlaskClient, folder: Path) -> None:
    """So that a download that broke off goes on (RFC 9110, 14.2)."""
    whole = (folder / "2026-11-22" / "dataset.nq.gz").read_bytes()
    part = visitor.get("/releases/2026-11-22/dataset.nq.gz", headers={"Range": "bytes=10-19"}, buffered=True)
    beyond = visitor.get("/releases/2026-11-22/dataset.nq.gz", headers={"Range": "bytes=99999999-"}, buffered=True)

    assert (part.status_code, part.data) == (206, whole[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    assert beyond.status_code == 416


def test_file_is_revalidated(visitor: FlaskClient) -> None:
    """By its tag."""
    tag = visitor.get("/releases/2026-11-22/SHA256SUMS", buffered=True).headers["ETag"]
    again = visitor.get("/releases/2026-11-22/SHA256SUMS", headers={"If-None-Match": tag}, buffered=True)

    assert (again.status_code, again.data) == (304, b"")


def test_latest_leads_to_the_release_in_service(visitor: FlaskClient) -> None:
    """A redirect that is not kept for long."""
    answered = visitor.get("/releases/latest/dataset.nq.gz")

    assert answered.status_code == 302
    assert answered.headers["Location"] == "/releases/2026-11-22-2/dataset.nq.gz"
    assert "immutable" not in answered.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "2026-11-22/dataset.nq",
        "2026-11-22/..%2f.lock",
        "2026-11-22/../.lock",
        "current/manifest.json",
        ".unfinished-2026-11-23/manifest.json",
        "../manifest.json",
        "%2e%2e/manifest.json",
        "2026-11-22%00/manifest.json",
        "2026-11-22/added.nq.gz",
        "1999-01-01/manifest.json",
        "٢٠٢٦-11-22/manifest.json",
    ],
)
def test_nothing_else_of_the_folder_is_served(visitor: FlaskClient, folder: Path, path: str) -> None:
    """Only what is on the list; the answer says where that is."""
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    (folder / ".unfinished-2026-11-23").mkdir()
    (folder / ".unfinished-2026-11-23" / "manifest.json").write_text("{}", encoding="utf-8")

    assert visitor.get(f"/releases/{path}").status_code == 404


def test_without_releases_the_list_is_empty(tmp_path: Path) -> None:
    """No error, and nothing in service."""
    client = create_app(Settings(release_folder=tmp_path / "none"), EmbeddedStore()).test_client()

    assert json.loads(client.get("/releases").text) == {"current": None, "releases": []}
    assert client.get("/releases/latest/dataset.nq.gz").status_code == 404
    assert "noch keine" in client.get("/releases?format=html").text


@pytest.mark.parametrize("path", ["/service", "/.well-known/void"])
def test_dump_is_part_of_the_description(server: str, path: str) -> None:
    """The address in VoID leads a real client to the whole dataset, of which it may take a part."""
    with urlopen(f"{server}{path}", timeout=PATIENCE) as response:
        described = Graph().parse(data=response.read(), format="turtle")
    address = str(described.value(URIRef(f"{BASE}dataset/graph"), VOID.dataDump))
    local = address.replace(Settings().public_url, server)

    with urlopen(local, timeout=PATIENCE) as response:
        lines = gzip.decompress(response.read()).splitlines()
    assert len(lines) > 300_000
    with urlopen(Request(local, headers={"Range": "bytes=0-1"}), timeout=PATIENCE) as response:
        assert (response.status, response.read()) == (206, b"\x1f\x8b")


def test_other_data_have_no_dump(folder: Path, graph_store: EmbeddedStore) -> None:
    """A release is not offered as the dump of what was read from other files."""
    settings = Settings(release_folder=folder, data=(folder,))
    client = create_app(settings, graph_store).test_client()

    assert "dataDump" not in client.get("/.well-known/void").text
