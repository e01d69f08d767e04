"""Puts the configuration together: defaults, the person's file, a trusted directory's file, environment, flags."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from agent_tui.config.leaves import leaves
from agent_tui.config.places import Places
from agent_tui.config.schema import VARIABLES, Config
from agent_tui.core.errors import UsageError

if TYPE_CHECKING:
    import yaml

ADDING = ("permissions.allow", "permissions.ask", "permissions.deny", "shell.env_allow", "web.allow_hosts")
"""Lists that every layer adds to; other values replace those of the layer below."""
PROJECT_FILE = Path(".agent") / "config.yml"


class Loaded(Struct, frozen=True):
    """The configuration and where each value came from."""

    config: Config
    origins: dict[str, str]
    """Dotted name to a file with its line, a variable or a flag; settings not named have their default."""
    notices: tuple[str, ...] = ()
    """Sentences the person should read."""


class _Value(Struct, frozen=True):
    value: Any
    origin: str


def load(flags: Mapping[str, Any], env: Mapping[str, str], cwd: Path, places: Places) -> Loaded:
    """Read all layers once.

    `flags` maps dotted names to values; None stands for a flag that was not given. Raises `UsageError` whose text is
    `file:line: sentence`.
    """
    layers = [_from_file(places.config / "config.yml")]
    project, notices = cwd / PROJECT_FILE, []
    if project.is_file():
        from agent_tui.config.trust import is_trusted

        if is_trusted(cwd, places):
            layers.append(_from_file(project))
        else:
            notices.append(f"{PROJECT_FILE} is not used until you trust this directory with: agent trust")
    layers.append({VARIABLES[name]: _Value(env[name], name) for name in VARIABLES if env.get(name)})
    layers.append({name: _Value(value, "flag") for name, value in flags.items() if value is not None})
    values: dict[str, _Value] = {}
    for layer in layers:
        for name, new in layer.items():
            values[name] = _joined(values.get(name), new) if name in ADDING else new
    origins = {name: value.origin for name, value in values.items()}
    return Loaded(_config(values), origins, tuple(notices))


def _joined(old: _Value | None, new: _Value) -> _Value:
    if old is None or not isinstance(old.value, list) or not isinstance(new.value, list):
        return new
    return _Value([*old.value, *new.value], f"{old.origin}, {new.origin}")


def _config(values: Mapping[str, _Value]) -> Config:
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


def _from_file(path: Path) -> dict[str, _Value]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 text.") from error
    import yaml

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UsageError(f"{path}:{line}: this is not YAML: {error.problem or 'it cannot be read'}.") from error
    except yaml.YAMLError as error:
        raise UsageError(f"{path}:1: is not YAML ({error}).") from error
    if root is None:
        return {}
    values: dict[str, _Value] = {}
    _walk(path, root, "", values)
    return values


def _walk(path: Path, node: yaml.Node, prefix: str, values: dict[str, _Value]) -> None:
    import yaml

    if not isinstance(node, yaml.MappingNode):
        line = node.start_mark.line + 1
        raise UsageError(f"{path}:{line}: {prefix.rstrip('.') or 'the file'} must hold settings, each as name: value.")
    known = leaves()
    for key, value in node.value:
        name = f"{prefix}{key.value}"
        origin = f"{path}:{key.start_mark.line + 1}"
        if name in known:
            loader = yaml.SafeLoader("")
            values[name] = _Value(loader.construct_object(value, deep=True), origin)
            loader.dispose()
        elif any(leaf.startswith(f"{name}.") for leaf in known):
            if not (isinstance(value, yaml.ScalarNode) and value.tag.endswith(":null")):
                _walk(path, value, f"{name}.", values)
        else:
            raise UsageError(f"{origin}: there is no setting {name}{_nearest(name, known)}.")


def _nearest(name: str, known: Mapping[str, object]) -> str:
    from difflib import get_close_matches

    groups = {leaf.split(".")[0] for leaf in known if "." in leaf}
    near = get_close_matches(name, [*known, *groups], 1, 0.5)
    return f"; did you mean {near[0]}" if near else ""
