# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Settings from the environment."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import fields
from pathlib import Path

import pytest

from graph.errors import InputError
from graph.settings import Settings, variable

SETTINGS = [variable(setting.name) for setting in fields(Settings)]
INJECTED = ["SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_HTTP", "PORT_80_TCP", "PORT_80_TCP_PROTO", "PORT_53_UDP_ADDR"]
"""How variables end that Kubernetes sets for a service, beside `…_PORT` (its documentation: Service)."""


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
    ("key", "value", "message"),
    [
        ("MPSC_PORT", "http", "write a whole number from 1 to 65535."),
        ("MPSC_PORT", "70000", "write a whole number from 1 to 65535."),
        ("MPSC_THREADS", "0", "write a whole number of 1 or more."),
        ("MPSC_TRUSTED_PROXIES", "11", "write a whole number from 0 to 10."),
        ("MPSC_QUERY_SECONDS", "0", "write a number of seconds above 0 and below 86400 (one day)."),
        ("MPSC_QUERY_SECONDS", "nan", "write a number of seconds above 0 and below 86400 (one day)."),
        ("MPSC_BURST_SECONDS", "86400", "below 86400 (one day), or 0 for no limit."),
        ("MPSC_PUBLIC_URL", "daten.example.org", "write an address such as https://daten.example.org."),
        ("MPSC_PUBLIC_URL", "https://daten.example.org/?x", "write an address such as"),
        ("MPSC_SERVICE_ALLOWED", "file:///etc/passwd", "file:///etc/passwd is not the address of an endpoint."),
        ("MPSC_SERVICE_ALLOWED", "https://user@a.example/sparql", "without user name or fragment"),
        ("MPSC_SERVICE_ALLOWED", "https://a.example/sparql#x", "without user name or fragment"),
        ("MPSC_SERVICE_ALLOWED", "https://ä.example/sparql", "in ASCII"),
        ("MPSC_SERVICE_ALLOWED", "https://a.example:http/sparql", "Port could not be cast"),
        ("MPSC_SERVICE_ALLOWED", "https:///sparql", "https:///sparql is not the address of an endpoint."),
        ("MPSC_SERVICE_ALLOWED", "https://a.example/sparql, x", "x is not the address of an endpoint."),
    ],
)
def test_unusable_value_is_refused(key: str, value: str, message: str) -> None:
    """The message names the variable and the value, and says what to write."""
    with pytest.raises(InputError) as refused:
        Settings.from_environment({key: value})

    assert str(refused.value).startswith(f"{key}={value!r} cannot be used: ")
    assert message in str(refused.value)


@pytest.mark.parametrize("value", ["mysql://user:hush@localhost/inbox", "sqlite://hush"])
def test_unusable_database_is_refused_without_its_password(value: str) -> None:
    """The message does not repeat an address that may hold a password."""
    with pytest.raises(InputError, match=r"^MPSC_DATABASE_URL cannot be used: write sqlite:///") as refused:
        Settings.from_environment({"MPSC_DATABASE_URL": value})

    assert "hush" not in str(refused.value)


def test_secrets_stay_out_of_logs() -> None:
    """Neither the client secret nor the password of the database is in the `repr`."""
    settings = Settings(oidc_client_secret="hush", database_url="postgresql://user:hush@localhost/inbox")  # noqa: S106

    assert "hush" not in repr(settings)


def test_burst_may_be_unlimited() -> None:
    """0 is a number of seconds only there."""
    assert Settings.from_environment({"MPSC_BURST_SECONDS": "0"}).burst_seconds == 0


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("MPSC_PROT", "MPSC_PORT"),
        ("MPSC_PORTS", "MPSC_PORT"),
        ("MPSC_RELEASE_FODLER", "MPSC_RELEASE_FOLDER"),
        ("MPSC_SERVICES_ALLOWED", "MPSC_SERVICE_ALLOWED"),
        ("MPSC_DATABASE_URI", "MPSC_DATABASE_URL"),
        ("MPSC_OIDC_SECRET", "MPSC_OIDC_SCOPE or MPSC_OIDC_CLIENT_SECRET"),
    ],
)
def test_misspelt_name_is_refused(key: str, meant: str) -> None:
    """The message says which setting, or which two, may be meant."""
    with pytest.raises(InputError) as refused:
        Settings.from_environment({key: "1"})

    assert str(refused.value) == f"{key} is not a setting. Did you mean {meant}?"


@pytest.mark.parametrize("key", SETTINGS)
def test_every_setting_is_recognised_without_its_last_letter(key: str) -> None:
    """The most common slip of copying."""
    with pytest.raises(InputError, match=rf"Did you mean .*{key}\b"):
        Settings.from_environment({key[:-1]: "1"})


@pytest.mark.parametrize("scheme", ["tcp", "udp", "sctp"])
def test_injected_port_is_explained(scheme: str) -> None:
    """A service named `mpsc` sets `MPSC_PORT` to its address: the message says so, and what to do."""
    with pytest.raises(InputError) as refused:
        Settings.from_environment({"MPSC_PORT": f"{scheme}://10.0.0.1:8000", "MPSC_SERVICE_HOST": "10.0.0.1"})

    for part in ("Kubernetes", "a service named `mpsc`", "Rename the service", "enableServiceLinks: false"):
        assert part in str(refused.value)


@pytest.mark.parametrize("service", ["MPSC", *SETTINGS])
def test_injected_names_are_ignored(service: str, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever a service is called, its other variables cause one warning and no guess at a setting."""
    injected = [f"{service}_{ending}" for ending in INJECTED]
    if service != "MPSC":
        injected.append(f"{service}_PORT")

    with caplog.at_level(logging.WARNING):
        settings = Settings.from_environment(dict.fromkeys(injected, "tcp://10.0.0.1:80"))

    assert settings == Settings()
    assert [record.message for record in caplog.records] == [
        f"Ignored, because docs/settings.md has no such setting: {', '.join(sorted(injected))}"
    ]


def test_unknown_name_is_warned_of_once(caplog: pytest.LogCaptureFixture) -> None:
    """A command that reads the settings twice does not repeat itself."""
    for _ in range(2):
        Settings.from_environment({"MPSC_LOG_LEVEL": "debug", "LOG_LEVEL": "debug"})

    assert [record.message for record in caplog.records] == [
        "Ignored, because docs/settings.md has no such setting: MPSC_LOG_LEVEL"
    ]


@pytest.mark.parametrize("key", ["MPSC_EXAMPLES", "MPSC_KILLS"])
def test_variables_of_the_tests_are_ignored(key: str) -> None:
    """Servers that a test starts inherit them."""
    assert Settings.from_environment({key: "30"}) == Settings()


def test_operator_sees_the_warning_once(serve: Callable[..., AbstractContextManager[str]], tmp_path: Path) -> None:
    """`mpsc serve` warns; its web processes, which read the same variables, do not."""
    (tmp_path / "a.ttl").write_text("<x:s> <x:p> 1 .", encoding="utf-8")
    environment = {"MPSC_SERVICE_HOST": "10.0.0.1", "MPSC_PROCESSES": "1"}
    log = tmp_path / "log"
    with log.open("w") as output, serve(environment, "--data", str(tmp_path / "a.ttl"), output=output):
        pass

    assert log.read_text(encoding="utf-8").count("MPSC_SERVICE_HOST") == 1
