from __future__ import annotations

from pathlib import Path

import pytest

from agent_tui.core.errors import UserError
from agent_tui.core.views import Diff, FileChange
from agent_tui.tools.undo import Undo
from tests.tools.bench import Bench, FailingSystem


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


async def edit(bench: Bench, name: str, old: str, new: str) -> None:
    await bench.call("read_file", path=name)
    await bench.call("edit_file", path=name, old=old, new=new)


async def two_turns(bench: Bench) -> list[dict[str, bytes]]:
    """Snapshots before, between and after two turns of edits."""
    bench.put("a", b"one\r\n\xff")
    bench.put("b", "b\n")
    shots = [bench.snapshot()]
    await edit(bench, "b", "b", "c")
    await edit(bench, "b", "c", "d")
    await bench.call("write_file", path="new/file", content="made\n")
    shots.append(bench.snapshot())
    bench.turn = 2
    await edit(bench, "b", "d", "e")
    await edit(bench, "a", "one", "1")
    return [*shots, bench.snapshot()]


async def test_turns_are_taken_back_and_brought_back_whole(bench: Bench) -> None:
    first, second, third = await two_turns(bench)
    bench.undo.undo()
    assert bench.snapshot() == second
    bench.undo.undo()
    assert bench.snapshot() == first
    bench.undo.redo()
    assert bench.snapshot() == second
    bench.undo.redo()
    assert bench.snapshot() == third
    with pytest.raises(UserError, match="nothing to redo"):
        bench.undo.redo()


async def test_a_continued_session_can_still_undo_and_redo(bench: Bench) -> None:
    first, second, _ = await two_turns(bench)
    bench.undo.undo()
    later = Undo(bench.ws, bench.store / "undo", lambda: 3)
    later.undo()
    assert bench.snapshot() == first
    latest = Undo(bench.ws, bench.store / "undo", lambda: 3)
    latest.redo()
    assert bench.snapshot() == second


async def test_what_was_changed_since_is_named_and_left(bench: Bench) -> None:
    await two_turns(bench)
    bench.put("b", "mine\n")
    now = bench.snapshot()
    with pytest.raises(UserError, match="changed since by someone else: b") as refused:
        bench.undo.undo()
    assert str(refused.value).splitlines()[1:] == ["b +1 −1", "@@ -1 +1 @@", "-e", "+mine"]
    assert bench.snapshot() == now
    bench.put("b", "".join(f"{number}\n" for number in range(50)))
    with pytest.raises(UserError, match="40 more lines"):
        bench.undo.undo()
    (bench.root / "b").unlink()
    with pytest.raises(UserError, match="b \\+0 −1"):
        bench.undo.undo()
    bench.put("b", "e\n")
    bench.undo.undo()
    bench.put("a", "mine\n")
    with pytest.raises(UserError, match="Cannot redo: changed since by someone else: a"):
        bench.undo.redo()


async def test_an_undo_shows_what_it_did_and_the_model_need_not_read_again(bench: Bench) -> None:
    bench.put("f", "a\n")
    await edit(bench, "f", "a", "b")
    assert bench.undo.undo() == Diff((FileChange("f", "b\n", "a\n"),), 1, 1)
    await bench.call("edit_file", path="f", old="a", new="c")
    with pytest.raises(UserError, match="nothing to redo"):
        bench.undo.redo()


async def test_an_edit_that_failed_is_not_undone(tmp_path: Path) -> None:
    bench = Bench(tmp_path, system := FailingSystem())
    bench.put("f", "a\n")
    await edit(bench, "f", "a", "b")
    bench.turn = 2
    system.fail_at = len(system.calls) + 5
    with pytest.raises(OSError, match="No space"):
        bench.undo.write({str(bench.root / "f"): b"x", str(bench.root / "g"): b"y"})
    assert bench.snapshot() == {"f": b"b\n"}
    bench.undo.undo()
    assert bench.snapshot() == {"f": b"a\n"}
    assert Undo(bench.ws, bench.store / "undo", lambda: 3).redo().added == 1


async def test_a_note_cut_short_by_a_crash_is_left_out(bench: Bench) -> None:
    bench.put("f", "a\n")
    await edit(bench, "f", "a", "b")
    with (bench.store / "undo" / "edits.jsonl").open("ab") as file:
        file.write(b'{"type":"edit","tu')
    Undo(bench.ws, bench.store / "undo", lambda: 1).undo()
    assert bench.snapshot() == {"f": b"a\n"}


def test_nothing_to_undo_is_said(bench: Bench) -> None:
    with pytest.raises(UserError, match="nothing to undo"):
        bench.undo.undo()


async def test_the_edits_of_several_turns_are_taken_back_at_once_and_brought_back_one_by_one(bench: Bench) -> None:
    first, second, third = await two_turns(bench)
    view = bench.undo.undo_since(1)
    assert bench.snapshot() == first
    assert sorted(change.path for change in view.changes) == ["a", "b", "new/file"]
    later = Undo(bench.ws, bench.store / "undo", lambda: 3)
    assert later.undo_since(1) == Diff((), 0, 0)
    later.redo()
    assert bench.snapshot() == second
    later.redo()
    assert bench.snapshot() == third


async def test_only_the_edits_since_a_turn_are_taken_back(bench: Bench) -> None:
    _, second, _ = await two_turns(bench)
    bench.undo.undo_since(2)
    assert bench.snapshot() == second
    assert bench.undo.undo_since(2) == Diff((), 0, 0)


async def test_where_one_file_of_several_turns_was_changed_since_nothing_is_taken_back(bench: Bench) -> None:
    await two_turns(bench)
    bench.put("a", "mine\n")
    before = bench.snapshot()
    with pytest.raises(UserError, match="Cannot rewind: changed since by someone else: a"):
        bench.undo.undo_since(1)
    assert bench.snapshot() == before


async def test_what_was_killed_before_its_note_is_taken_back_again(bench: Bench) -> None:
    first, _, _ = await two_turns(bench)
    notes = bench.store / "undo" / "edits.jsonl"
    written = notes.read_bytes()
    bench.undo.undo_since(1)
    for kept in (written, written + notes.read_bytes().removeprefix(written).splitlines(keepends=True)[0]):
        notes.write_bytes(kept)
        later = Undo(bench.ws, bench.store / "undo", lambda: 3)
        later.undo_since(1)
        assert bench.snapshot() == first
