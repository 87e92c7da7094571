# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""CSV files read strictly: a doubtful cell is a fault with file, line and column, never a guess."""

import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from graph.errors import InputError

SHOWN = 20
"""How many faults a message spells out; all of them are in `RegisterError.faults`."""
_MANGLED = re.compile("[\ufffd\x00-\x1f\x7f-\x9f]|Ã[\x80-\xbf]")
_DECIMAL = re.compile(r"-?\d+(\.\d+)?")
_ILLEGAL_IN_IRI = re.compile(r"""[\x00-\x20<>"{}|\\^`]""")


@dataclass(frozen=True)
class Fault:
    """One place in a file that cannot be used.

    Attributes:
        file: name of the file, without its folder.
        line: line or spreadsheet row, counted from 1; None where the whole file is meant.
        column: name of the column or field; None where the whole line is meant.
    """

    file: str
    line: int | None
    column: str | None
    problem: str
    remedy: str

    def __str__(self) -> str:
        line = "" if self.line is None else f", line {self.line}"
        column = "" if self.column is None else f", column {self.column}"
        return f"{self.file}{line}{column}: {self.problem}. {self.remedy}."


class RegisterError(InputError):
    """Register files that cannot be used, with every fault; nothing was changed."""

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
        """Note a fault after which reading on makes no sense, and return the error to raise."""
        self.add(problem, remedy, line=line)
        return RegisterError(tuple(self.found))

    def check(self) -> None:
        """Raise RegisterError if anything was noted."""
        if self.found:
            raise RegisterError(tuple(self.found))


class Cells:
    """The cells of one line; a method that notes a fault returns a placeholder."""

    def __init__(self, faults: Faults, line: int, cells: dict[str, str]) -> None:
        self.line = line
        self._faults = faults
        self._cells = cells

    def __getitem__(self, column: str) -> str:
        return self._cells[column]

    def fault(self, column: str, problem: str, remedy: str) -> None:
        """Note a fault in `column` of this line."""
        self._faults.add(problem, remedy, line=self.line, column=column)

    def text(self, column: str) -> str:
        """Return a name: not empty, no needless spaces, no broken letters."""
        value = self[column]
        if not value:
            self.fault(column, "is empty", "Fill it in from the official list")
        elif mangled(value):
            self.fault(column, f"has broken letters: {value!r}", "Save the file as UTF-8 from the original")
        elif " ".join(value.split()) != value:
            self.fault(column, f"has needless spaces: {value!r}", "Take the needless spaces out")
        return value

    def digits(self, column: str, length: int) -> str:
        """Return a key of exactly `length` digits, leading zeros kept."""
        value = self[column]
        if not is_digits(value, length):
            self.fault(
                column,
                f"{value!r} is not a key of {length} digits",
                "Write the key as text; spreadsheets drop the zero in front",
            )
        return value

    def number(self, column: str) -> int | None:
        """Return a whole number, or None where the cell is empty (unknown)."""
        value = self[column]
        if not value:
            return None
        if not is_digits(value):
            self.fault(column, f"{value!r} is not a whole number", "Write digits only; empty where unknown")
            return None
        return int(value)

    def coordinate(self, column: str, low: int, high: int) -> Decimal | None:
        """Return decimal degrees between `low` and `high`, or None where the cell is empty."""
        value = self[column]
        if not value:
            return None
        if not _DECIMAL.fullmatch(value):
            self.fault(column, f"{value!r} is not a number", "Write degrees with a decimal point")
            return None
        degrees = Decimal(value)
        if not low <= degrees <= high:
            self.fault(column, f"{value} is outside {low} to {high}", "Germany lies there; check lat and lon")
        return degrees

    def pattern(self, column: str, pattern: str, example: str) -> str | None:
        """Return a cell that fits `pattern`, or None where it is empty."""
        value = self[column]
        if not value:
            return None
        if not re.fullmatch(pattern, value, re.ASCII):
            self.fault(column, f"{value!r} does not look like {example}", "Correct it, or leave it empty")
        return value

    def choice(self, column: str, choices: Collection[str]) -> str:
        """Return a cell that is one of `choices`."""
        value = self[column]
        if value not in choices:
            self.fault(column, f"{value!r} is not known", f"Use one of: {', '.join(choices)}")
        return value

    def choices(self, column: str, choices: Collection[str]) -> tuple[str, ...]:
        """Return the parts of a cell, split by " | ", each one of `choices` and none twice."""
        parts = tuple(self[column].split(" | ")) if self[column] else ()
        if len(set(parts)) != len(parts) or not set(parts) <= set(choices):
            self.fault(
                column,
                f"{self[column]!r} names an unknown source, or one twice",
                f"Separate by ' | ': {', '.join(choices)}",
            )
        return parts

    def day(self, column: str) -> date:
        """Return a date written YYYY-MM-DD."""
        try:
            return date.fromisoformat(self[column])
        except ValueError:
            self.fault(column, f"{self[column]!r} is not a date", "Write it as YYYY-MM-DD")
            return date.min

    def url(self, column: str) -> str:
        """Return an http(s) address that is a legal IRI."""
        value = self[column]
        if not value.startswith(("https://", "http://")) or _ILLEGAL_IN_IRI.search(value):
            self.fault(column, f"{value!r} is not a web address", "Write https://… and percent-encode spaces")
        return value


def cell_rows(path: Path, columns: Sequence[str], faults: Faults, *, optional: Collection[str] = ()) -> Iterator[Cells]:
    """Yield the lines of a CSV file that has exactly `columns`, in that order.

    All columns of `optional` may be missing together; their cells are empty then.

    Raises:
        RegisterError: the file is missing, not UTF-8, or has other columns.
    """
    reader = csv.reader(io.StringIO(_decoded(path, faults), newline=""), strict=True)
    header = next(reader, [])
    needed = [column for column in columns if column not in optional]
    if header not in (list(columns), needed):
        raise faults.stop(
            f"the columns are {', '.join(header) or 'missing'}", f"The first line must be {','.join(columns)}", line=1
        )
    empty = dict.fromkeys(optional, "")
    try:
        for cells in reader:
            if len(cells) != len(header):
                faults.add(
                    f"has {len(cells)} cells instead of {len(header)}",
                    "Put quotes around a cell with a comma, and delete empty lines",
                    line=reader.line_num,
                )
                continue
            yield Cells(faults, reader.line_num, empty | dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        raise faults.stop(f"is not CSV ({error})", "Close the quotation mark", line=reader.line_num) from error


def csv_text(columns: Sequence[str], rows: Collection[Sequence[str]]) -> str:
    """Return rows as CSV text: comma, LF, quotes only where needed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def _decoded(path: Path, faults: Faults) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise faults.stop(f"cannot be read ({error.strerror})", "Check name and rights of the file") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise faults.stop("is not UTF-8", "Save the file with the encoding UTF-8", line=line) from error


def is_digits(text: str, length: int | None = None) -> bool:
    """Tell whether `text` is digits 0 to 9 only, and `length` of them."""
    return text.isascii() and text.isdigit() and length in {None, len(text)}


def mangled(text: str) -> bool:
    """Return whether `text` has letters that only a wrong encoding leaves behind."""
    return _MANGLED.search(text) is not None
