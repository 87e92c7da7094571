# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Secrets: made at random, shown once, kept as digests."""

import hashlib
import secrets


def new_secret() -> str:
    """Return 256 random bits for an address, a link or a token."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Return what is kept of a secret; 256 random bits need no salt."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def new_name() -> str:
    """Return an unguessable name that may be shown: 80 random bits, safe in addresses and file names."""
    return secrets.token_hex(10)
