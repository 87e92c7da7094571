# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading query files."""

from pathlib import Path

import pytest

from graph.errors import InputError
from graph.model.queries import read, stored_query


def test_head_is_read(tmp_path: Path) -> None:
    """Summary in one or two languages, description, tags."""
    path = tmp_path / "all-projects.rq"
    path.write_text("#+ summary: {de: Alle, en: All}\n#+ description: Why.\n#+ tags: [a]\nASK {}\n", encoding="utf-8")

    query = read(path)

    assert (query.name, query.summary, query.description, query.tags) == (
        "all-projects",
        {"de": "Alle", "en": "All"},
        "Why.",
        ("a",),
    )


@pytest.mark.parametrize("content", [b"ASK {}", b"#+ summary: [\nASK {}", b"#+ summary: \xff"])
def test_unreadable_head_is_told(tmp_path: Path, content: bytes) -> None:
    """A query without a usable head is refused by name."""
    path = tmp_path / "bad.rq"
    path.write_bytes(content)

    with pytest.raises(InputError, match=r"bad\.rq"):
        read(path)


def test_unknown_query_is_told() -> None:
    """A name that does not exist is an input error."""
    with pytest.raises(InputError, match="no query 'nothing'"):
        stored_query("examples", "nothing")
