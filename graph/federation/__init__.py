# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""SPARQL 1.1 Federated Query, for endpoints that the operator allows.

The store never queries anybody: each SERVICE clause is answered first, and becomes a VALUES block.

service   a query with its SERVICE clauses answered
client    one query to another endpoint: which addresses it may go to, and within which limits
"""

from graph.federation.client import LONGEST as LONGEST_ANSWER
from graph.federation.service import LONGEST as LONGEST_QUERY
from graph.federation.service import MOST_CLAUSES, MOST_SOLUTIONS, Failure, Federated, Federation

__all__ = ["LONGEST_ANSWER", "LONGEST_QUERY", "MOST_CLAUSES", "MOST_SOLUTIONS", "Failure", "Federated", "Federation"]
