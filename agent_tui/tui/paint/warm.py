"""Paints once, where nobody waits, what would make the first answer late."""

from __future__ import annotations

from agent_tui.tui.paint.blocks import last
from agent_tui.tui.paint.markdown import Painter
from agent_tui.tui.paint.palette import Palette
from agent_tui.tui.paint.pieces import pieces

_SAMPLE = """\
# Heading

Words, **strong** and *slanted*, `code`, a [link](here).

- an item
- another

1. first

> said

| a | b |
|---|---|
| 1 | 2 |

```python
def word(value: int) -> str:
    return f"{value}"  # why
```

```bash
ls "$HOME"
```
"""


def warm(palette: Palette) -> None:
    """Have the parsers, the lexers that are met most and the styles of `palette` made."""
    painter = Painter(palette, 40)
    for block in pieces(last(_SAMPLE)):
        painter.block(block)
