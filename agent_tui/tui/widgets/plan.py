"""What the agent means to do, above the composer."""

from __future__ import annotations

from textual.strip import Strip
from textual.widget import Widget

from agent_tui.core.views import Todos
from agent_tui.tui.paint.line import BLANK, indented, strip
from agent_tui.tui.paint.palette import Palette
from agent_tui.tui.paint.view import todo_line

_MOST = 6
"""Lines it takes at most."""
_LEFT = 3
_EMPTY = "-empty"


def plan_lines(todos: Todos, palette: Palette, width: int) -> list[Strip]:
    """The plan, from the last that is done where all of it is too long, and then how far it is."""
    items = todos.items
    done = sum(item.state == "done" for item in items)
    room = width - _LEFT - 1
    if len(items) <= _MOST:
        return list(indented((todo_line(item, palette, room) for item in items), _LEFT))
    shown = _MOST - 1
    first = next((index for index, item in enumerate(items) if item.state != "done"), len(items))
    start = max(0, min(first - 1, len(items) - shown))
    lines = [todo_line(item, palette, room) for item in items[start : start + shown]]
    lines.append(strip([(f"… {done} of {len(items)} done", palette.dim)], room))
    return list(indented(lines, _LEFT))


class Plan(Widget, can_focus=False):
    """The todo list; there only while there is one."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.add_class(_EMPTY)
        self._palette = palette
        self._todos: Todos | None = None

    def show(self, todos: Todos | None) -> None:
        """Show `todos`, or nothing any more."""
        if todos is self._todos:
            return
        self._todos = todos
        self.set_class(not todos or all(item.state == "done" for item in todos.items), _EMPTY)
        self.styles.height = min(_MOST, len(todos.items)) if todos else 0
        self.refresh()

    def paint(self, palette: Palette) -> None:
        """Draw in other colours."""
        self._palette = palette
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """As `Widget`."""
        width = self.size.width
        lines = plan_lines(self._todos, self._palette, width) if self._todos else []
        line = lines[y] if y < len(lines) else BLANK
        return line.crop_extend(0, width, None).apply_style(self.rich_style)
