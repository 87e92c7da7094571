# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fair use: each client has a bucket of query seconds that fills again at a steady pace.

The buckets are shared by all web processes and hold no address: a keyed digest of it chooses the bucket, so
two clients that meet in one (1 in 65,536) share it.
"""

import hashlib
import math
import mmap
import os
import shutil
import struct
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path

from flask import Response, g, request

from graph.errors import BusyError, RateLimitedError
from graph.settings import Settings
from graph.web.services import services
from graph.workers import PREPARED

LONGEST_ADDRESS = 32_768
"""Bytes of a query string: more than most proxies pass on, half of what the server (granian 2.8) reads."""

_COUNT = 65_536
_BUCKET = struct.Struct("=dd")
"""The seconds used and not yet filled up, and when that was so (CLOCK_MONOTONIC)."""

_RESERVED = 2.0
"""Query seconds that are taken when a query starts, so that many at once count before they end."""

_DEEPEST = 600.0
"""Query seconds that a bucket can be overdrawn at most."""

_SIGN_INS, _SIGN_IN_REFILL = 20.0, 1 / 15
"""How often a client may try to sign in at once, and how much of a try flows back each second."""


class Buckets:
    """The buckets of all clients, in a file that several processes share; writers may lose a race.

    Args:
        folder: where the file lies, with a name that cannot be guessed: it keys the digest.
        burst: query seconds a full bucket holds; with 0, nobody is limited.
        refill: query seconds that flow into a bucket each second.
        name: of the file; other buckets count other things.
    """

    def __init__(self, folder: Path, burst: float, refill: float, name: str = "fair-use") -> None:
        self.burst, self.refill = burst, refill
        self._key = hashlib.sha256(str(folder).encode()).digest()[:32]
        descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.ftruncate(descriptor, _COUNT * _BUCKET.size)
            self._map = mmap.mmap(descriptor, _COUNT * _BUCKET.size)
        finally:
            os.close(descriptor)

    def left(self, client: str) -> float:
        """Return the query seconds that `client` has left."""
        return self.burst - self._used(self._place(client))

    def take(self, client: str, seconds: float) -> None:
        """Take query seconds out of the bucket of `client`; a negative number gives them back."""
        place = self._place(client)
        used = min(max(self._used(place) + seconds, 0.0), self.burst + _DEEPEST)
        _BUCKET.pack_into(self._map, place, used, time.monotonic())

    def check(self, client: str) -> None:
        """Refuse a client whose bucket is empty.

        Raises:
            RateLimitedError: nothing is left.
        """
        if not self.burst or (left := self.left(client)) > 0:
            return
        wait = max(1, math.ceil((1.0 - left) / self.refill))
        raise RateLimitedError(
            f"You have used up your query seconds. Try again in {wait} seconds, send one query at a time, or"
            " download the data as a whole. The limits for everybody are at /limits.",
            wait,
        )

    @contextmanager
    def charge(self, client: str) -> Iterator[None]:
        """Take from the bucket of `client` the seconds that pass; nothing where no worker was free."""
        if not self.burst:
            yield
            return
        self.take(client, _RESERVED)
        start = time.monotonic()
        try:
            yield
        except BusyError:
            start = time.monotonic()
            raise
        finally:
            self.take(client, time.monotonic() - start - _RESERVED)

    def headers(self, client: str) -> list[tuple[str, str]]:
        """Return what `client` has left as headers (draft-ietf-httpapi-ratelimit-headers-10)."""
        if not self.burst:
            return []
        left = max(0.0, self.left(client))
        window, until_full = (math.ceil(each / self.refill) for each in (self.burst, self.burst - left))
        return [
            ("RateLimit-Policy", f'"query-seconds";q={self.burst:.0f};w={window}'),
            ("RateLimit", f'"query-seconds";r={left:.0f};t={until_full}'),
        ]

    def _used(self, place: int) -> float:
        used, then = _BUCKET.unpack_from(self._map, place)
        return float(max(0.0, used - (time.monotonic() - then) * self.refill))

    def _place(self, client: str) -> int:
        digest = hashlib.blake2b(client.encode(), key=self._key, digest_size=4).digest()
        return int.from_bytes(digest) % _COUNT * _BUCKET.size


def open_buckets(settings: Settings) -> tuple[Buckets, Buckets]:
    """Return the buckets of query seconds and of sign-ins, shared by web processes that share workers."""
    folder = settings.worker_folder or Path(tempfile.mkdtemp(prefix="mpsc-"))
    buckets = (
        Buckets(folder, settings.burst_seconds, settings.refill_seconds),
        Buckets(folder, _SIGN_INS, _SIGN_IN_REFILL, "tries"),
    )
    if settings.worker_folder is None:
        shutil.rmtree(folder)
    return buckets


def client_of(address: str) -> str:
    """Return what counts as one client: an IPv4 address, or the network of an IPv6 address (/64)."""
    if ":" not in address:
        return address
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return str(mapped or ip_network((parsed, 64), strict=False))


def client_behind(remote: str, forwarded: str, proxies: int) -> str:
    """Return the client as in `client_of`, by the address that the outermost of the trusted `proxies` saw.

    `remote` is the address of the connection, `forwarded` all of `X-Forwarded-For`.
    """
    seen = [part.strip() for part in forwarded.split(",") if part.strip()]
    return client_of(seen[-proxies] if 0 < proxies <= len(seen) else remote)


def _client() -> str:
    return client_behind(
        request.environ.get("REMOTE_ADDR", ""),
        request.environ.get("HTTP_X_FORWARDED_FOR", ""),
        services().settings.trusted_proxies,
    )


@contextmanager
def charge_client() -> Iterator[None]:
    """Run a query of the client of this request at the expense of its bucket.

    Raises:
        RateLimitedError: the bucket is empty.
    """
    buckets = services().query_seconds
    g.charged_client = client = _client()
    # What is prepared was let in already, and has paid up to here.
    if PREPARED.get() is None:
        buckets.check(client)
    with buckets.charge(client):
        yield


def count_sign_in() -> None:
    """Count that the client of this request tries to sign in.

    Raises:
        RateLimitedError: it has tried too often.
    """
    buckets, client = services().sign_ins, _client()
    buckets.take(client, 1.0)
    if (left := buckets.left(client)) < 0:
        wait = math.ceil(-left / buckets.refill)
        raise RateLimitedError(f"You have tried to sign in too often. Try again in {wait} seconds.", wait)


def announce_limits(response: Response) -> Response:
    """Say what the client has left, where a query was run or refused."""
    if "charged_client" in g:
        response.headers.extend(services().query_seconds.headers(g.charged_client))
    return response
