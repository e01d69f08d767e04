from __future__ import annotations

from functools import partial
from pathlib import Path

from agent_tui.core.mask import masked
from agent_tui.session.faults import Faults

KEY = "a key of an unknown shape"


def failed(text: str) -> BaseException:
    """An error that was raised somewhere."""
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


def faults(folder: Path) -> Faults:
    return Faults(folder, "1.2", partial(masked, known=(KEY,)), {"TERM": "xterm", "OPENAI_API_KEY": KEY})


def test_the_sentence_names_a_report_that_only_the_person_can_read(tmp_path: Path) -> None:
    told = faults(tmp_path / "new").report(failed("odd"))
    (path,) = (tmp_path / "new").iterdir()
    assert told == f"A fault in agent itself: ValueError: odd. A report without keys is in {path}."
    assert path.stat().st_mode & 0o777 == 0o600
    report = path.read_text()
    assert "agent 1.2, Python 3" in report
    assert "terminal: TERM=xterm" in report
    assert "raise ValueError(text)\nValueError: odd" in report


def test_neither_keys_nor_control_characters_get_into_it(tmp_path: Path) -> None:
    told = faults(tmp_path).report(failed(f"with {KEY} and \x1b]0;title\x07 in it"))
    (path,) = tmp_path.iterdir()
    for text in (told, path.read_text()):
        assert "with [secret] and  in it" in " ".join(text.splitlines()).replace("and in", "and  in")
        assert "\x1b" not in text


def test_the_newest_reports_are_kept(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"2020-01-{number:02}.txt").write_text("old")
    faults(tmp_path).report(failed("odd"))
    left = sorted(path.name for path in tmp_path.iterdir())
    assert len(left) == 20
    assert left[0] == "2020-01-11.txt"


def test_a_report_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("")
    assert "A report of it could not be written: " in faults(taken).report(failed("odd"))
