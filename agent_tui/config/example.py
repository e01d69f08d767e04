"""Writes the schema as a YAML file in which every setting stands with its sentence and its default."""

from __future__ import annotations

import json

from agent_tui.config.leaves import Leaf, groups

_HEAD = """\
# Settings of agent. Copy what you change to ~/.config/agent/config.yml.
# A trusted directory may have its own in .agent/config.yml; AGENT_* variables and flags count more."""


def example() -> str:
    """The text of `config.example.yml`; every setting is commented out."""
    parts = [_HEAD]
    for group in groups():
        lines = [line for leaf in group.leaves for line in _leaf(leaf)]
        if group.name:
            lines = [f"# {group.sentence}", f"{group.name}:", *(f"  {line}" for line in lines)]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def yaml_value(value: object) -> str:
    """A default as YAML writes it, on one line."""
    return json.dumps(value)


def _leaf(leaf: Leaf) -> list[str]:
    return [f"# {leaf.sentence}", f"# {leaf.name.rpartition('.')[2]}: {yaml_value(leaf.default)}"]
