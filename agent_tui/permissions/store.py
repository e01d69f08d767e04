"""Rules that a person's answers added, kept outside every project."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import mkstemp

from msgspec import DecodeError, Struct, json, structs

from agent_tui.core.errors import UsageError
from agent_tui.core.verdicts import RuleKind
from agent_tui.permissions.rules import Rule, Rules, parse_rule


class _Kept(Struct, frozen=True):
    """One file."""

    version: int
    allow: tuple[str, ...]
    workspace: str = ""
    """The project it belongs to, by its real path; empty for all projects."""
    ask: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()


class Store:
    """One file of rules for this project and one for all: `directory/projects/HASH.json`, `directory/always.json`."""

    def __init__(self, directory: Path, root: str) -> None:
        self._root = root
        name = hashlib.sha256(root.encode(errors="surrogateescape")).hexdigest()[:32]
        self._project = directory / "projects" / f"{name}.json"
        self._always = directory / "always.json"
        self.problems: list[str] = []
        """One sentence for each file that could not be read."""

    def load(self) -> Rules:
        """Rules of both files. What cannot be read is passed over and told in `problems`."""
        self.problems = []
        return self._rules(self._project, self._root) + self._rules(self._always, "")

    def span(self, rule: Rule) -> str:
        """How far a rule reaches that was loaded, in words."""
        kept = self._read(self._always, "")
        return "always" if kept and str(rule) in (*kept.allow, *kept.ask, *kept.deny) else "this project"

    def add(self, rules: Iterable[str], kind: RuleKind = "allow", *, project: bool) -> None:
        """Keep `rules`, for this project or for all. Raises `OSError`."""
        path, workspace = (self._project, self._root) if project else (self._always, "")
        kept = self._read(path, workspace)
        if kept is None:
            path.replace(path.with_suffix(".broken"))
        before = kept or _Kept(1, (), workspace)
        after = {kind: tuple(dict.fromkeys((*getattr(before, kind), *rules)))}
        _replace(path, json.encode(structs.replace(before, **after)))

    def drop(self, rule: str) -> None:
        """Keep `rule` no longer, in either file. Raises `OSError`."""
        for path, workspace in ((self._project, self._root), (self._always, "")):
            kept = self._read(path, workspace)
            if kept and rule in (*kept.allow, *kept.ask, *kept.deny):
                lists = (tuple(one for one in each if one != rule) for each in (kept.allow, kept.ask, kept.deny))
                allow, ask, deny = lists
                _replace(path, json.encode(_Kept(1, allow, workspace, ask, deny)))

    def _rules(self, path: Path, workspace: str) -> Rules:
        kept = self._read(path, workspace)
        if kept is None:
            self.problems.append(f"{path} cannot be read; its rules are not in force until it is mended or removed.")
            return Rules()
        return Rules(*(tuple(self._read_all(path, texts)) for texts in (kept.allow, kept.ask, kept.deny)))

    def _read_all(self, path: Path, texts: Iterable[str]) -> Iterator[Rule]:
        for text in texts:
            try:
                yield parse_rule(text)
            except UsageError as error:
                self.problems.append(f"{path}: {error}.")

    def _read(self, path: Path, workspace: str) -> _Kept | None:
        """The file's content, empty where there is no file; None where it cannot be understood."""
        try:
            kept = json.decode(path.read_bytes(), type=_Kept)
        except FileNotFoundError:
            return _Kept(1, (), workspace)
        except (OSError, DecodeError, UnicodeDecodeError):
            return None
        return kept if kept.version == 1 and kept.workspace == workspace else None


def _replace(path: Path, content: bytes) -> None:
    """Put `content` in the place of `path`, readable by its owner only, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, temporary = mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(json.format(content) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
