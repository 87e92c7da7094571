# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Submissions and who may send and decide them; the only place that knows SQLAlchemy.

A submission moves through `states`, and only `transition.take` moves it. What was handed in is on disk
before it is acknowledged, and stays as it came; what was accepted is bound to the digest of its content.
"""

from graph.inbox import accounts, reading, sign_ins, submissions
from graph.inbox.accounts import Actor
from graph.inbox.content import Content
from graph.inbox.inbox import Inbox, Limits, inbox_exists, open_inbox
from graph.inbox.once import Handed, hand_in, hand_in_again
from graph.inbox.publishing import Outcome, accepted, publish
from graph.inbox.release import build_release
from graph.inbox.states import Event, Role, Scope, State
from graph.inbox.transition import Step, may_see, possible

__all__ = [
    "Actor",
    "Content",
    "Event",
    "Handed",
    "Inbox",
    "Limits",
    "Outcome",
    "Role",
    "Scope",
    "State",
    "Step",
    "accepted",
    "accounts",
    "build_release",
    "hand_in",
    "hand_in_again",
    "inbox_exists",
    "may_see",
    "open_inbox",
    "possible",
    "publish",
    "reading",
    "sign_ins",
    "submissions",
]
