"""Options by which commands that look also write, or run others: no `*` of an allow rule reaches over them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import PurePath

from msgspec import Struct

from agent_tui.permissions.commands import names

_GIT_VALUED = frozenset(("-c", "-C", "--config-env", "--exec-path", "--git-dir", "--work-tree", "--namespace"))
_RUNS_FORMATS = re.compile(r"%G|%\(trailers")
_AWK_ACTS = re.compile(r"system|getline|[|>@]")
_SED_PRINTS = re.compile(r"[0-9]+(,([0-9]+|\$))?p")


class Risk(Struct, frozen=True):
    """The options of one command that do more than it is known for."""

    letters: str = ""
    """One-letter options, in a bundle too."""
    longs: frozenset[str] = frozenset()
    """Long options without their dashes; an abbreviation counts as the whole."""
    exact: frozenset[str] = frozenset()
    """Words that count as they are."""


_RISKS = {
    "find": Risk(exact=names("-exec -execdir -ok -okdir -delete -fls -fprint -fprint0 -fprintf")),
    "fd": Risk("xX", names("exec exec-batch")),
    "fdfind": Risk("xX", names("exec exec-batch")),
    "rg": Risk("z", names("pre hostname-bin search-zip")),
    "sort": Risk("o", names("output compress-program")),
    "base64": Risk("o", names("output")),
    "tree": Risk("oR", names("output")),
    "date": Risk("s", names("set")),
    "file": Risk("Cm", names("compile magic-file")),
    "xxd": Risk("r", names("revert")),
    "jq": Risk("fL", names("from-file")),
    "man": Risk("PHC", names("pager html config-file")),
    "tar": Risk(
        "IF",
        names(
            "to-command use-compress-program checkpoint-action info-script new-volume-script rsh-command rmt-command"
        ),
    ),
}
_GIT = Risk(
    "O",
    names(
        """
        output ext-diff textconv show-signature open-files-in-pager exec exec-path upload-pack receive-pack extcmd tool
        """
    ),
)
_HISTORY_EDITED = frozenset(("rebase", "difftool"))
"""Words of git whose `-x` runs a command."""


def risky(words: Sequence[str]) -> frozenset[int]:
    """Positions of the words that an allow rule must spell out."""
    name = PurePath(words[0]).name if words else ""
    if own := _OWN_FORMS.get(name):
        return frozenset(own(words))
    risk = _RISKS.get(name)
    return frozenset(_options(risk, words, range(1, len(words)))) if risk else frozenset()


def _options(risk: Risk, words: Sequence[str], places: range) -> list[int]:
    found = []
    for place in places:
        word = words[place]
        if word == "--":
            break
        if word in risk.exact or (word.startswith("--") and _long(risk, word)) or _bundled(risk, word):
            found.append(place)
    return found


def _long(risk: Risk, word: str) -> bool:
    name = word[2:].partition("=")[0]
    return bool(name) and any(long.startswith(name) for long in risk.longs)


def _bundled(risk: Risk, word: str) -> bool:
    return word.startswith("-") and not word.startswith("--") and any(letter in word[1:] for letter in risk.letters)


def _git(words: Sequence[str]) -> list[int]:
    """Options before the verb steer git itself; after it, those that write files or run programs."""
    verb = 1
    while verb < len(words) and words[verb].startswith("-"):
        verb += 2 if words[verb] in _GIT_VALUED else 1
    before = [place for place in range(1, min(verb, len(words))) if words[place] not in ("--no-pager", "-P")]
    after = _options(_GIT, words, range(verb + 1, len(words)))
    formats = [place for place in range(verb, len(words)) if _RUNS_FORMATS.search(words[place])]
    edits = words[verb : verb + 1] and words[verb] in _HISTORY_EDITED
    runs = [place for place in range(verb + 1, len(words)) if edits and words[place].startswith("-x")]
    return [*before, *after, *formats, *runs]


def _sed(words: Sequence[str]) -> list[int]:
    """All but `sed -n 5,9p FILE`: a script of sed may write files and run commands."""
    prints = len(words) > 2 and words[1] == "-n" and _SED_PRINTS.fullmatch(words[2])
    others = range(3, len(words)) if prints else range(1, len(words))
    return [place for place in others if not prints or words[place].startswith("-")]


def _awk(words: Sequence[str]) -> list[int]:
    return [
        place
        for place in range(1, len(words))
        if _AWK_ACTS.search(words[place]) or words[place].startswith(("-f", "-i", "-l", "-E", "--"))
    ]


def _uniq(words: Sequence[str]) -> list[int]:
    """Its second operand is what it writes."""
    return [place for place in range(1, len(words)) if not words[place].startswith("-")][1:]


_OWN_FORMS: dict[str, Callable[[Sequence[str]], list[int]]] = {
    "git": _git,
    "sed": _sed,
    "awk": _awk,
    "gawk": _awk,
    "mawk": _awk,
    "nawk": _awk,
    "uniq": _uniq,
}
