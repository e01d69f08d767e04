"""Where the composer breaks its lines: never within a sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len
from textual.document._wrapped_document import WrappedDocument

from agent_tui.tui.signs import signs, simple

_WORD = re.compile(r"\S+\s*|\s+")


class Wrapping(WrappedDocument):
    """As `WrappedDocument`, which counts the characters of a sign one by one."""

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """As `WrappedDocument`."""
        super().wrap(width, tab_width)
        odd = [at for at, line in enumerate(self.document.lines) if width and _is_odd(line)]
        if odd:
            for at in odd:
                self._wrap_offsets[at] = list(breaks(self.document.lines[at], width))
            self._count()

    def wrap_range(self, start: tuple[int, int], old_end: tuple[int, int], new_end: tuple[int, int]) -> None:
        """As `WrappedDocument`."""
        if any(map(_is_odd, self.document.lines)):
            self.wrap(self._width)
        else:
            super().wrap_range(start, old_end, new_end)

    def get_target_document_column(self, line_index: int, x_offset: int, y_offset: int) -> int:
        """As `WrappedDocument`."""
        if not _is_odd(self.document.get_line(line_index)):
            return super().get_target_document_column(line_index, x_offset, y_offset)
        sections = self.get_sections(line_index)
        begin = sum(len(section) for section in sections[:y_offset])
        found = signs(sections[y_offset])
        # Behind the last sign of a part that goes on, the caret would stand in the next one.
        goes_on = y_offset not in (-1, len(sections) - 1)
        used = 0
        for sign, cells in found[:-1] if goes_on else found:
            used += cells
            if used > x_offset:
                break
            begin += len(sign)
        return begin

    def _count(self) -> None:
        """Count anew which row of the screen belongs to which line."""
        heights = [len(offsets) + 1 for offsets in self._wrap_offsets]
        self._offset_to_line_info = [(line, part) for line, height in enumerate(heights) for part in range(height)]
        rows = iter(range(sum(heights)))
        self._line_index_to_offsets = [[next(rows) for _ in range(height)] for height in heights]


def breaks(line: str, width: int) -> Iterator[int]:
    """Where a line without tabs is broken so that no part has more than `width` cells."""
    used = 0
    for word in _WORD.finditer(line):
        size = cell_len(word.group())
        if used + size <= width:
            used += size
            continue
        if word.start():
            yield word.start()
        used = size
        if size > width:
            at, used = word.start(), 0
            for sign, cells in signs(word.group()):
                if used + cells > width:
                    yield at
                    used = 0
                at += len(sign)
                used += cells


def _is_odd(line: str) -> bool:
    """Whether a line may have signs of several characters."""
    return "\t" not in line and not simple(line)
