# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small register: real lines of the official list of 28 February 2026, and the tables made from them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data" / "register"

Edit = Callable[[list[str]], list[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A writable copy of the small tables."""
    return Path(shutil.copytree(DATA / "table", tmp_path / "table"))


@pytest.fixture
def official() -> Path:
    """The official text from which the small tables were made."""
    return DATA / "GV100AD_28022026.txt"


@pytest.fixture
def edited(tmp_path: Path, official: Path) -> Callable[[Edit], Path]:
    """Make a text edition of which some lines are changed."""

    def make(edit: Edit) -> Path:
        path = tmp_path / "GV100AD.txt"
        lines = edit(official.read_text(encoding="utf-8").splitlines())
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return make


@pytest.fixture
def year_later(edited: Callable[[Edit], Path]) -> Callable[[Edit], Path]:
    """Make the invented edition of 28 February 2027, of which some lines are changed."""

    def make(edit: Edit) -> Path:
        return edited(lambda lines: [line[:2] + "20270228" + line[10:] for line in edit(lines)])

    return make


@pytest.fixture
def changes(tmp_path: Path) -> Callable[[str], Path]:
    """Write an operator's file of changes with the given lines."""

    def make(lines: str) -> Path:
        path = tmp_path / "changes-2027.csv"
        path.write_text(f"date,kind,old_ags,old_name,new_ags,source\n{lines}\n", encoding="utf-8")
        return path

    return make
