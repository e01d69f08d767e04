"""How much memory a process has to itself."""

from __future__ import annotations

from pathlib import Path


def megabytes(pid: int) -> int:
    """What `pid` adds to the memory in use, its part of what is shared included; 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    kilobytes = next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return round(kilobytes / 1024)
