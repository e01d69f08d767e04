"""Stops, in every mode, what could not be put right again."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import PurePath

from agent_tui.core.effects import Effect, Runs, Writes
from agent_tui.permissions.nested import likely
from agent_tui.permissions.paths import Confines, followed
from agent_tui.permissions.shell import parse
from agent_tui.permissions.whereabouts import Whereabouts, braced

_CHAINED = re.compile(r"(?:[^;|&\n(){}`$]|&&)*")
"""Commands of which each runs only where the one before it went well, all in one shell."""
_FORK_BOMB = re.compile(r"(?P<name>[\w:.]+)\s*\(\)\s*\{[^}]*(?P=name)\s*\|\s*(?P=name)\s*&")
_DEVICE = re.compile(r"/dev/(?!null\b|zero\b|full\b|tty\b|stdin\b|stdout\b|stderr\b|fd/|random\b|urandom\b|shm/|pts/)")
_DEVICE_TARGET = re.compile(r">[>|&]?\s*[\"']?" + _DEVICE.pattern)
_DISK_TOOLS = re.compile(
    r"mkfs(\..+)?|mke2fs|mkswap|wipefs|fdisk|sfdisk|cfdisk|sgdisk|gdisk|parted|cryptsetup|blkdiscard"
)
_POWER = frozenset(("shutdown", "reboot", "halt", "poweroff"))
_MAIN = frozenset(("main", "master", "trunk", "develop", "production", "release"))


class Guard:
    """Knows the places whose loss ends the day: the root, the home, the workspace and all above it."""

    def __init__(self, confines: Confines, home: str) -> None:
        self._confines = confines
        self._home = os.path.realpath(home)
        self._kept = {"/", self._home, confines.root}
        for kept in (self._home, confines.root):
            self._kept |= {str(parent) for parent in PurePath(kept).parents}

    def concern(self, effect: Effect) -> str:
        """Why `effect` must be asked about in every mode; empty where nothing of that kind is seen."""
        match effect:
            case Writes(paths=paths):
                return next((said for path in paths if (said := self._write(path))), "")
            case Runs(command=command, cwd=cwd):
                return self.command(command, cwd)
            case _:
                return ""

    def command(self, command: str, cwd: str) -> str:
        """As `concern`, for a command."""
        if _FORK_BOMB.search(command):
            return "It starts copies of itself without end."
        if _DEVICE_TARGET.search(command):
            return "It writes to a device."
        script = parse(command)
        at = Whereabouts(cwd, self._place, sure=_CHAINED.fullmatch(command) is not None)
        for part in script.parts:
            for found in likely(part):
                if found.opaque and not found.words:
                    return "It runs another command with more words than can be looked through."
                if said := next((said for place in at.places if (said := self._part(found.words, place))), ""):
                    return said
                at.follow(found.words)
                if at.lost:
                    return "It goes to more directories than can be followed."
        return ""

    def _write(self, path: str) -> str:
        if "\0" not in path and (said := self._confines.policy(path)):
            return f"Not to be changed without asking: {said}."
        return "It writes to a device." if _DEVICE.match(os.path.normpath(path)) else ""

    def _part(self, words: Sequence[str], cwd: str) -> str:
        if not words:
            return ""
        name, rest = PurePath(words[0]).name, words[1:]
        if _DISK_TOOLS.fullmatch(name):
            return f"`{name}` changes disks."
        if name in _POWER or (name == "systemctl" and _POWER & set(rest)):
            return "It stops the machine."
        check = _CHECKS.get(name)
        return check(self, rest, cwd) if check else ""

    def _removes(self, words: Sequence[str], cwd: str) -> str:
        return self._sweeps("removes", words, cwd) if _has(words, "rR", "--recursive") else ""

    def _reowns(self, words: Sequence[str], cwd: str) -> str:
        return self._sweeps("changes the rights of", words, cwd) if _has(words, "R", "--recursive") else ""

    def _moves(self, words: Sequence[str], cwd: str) -> str:
        return self._sweeps("moves", words, cwd)

    def _finds(self, words: Sequence[str], cwd: str) -> str:
        if "-delete" not in words and not any(PurePath(word).name in ("rm", "shred") for word in words):
            return ""
        start = next((at for at, word in enumerate(words) if word.startswith(("-", "(", "!"))), len(words))
        picks = any(word in ("-name", "-iname", "-path", "-regex", "-wholename") for word in words)
        # Some files of the workspace, told by their names, are no more than `rm` may remove.
        paths = [path for path in words[:start] or (".",) if not (picks and self._in_workspace(path, cwd))]
        return self._sweeps("removes what it finds in", paths, cwd)

    def _in_workspace(self, word: str, cwd: str) -> bool:
        return self._confines.read(self._place(word, cwd)).inside

    def _sweeps(self, deed: str, words: Sequence[str], cwd: str) -> str:
        for word in chain.from_iterable(map(braced, _operands(words))):
            if word.lstrip("\"'").startswith(("$", "`")) and not self._spelled(word).startswith("/"):
                return f"It {deed} `{word}`, which is only known once it runs and may be `/`."
            if (place := self._place(word, cwd)) in self._kept or _is_top(place):
                return f"It {deed} `{word}`, which is all of `{place}`."
            if PurePath(place).name == ".git":
                return f"It {deed} `{word}`, the history of a project."
        return ""

    def _spelled(self, word: str) -> str:
        word = re.sub(r"[\"']", "", word)
        word = re.sub(r"^(\$HOME\b|\$\{HOME[^}]*\}|~(?=/|$))", lambda _: self._home, word)
        word = re.sub(r"^(\$PWD\b|\$\{PWD\}|\$\(pwd\))", lambda _: self._confines.root, word)
        return re.sub(r"^~[^/]*", "/home", word)

    def _place(self, word: str, cwd: str) -> str:
        """The directory that `word` stands for: of `x/*` it is `x`, since all in it is meant."""
        spelled = self._spelled(word).replace("\0", "")
        while PurePath(spelled).name in ("*", ".*", "{*,.*}", "**", ".[!.]*", "?*"):
            spelled = str(PurePath(spelled).parent)
        return followed(str(PurePath(cwd, spelled)))[0]

    def _mirrors(self, words: Sequence[str], cwd: str) -> str:
        removes = any(word.startswith("--del") for word in words)
        return self._sweeps("removes what is elsewhere in", words[-1:], cwd) if removes else ""

    def _feeds(self, words: Sequence[str], cwd: str) -> str:
        """What `xargs rm -r` removes is only known once it runs, unless some of it is spelled."""
        start = next((at for at, word in enumerate(words) if PurePath(word).name == "rm"), len(words))
        if _has(words[start:], "rR", "--recursive") and not _operands(words[start + 1 :]):
            return "It removes directories whose names are only known once it runs."
        return ""

    def _git(self, words: Sequence[str], cwd: str) -> str:
        verbs = _operands(words)
        if "push" in verbs:
            return _pushes(words[words.index("push") + 1 :])
        if "clean" in verbs and _has(words, "f", "--force") and _has(words, "xX"):
            return "It removes files that git ignores, such as settings and secrets, for good."
        return ""

    def _dd(self, words: Sequence[str], cwd: str) -> str:
        wrong = any(word.startswith("of=") and _DEVICE.match(word[3:]) for word in words)
        return "It writes to a device." if wrong else ""

    def _overwrites(self, words: Sequence[str], cwd: str) -> str:
        return "It writes to a device." if any(_DEVICE.match(word) for word in words) else ""

    def _kills(self, words: Sequence[str], cwd: str) -> str:
        return "It ends every process there is." if words[-1:] == ("-1",) and len(words) > 1 else ""

    def _crontab(self, words: Sequence[str], cwd: str) -> str:
        return "It removes all timed jobs." if _has(words, "r") else ""


_CHECKS: dict[str, Callable[[Guard, Sequence[str], str], str]] = {
    "rm": Guard._removes,
    "chmod": Guard._reowns,
    "chown": Guard._reowns,
    "chgrp": Guard._reowns,
    "mv": Guard._moves,
    "find": Guard._finds,
    "rimraf": lambda guard, words, cwd: guard._sweeps("removes", words, cwd),
    "rsync": Guard._mirrors,
    "xargs": Guard._feeds,
    "git": Guard._git,
    "dd": Guard._dd,
    "shred": Guard._overwrites,
    "tee": Guard._overwrites,
    "cp": Guard._overwrites,
    "truncate": Guard._overwrites,
    "kill": Guard._kills,
    "crontab": Guard._crontab,
}


def _pushes(words: Sequence[str]) -> str:
    """What speaks against a push: it rewrites or removes a branch that others build on, or does not say which."""
    if "--mirror" in words or ("--all" in words and _has(words, "f", "--force")):
        return "It overwrites all branches of the remote."
    refs = _operands(words)[1:]
    forced = _has(words, "f", "--force") or any(word.startswith("--force") for word in words)
    removes = _has(words, "d", "--delete")
    for ref in refs:
        source, _, target = ref.lstrip("+").rpartition(":")
        branch = target.removeprefix("refs/heads/")
        loses = forced or removes or ref.startswith("+") or (":" in ref and not source)
        if loses and (branch in _MAIN or branch == "HEAD"):
            return f"It rewrites or removes the remote branch `{branch}`."
    return "It overwrites a remote branch without naming it." if forced and not refs else ""


def _has(words: Sequence[str], letters: str, long: str = "") -> bool:
    """Whether an option is there: as one of `letters` in a bundle, or as `long` or an abbreviation of it."""
    for word in words:
        if word.startswith("--"):
            name = word.split("=")[0]
            if long and len(name) > 3 and long.startswith(name):
                return True
        elif word.startswith("-") and any(letter in word for letter in letters):
            return True
    return False


def _operands(words: Sequence[str]) -> list[str]:
    return list(_without_options(words))


def _without_options(words: Sequence[str]) -> Iterator[str]:
    only_operands = False
    for word in words:
        if word == "--":
            only_operands = True
        elif only_operands or not word.startswith("-"):
            yield word


def _is_top(place: str) -> bool:
    """Whether it is the root's own child, such as /etc; /tmp is there to be emptied."""
    return len(PurePath(place).parts) == 2 and place not in ("/tmp", "/private")
