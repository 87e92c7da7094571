# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The check of a file for anybody: whoever is not known pays with the time that everybody has."""

from contextlib import nullcontext

from graph.check import Evaluation, Received
from graph.inbox import Scope
from graph.web import desk
from graph.web.http.fair_use import metered
from graph.web.identity import bearer, signed_in


def examined(sent: Received) -> Evaluation:
    """Return what came of a file.

    Raises:
        RateLimitedError: the client has used up its time.
        BusyError: too many files are being checked.
    """
    known = bearer(Scope.SUBMIT) or signed_in()
    with nullcontext() if known else metered():
        return desk.examine(sent)
