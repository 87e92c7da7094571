# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which addresses a connection may go to: public ones, or one that the operator wrote as a number."""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from graph.errors import ServiceFailedError

Address = IPv4Address | IPv6Address
Target = tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]
"""Address family and socket address; the latter holds a number, so connecting to it asks no name server."""

_NAT64 = IPv6Network("64:ff9b::/96")


def targets(host: str, port: int, endpoint: str) -> list[Target]:
    """Return the socket addresses of `host`, all of them checked; the name is looked up here, and only here.

    A host that the endpoint's IRI gives as an IP address was meant by whoever allowed it, so it may be one of
    a private network. A name must not lead there, whoever keeps it: that is how a server is made to ask
    machines that only it can reach.

    Raises:
        ServiceFailedError: there is no such host, or one of its addresses is not public.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ServiceFailedError(f"{host} has no address.", endpoint=endpoint, cause="dns_error") from error
    literal = _literal(host)
    for *_, address in found:
        number = ip_address(str(address[0]).partition("%")[0])
        if not (is_public(number) or (literal == number and _is_internal(number))):
            raise ServiceFailedError(
                f"{host} has the address {number}, which is not public, so it is not asked.",
                endpoint=endpoint,
                cause="destination_ip_prohibited",
            )
    return [(family, address) for family, _, _, _, address in found]


def is_public(address: Address) -> bool:
    """Tell whether the address, and any IPv4 address within it, is one of the public internet."""
    return all(number.is_global and not number.is_multicast for number in (address, *_embedded(address)))


def _is_internal(address: Address) -> bool:
    """Tell whether the address is one of a private network or this machine; not link-local, not several."""
    return address.is_private and not (
        address.is_link_local or address.is_multicast or address.is_unspecified or address.is_reserved
    )


def _embedded(address: Address) -> list[IPv4Address]:
    """Return the IPv4 addresses that an IPv6 address leads to: mapped, 6to4, Teredo, NAT64 (RFC 6052)."""
    if isinstance(address, IPv4Address):
        return []
    teredo = address.teredo or ()
    nat64 = [IPv4Address(int(address) & 0xFFFFFFFF)] if address in _NAT64 else []
    return [number for number in (address.ipv4_mapped, address.sixtofour, *teredo, *nat64) if number]


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
