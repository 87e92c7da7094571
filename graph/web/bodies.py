# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Bodies of requests as the event loop reads them, and what it answers where it does not."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from granian.rsgi import HTTPProtocol, Scope  # type: ignore[attr-defined]  # exported for this use

from graph.errors import BusyError

TOO_SLOW = "The body of the request did not arrive in time. Send it anew, without pauses."

_TURN_SECONDS = 20.0
"""Time that a file waits for its turn."""


def has_body(scope: Scope) -> bool:
    """Tell whether a request has a body."""
    return "content-length" in scope.headers or "transfer-encoding" in scope.headers


async def read(
    scope: Scope, protocol: HTTPProtocol, longest: int, take: Callable[[int], None] = lambda _: None
) -> bytes:
    """Return the body up to one byte more than `longest`, none of one that says it is longer.

    Args:
        scope: of the request.
        protocol: to read from.
        longest: bytes.
        take: told the length of each part before it is kept.
    """
    length = scope.headers.get("content-length", "")
    if not has_body(scope) or (length.isdecimal() and int(length) > longest):
        return b""
    body = bytearray()
    async for part in protocol:
        take(len(part))
        body += part
        if len(body) > longest:
            break
    del body[longest + 1 :]
    return bytes(body)


def refuse(protocol: HTTPProtocol, status: int, reason: str, *more: tuple[str, str]) -> None:
    """Answer without the application, in plain text; what was not read of the body is not waited for."""
    headers = [("content-type", "text/plain"), ("connection", "close"), *more]
    protocol.response_bytes(status, headers, f"{reason}\n".encode())


@asynccontextmanager
async def turn(turns: asyncio.Semaphore) -> AsyncIterator[None]:
    """Wait until one of the threads for files is free; raises BusyError where that takes too long."""
    try:
        async with asyncio.timeout(_TURN_SECONDS):
            await turns.acquire()
    except TimeoutError as error:
        raise BusyError("Too many files are being checked. Try again in a moment.", 10) from error
    try:
        yield
    finally:
        turns.release()
