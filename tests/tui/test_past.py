"""What was sent before, and what was being written, in real files."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

from agent_tui.tui.past import Past
from agent_tui.tui.unsent import Unsent


def test_what_was_sent_is_known_to_the_next_session(tmp_path: Path) -> None:
    path = tmp_path / "new" / "sent.jsonl"
    for text in ("one", "two\nlines", "two\nlines", "drei für"):
        Past(path).add(text)
    assert Past(path).texts == ["one", "two\nlines", "drei für"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_damaged_line_hides_no_other(tmp_path: Path) -> None:
    path = tmp_path / "sent.jsonl"
    path.write_bytes(b'"one"\n"cut of')
    Past(path).add("two")
    assert Past(path).texts == ["one", "two"]


def test_where_nothing_can_be_kept_the_talk_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    past = Past(tmp_path / "file" / "sent.jsonl")
    past.add("one")
    assert past.texts == ["one"]


def test_the_newest_texts_with_all_words_are_found() -> None:
    past = Past()
    for text in ("fix the cart", "explain", "the Cart again, fix", "fix the cart"):
        past.add(text)
    assert past.matching("CART fix", 9) == ["fix the cart", "the Cart again, fix"]
    assert past.matching("", 1) == ["fix the cart"]


def test_a_draft_outlives_its_process_and_only_then_is_taken_up(tmp_path: Path) -> None:
    Unsent(tmp_path).write("mine")
    assert Unsent(tmp_path).take_up() == ""
    ended = subprocess.Popen(["true"])
    ended.wait()
    (tmp_path / f"draft-{os.getpid()}").rename(tmp_path / f"draft-{ended.pid}")
    assert Unsent(tmp_path).take_up() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == [f"draft-{os.getpid()}"]


def test_a_draft_is_private_and_goes_when_it_is_empty(tmp_path: Path) -> None:
    unsent = Unsent(tmp_path / "new")
    unsent.write("mine")
    (file,) = (tmp_path / "new").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    unsent.write("")
    assert not file.exists()
