"""Puts the configuration together: defaults, the person's file, a trusted directory's file, environment, flags."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from agent_tui.config.file import settings
from agent_tui.config.leaves import leaves
from agent_tui.config.places import Places
from agent_tui.config.schema import VARIABLES, Config
from agent_tui.core.errors import UsageError

ADDING = ("permissions.allow", "permissions.ask", "permissions.deny", "shell.env_allow", "web.allow_hosts")
"""Lists that every layer adds to; other values replace those of the layer below."""
PROJECT_FILE = Path(".agent") / "config.yml"
_LINKED = ".agent is a link, so nothing in it is used"


class Loaded(Struct, frozen=True):
    """The configuration and where each value came from."""

    config: Config
    origins: dict[str, str]
    """Dotted name to a file with its line, a variable or a flag; settings not named have their default."""
    notices: tuple[str, ...] = ()
    """Sentences the person should read."""


class Value(Struct, frozen=True):
    """The value of a setting in one layer."""

    value: Any
    origin: str


def load(flags: Mapping[str, Any], env: Mapping[str, str], cwd: Path, places: Places) -> Loaded:
    """Read all layers once.

    `flags` maps dotted names to values; None stands for a flag that was not given. Raises `UsageError` whose text is
    `file:line: sentence`.
    """
    layers = [_layer(places.config / "config.yml", places)]
    project, notices = cwd / PROJECT_FILE, []
    if project.is_file():
        from agent_tui.config.trust import is_trusted

        if project.parent.is_symlink():
            notices.append(_LINKED)
        elif is_trusted(cwd, places):
            layers.append(_layer(project, places))
        else:
            notices.append(f"{PROJECT_FILE} is not used until you trust this directory with: agent trust")
    layers.append({VARIABLES[name]: Value(env[name], name) for name in VARIABLES if env.get(name)})
    layers.append({name: Value(value, "flag") for name, value in flags.items() if value is not None})
    values: dict[str, Value] = {}
    for layer in layers:
        for name, new in layer.items():
            values[name] = _joined(values.get(name), new) if name in ADDING else new
    origins = {name: value.origin for name, value in values.items()}
    return Loaded(_config(values), origins, tuple(notices))


def _layer(path: Path, places: Places) -> dict[str, Value]:
    found = settings(path, places.state / "parsed")
    return {name: Value(value, f"{path}:{line}") for name, (value, line) in found.items()}


def _joined(old: Value | None, new: Value) -> Value:
    if old is None or not isinstance(old.value, list) or not isinstance(new.value, list):
        return new
    return Value([*old.value, *new.value], f"{old.origin}, {new.origin}")


def _config(values: Mapping[str, Value]) -> Config:
    for name, value in values.items():
        # One at a time, so that a mistake is told with the place it stands in.
        try:
            msgspec.convert(_tree({name: value.value}), Config, strict=not isinstance(value.value, str))
        except msgspec.ValidationError as error:
            raise UsageError(f"{value.origin}: {_wrong(name, value.value, str(error))}.") from error
    return msgspec.convert(_tree({name: value.value for name, value in values.items()}), Config, strict=False)


def _wrong(name: str, value: object, error: str) -> str:
    if choices := leaves()[name].choices:
        return f"{name} cannot be {value!r}; it is one of {', '.join(sorted(choices))}"
    sentence = error.split(" - at ", maxsplit=1)[0]
    return f"{name}: {sentence[:1].lower()}{sentence[1:]}"


def _tree(values: Mapping[str, Any]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, value in values.items():
        *parents, last = name.split(".")
        node = tree
        for parent in parents:
            node = node.setdefault(parent, {})
        node[last] = value
    return tree
