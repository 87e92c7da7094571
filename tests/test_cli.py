# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The command line: what it prints, and its exit codes."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from graph.cli import main
from graph.model.formats import CSV
from graph.publication.release import origin
from graph.publication.sources import Sources
from graph.settings import Settings
from graph.store import Dataset, EmbeddedStore, FormatChoice, load

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _own_inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An inbox in which nobody has submitted anything: a build publishes what is accepted."""
    monkeypatch.setenv("MPSC_DATABASE_URL", f"sqlite:///{tmp_path}/inbox.sqlite")


def run(*arguments: str, text: str | bytes | None = None, folder: Path | None = None) -> Result:
    """Run `mpsc` in this process."""
    environment = {"MPSC_RELEASE_FOLDER": str(folder)} if folder else {}
    return CliRunner().invoke(main, arguments, input=text, env=environment)


@pytest.mark.parametrize(
    "command",
    [(), ("build",), ("serve",), ("query",), ("check",), ("validate",), ("template",), ("register", "update")],
)
def test_help_shows_an_example(command: tuple[str, ...]) -> None:
    """Every command teaches how it is used, example by example, and says what each option is."""
    result = run(*command, "--help")

    assert result.exit_code == 0
    assert "\\b" not in result.output
    assert re.search(r"\n  Examples?:\n    .*mpsc ", result.output)
    assert not re.search(r"\n  --\w+ \S+\n  \S", result.output)


def test_help_lists_each_command_with_its_own_words() -> None:
    """The list does not import the commands, so it could say something else than they do."""
    context = click.Context(main)
    listed = re.findall(r"^  ([a-z]+)  +(\S.*)$", main.get_help(context), re.MULTILINE)

    assert [name for name, _ in listed] == sorted(main.list_commands(context)) != []
    for name, summary in listed:
        command = main.get_command(context, name)
        assert command is not None
        assert (command.help or "").startswith(summary.rstrip(".")), name


def test_help_imports_no_engine() -> None:
    """What makes `mpsc --help` fast: nothing is imported that only the commands need."""
    code = "import sys; from graph.cli import main; main(['--help'], standalone_mode=False); print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert "graph.errors" in imported.split()
    assert not {"rdflib", "pyoxigraph", "flask", "sqlalchemy", "pyshacl", "openpyxl"} & {*imported.split()}


def test_unknown_command_ends_with_a_hint() -> None:
    """Exit code 2 and where to look."""
    result = run("publish")

    assert (result.exit_code, "--help" in result.stderr, "publish" in result.stderr) == (2, True, True)


@pytest.fixture(scope="module")
def whole(release_folder: Path) -> EmbeddedStore:
    """The release as the server loads it."""
    return load(origin(Settings(release_folder=release_folder)))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (COUNT(*) AS ?n) { ?s a ?class }",
        "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
        "SELECT (COUNT(*) AS ?n) FROM graph:queries { ?s ?p ?o }",
    ],
)
def test_query_of_a_release_is_answered_as_the_server_would(
    query: str, release_folder: Path, whole: EmbeddedStore
) -> None:
    """A query that names no graph is answered without the named graphs, and to the same effect."""
    expected = whole.answer(query, FormatChoice(CSV), Dataset()).whole()

    assert run("query", "-", text=query, folder=release_folder).stdout_bytes == expected
    assert expected.count(b"\n") > 1
    assert b"\n0\r\n" not in expected


def test_query_from_standard_input(release_folder: Path) -> None:
    """A query is piped in, its prefix undeclared, and the answer is CSV."""
    result = run("query", "-", text="SELECT (COUNT(?p) AS ?n) { ?p a mpsc:ModelProject }", folder=release_folder)

    assert result.stdout_bytes == b"n\r\n73\r\n"


def test_query_from_a_file_in_a_format(release_folder: Path, tmp_path: Path) -> None:
    """A file and `--format`."""
    path = tmp_path / "ask.rq"
    path.write_text("ASK { ?p a mpsc:ModelProject }", encoding="utf-8")

    assert run("query", str(path), "--format", "json", folder=release_folder).output == '{"head":{},"boolean":true}'


@pytest.fixture
def one_triple(tmp_path: Path) -> str:
    """The path of a file with one triple."""
    path = tmp_path / "a.ttl"
    path.write_text("<x:s> <x:p> 1 .", encoding="utf-8")
    return str(path)


def test_query_over_other_data(one_triple: str) -> None:
    """`--data` asks a file in place of the release."""
    assert run("query", "-", "--data", one_triple, text="SELECT ?o { ?s ?p ?o }").stdout_bytes == b"o\r\n1\r\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The query is empty"),
        ("SELECT * {", "Line 1, column 10"),
        (b"ASK { ?s ?p '\xff' }", "not UTF-8"),
        ("INSERT DATA { <x:s> <x:p> 1 }", "read-only"),
        ("DESCRIBE <x:s>", "text/turtle"),
    ],
)
def test_bad_query_ends_with_one_sentence(one_triple: str, text: str | bytes, message: str) -> None:
    """Exit code 2, a message on standard error, no stack trace."""
    result = run("query", "-", "--format", "json", "--data", one_triple, text=text)

    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.output


def test_missing_query_file_is_told() -> None:
    """The path is named."""
    result = run("query", "gone.rq")

    assert (result.exit_code, "gone.rq" in result.stderr) == (2, True)


def test_build_refuses_a_date_that_is_none(tmp_path: Path) -> None:
    """The form of the date is shown."""
    result = run("build", "--date", "22.11.2026", folder=tmp_path)

    assert (result.exit_code, "YYYY-MM-DD" in result.stderr) == (2, True)


def test_build_says_that_nothing_changed(small: Sources, tmp_path: Path) -> None:
    """A second build of the same data keeps the release, and tells its size."""
    for _ in range(2):
        result = run("build", "--sources", str(small.data), "--date", "2026-11-22", folder=tmp_path / "releases")

    assert result.exit_code == 0
    assert result.output.startswith("Release 2026-11-22 was up to date already: ")


def test_check_finds_no_fault(small: Sources) -> None:
    """Data that pass all checks are told so."""
    result = run("check", "--sources", str(small.data))

    assert result.exit_code == 0
    assert result.output.startswith("No fault in ")


def test_check_lists_faults(small: Sources) -> None:
    """Exit code 3, one line a fault."""
    (small.data / "bad.ttl").write_text("<https://w3id.org/mpsc/id/project/x> <x:p> 1 .", encoding="utf-8")

    result = run("check", "--sources", str(small.data))

    assert result.exit_code == 3
    assert "project:x: has no class" in result.output


def test_unknown_setting_is_refused(tmp_path: Path) -> None:
    """A typing error in a variable does not pass in silence."""
    result = CliRunner().invoke(main, ["build"], env={"MPSC_RELEASE_FODLER": str(tmp_path)})

    assert (result.exit_code, "MPSC_RELEASE_FODLER is not a setting" in result.stderr) == (2, True)


def test_taken_port_is_told(release_folder: Path) -> None:
    """Exit code 5, and what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("serve", "--port", str(taken.getsockname()[1]), folder=release_folder)

    assert result.exit_code == 5
    assert "--port" in result.stderr


