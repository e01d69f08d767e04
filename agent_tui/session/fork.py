"""A second session that begins as another one stands."""

from __future__ import annotations

import shutil
from pathlib import Path

from agent_tui.session.index import new_id


def forked(place: Path, outputs: Path, session_id: str) -> str:
    """Copy a journal in `place`, with what its session keeps under `outputs`, and return the copy's id.

    Blocks. Raises `OSError`.
    """
    copy_id = new_id()
    kept = outputs / session_id
    if kept.is_dir():
        shutil.copytree(kept, outputs / copy_id, symlinks=True)
    part = place / f"{copy_id}.part"
    shutil.copyfile(place / f"{session_id}.jsonl", part)
    part.chmod(0o600)
    part.rename(place / f"{copy_id}.jsonl")
    return copy_id
