# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which addresses a connection may go to."""

import socket
from ipaddress import ip_address

import pytest

from graph.errors import ServiceFailedError
from graph.federation.client import is_public, targets

ENDPOINT = "https://example.org/sparql"


@pytest.mark.parametrize("address", ["8.8.8.8", "91.198.174.192", "2a02:ec80:300:ed1a::1", "64:ff9b::808:808"])
def test_public_address(address: str) -> None:
    """Of the internet at large."""
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104 - compared only
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "64:ff9b::a9fe:a9fe",
    ],
)
def test_address_that_is_not_public(address: str) -> None:
    """Loopback, private, shared, link-local, several; also wrapped in IPv6 (mapped, 6to4, Teredo, NAT64)."""
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1"])
def test_name_may_not_lead_inside(host: str) -> None:
    """A name, or a number in disguise, is looked up first and judged by what comes out."""
    with pytest.raises(ServiceFailedError, match="not public") as caught:
        targets(host, 80, ENDPOINT)

    assert caught.value.cause == "destination_ip_prohibited"


@pytest.mark.parametrize("host", ["169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1", "::ffff:10.0.0.1"])  # noqa: S104
def test_some_addresses_are_never_asked(host: str) -> None:
    """Not even where the operator wrote them: cloud metadata, all interfaces, many hosts."""
    with pytest.raises(ServiceFailedError, match="not public"):
        targets(host, 80, ENDPOINT)


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "192.168.0.1"])
def test_operator_may_name_a_private_address(host: str) -> None:
    """A number that is written in the allow list is meant; no name server can change it."""
    assert targets(host, 8080, ENDPOINT) == [(socket.AF_INET, (host, 8080))]


def test_unknown_host_is_told() -> None:
    """A name that nobody has (RFC 6761, 6.4)."""
    with pytest.raises(ServiceFailedError, match=r"nowhere\.invalid has no address"):
        targets("nowhere.invalid", 80, ENDPOINT)
