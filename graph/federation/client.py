# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""One query to another SPARQL endpoint: no redirects, to checked addresses only, within limits."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlencode, urlsplit

from graph import __version__
from graph.errors import ServiceFailedError, ServiceTimeoutError
from graph.model.formats import JSON

Address = IPv4Address | IPv6Address
Target = tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]
"""Address family and socket address; the latter holds a number, so connecting to it asks no name server."""

_NAT64 = IPv6Network("64:ff9b::/96")

LONGEST = 5_000_000
"""Bytes of an answer."""

_CONNECTING = 5.0
"""Seconds for a connection to one address."""

_PORTS = {"http": 80, "https": 443}
_HEADERS = {
    "Accept": JSON.media_type,
    "Accept-Encoding": "identity",
    "Content-Type": "application/x-www-form-urlencoded",
    "Connection": "close",
}


def ask(endpoint: str, query: str, deadline: float, contact: str) -> bytes:
    """Return the answer of an endpoint (IRI) to a SELECT query, as SPARQL 1.1 Query Results JSON.

    It must be complete by the `deadline` (`time.monotonic`). `contact` is the address of a page about us.

    Raises:
        ServiceTimeoutError: it did not answer in time.
        ServiceFailedError: it cannot or may not be reached, or answers anything but a table in JSON.
    """
    host = urlsplit(endpoint).netloc
    try:
        return _exchange(endpoint, query, deadline, contact)
    except (OSError, HTTPException) as error:
        if isinstance(error, TimeoutError) or time.monotonic() >= deadline:
            raise ServiceTimeoutError(
                f"{host} did not answer in time. Ask it for less, for example with LIMIT in a sub-select.",
                endpoint=endpoint,
                cause="http_response_timeout",
            ) from error
        raise ServiceFailedError(
            f"The connection to {host} failed: {error or type(error).__name__}. Try again later.",
            endpoint=endpoint,
            cause=_cause(error),
        ) from error


def _exchange(endpoint: str, query: str, deadline: float, contact: str) -> bytes:
    address = urlsplit(endpoint)
    path = (address.path or "/") + (f"?{address.query}" if address.query else "")
    headers = {**_HEADERS, "User-Agent": f"mpsc-graph/{__version__} (+{contact})"}
    with _connection(address, endpoint, deadline) as connection:
        connection.request("POST", path, urlencode({"query": query}), headers)
        with connection.getresponse() as response:
            content = _body(response, endpoint, address.netloc)
    _seconds_left(deadline)  # A connection that was shut may look like one that ended.
    return content


@contextmanager
def _connection(address: SplitResult, endpoint: str, deadline: float) -> Iterator[HTTPConnection]:
    """Connect to a checked address; at the deadline the connection ends, whatever it is doing."""
    host = address.hostname or ""
    port = address.port or _PORTS[address.scheme]
    connection = HTTPConnection(host, None if port == _PORTS[address.scheme] else port)
    plain = _connect(targets(host, port, endpoint), deadline)
    with plain, _shut_at(plain, deadline):
        if address.scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        else:
            connection.sock = plain
        try:
            yield connection
        finally:
            connection.close()


def _connect(addresses: list[Target], deadline: float) -> socket.socket:
    """Return a connection to the first of the addresses that accepts one."""
    failure: OSError = TimeoutError("no time left")
    for family, address in addresses:
        plain = socket.socket(family, socket.SOCK_STREAM)
        try:
            plain.settimeout(min(_CONNECTING, _seconds_left(deadline)))
            plain.connect(address)
            plain.settimeout(_seconds_left(deadline))
        except OSError as error:
            plain.close()
            failure = error
        else:
            return plain
    raise failure


@contextmanager
def _shut_at(plain: socket.socket, deadline: float) -> Iterator[None]:
    """Shut the connection down at the deadline; a timeout of the socket would start anew with each byte."""
    # A duplicate, because TLS takes the descriptor away from the socket it wraps.
    with plain.dup() as line:
        timer = threading.Timer(_seconds_left(deadline), _shut, [line])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()


def _shut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _seconds_left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("no time left")
    return left


def _body(response: HTTPResponse, endpoint: str, host: str) -> bytes:
    """Return the body of a good answer of at most `LONGEST` bytes; raises ServiceFailedError for others."""
    if response.status != 200:
        message = f"{host} answered with HTTP status {response.status}."
        if 300 <= response.status < 400:
            message += " Redirects are not followed: use the IRI that it redirects to."
        raise ServiceFailedError(message, endpoint=endpoint)
    kind = response.headers.get_content_type()
    if kind not in {JSON.media_type, *JSON.aliases}:
        raise ServiceFailedError(
            f"{host} answered with {kind} where {JSON.media_type} was asked for.", endpoint=endpoint
        )
    content = response.read(LONGEST + 1)
    if len(content) > LONGEST:
        raise ServiceFailedError(
            f"{host} answered with more than {LONGEST} bytes. Narrow down the group in SERVICE.",
            endpoint=endpoint,
            cause="http_response_body_size",
        )
    return content


def _cause(error: Exception) -> str:
    """Return the name that RFC 9209, section 2.3, has for the failure."""
    if isinstance(error, ConnectionRefusedError):
        return "connection_refused"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "tls_certificate_error"
    if isinstance(error, ssl.SSLError):
        return "tls_protocol_error"
    return "connection_terminated" if isinstance(error, OSError) else "http_protocol_error"


def targets(host: str, port: int, endpoint: str) -> list[Target]:
    """Return the socket addresses of `host`, all of them checked; the name is looked up here, and only here.

    An IP address in the endpoint's IRI was meant by the operator who allowed it, so it may be one of a
    private network. A name must not lead there: that is how a server is made to query machines that only it
    can reach.

    Raises:
        ServiceFailedError: there is no such host, or one of its addresses is not public.
    """
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ServiceFailedError(f"{host} has no address.", endpoint=endpoint, cause="dns_error") from error
    literal = _literal(host)
    for *_, address in addresses:
        number = ip_address(str(address[0]).partition("%")[0])
        if not (is_public(number) or (literal == number and _is_internal(number))):
            raise ServiceFailedError(
                f"{host} has the address {number}, which is not public, so it is not queried.",
                endpoint=endpoint,
                cause="destination_ip_prohibited",
            )
    return [(family, address) for family, _, _, _, address in addresses]


def is_public(address: Address) -> bool:
    """Tell whether the address, and any IPv4 address within it, is one of the public internet."""
    return all(number.is_global and not number.is_multicast for number in (address, *_embedded(address)))


def _is_internal(address: Address) -> bool:
    """Tell whether the address is of a private network or this machine; neither link-local nor multicast."""
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
