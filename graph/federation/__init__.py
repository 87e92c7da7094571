# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Queries that ask other endpoints too: SPARQL 1.1 Federated Query, for endpoints the operator allows.

clauses      the SERVICE clauses of a query, checked against the allow list
addresses    which addresses a connection may go to
client       one question to another endpoint, within limits
solutions    its answer as a VALUES block
federation   a query with its SERVICE clauses answered

The store never asks anybody: each clause is answered here first, and stands as VALUES in what the store gets.
"""

from graph.federation.clauses import MOST_CLAUSES as MOST_CLAUSES
from graph.federation.clauses import MOST_SOLUTIONS as MOST_SOLUTIONS
from graph.federation.client import LONGEST as LONGEST_ANSWER
from graph.federation.federation import LONGEST as LONGEST_QUERY
from graph.federation.federation import Failure, Federated, Federation

__all__ = [
    "LONGEST_ANSWER",
    "LONGEST_QUERY",
    "MOST_CLAUSES",
    "MOST_SOLUTIONS",
    "Failure",
    "Federated",
    "Federation",
]
