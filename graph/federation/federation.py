# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A query with its SERVICE clauses answered, so that the store need not query anybody."""

import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from graph.errors import BusyError, ServiceFailedError
from graph.federation.clauses import FAILED, MOST_SOLUTIONS, Clause, service_clauses, values
from graph.federation.client import ask
from graph.model.namespaces import BASE
from graph.store.sparql_text import words

LONGEST = 20_000
"""Characters of a query that is read here, where no deadline of a worker ends what takes too long."""


@dataclass(frozen=True)
class Failure:
    """A SERVICE SILENT that got no answer.

    Attributes:
        host: with its port if the IRI has one.
        cause: the kind of failure, by its name in RFC 9209, section 2.3.
    """

    host: str
    cause: str


@dataclass(frozen=True)
class Federated:
    """A query whose SERVICE clauses are answered.

    Attributes:
        query: the text, with a VALUES block for each clause.
        asked: IRIs of the endpoints that were asked.
        failures: of SERVICE SILENT.
    """

    query: str
    asked: Sequence[str] = ()
    failures: Sequence[Failure] = ()


class Federation:
    """The endpoints that a query may use in SERVICE.

    Args:
        allowed: their IRIs.
        prefixes: prefix → namespace for prefixes that a query does not declare.
        seconds: for all clauses of one query together.
        contact: address of a page about us, sent to the other servers.
        at_once: queries that may wait for other servers at the same time; each occupies a thread.
    """

    def __init__(
        self,
        allowed: Sequence[str],
        prefixes: Mapping[str, str],
        *,
        seconds: float,
        contact: str,
        at_once: int,
    ) -> None:
        self.allowed = tuple(allowed)
        self._prefixes = prefixes
        self._seconds = seconds
        self._contact = contact
        self._places = threading.BoundedSemaphore(at_once)

    def answer_services(self, query: str) -> Federated:
        """Return `query` with the solutions of each SERVICE clause in its place.

        A group is evaluated there alone, then joined with the rest here (Federated Query, 4). A query of more
        than 20,000 characters comes back as it is; the store refuses it if it has SERVICE.

        Raises:
            ServiceForbiddenError: a clause queries an endpoint that is not allowed.
            QueryError: the query has SERVICE and is no legal SPARQL 1.1.
            ServiceTimeoutError: another server did not answer in time.
            ServiceFailedError: another server gave no usable answer.
            BusyError: too many queries wait for other servers.
        """
        if len(query) > LONGEST or "service" not in query.lower() or "SERVICE" not in words(query):
            return Federated(query)
        if not self._places.acquire(blocking=False):
            raise BusyError("Too many queries wait for other servers. Try again in a few seconds.")
        try:
            return self._replace(query, service_clauses(query, self._prefixes, self.allowed))
        finally:
            self._places.release()

    def _replace(self, query: str, clauses: Sequence[Clause]) -> Federated:
        deadline = time.monotonic() + self._seconds
        parts: list[str] = []
        failures: list[Failure] = []
        place = 0
        for clause in clauses:
            parts.append(query[place : clause.start])
            try:
                parts.append(self._solutions(clause, deadline))
            except ServiceFailedError as error:
                if not clause.silent:
                    raise
                failures.append(Failure(urlsplit(clause.endpoint).netloc, error.cause))
                parts.append(FAILED)
            # Lines keep their numbers, so that errors in the rest of the query point to the right one.
            parts.append("\n" * query.count("\n", clause.start, clause.end))
            place = clause.end
        asked = tuple(dict.fromkeys(clause.endpoint for clause in clauses))
        return Federated("".join([*parts, query[place:]]), asked, tuple(failures))

    def _solutions(self, clause: Clause, deadline: float) -> str:
        subquery = f"{clause.subquery} LIMIT {MOST_SOLUTIONS + 1}"
        document = ask(clause.endpoint, subquery, deadline, self._contact)
        try:
            return values(document, clause.variables, f"{BASE}.well-known/genid/{uuid.uuid4().hex}/")
        except ValueError as error:
            host = urlsplit(clause.endpoint).netloc
            raise ServiceFailedError(
                f"The answer of {host} cannot be used: {error}.", endpoint=clause.endpoint
            ) from error
