# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""README and the other documents say what the code does."""

import os
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from click import Context

from graph.cli import main
from graph.settings import Settings, variable
from graph.store import EmbeddedStore
from graph.web import create_app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
_FIGURES = ("<!-- figures -->\n", "<!-- end of figures -->\n")
_GENERATED = "<!-- Everything below is generated; CONTRIBUTING.md says how (a setting). -->\n"


def test_settings_page_is_up_to_date() -> None:
    """Its tables are those of the declarations; `TESTS_WRITE_DOCS=1` writes them."""
    path = ROOT / "docs" / "settings.md"
    text = path.read_text(encoding="utf-8")
    page = text[: text.index(_GENERATED)] + _GENERATED + "".join(_settings_tables())
    if os.environ.get("TESTS_WRITE_DOCS"):
        path.write_text(page, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == page


def _settings_tables() -> Iterator[str]:
    for setting in fields(Settings):
        if setting.metadata["group"]:
            yield f"\n## {setting.metadata['group']}\n\n| variable | default | meaning |\n|---|---|---|\n"
        is_number = isinstance(setting.default, int | float)
        shown = f"{setting.default:.15g}" if is_number else str(setting.default or "")
        default = f"`{shown}`" if shown else "–"
        yield f"| `{variable(setting.name)}` | {default} | {setting.metadata['meaning']} |\n"


def test_meanings_are_sentences_of_one_row() -> None:
    """Each begins with a capital, ends with a full stop, and does not break the table."""
    meanings = [setting.metadata["meaning"] for setting in fields(Settings)]

    assert [meaning for meaning in meanings if not re.fullmatch(r"[A-Z][^|\n]+\.", meaning)] == []


def test_readme_names_no_setting_that_is_none() -> None:
    """Variables in the README exist."""
    known = {variable(setting.name) for setting in fields(Settings)}

    assert set(re.findall(r"MPSC_[A-Z_]+", README)) <= known


def test_readme_is_short() -> None:
    """Somebody reads it in five minutes; details are in `docs/`."""
    assert len(README.encode()) <= 6 * 1024


def test_figures_of_the_readme_are_those_of_the_release(graph_store: EmbeddedStore) -> None:
    """What is in the graph, counted; `TESTS_WRITE_DOCS=1` writes the table."""
    path = ROOT / "README.md"
    before, _, rest = path.read_text(encoding="utf-8").partition(_FIGURES[0])
    text = before + _FIGURES[0] + "".join(_figures(graph_store)) + _FIGURES[1] + rest.partition(_FIGURES[1])[2]
    if os.environ.get("TESTS_WRITE_DOCS"):
        path.write_text(text, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == text


def _figures(store: EmbeddedStore) -> Iterator[str]:
    """Yield the lines of a table with two rows: what there is, and how much of it."""
    counted = {
        "model projects": "?x a mpsc:ModelProject",
        "measures": "?x a mpsc:Measure",
        "solutions": "?x a mpsc:Solution",
        "partnerships": "?x a mpsc:Partnership",
        "events": "?x a mpsc:Event",
        "municipalities": "?x a mpsc:Municipality",
        "sources": "?s prov:hadPrimarySource|dcterms:source ?x",
        "statements": "?x ?p ?o",
    }
    numbers = [
        int(
            str(
                store.select(f"SELECT (COUNT({'*' if '?p' in pattern else 'DISTINCT ?x'}) AS ?n) {{ {pattern} }}")[0][
                    "n"
                ]
            )
        )
        for pattern in counted.values()
    ]
    yield f"| {' | '.join(counted)} |\n|{'--:|' * len(counted)}\n"
    yield f"| {' | '.join(f'{number:,}' for number in numbers)} |\n"


def test_query_of_the_readme_has_answers(graph_store: EmbeddedStore) -> None:
    """What a newcomer copies finds something."""
    queries = re.findall(r"'query=(.*?)'", README, re.DOTALL)

    assert [len(graph_store.select(query)) > 1 for query in queries] == [True]


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    """Every page of `docs/` is linked from the README, and every relative link exists."""
    assert f"docs/{page.name}" in README
    for name in (page, ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", name.read_text(encoding="utf-8")):
            assert (name.parent / target).exists(), f"{name.name}: {target}"


def test_every_route_is_documented() -> None:
    """The table in `docs/routes.md` is the list of what the application answers."""
    rules = create_app(Settings(), EmbeddedStore()).url_map.iter_rules()
    answered = {re.sub(r"<(?:[^<>:]+:)?(\w+)>", r"<\1>", rule.rule) for rule in rules}

    page = (ROOT / "docs" / "routes.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(/[^`]*)` \|", page, re.MULTILINE)) == answered


@pytest.mark.parametrize("command", main.list_commands(Context(main)))
def test_every_command_is_in_the_readme(command: str) -> None:
    """Commands are shown as they are called."""
    assert f"mpsc {command}" in README


def test_map_of_the_folders_is_true() -> None:
    """Every folder in the map exists."""
    for folder in re.findall(r"^\| `([\w./-]+/)` \|", README, re.MULTILINE):
        assert (ROOT / folder).is_dir(), folder


def test_make_targets_are_in_the_readme() -> None:
    """What `make help` lists is named."""
    targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    assert {"serve", "test", "check", "format", "bench", "clean", "help"} == set(targets)
    assert [target for target in targets if f"make {target}" not in README] == []


def test_decisions_are_in_order_and_have_a_status() -> None:
    """Numbers and dates ascend, each entry has an anchor and a status, and what is cited exists."""
    text = (ROOT / "DECISIONS.md").read_text(encoding="utf-8")
    entries = re.findall(
        r"^<a id=\"d(\d+)\"></a>\n\n## D(\d+) · (\d{4}-\d\d-\d\d) · .+\n\n\*Status: (in force|superseded by D\d+)\*$",
        text,
        re.MULTILINE,
    )
    numbers = [str(number) for number in range(1, len(entries) + 1)]

    assert [anchor for anchor, *_ in entries] == [number for _, number, *_ in entries] == numbers
    assert len(entries) == text.count("\n## ")
    assert [day for *_, day, _ in entries] == sorted(day for *_, day, _ in entries)
    cited = {
        number
        for path in ROOT.glob("graph/**/*.py")
        for number in re.findall(r"DECISIONS\.md, D(\d+)", path.read_text())
    }
    assert cited <= {*numbers}
    assert {status.removeprefix("superseded by D") for *_, status in entries} - {"in force"} <= {*numbers}


def test_changelog_has_this_version() -> None:
    """The newest entry is the version of the package."""
    version = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)

    assert version is not None
    assert f"## {version[1]}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_constraints_hold_no_address() -> None:
    """Names and exact versions only."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()

    assert all(re.fullmatch(r"#.*|[\w.-]+==[\w.]+", line) for line in lines)


def test_nobody_imports_the_package_as_a_name() -> None:
    """`import graph` would hide behind the variable `graph`; `from graph.x import y` does not."""
    importing = [
        path.name
        for folder in ("graph", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"^\s*import graph\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]

    assert importing == []
