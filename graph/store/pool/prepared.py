# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""An answer that an event loop has asked for, so that the store has it at hand when a thread asks."""

from contextvars import ContextVar
from dataclasses import dataclass

from graph.errors import GraphError
from graph.store.base import Answer, Wanted


@dataclass(frozen=True)
class Prepared:
    """An answer that waits for the one who asks for it.

    Attributes:
        query: its text.
        wanted: the formats it was asked in.
        outcome: the answer, or why there is none.
        whole: whether nothing of it is still to be read.
    """

    query: str
    wanted: Wanted
    outcome: Answer | GraphError
    whole: bool

    def taken(self) -> Answer:
        """Return the answer.

        Raises:
            GraphError: there is none.
        """
        if isinstance(self.outcome, GraphError):
            raise self.outcome
        return self.outcome


PREPARED: ContextVar[Prepared | None] = ContextVar("prepared", default=None)
"""What is prepared for the request that this context works for."""