def test_unknown_file_type_is_told(tmp_path: Path) -> None:
    """Nothing is served when a file cannot be."""
    path = tmp_path / "table.docx"
    path.touch()

    result = run("serve", "--data", str(path))

    assert (result.exit_code, ".docx is not known" in result.stderr) == (2, True)


def test_damaged_file_is_told_before_serving(tmp_path: Path) -> None:
    """The file, the line and the column."""
    path = tmp_path / "a.ttl"
    path.write_text("<x:s> <x:p> .", encoding="utf-8")

    result = run("serve", "--data", str(path))

    assert result.exit_code == 2
    assert "a.ttl, line 1, column" in result.stderr


def test_files_without_the_option_are_told(tmp_path: Path) -> None:
    """`mpsc serve FILE` is answered with the right call."""
    path = tmp_path / "a.ttl"
    path.touch()

    assert "--data" in run("serve", str(path)).stderr


def test_folder_without_write_permission(small: Sources, tmp_path: Path) -> None:
    """A folder that cannot be written is exit code 4; root may write anywhere, so a file is in the way."""
    (tmp_path / "releases").write_text("in the way", encoding="utf-8")

    result = run("build", "--sources", str(small.data), folder=tmp_path / "releases")

    assert (result.exit_code, "MPSC_RELEASE_FOLDER" in result.stderr) == (4, True)


def test_register_update_tells_a_bad_edition(tmp_path: Path) -> None:
    """A file that is no GV100AD edition changes nothing."""
    shutil.copytree(ROOT / "graph" / "data" / "register", tmp_path / "register")
    (tmp_path / "edition.txt").write_text("nothing official", encoding="utf-8")

    result = run("register", "update", str(tmp_path / "edition.txt"), "--folder", str(tmp_path / "register"))

    assert result.exit_code == 2
    assert "edition.txt" in result.stderr


def test_progress_is_shown_on_a_terminal(small: Sources, tmp_path: Path) -> None:
    """On a terminal the steps are drawn; in a pipe there is only the result."""
    command = f"{sys.executable} -m graph check --sources {small.data}"
    environment = {**os.environ, "MPSC_RELEASE_FOLDER": str(tmp_path)}
    typed = subprocess.run(
        ["script", "-qec", command, "/dev/null"], capture_output=True, text=True, env=environment, cwd=ROOT, check=True
    )

    assert "Validating  [##############################] 1/1" in typed.stdout
