"""A worker that tells whether anything in it holds a text: `python -m tests.model.holding FILE ARGUMENTS`.

SIGUSR1 has it write to FILE, which holds the text, what kinds of objects do, one a line, and a last line "END".
"""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Iterator
from pathlib import Path


def _holders(text: str) -> Iterator[str]:
    gc.unfreeze()
    gc.collect()
    for container in gc.get_objects():
        for thing in gc.get_referents(container):
            said = isinstance(thing, str) and text in thing
            if said or (isinstance(thing, bytes | bytearray) and text.encode() in thing):
                yield f"{type(container)} holds {type(thing)}"


def main() -> None:
    """Be a worker."""
    from agent_tui.model import worker

    file = Path(sys.argv.pop(1))

    def tell(*_: object) -> None:
        file.write_text("\n".join((*_holders(file.read_text()), "END")))

    signal.signal(signal.SIGUSR1, tell)
    worker.main()


if __name__ == "__main__":
    main()
