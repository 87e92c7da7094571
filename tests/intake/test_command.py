# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""`mpsc validate` and `mpsc template`: exit codes, standard input, forms."""

import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rdflib import Graph

from graph.cli import main
from tests.benchmarks import validation
from tests.benchmarks.validation import many
from tests.intake.test_evaluation import MEASURE


@pytest.fixture
def published_file(tmp_path: Path) -> str:
    """A file with the one published project."""
    path = tmp_path / "published.ttl"
    path.write_text(
        "<https://w3id.org/mpsc/id/project/bamberg> a <https://w3id.org/mpsc/def#ModelProject> ;"
        ' <http://www.w3.org/2000/01/rdf-schema#label> "Bamberg"@de .',
        encoding="utf-8",
    )
    return str(path)


def run(published: str, *arguments: str, text: str | None = None) -> Result:
    """Run `mpsc validate` in this process; the check itself runs in a child."""
    return CliRunner().invoke(main, ["validate", "--data", published, *arguments], input=text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (MEASURE, 0),
        (MEASURE.replace("status:planned", "status:invented"), 1),
        ("<https://example.org/a> a <https://example.org/B> .", 2),
        ("<https://example.org/a> a", 3),
    ],
    ids=["valid", "errors", "nothing", "unfinished"],
)
def test_exit_code_says_the_verdict(published_file: str, text: str, code: int) -> None:
    """From standard input, which has no name."""
    assert run(published_file, "-", text=text).exit_code == code


def test_worst_of_several_files_counts(published_file: str, tmp_path: Path) -> None:
    """And each has its report."""
    good, bad = tmp_path / "good.ttl", tmp_path / "bad.ttl"
    good.write_text(MEASURE, encoding="utf-8")
    bad.write_text("<a>", encoding="utf-8")
    result = run(published_file, str(good), str(bad), "--format", "json")

    assert result.exit_code == 3
    assert [each["verdict"] for each in json.loads(result.output)] == ["valid", "unfinished"]


def test_file_that_is_not_there(published_file: str) -> None:
    """Exit code 3 and a sentence."""
    result = run(published_file, "/nowhere.ttl")

    assert result.exit_code == 3
    assert "Check the path" in result.output


@pytest.mark.parametrize("command", ["validate", "template"])
def test_help_teaches(command: str) -> None:
    """Examples and, for the check, exit codes."""
    text = CliRunner().invoke(main, [command, "--help"]).output

    assert f"mpsc {command} measures.xlsx" in text
    assert "Exit codes" in text or command == "template"


def test_template_is_written_and_can_be_checked(published_file: str, tmp_path: Path) -> None:
    """CSV needs nothing else; an unknown ending is refused."""
    path = tmp_path / "measures.csv"

    assert CliRunner().invoke(main, ["template", str(path)]).exit_code == 0
    assert run(published_file, str(path)).exit_code == 2
    assert CliRunner().invoke(main, ["template", str(tmp_path / "a.pdf")]).exit_code == 2


def test_workbook_template_offers_what_is_published(release_folder: Path, tmp_path: Path) -> None:
    """All 73 projects to choose from."""
    path = tmp_path / "measures.xlsx"
    result = CliRunner().invoke(main, ["template", str(path)], env={"MPSC_RELEASE_FOLDER": str(release_folder)})

    assert result.exit_code == 0
    assert path.stat().st_size > 5_000


def checked(published: str, *files: Path) -> tuple[int, str, int]:
    """Run the command with a terminal for its progress; return exit code, progress, and its peak in kB."""
    ours, theirs = os.openpty()
    code, peak, _ = validation.checked(Path(published), *files, progress=theirs)
    os.close(theirs)
    progress = os.read(ours, 1 << 16).decode()
    os.close(ours)
    return code, progress, peak


def test_a_thousand_in_one_file(published_file: str, tmp_path: Path) -> None:
    """They are checked to the end, progress is shown, and the memory is that of a hundred, or little more."""
    files = {count: tmp_path / f"{count}.ttl" for count in (100, 1000)}
    for count, path in files.items():
        path.write_text(many(count), encoding="utf-8")
    code, progress, peak = checked(published_file, files[1000])
    _, _, peak_of_few = checked(published_file, files[100])

    assert code == 1
    assert re.search(r"Rules +\[#+ *\] \d+/\d+", progress)
    assert peak < 1.4 * peak_of_few


def test_many_files_are_written_as_they_are_checked(published_file: str, tmp_path: Path) -> None:
    """One table for all of them, progress by file, and no report is kept."""
    paths = [tmp_path / f"{n}.ttl" for n in range(20)]
    for path in paths:
        path.write_text(many(10), encoding="utf-8")
    code, progress, peak = checked(published_file, *paths)
    _, _, peak_of_one = checked(published_file, paths[0])

    assert code == 1
    assert "20/20" in progress
    assert peak < 1.1 * peak_of_one
    outputs = {
        form: run(published_file, *map(str, paths[:3]), "--format", form).output
        for form in ("json", "text", "csv", "ttl", "sarif")
    }
    assert {form for form, output in outputs.items() if output.count("invented") < 3} == set()
    assert len(json.loads(outputs["json"])) == 3
    assert len(Graph().parse(data=outputs["ttl"])) > 10
