# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where the query workers are now: the process that starts them writes it down, web processes read it."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.errors import GraphError

_NAME = "workers.json"


@dataclass(frozen=True)
class Notice:
    """Workers that answer.

    Attributes:
        version: of what they serve.
        socket: where they listen.
        statements: how many they hold.
        seconds: a query may take.
        wait: seconds a query may wait for a worker.
    """

    version: str
    socket: str
    statements: int
    seconds: float
    wait: float


def post(folder: Path, notice: Notice) -> None:
    """Put `notice` in the place of the one before, in one step."""
    draft = folder / f"{_NAME}.new"
    draft.write_text(json.dumps(asdict(notice)), encoding="utf-8")
    draft.replace(folder / _NAME)


class Board:
    """The notice in `folder`; reading it again costs one look at the file's date."""

    def __init__(self, folder: Path) -> None:
        self._path = str(folder / _NAME)
        self._read: tuple[tuple[int, int], Notice] | None = None

    def now(self) -> Notice:
        """Return the notice.

        Raises:
            GraphError: there is none: the workers are not running.
        """
        try:
            status = os.stat(self._path)  # noqa: PTH116 - asked for each request, and twice as fast
            stamp = (status.st_ino, status.st_mtime_ns)
            if self._read is None or self._read[0] != stamp:
                self._read = (stamp, Notice(**json.loads(Path(self._path).read_text(encoding="utf-8"))))
        except OSError as error:
            raise GraphError("The query workers are not running. Try again in a moment.") from error
        return self._read[1]
