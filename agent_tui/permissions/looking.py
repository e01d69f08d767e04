"""Commands that only look at the workspace, and may therefore run without being asked about."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import PurePath

from agent_tui.permissions.forms import FIND_ALONE, FIND_VALUED, FORMS, GIT, Form
from agent_tui.permissions.paths import Confines, protected
from agent_tui.permissions.repository import quiet
from agent_tui.permissions.shell import Part, Script

MayLook = Callable[[str, bool], bool]
"""Whether a path may be looked at unasked; with True also the content of all files below it."""

_MOST_PLACES = 16
"""Directories that a script may have gone to; each `cd` can double them."""
_SED_PRINT = re.compile(r"[0-9]+(,([0-9]+|\$))?p")
_RUNS_SIGNATURES = re.compile(r"%[G(]")


class Looking:
    """Judges scripts whose every word is known."""

    def __init__(self, confines: Confines, may_look: MayLook) -> None:
        self._confines = confines
        self._may_look = may_look

    def unproven(self, script: Script, cwd: str) -> tuple[Part, ...] | None:
        """The parts that do more than look at what may be looked at; None where it cannot be told where they run.

        A `cd` may or may not have happened by the time a later part runs: that part must pass in each directory.
        """
        if not script.plain or not self._confines.read(cwd).inside:
            return None
        places = [cwd]
        left: list[Part] = []
        for part in script.parts:
            if part.words[0] == "cd":
                moved = [target for place in places if (target := self._entered(part, place))]
                if len(moved) < len(places) or len(places) > _MOST_PLACES:
                    return None
                places += [target for target in moved if target not in places]
            elif not all(self._looks(part, place) for place in places):
                left.append(part)
        return tuple(left)

    def _entered(self, part: Part, cwd: str) -> str:
        """The directory that a `cd` leads to; empty where it leaves the workspace or is not plain."""
        if len(part.words) != 2 or part.globs or part.words[1].startswith("-") or not part.words[1]:
            return ""
        place = self._confines.read(str(PurePath(cwd, part.words[1])))
        return place.real if place.inside and not place.concern and not protected(place.real.split("/")) else ""

    def _looks(self, part: Part, cwd: str) -> bool:
        name, words = part.words[0], part.words[1:]
        if part.globs:
            return False
        if name == "find":
            return self._finds(words, cwd)
        if name == "sed":
            return self._prints(words, cwd)
        if name == "git":
            return self._git(words, cwd)
        form = FORMS.get(name)
        return form is not None and self._fits(form, words, cwd)

    def _fits(self, form: Form, words: Sequence[str], cwd: str) -> bool:
        operands = _operands(form, words)
        if operands is None or len(operands) > form.most:
            return False
        match form.operands:
            case "none":
                return not operands
            case "words":
                return True
            case "formats":
                return all(word.startswith("+") for word in operands)
            case "pattern" if not _patterned(form, words):
                operands = operands[1:]
            case _:
                pass
        return self._all_visible(operands or ["."], cwd, form.searches)

    def _all_visible(self, operands: Sequence[str], cwd: str, recursive: bool) -> bool:
        return all(word == "-" or self._may_look(str(PurePath(cwd, word)), recursive) for word in operands)

    def _finds(self, words: Sequence[str], cwd: str) -> bool:
        split = next((at for at, word in enumerate(words) if word[:1] in ("-", "(", "!")), len(words))
        rest = iter(words[split:])
        for word in rest:
            if word in FIND_VALUED:
                if next(rest, None) is None:
                    return False
            elif word not in FIND_ALONE:
                return False
        return self._all_visible(words[:split] or ["."], cwd, False)

    def _prints(self, words: Sequence[str], cwd: str) -> bool:
        """`sed -n 5,9p FILE`, the one use of sed that cannot write or run anything."""
        if len(words) < 2 or words[0] != "-n" or not _SED_PRINT.fullmatch(words[1]):
            return False
        return not any(word.startswith("-") for word in words[2:]) and self._all_visible(words[2:], cwd, False)

    def _git(self, words: Sequence[str], cwd: str) -> bool:
        words = words[1:] if words[:1] == ("--no-pager",) else words
        form = GIT.get(words[0]) if words else None
        if form is None or any(_RUNS_SIGNATURES.search(word) for word in words):
            return False
        # Any revision may hold any file, so rules that hide a file from reading hide the history too.
        return (
            quiet(self._confines.read(cwd).real, self._confines.root)
            and self._may_look(cwd, True)
            and self._fits(form, words[1:], cwd)
        )


def _operands(form: Form, words: Sequence[str]) -> list[str] | None:
    """The words that are not options; None where an option is not among the harmless ones."""
    operands: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--":
            return [*operands, *rest]
        if word.startswith("--"):
            if word[2:].partition("=")[0] not in form.longs:
                return None
        elif not word.startswith("-") or word == "-":
            operands.append(word)
        elif not (form.numbers and word[1:].isdigit()):
            takes_next = _bundle(form, word[1:])
            if takes_next is None or (takes_next and next(rest, None) is None):
                return None
    return operands


def _bundle(form: Form, letters: str) -> bool | None:
    """Whether the value of a bundle of one-letter options is the next word; None where one is not harmless."""
    for at, letter in enumerate(letters):
        if letter in form.valued:
            return at == len(letters) - 1
        if letter not in form.letters:
            return None
    return False


def _patterned(form: Form, words: Sequence[str]) -> bool:
    """Whether the pattern was given by `-e`, or `rg --files` takes none, so that all operands are paths."""
    options = [word for word in words if word.startswith("-")]
    return any("e" in word for word in options if not word.startswith("--")) or "--files" in options
