"""What is offered to be tried is made from the directory."""

from __future__ import annotations

import os
from pathlib import Path

from agent_tui.cli.trying import tries

USUAL = ("explain this project", "list files", "find TODO")


def write(path: Path, text: str, age: float = 0.0) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    os.utime(path, (1_000_000 - age, 1_000_000 - age))


def test_a_name_of_the_newest_source_is_asked_about(tmp_path: Path) -> None:
    write(tmp_path / "shop" / "cart.py", "RATE = 7\n\nclass Cart:\n    def apply_coupon(self) -> None: ...\n")
    write(tmp_path / "old.rs", "pub fn forgotten() {}\n", age=500.0)
    write(tmp_path / "tests" / "test_cart.py", "def helper_of_tests(): ...\n", age=-500.0)
    assert tries(tmp_path) == ("explain this project", "where is apply_coupon used", "find TODO")


def test_what_reads_like_a_name_in_a_sentence_is_none(tmp_path: Path) -> None:
    write(tmp_path / "prose.py", '"""\nclass names are words\n"""\n')
    write(tmp_path / "older.py", "class Basket:\n    pass\n", age=5.0)
    assert "where is Basket used" in tries(tmp_path)


def test_other_languages_have_names_too(tmp_path: Path) -> None:
    write(tmp_path / "app.ts", "export async function loadBasket() {}\n")
    assert "where is loadBasket used" in tries(tmp_path)


def test_without_a_source_the_usual_is_offered(tmp_path: Path) -> None:
    assert tries(tmp_path) == USUAL
    write(tmp_path / "empty.py", "")
    assert tries(tmp_path) == USUAL
    assert tries(tmp_path / "gone") == USUAL


def test_nothing_outside_is_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside.py"
    write(outside, "def secret_name(): ...\n")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.py").symlink_to(outside)
    assert tries(inside) == USUAL
