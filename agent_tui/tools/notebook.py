"""Notebooks as text: their cells, one after the other."""

from __future__ import annotations

import msgspec
from msgspec import Struct


class _Cell(Struct):
    cell_type: str
    source: str | list[str] = ""


class _Notebook(Struct):
    cells: list[_Cell]


def cells(data: bytes) -> str | None:
    """The sources of a notebook's cells under their numbers; None where `data` is no notebook."""
    try:
        notebook = msgspec.json.decode(data, type=_Notebook)
    except msgspec.DecodeError:
        return None
    parts = [
        f"# cell {number} ({cell.cell_type})\n{cell.source if isinstance(cell.source, str) else ''.join(cell.source)}"
        for number, cell in enumerate(notebook.cells, 1)
    ]
    return "\n\n".join(parts) + "\n"
