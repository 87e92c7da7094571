# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""SPARQL 1.1 Federated Query, for endpoints that the operator allows.

clauses      the SERVICE clauses of a query, and the answers to them as VALUES blocks
client       one query to another endpoint: which addresses it may go to, and within which limits
federation   a query with its SERVICE clauses answered

The store never queries anybody: each clause is answered first, and becomes a VALUES block in the query.
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
