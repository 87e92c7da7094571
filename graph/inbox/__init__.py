# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Submissions and who may send and decide them; the only place that knows SQLAlchemy.

A submission moves through `states`, and only `transition.take` moves it. What was handed in is on disk
before it is acknowledged, and stays as it came; what was accepted is bound to the digest of its content.
"""

from graph.inbox import accounts, reading, submissions
from graph.inbox.accounts import Actor
from graph.inbox.inbox import Inbox, Limits, inbox_exists, open_inbox
from graph.inbox.publishing import Outcome, accepted_contributions, build_release, publish
from graph.inbox.states import Event, Role, Scope, State
from graph.inbox.submissions import Content, SubmissionReceipt, hand_in, hand_in_again
from graph.inbox.transition import Step, may_see, possible

__all__ = [
    "Actor",
    "Content",
    "Event",
    "Inbox",
    "Limits",
    "Outcome",
    "Role",
    "Scope",
    "State",
    "Step",
    "SubmissionReceipt",
    "accepted_contributions",
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
