# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Submissions and who may send and decide them; the only place that knows SQLAlchemy.

A submission moves through `states`, and only `transition.take` moves it. What was submitted is on disk
before it is acknowledged, and stays as it came; what was accepted is bound to the digest of its content.

states        states of a submission, and what leads from one to another
schema        the tables; migrations has how they came about
database      transactions on SQLite or PostgreSQL
inbox         an open inbox, its limits and clock
accounts      organisations, accounts, links, tokens, sign-ins
quota         what an organisation may use
transition    the one function that changes a state
submissions   drafts, versions, decisions, comments
reading       lists and the history of a submission
publishing    accepted submissions → a release
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
    "submissions",
]
