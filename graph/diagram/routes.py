# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lines between boxes on a square grid: right angles only, round the boxes, few bends and crossings.

Lines are found one after another by the cheapest path (A*), so the same boxes give the same lines.
"""

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, pairwise

Cell = tuple[int, int]
"""Column and row of the grid, from the upper left."""

_DIRECTIONS: tuple[Cell, ...] = ((1, 0), (0, 1), (-1, 0), (0, -1))
_STEP, _BEND, _CROSSING, _NEIGHBOUR, _OFF_CENTRE, _DEAR, _EDGE = 1.0, 7.0, 6.0, 2.0, 0.4, 5.0, 2.0


@dataclass(frozen=True)
class Box:
    """A rectangle of cells; the edges belong to it."""

    left: int
    top: int
    right: int
    bottom: int

    def cells(self) -> Iterator[Cell]:
        """Yield every cell of the box."""
        for x in range(self.left, self.right + 1):
            for y in range(self.top, self.bottom + 1):
                yield x, y

    def grown(self, cells: int) -> "Box":
        """Return the box with a margin on every side."""
        return Box(self.left - cells, self.top - cells, self.right + cells, self.bottom + cells)

    def ports(self) -> Iterator[tuple[Cell, Cell, float]]:
        """Yield (cell on the edge, direction out of the box, extra cost), corners left out."""
        middle_x, middle_y = (self.left + self.right) / 2, (self.top + self.bottom) / 2
        for x in range(self.left + 2, self.right - 1):
            cost = _OFF_CENTRE * abs(x - middle_x)
            yield (x, self.top), (0, -1), cost
            yield (x, self.bottom), (0, 1), cost
        for y in range(self.top + 1, self.bottom):
            cost = 2 * _OFF_CENTRE * abs(y - middle_y)
            yield (self.left, y), (-1, 0), cost
            yield (self.right, y), (1, 0), cost


@dataclass
class Plan:
    """The grid with what lies on it already.

    Attributes:
        width: number of columns.
        height: number of rows.
        boxes: what the lines lead to and may not cross.
        dear: cells that lines should keep away from, such as headings.
        blocked: the cells of all boxes.
    """

    width: int
    height: int
    boxes: Collection[Box]
    dear: Collection[Cell] = ()
    blocked: set[Cell] = field(init=False)
    _edges: set[Cell] = field(init=False)
    _lines: dict[tuple[Cell, bool], int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Block the cells of all boxes; a line may run along their edges, but rather does not."""
        self.blocked = {cell for box in self.boxes for cell in box.cells()}
        self._edges = {cell for box in self.boxes for cell in box.grown(1).cells()} - self.blocked

    def connect(self, net: int, terminals: Iterable[Box]) -> list[list[Cell]]:
        """Return one path for each terminal but the first, from its edge to the lines drawn for `net`.

        The first path goes from the second terminal to the edge of the first one. The path of a terminal
        that cannot be reached is empty.
        """
        first, *others = terminals
        goals = {(port[0] + way[0], port[1] + way[1]): (port, way) for port, way, _ in first.ports()}
        tree: set[Cell] = set()
        paths = []
        for box in others:
            path = self._search(net, box, tree or goals.keys(), {} if tree else goals)
            tree.update(path[1:] if tree else path[1:-1])
            self._occupy(net, path)
            paths.append(path)
        return paths

    def _search(
        self, net: int, box: Box, goals: Collection[Cell], ends: Mapping[Cell, tuple[Cell, Cell]]
    ) -> list[Cell]:
        """Return the cheapest path from the edge of `box` to a goal; empty where there is none."""
        frame = _frame(goals)
        order = count()
        queue: list[tuple[float, int, float, Cell, Cell]] = []
        came: dict[tuple[Cell, Cell], tuple[Cell, Cell] | None] = {}
        origin: dict[tuple[Cell, Cell], Cell] = {}
        best: dict[tuple[Cell, Cell], float] = {}

        def offer(cell: Cell, way: Cell, cost: float, before: tuple[Cell, Cell] | None) -> None:
            price = self._price(net, cell, way)
            if price is None or best.get((cell, way), float("inf")) <= cost + price:
                return
            best[cell, way] = cost + price
            came[cell, way] = before
            heapq.heappush(
                queue, (cost + price + _distance(cell, frame), next(order), cost + price, cell, way)
            )

        for port, way, cost in box.ports():
            start = port[0] + way[0], port[1] + way[1]
            offer(start, way, cost, None)
            if came.get((start, way), 0) is None:
                origin[start, way] = port
        while queue:
            _, _, cost, cell, way = heapq.heappop(queue)
            if cost > best[cell, way]:
                continue
            if cell in goals and (cell not in ends or _opposite(way) == ends[cell][1]):
                path = _walk(came, origin, (cell, way))
                return [*path, ends[cell][0]] if cell in ends else path
            for turn in _DIRECTIONS:
                if turn != _opposite(way):
                    bend = 0.0 if turn == way else self._bend(net, cell)
                    offer((cell[0] + turn[0], cell[1] + turn[1]), turn, cost + bend, (cell, way))
        return []

    def _price(self, net: int, cell: Cell, way: Cell) -> float | None:
        """Return what it costs to go into `cell` in this direction; None where it is forbidden."""
        if not (0 <= cell[0] < self.width and 0 <= cell[1] < self.height) or cell in self.blocked:
            return None
        upright = way[0] == 0
        if self._lines.get((cell, upright), net) != net:
            return None
        price = _STEP + _DEAR * (cell in self.dear) + _EDGE * (cell in self._edges)
        if self._lines.get((cell, not upright), net) != net:
            price += _CROSSING
        sides = ((1, 0), (-1, 0)) if upright else ((0, 1), (0, -1))
        for side in sides:
            if self._lines.get(((cell[0] + side[0], cell[1] + side[1]), upright), net) != net:
                price += _NEIGHBOUR
        return price

    def _bend(self, net: int, cell: Cell) -> float:
        """Return the cost of a bend; it is forbidden on the line of another net."""
        foreign = any(self._lines.get((cell, upright), net) != net for upright in (True, False))
        return float("inf") if foreign else _BEND

    def _occupy(self, net: int, path: list[Cell]) -> None:
        for start, end in pairwise(path):
            upright = start[0] == end[0]
            self._lines[start, upright] = self._lines[end, upright] = net

    def taken(self, box: Box, net: int) -> int:
        """Return how many lines of other nets touch the cells of `box`."""
        return sum(
            self._lines.get((cell, upright), net) != net for cell in box.cells() for upright in (True, False)
        )


def _walk(
    came: Mapping[tuple[Cell, Cell], tuple[Cell, Cell] | None],
    origin: Mapping[tuple[Cell, Cell], Cell],
    state: tuple[Cell, Cell] | None,
) -> list[Cell]:
    """Return the cells from the edge of the box to `state`."""
    path: list[Cell] = []
    last = state
    while state is not None:
        path.append(state[0])
        last, state = state, came[state]
    if last is not None:
        path.append(origin[last])
    return path[::-1]


def _frame(cells: Collection[Cell]) -> Box:
    columns, rows = [cell[0] for cell in cells], [cell[1] for cell in cells]
    return Box(min(columns), min(rows), max(columns), max(rows))


def _distance(cell: Cell, frame: Box) -> float:
    """Return the least number of steps to the frame: never more than the true cost."""
    across = max(frame.left - cell[0], 0, cell[0] - frame.right)
    down = max(frame.top - cell[1], 0, cell[1] - frame.bottom)
    return _STEP * (across + down)


def _opposite(way: Cell) -> Cell:
    return -way[0], -way[1]
