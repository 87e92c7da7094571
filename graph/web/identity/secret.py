# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The key that signs what a browser keeps for us: random, in a file, the same for all processes."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from flask import current_app

from graph.errors import ServerError

_BYTES = 32


def secret_key() -> bytes:
    """Return the key of this application.

    Raises:
        ServerError: its file cannot be made or read; only what needs the key fails.
    """
    if "secret" not in current_app.extensions:
        current_app.extensions["secret"] = kept_secret(current_app.config["SETTINGS"].secret_file)
    key: bytes = current_app.extensions["secret"]
    return key


def kept_secret(path: Path) -> bytes:
    """Return the key in a file; make one where there is none. All who try at once get the same.

    Raises:
        ServerError: the file cannot be made or read, or is too short.
    """
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        raise ServerError(
            f"{path}: the key cannot be read or written ({error.strerror}). Set MPSC_SECRET_FILE to a"
            " place where you may write."
        ) from error
    if len(key) < _BYTES:
        raise ServerError(
            f"{path}: the key has fewer than {_BYTES} bytes. Remove the file; a new one is made."
        )
    return key


def _make(path: Path) -> None:
    """Write a key for nobody else to read; it appears as a whole, and never in place of another."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent) as file:
        file.write(secrets.token_bytes(_BYTES))
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(file.name)
