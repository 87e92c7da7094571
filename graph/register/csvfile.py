# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Strict CSV: UTF-8, comma, the very columns asked for; a doubtful cell is a fault, never a guess."""

import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from graph.register.faults import Faults

_MANGLED = re.compile("[\ufffd\x00-\x1f\x7f-\x9f]|Ã[\x80-\xbf]")
_DECIMAL = re.compile(r"-?\d+(\.\d+)?")
_ILLEGAL_IN_IRI = re.compile(r"""[\x00-\x20<>"{}|\\^`]""")


class Cells:
    """The cells of one line; each method notes a fault and then returns a stand-in."""

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
        """Return a name: not empty, no space at the ends or in rows, no broken letters."""
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
        if not _is_digits(value) or len(value) != length:
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
        if not _is_digits(value):
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
            self.fault(column, f"{self[column]!r} is no date", "Write it as YYYY-MM-DD")
            return date.min

    def url(self, column: str) -> str:
        """Return an http(s) address that is a legal IRI."""
        value = self[column]
        if not value.startswith(("https://", "http://")) or _ILLEGAL_IN_IRI.search(value):
            self.fault(column, f"{value!r} is no web address", "Write https://… and percent-encode spaces")
        return value


def mangled(text: str) -> bool:
    """Return whether `text` has letters that only a wrong encoding leaves behind."""
    return _MANGLED.search(text) is not None


def cell_rows(
    path: Path, columns: Sequence[str], faults: Faults, *, optional: Collection[str] = ()
) -> Iterator[Cells]:
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
            f"the columns are {', '.join(header) or 'missing'}",
            f"The first line must be {','.join(columns)}",
            line=1,
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
        raise faults.stop(
            f"is not CSV ({error})", "Close the quotation mark", line=reader.line_num
        ) from error


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
        raise faults.stop(
            f"cannot be read ({error.strerror})", "Check name and rights of the file"
        ) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise faults.stop("is not UTF-8", "Save the file with the encoding UTF-8", line=line) from error


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
