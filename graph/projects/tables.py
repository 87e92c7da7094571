# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The figures behind the charts: a table for each, so that the table says what the chart shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.describe.names import Named, named
from graph.model.queries import StoredQuery, stored_query
from graph.store import Store


@dataclass(frozen=True)
class CrossTable:
    """Counts by two aspects.

    Attributes:
        columns: in the order of the query.
        rows: each with a count per column; the row with the largest sum comes first.
        query: the query behind the counts.
    """

    columns: tuple[Named, ...]
    rows: tuple[tuple[Named, tuple[int, ...]], ...]
    query: StoredQuery

    @property
    def largest(self) -> int:
        """Return the largest sum of a row; 1 where there is none."""
        return max((sum(counts) for _, counts in self.rows), default=1)


@dataclass(frozen=True)
class Network:
    """Things that are connected in pairs.

    Attributes:
        pairs: the two ends, sorted by name, and what connects them; sorted by the names of the ends.
        query: the query behind the pairs.
    """

    pairs: tuple[tuple[Named, Named, tuple[Named, ...]], ...]
    query: StoredQuery

    @property
    def degrees(self) -> Mapping[Named, int]:
        """Return each thing with the number of its neighbours, the best connected first."""
        ends = [end for one, other, _ in self.pairs for end in (one, other)]
        return {end: ends.count(end) for end in sorted(set(ends), key=lambda end: (-ends.count(end), end))}


def cross_table(store: Store, name: str, language: str) -> CrossTable:
    """Return the answer of a stored query with ?row, ?column and ?count, with names in the language."""
    query = stored_query("pages", name)
    found = store.select(query.text)
    names = named(store, [row[side] for row in found for side in ("row", "column")], language)
    columns = tuple(dict.fromkeys(names[row["column"]] for row in found))
    counts = {(names[row["row"]], names[row["column"]]): int(str(row["count"])) for row in found}
    rows = [(line, tuple(counts.get((line, column), 0) for column in columns)) for line, _ in counts]
    ordered = sorted(dict(rows).items(), key=lambda row: (-sum(row[1]), row[0]))
    return CrossTable(columns, tuple(ordered), query)


def network(store: Store, name: str, language: str) -> Network:
    """Return the answer of a stored query with ?one, ?other and ?partnership, with names in the language."""
    query = stored_query("pages", name)
    found = store.select(query.text)
    names = named(store, [term for row in found for term in row.values()], language)
    pairs: dict[tuple[Named, Named], list[Named]] = {}
    for row in found:
        one, other = sorted((names[row["one"]], names[row["other"]]))
        pairs.setdefault((one, other), []).append(names[row["partnership"]])
    ordered = sorted(pairs.items(), key=lambda pair: pair[0])
    return Network(tuple((*ends, tuple(sorted(links))) for ends, links in ordered), query)
