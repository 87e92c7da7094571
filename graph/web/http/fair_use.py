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

from flask import Flask, Response, current_app, g, request

from graph.errors import BusyError, RateLimitedError
from graph.settings import Settings
from graph.workers import PREPARED

_COUNT = 65_536
_BUCKET = struct.Struct("=dd")
"""The seconds used and not yet filled up, and when that was so (CLOCK_MONOTONIC)."""

_RESERVED = 2.0
"""Query seconds that are taken when a query starts, so that many at once count before they end."""

_DEEPEST = 600.0
"""Query seconds that a bucket can be overdrawn at most."""

_TRIES, _TRY_BACK = 20.0, 1 / 15
"""How often a client may try to sign in at once, and how much of a try flows back each second."""


class Buckets:
    """The buckets of all clients, in a file that several processes share; writers may lose a race.

    Args:
        folder: where the file lies, with a name that cannot be guessed: it keys the digest.
        burst: query seconds a full bucket holds; 0 lets everyone do everything.
        refill: query seconds that flow into a bucket each second.
        name: of the file; other buckets count other things.
    """

    def __init__(self, folder: Path, burst: float, refill: float, name: str = "fair-use") -> None:
        self.burst, self.refill = burst, refill
        self._key = hashlib.sha256(str(folder).encode()).digest()
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

    def _used(self, place: int) -> float:
        used, then = _BUCKET.unpack_from(self._map, place)
        return float(max(0.0, used - (time.monotonic() - then) * self.refill))

    def _place(self, client: str) -> int:
        digest = hashlib.blake2b(client.encode(), key=self._key[:32], digest_size=4).digest()
        return int.from_bytes(digest) % _COUNT * _BUCKET.size


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


@contextmanager
def metered() -> Iterator[None]:
    """Run a query of the client of this request at the expense of its bucket.

    Raises:
        RateLimitedError: the bucket is empty.
    """
    buckets: Buckets | None = current_app.extensions["buckets"]
    if buckets is None:
        yield
        return
    client = _client()
    # What is prepared was let in already, and has paid up to here.
    if PREPARED.get() is None and (left := buckets.left(client)) <= 0:
        raise _refusal(buckets, left)
    try:
        with charged(buckets, client):
            yield
    finally:
        g.query_seconds_left = buckets.left(client)


@contextmanager
def charged(buckets: Buckets, client: str) -> Iterator[None]:
    """Take from the bucket of `client` the seconds that pass; nothing where no worker was free."""
    buckets.take(client, _RESERVED)
    start = time.monotonic()
    try:
        yield
    except BusyError:
        start = time.monotonic()
        raise
    finally:
        buckets.take(client, time.monotonic() - start - _RESERVED)


def count_try() -> None:
    """Count that the client of this request tries to sign in.

    Raises:
        RateLimitedError: it has tried too often.
    """
    tries: Buckets = current_app.extensions["tries"]
    client = _client()
    tries.take(client, 1.0)
    if (left := tries.left(client)) < 0:
        wait = math.ceil(-left / tries.refill)
        raise RateLimitedError(f"You have tried to sign in too often. Try again in {wait} seconds.", wait)


def _client() -> str:
    return client_behind(
        request.environ.get("REMOTE_ADDR", ""),
        request.environ.get("HTTP_X_FORWARDED_FOR", ""),
        current_app.config["SETTINGS"].trusted_proxies,
    )


def client_behind(remote: str, forwarded: str, proxies: int) -> str:
    """Return the client as in `client_of`, by the address that the outermost of the trusted `proxies` saw.

    Args:
        remote: address of the connection.
        forwarded: all of `X-Forwarded-For`.
        proxies: how many stand in front.
    """
    seen = [part.strip() for part in forwarded.split(",") if part.strip()]
    return client_of(seen[-proxies] if 0 < proxies <= len(seen) else remote)


def init_app(app: Flask, settings: Settings) -> None:
    """Give `app` its buckets, shared by web processes that share workers, and headers about them."""
    folder = settings.worker_folder or Path(tempfile.mkdtemp(prefix="mpsc-"))
    app.extensions["buckets"] = (
        Buckets(folder, settings.burst_seconds, settings.refill_seconds) if settings.burst_seconds else None
    )
    app.extensions["tries"] = Buckets(folder, _TRIES, _TRY_BACK, "tries")
    if settings.worker_folder is None:
        shutil.rmtree(folder)
    app.after_request(_tell)


def _refusal(buckets: Buckets, left: float) -> RateLimitedError:
    wait = max(1, math.ceil((1.0 - left) / buckets.refill))
    return RateLimitedError(
        f"You have used up your query seconds. Try again in {wait} seconds, send one query at a time, or"
        " download the data as a whole. How much everybody may use is at /limits.",
        wait,
    )


def _tell(response: Response) -> Response:
    """Say what is left (draft-ietf-httpapi-ratelimit-headers-10) where a query was run or refused."""
    left: float | None = g.get("query_seconds_left")
    buckets: Buckets | None = current_app.extensions["buckets"]
    if buckets is None or (left is None and response.status_code != 429):
        return response
    for name, value in headers_of(buckets, left or 0.0):
        response.headers[name] = value
    return response


def headers_of(buckets: Buckets, left: float) -> list[tuple[str, str]]:
    """Return the headers that say what a bucket holds, and what is left in it."""
    left = max(0.0, left)
    window, until_full = (
        math.ceil(buckets.burst / buckets.refill),
        math.ceil((buckets.burst - left) / buckets.refill),
    )
    return [
        ("RateLimit-Policy", f'"query-seconds";q={buckets.burst:.0f};w={window}'),
        ("RateLimit", f'"query-seconds";r={left:.0f};t={until_full}'),
    ]
