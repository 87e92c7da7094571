# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the processes of a server use, from /proc (proc(5), Linux)."""

import os
import re
import statistics
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_WORKERS = b"graph.workers.loader"
_SPIN = "import time; t = time.perf_counter(); sum(range(20_000_000)); print(time.perf_counter() - t)"


def tree(root: int) -> list[int]:
    """Return `root` and all processes below it."""
    parents: dict[int, int] = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                parents[int(folder.name)] = int(_stat(int(folder.name))[1])
    found = [root]
    for process in found:
        found += [child for child, parent in parents.items() if parent == process]
    return found


def cpu(root: int) -> float:
    """Return the seconds of user and system time of the whole tree, ended children included."""
    ticks = 0
    for process in tree(root):
        with suppress(OSError):
            # utime, stime, cutime and cstime are the fields 14 to 17; the list begins with field 3.
            ticks += sum(int(field) for field in _stat(process)[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(root: int) -> float:
    """Return the megabytes of the whole tree; a page that several share is counted once (PSS)."""
    total = 0
    for process in tree(root):
        with suppress(OSError):
            total += _kilobytes(_PROC / f"{process}/smaps_rollup", "Pss")
    return total / 1000


def web_processes(root: int) -> list[int]:
    """Return the processes of a server that are no workers."""
    return [process for process in tree(root) if _WORKERS not in _command(process)]


def forget_peak(processes: list[int]) -> float:
    """Let the kernel count the peak of resident memory from now on; return the megabytes resident now."""
    for process in processes:
        (_PROC / f"{process}/clear_refs").write_text("5", encoding="ascii")
    return sum(_kilobytes(_PROC / f"{process}/status", "VmRSS") for process in processes) / 1000


def peak(processes: list[int]) -> float:
    """Return the peak of resident memory in megabytes, of each process by itself, summed."""
    return sum(_kilobytes(_PROC / f"{process}/status", "VmHWM") for process in processes) / 1000


def second_core() -> float:
    """Return how much faster two processes count than one: 2 on two free cores, 1 where they share one."""
    alone = _spin(1)
    return 2 * alone / _spin(2)


def _spin(count: int) -> float:
    spinners = [
        subprocess.Popen([sys.executable, "-c", _SPIN], stdout=subprocess.PIPE, text=True) for _ in range(count)
    ]
    return statistics.fmean(float(spinner.communicate()[0]) for spinner in spinners)


def _stat(process: int) -> list[str]:
    """Return the fields after the name, which may itself hold blanks and brackets."""
    return (_PROC / f"{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()


def _command(process: int) -> bytes:
    try:
        return (_PROC / f"{process}/cmdline").read_bytes()
    except OSError:
        return _WORKERS


def _kilobytes(path: Path, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB$", path.read_text(encoding="ascii"), re.MULTILINE)
    return int(found[1]) if found else 0
