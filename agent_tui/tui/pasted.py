"""Long pastes, which stand in the composer as a few words."""

from __future__ import annotations

import re
from pathlib import Path

from agent_tui.core.mentions import written
from agent_tui.core.sanitise import one_line
from agent_tui.tui.pictures import size

_MOST_LINES = 8
_MOST_CHARACTERS = 1_000


class Pasted:
    """What was pasted, by the chips that stand for it."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._pictures = 0

    def chip(self, text: str) -> str:
        """What stands for `text` in the composer: itself, where it is short."""
        lines = text.removesuffix("\n").count("\n") + 1
        if lines <= _MOST_LINES and len(text) <= _MOST_CHARACTERS:
            return text
        size = f"{lines:,} lines" if lines > 1 else f"{len(text):,} characters"
        chip, number = f"[pasted {size}]", 1
        while self._texts.setdefault(chip, text) != text:
            number += 1
            chip = f"[pasted {size} #{number}]"
        return chip

    def picture(self, path: Path) -> str:
        """What stands in the composer for the picture at `path`; it expands to its mention."""
        mention = written(str(path))
        known = next((chip for chip, text in self._texts.items() if text == mention), "")
        if known:
            return known
        self._pictures += 1
        chip = f"[image {self._pictures}: {one_line(path.name, 40)} {size(path)}]"
        self._texts[chip] = mention
        return chip

    def expanded(self, text: str) -> str:
        """`text` with what its chips stand for."""
        if not self._texts:
            return text
        chips = "|".join(map(re.escape, self._texts))
        return re.sub(chips, lambda found: self._texts[found[0]], text)

    def ends(self, before: str) -> int:
        """Characters of the chip that `before` ends with; 0 where it ends with none."""
        return max((len(chip) for chip in self._texts if before.endswith(chip)), default=0)
