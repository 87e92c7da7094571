# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The states of a submission, what leads from one to another, and who may do it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """The state of a submission; accepted is not yet published."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in-review"
    CHANGES_REQUESTED = "changes-requested"
    ACCEPTED = "accepted"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What happens to a submission."""

    SUBMIT = "submit"
    REVIEW = "review"
    REQUEST_CHANGES = "request-changes"
    ACCEPT = "accept"
    REJECT = "reject"
    PUBLISH = "publish"
    REFUSE = "refuse"
    SUPERSEDE = "supersede"
    RETRACT = "retract"
    WITHDRAW = "withdraw"


TRANSITIONS: Mapping[tuple[State, Event], State] = MappingProxyType(
    {
        (State.DRAFT, Event.SUBMIT): State.SUBMITTED,
        (State.DRAFT, Event.WITHDRAW): State.WITHDRAWN,
        (State.SUBMITTED, Event.REVIEW): State.IN_REVIEW,
        (State.SUBMITTED, Event.WITHDRAW): State.WITHDRAWN,
        (State.IN_REVIEW, Event.REQUEST_CHANGES): State.CHANGES_REQUESTED,
        (State.IN_REVIEW, Event.ACCEPT): State.ACCEPTED,
        (State.IN_REVIEW, Event.REJECT): State.REJECTED,
        (State.IN_REVIEW, Event.WITHDRAW): State.WITHDRAWN,
        (State.CHANGES_REQUESTED, Event.SUBMIT): State.SUBMITTED,
        (State.CHANGES_REQUESTED, Event.WITHDRAW): State.WITHDRAWN,
        (State.ACCEPTED, Event.PUBLISH): State.PUBLISHED,
        (State.ACCEPTED, Event.REFUSE): State.ACCEPTED,
        (State.ACCEPTED, Event.REQUEST_CHANGES): State.CHANGES_REQUESTED,
        (State.ACCEPTED, Event.WITHDRAW): State.WITHDRAWN,
        (State.PUBLISHED, Event.SUPERSEDE): State.SUPERSEDED,
        (State.PUBLISHED, Event.RETRACT): State.RETRACTED,
    }
)
"""All transitions. A build that refuses an accepted submission is recorded and changes no state."""

DECISIONS = frozenset({Event.REVIEW, Event.REQUEST_CHANGES, Event.ACCEPT, Event.REJECT})
"""Events that take a reviewer of another organisation: four eyes."""

AUTOMATIC = frozenset({Event.PUBLISH, Event.REFUSE, Event.SUPERSEDE})
"""Events that only the build of a release causes."""

REASONED = frozenset({Event.REQUEST_CHANGES, Event.REJECT, Event.REFUSE, Event.RETRACT})
"""Events that need a reason that the submitter can read."""

EVER_PUBLIC = (State.ACCEPTED, State.PUBLISHED, State.SUPERSEDED, State.RETRACTED)
"""States that matter to a release."""


class Role(StrEnum):
    """What an account is for."""

    SUBMITTER = "submitter"
    REVIEWER = "reviewer"


class Scope(StrEnum):
    """What an API token may be used for."""

    SUBMIT = "submit"
    READ = "read"
