"""What each import costs, as Python itself writes it down."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent_tui.perf.figures import Cost

FLAGS = ("-X", "importtime")
_LINE = re.compile(rb"import time:\s+(\d+) \|\s+\d+ \| +(\S+)")


def costs(written: bytes) -> Sequence[Cost]:
    """The costs among what a program wrote that was started with `FLAGS`, the costliest first."""
    found = (Cost(name.decode(), int(micros) / 1000) for micros, name in _LINE.findall(written))
    return sorted(found, key=lambda cost: -cost.milliseconds)
