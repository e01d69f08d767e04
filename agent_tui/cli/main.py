"""Reads the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Carry out `arguments` and return the exit code."""
    sys.stderr.write(f"agent: {' '.join(arguments) or 'the terminal app'} is not there yet; try agent --version\n")
    return 2
