"""More of what the screen looks like: moments that pass, the other themes and sizes, poor terminals."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from agent_tui.core import events as e
from agent_tui.core.conversation import INTERRUPTED
from agent_tui.core.trimming import Trim
from agent_tui.core.views import Question, Questions, Result
from tests.tui import support as s
from tests.tui.scene import Compare, Scene, pictured

LIGHT, MIDDLE, LARGE = "agent-light", (120, 40), (200, 60)
FILES = ("shop/cart.py", "shop/coupon.py", "shop/catalogue.py", "tests/test_cart.py", "README.md")
INTERRUPTED_RUN = (
    *s.COMMAND,
    e.CallEnded("f", "bash", Result(INTERRUPTED, failed=True), 12.4),
    e.Stopped("interrupted"),
)
REFUSED = (
    *s.EDIT,
    e.Answered("e", False, reason="coupons may be used twice at Christmas"),
    e.CallEnded("e", "edit_file", Result("refused", failed=True), 4.2, denied=True),
    s.replied("Then I leave the cart as it is."),
    e.Stopped("done"),
)
WAITING = (
    s.began("Why twice?"),
    e.StepBegan(1, "anthropic/claude-sonnet"),
    e.Retrying("anthropic is overloaded (529).", 2, 4.0),
)
NOTES = (
    *s.WORK,
    e.Trimmed((Trim(3, "image"), Trim(5, "image")), 180_000, 150_000),
    e.Compacted(150_000, 22_000, 31, (), keep=4, said=3, dropped=1),
    e.Reverted(s.DIFF, undone=True),
    e.Notice("ui.them is no setting; did you mean ui.theme?", "warning"),
    e.Stopped("limit", "The turn made 200 requests, which is the most. /iterations sets another number."),
)
WORDS = """漢字の表と**太字**、한국어, e\u0301 and e\u0302\u0323, 👩‍👩‍👧 family, 🇩🇪 flag, שלום עולם.

| 名 | what |
|---|---|
| 値段 | price |
| e\u0301te\u0301 | summer |

- 一つ
- two
"""
ROADMAP = """### The plan for `Cart`

- [x] find the fault
- [ ] repair it, in a way that also holds for **three** coupons, and for none at all
  - [ ] one test each

1. Run this:
   ```sh
   pytest -q tests/test_cart.py
   ```
   It fails.
2. Change `apply`: a `set[Coupon]` in place of a List<Coupon>.

> What is applied twice counts once.

| file | lines | why |
|---|---:|---|
| shop/cart.py | 1,214 | see [the notes](docs/notes.md) |

---
The rest stays.
"""
WIDE = (s.began("漢字 и e\u0301 👩‍👩‍👧 — " * 4), s.replied(WORDS), s.spent(), e.Stopped("done"))
ASKED = (
    s.call_began("q", "ask_user", "Which?"),
    e.Asked("q", "", questions=Questions((Question("Which database is this for?", ("PostgreSQL", "SQLite")),))),
)
ANSWERED = (*s.WORK, s.replied(s.ANSWER), e.Stopped("done"))
QUEUED = (*"also test three coupons", "enter", *"then tell me", "enter", *"keep it short", "ctrl+enter", *"and")
UNTRUSTED = replace(
    s.SETTINGS,
    untrusted=(".agent/commands/look.md runs: git diff", ".agent/config.yml sets mode: yolo", ".mcp.json: {}"),
)

MOMENTS = (
    Scene("themes", ANSWERED, (*"/theme", "enter", *["down"] * 3)),
    Scene("mention", (), tuple("see @ca"), size=MIDDLE, theme=LIGHT, files=FILES),
    Scene("search", s.WORK, (*"find TODO", "enter", *"explain it", "enter", "ctrl+r", *"fi")),
    Scene("queue-middle", s.COMMAND, QUEUED, size=MIDDLE),
    Scene("side-large-light", (*s.COMMAND, s.PLANNED), ("ctrl+e",), size=LARGE, theme=LIGHT),
    Scene("interrupted", INTERRUPTED_RUN, theme=LIGHT),
    Scene("refused", REFUSED, size=MIDDLE),
    Scene("waiting", WAITING, theme=LIGHT),
    Scene("notes", NOTES, size=MIDDLE),
    Scene("keys", (), ("question_mark",), size=MIDDLE, theme=LIGHT),
    Scene("wide-characters", WIDE),
    Scene("markdown", (s.began("Plan it"), s.replied(ROADMAP), e.Stopped("done")), size=MIDDLE),
    Scene("markdown-light", (s.began("Plan it"), s.replied(ROADMAP), e.Stopped("done")), size=MIDDLE, theme=LIGHT),
    Scene("welcome-large", size=LARGE),
    Scene("thinking-large-light", s.THINKING, size=LARGE, theme=LIGHT, thoughts=True),
    Scene("running-large-light", (*s.COMMAND, s.PLANNED), size=LARGE, theme=LIGHT),
    Scene("edit-large", s.EDIT, size=LARGE),
    Scene("edit-looked-at-light", s.EDIT, ("tab",), size=MIDDLE, theme=LIGHT),
    Scene("menu-light", (), ("slash",), size=MIDDLE, theme=LIGHT),
    Scene("failed-light", s.FAILED, theme=LIGHT),
    Scene("question-light", ASKED, size=MIDDLE, theme=LIGHT),
    Scene("trust-light", size=MIDDLE, theme=LIGHT, settings=UNTRUSTED),
    Scene("tiny-welcome", size=(20, 5)),
    Scene("tiny-question", ASKED, size=(20, 5)),
    Scene("small-running", s.COMMAND, size=(40, 10)),
    Scene("edit-nord", s.EDIT, theme="nord"),
    Scene("edit-solarized-light", s.EDIT, theme="solarized-light"),
    Scene("edit-terminals-own-dark", s.EDIT, theme="ansi-dark"),
    Scene("edit-terminals-own-light", s.EDIT, theme="ansi-light"),
)


@pytest.mark.parametrize("scene", MOMENTS, ids=lambda scene: scene.name)
def test_moment(scene: Scene, snap_compare: Compare) -> None:
    assert pictured(scene, snap_compare)


@pytest.mark.parametrize("theme", ["agent-dark", LIGHT])
def test_paths_to_choose_from(theme: str, snap_compare: Compare, tmp_path: Path) -> None:
    for name in ("cart.py", "catalogue.py", "card.py", "my cart.txt"):
        (tmp_path / "shop" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "shop" / name).touch()
    (tmp_path / "shop" / "carts").mkdir()
    here = replace(s.SETTINGS, cwd=str(tmp_path))
    assert pictured(Scene("paths", s.WORK, (*"!cat shop/ca", "tab", "down"), theme=theme, settings=here), snap_compare)


@pytest.mark.parametrize("theme", ["agent-dark", LIGHT])
def test_a_picture_that_goes_along(theme: str, snap_compare: Compare, tmp_path: Path) -> None:
    (tmp_path / "the screen.png").write_bytes(bytes(34 * 1024))
    here = replace(s.SETTINGS, cwd=str(tmp_path))
    scene = Scene("picture", s.WORK, tuple("what is wrong here?"), theme=theme, settings=here, pasted="the screen.png")
    assert pictured(scene, snap_compare)


def test_without_glyphs(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    assert pictured(Scene("edit-ascii", (*s.EDIT, s.PLANNED)), snap_compare)


def test_without_colours(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert pictured(Scene("edit-grey", s.EDIT), snap_compare)
