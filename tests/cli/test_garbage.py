"""Garbage is looked for when the app says so."""

from __future__ import annotations

import subprocess
import sys

_TRIED = """
import gc, weakref
from agent_tui.cli.garbage import tidying

class Knot: pass

def left():
    one = Knot()
    one.itself = one
    return weakref.ref(one)

tidy = tidying()
before = left()
tidy()
print(gc.isenabled(), gc.get_freeze_count() > 0, before() is not None)
later = left()
tidy()
print(gc.isenabled(), later() is None)
"""


def test_it_is_left_alone_until_the_start_is_over_and_cleared_up_from_then_on() -> None:
    done = subprocess.run([sys.executable, "-c", _TRIED], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["True", "True", "True", "True", "True"]
