# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Legal and trust pages, and the operator's own texts."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app

NAMES = ("imprint", "privacy", "accessibility", "licence", "cite")


def site(folder: Path | None = None) -> FlaskClient:
    """Return a client of an application without data."""
    return create_app(Settings(text_folder=folder), EmbeddedStore()).test_client()


@pytest.mark.parametrize("tag", ["de", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_there_in_both_languages(name: str, tag: str) -> None:
    """One heading; what only the operator knows is marked as missing, what is ours has no gap."""
    page = site().get(f"/{name}?lang={tag}").text

    assert page.count("<h1>") == 1
    assert f'<html lang="{tag}">' in page
    is_template = "Dies ist eine Vorlage" in page or "This is a template" in page
    assert is_template == (name in {"imprint", "privacy", "accessibility"})
    assert ("[" in page.partition("<main")[2].partition("</main>")[0]) == is_template
    assert "SPDX" not in page.partition("<main")[2]


def test_operator_replaces_a_text(tmp_path: Path) -> None:
    """Their file wins, without the notice; English falls back to their German before our English."""
    (tmp_path / "imprint.de.md").write_text("# Impressum\n\nStadt **Beispiel**, {address}\n", encoding="utf-8")
    client = site(tmp_path)

    for address in ("/imprint", "/imprint?lang=en"):
        page = client.get(address).text
        assert "Stadt <strong>Beispiel</strong>, http://localhost:8000" in page
        assert "kern-alert--warning" not in page
    assert "Dies ist eine Vorlage" in client.get("/privacy").text


def test_markup_and_scripts_in_a_text_stay_text(tmp_path: Path) -> None:
    """Markdown without HTML, and no link that runs something."""
    text = "# <script>a</script>\n\n<script>b</script> [x](javascript:alert(1)) ![y](data:text/html,z)\n"
    (tmp_path / "cite.de.md").write_text(text, encoding="utf-8")
    page = site(tmp_path).get("/cite").text.partition("<main")[2]

    assert "<script>" not in page
    assert 'href="javascript' not in page
    assert 'src="data:text' not in page


@pytest.mark.parametrize("content", [b"# \xff\xfe", b"# x\n" + b"a" * 300_000])
def test_unusable_text_is_told(tmp_path: Path, content: bytes) -> None:
    """The file is named, its folder is not."""
    (tmp_path / "privacy.de.md").write_bytes(content)
    answer = site(tmp_path).get("/privacy")

    assert answer.status_code == 400
    assert "privacy.de.md" in answer.text
    assert str(tmp_path) not in answer.text
