"""Reads a file of settings; what it parsed is kept, so that YAML is loaded again only once the file has changed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from agent_tui import __version__
from agent_tui.config.leaves import leaves
from agent_tui.core.errors import UsageError

if TYPE_CHECKING:
    import yaml

Settings = dict[str, tuple[Any, int]]
"""Dotted names with their values and the lines they stand in, from 1."""


class _Parsed(Struct, frozen=True):
    """What a file came to, and what it was read from and by."""

    source: str
    settings: Settings


def settings(path: Path, kept: Path) -> Settings:
    """The settings in the YAML file `path`, none where there is no such file; `kept` is a directory of this user.

    Raises `UsageError` whose text is `file:line: sentence`.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 text.") from error
    known = leaves()
    source = _digest(__version__, *known, text)
    copy = kept / f"{_digest(str(path))}.json"
    with suppress(OSError, msgspec.DecodeError):
        before = msgspec.json.decode(copy.read_bytes(), type=_Parsed)
        if before.source == source:
            return before.settings
    found: Settings = {}
    _read(path, text, found, known)
    _keep(copy, _Parsed(source, found))
    return found


def _digest(*texts: str) -> str:
    return blake2b("\0".join(texts).encode(errors="surrogatepass"), digest_size=16).hexdigest()


def _keep(copy: Path, parsed: _Parsed) -> None:
    """Keep what was parsed, where JSON can tell it and the disk takes it."""
    try:
        data = msgspec.json.encode(parsed)
        if msgspec.json.decode(data, type=_Parsed) != parsed:
            return
        copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = copy.with_suffix(".new")
        fresh.write_bytes(data)
        fresh.replace(copy)
    except (OSError, TypeError, OverflowError, UnicodeEncodeError):
        return


def _read(path: Path, text: str, found: Settings, known: Mapping[str, object]) -> None:
    import yaml

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UsageError(f"{path}:{line}: this is not YAML: {error.problem or 'it cannot be read'}.") from error
    except yaml.YAMLError as error:
        raise UsageError(f"{path}:1: is not YAML ({error}).") from error
    if root is not None:
        _walk(path, root, "", found, known)


def _walk(path: Path, node: yaml.Node, prefix: str, found: Settings, known: Mapping[str, object]) -> None:
    import yaml

    if not isinstance(node, yaml.MappingNode):
        line = node.start_mark.line + 1
        raise UsageError(f"{path}:{line}: {prefix.rstrip('.') or 'the file'} must hold settings, each as name: value.")
    for key, value in node.value:
        name = f"{prefix}{key.value}"
        line = key.start_mark.line + 1
        if name in known:
            loader = yaml.SafeLoader("")
            found[name] = (loader.construct_object(value, deep=True), line)
            loader.dispose()
        elif any(leaf.startswith(f"{name}.") for leaf in known):
            if not (isinstance(value, yaml.ScalarNode) and value.tag.endswith(":null")):
                _walk(path, value, f"{name}.", found, known)
        else:
            raise UsageError(f"{path}:{line}: there is no setting {name}{_nearest(name, known)}.")


def _nearest(name: str, known: Mapping[str, object]) -> str:
    from difflib import get_close_matches

    groups = {leaf.split(".")[0] for leaf in known if "." in leaf}
    near = get_close_matches(name, [*known, *groups], 1, 0.5)
    return f"; did you mean {near[0]}" if near else ""
