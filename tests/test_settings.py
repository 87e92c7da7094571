# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Settings from the environment."""

from pathlib import Path

import pytest

from graph.errors import InputError
from graph.settings import Settings


def test_defaults_serve_at_home() -> None:
    """Nothing set: local address, port 8000."""
    settings = Settings.from_environment({})

    assert (settings.host, settings.port) == ("127.0.0.1", 8000)


def test_variables_are_read() -> None:
    """Each kind of value is converted."""
    settings = Settings.from_environment(
        {
            "MPSC_PORT": "9000",
            "MPSC_DATA": "a.ttl:b",
            "MPSC_PUBLIC_URL": "https://daten.example.org/",
            "MPSC_HOST": "",
            "MPSC_SERVICE_ALLOWED": "https://a.example/sparql http://10.0.0.1:3030/ds?x=1\nhttps://a.example/sparql",
        }
    )

    assert settings.port == 9000
    assert settings.data == (Path("a.ttl"), Path("b"))
    assert settings.public_url == "https://daten.example.org"
    assert settings.host == "127.0.0.1"
    assert settings.service_allowed == ("https://a.example/sparql", "http://10.0.0.1:3030/ds?x=1")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("MPSC_PORT", "http"),
        ("MPSC_PORT", "70000"),
        ("MPSC_THREADS", "0"),
        ("MPSC_PUBLIC_URL", "daten.example.org"),
        ("MPSC_PUBLIC_URL", "https://daten.example.org/?x"),
        ("MPSC_DATABASE_URL", "mysql://localhost/inbox"),
        ("MPSC_DATABASE_URL", "sqlite://"),
        ("MPSC_SERVICE_ALLOWED", "file:///etc/passwd"),
        ("MPSC_SERVICE_ALLOWED", "https://user@a.example/sparql"),
        ("MPSC_SERVICE_ALLOWED", "https://a.example/sparql#x"),
        ("MPSC_SERVICE_ALLOWED", "https://ä.example/sparql"),
        ("MPSC_SERVICE_ALLOWED", "https://a.example:http/sparql"),
        ("MPSC_SERVICE_ALLOWED", "https:///sparql"),
        ("MPSC_SERVICE_ALLOWED", "https://a.example/sparql, x"),
    ],
)
def test_bad_value_is_told_with_its_variable(key: str, value: str) -> None:
    """The message names the variable and the value."""
    with pytest.raises(InputError, match=key):
        Settings.from_environment({key: value})
