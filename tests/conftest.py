"""What holds for the whole suite."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.model.waiting import wait

_WORKER = "agent_tui.model.worker"


def workers(below: Path) -> list[str]:
    """The model processes that this process started, or that wait in a directory below `below`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (process / "cmdline").read_text().replace("\0", " ")
            parent = int((process / "stat").read_text().rpartition(") ")[2].split()[1])
            if _WORKER in command and (parent == os.getpid() or f"{below}/" in command):
                found.append(command)
    return found


@pytest.fixture(scope="session", autouse=True)
def no_worker_is_left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Fails the last test when model processes of the suite go on after it."""
    yield
    wait(lambda: not workers(tmp_path_factory.getbasetemp()))
