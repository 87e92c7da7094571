# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with a register file: every fault with file, line, column and what to do."""

from dataclasses import dataclass
from pathlib import Path

from graph.errors import InputError

SHOWN = 20
"""How many faults a message spells out; all of them are in `RegisterError.faults`."""


@dataclass(frozen=True)
class Fault:
    """One place in a file that cannot be used.

    Attributes:
        file: name of the file, without its folder.
        line: line or spreadsheet row, counted from 1; None where the whole file is meant.
        column: name of the column or field; None where the whole line is meant.
        problem: what is wrong, quoting the value.
        remedy: what the operator can do.
    """

    file: str
    line: int | None
    column: str | None
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f", line {self.line}"
        if self.column is not None:
            place += f", column {self.column}"
        return f"{place}: {self.problem}. {self.remedy}."


class RegisterError(InputError):
    """Register files that cannot be used; nothing was changed.

    Attributes:
        faults: every fault found, in the order of the files.
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        lines = [str(fault) for fault in faults[:SHOWN]]
        if len(faults) > SHOWN:
            lines.append(f"… and {len(faults) - SHOWN} more.")
        super().__init__("\n".join(lines))


class Faults:
    """Collects the faults of one file, so that an operator sees all of them at once."""

    def __init__(self, path: Path) -> None:
        self.file = path.name
        self.found: list[Fault] = []

    def add(self, problem: str, remedy: str, *, line: int | None = None, column: str | None = None) -> None:
        """Note one fault."""
        self.found.append(Fault(self.file, line, column, problem, remedy))

    def stop(self, problem: str, remedy: str, *, line: int | None = None) -> RegisterError:
        """Note a fault behind which reading on makes no sense, and return the error to raise."""
        self.add(problem, remedy, line=line)
        return RegisterError(tuple(self.found))

    def check(self) -> None:
        """Refuse the file if anything was noted.

        Raises:
            RegisterError: at least one fault was noted.
        """
        if self.found:
            raise RegisterError(tuple(self.found))
