"""The closed set of ways in which a command is known to only look; anything outside it is asked about."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from agent_tui.permissions.commands import names

Operands = Literal["paths", "words", "pattern", "formats", "none"]


class Form(Struct, frozen=True):
    """The harmless options of one command, and what its other words are."""

    letters: str = ""
    """One-letter options without a value."""
    valued: str = ""
    """One-letter options with a value that names no file."""
    longs: frozenset[str] = frozenset()
    """Long options, bare or with a value after `=` that names no file."""
    operands: Operands = "paths"
    """`pattern` is one pattern, then paths; `formats` start with `+`."""
    most: int = 1_000
    """How many operands there may be."""
    searches: bool = False
    """Whether it tells what is in the files below the directories it is given."""
    numbers: bool = False
    """Whether `-20` is an option."""


_SUM = Form("bt")
_GREP = Form(
    "abcEFGHhiIlLnoPqrsvwxyz",
    "mABCe",
    names(
        """
    count files-with-matches files-without-match ignore-case invert-match line-number only-matching quiet
        fixed-strings word-regexp line-regexp no-messages recursive extended-regexp perl-regexp with-filename
        no-filename max-count after-context before-context context include exclude exclude-dir color
    """
    ),
    "pattern",
    searches=True,
    numbers=True,
)
_RG = Form(
    "0acFHiIlnNopPsSuUvwx",
    "mABCegtTdMjr",
    names(
        """
    count count-matches files files-with-matches files-without-match ignore-case invert-match line-number
        no-line-number only-matching fixed-strings word-regexp line-regexp smart-case case-sensitive multiline
        max-count max-depth after-context before-context context glob iglob type type-not no-heading heading hidden
        no-ignore column json stats color with-filename no-filename sort sortr trim quiet pcre2 type-list
    """
    ),
    "pattern",
    searches=True,
)

FORMS = {
    "ls": Form(
        "aAbBcCdFfgGhiklmnNopqQrRsStuUvxXZ1",
        longs=names("all almost-all human-readable recursive color sort time reverse size"),
    ),
    "cat": Form("AbeEnstTuv", longs=names("number show-all squeeze-blank")),
    "head": Form("qvz", "nc", names("lines bytes quiet silent verbose"), numbers=True),
    "tail": Form("qvz", "nc", names("lines bytes quiet silent verbose"), numbers=True),
    "wc": Form("clmwL", longs=names("lines words chars bytes")),
    "nl": Form("p", "bvw"),
    "cut": Form("sz", "bcdf", names("delimiter fields characters only-delimited complement")),
    "tr": Form("cCdst", operands="words"),
    "sort": Form("bdfghiMnRruVz", "kt", names("reverse unique numeric-sort human-numeric-sort key")),
    "uniq": Form("cdDiuz", "fsw", names("count repeated unique ignore-case"), most=1),
    "diff": Form("abBcdeiNpqstTuwyZ", "UCW", names("brief unified side-by-side color stat"), searches=True),
    "cmp": Form("bls", "n"),
    "stat": Form("ft", "c", names("format printf terse")),
    "du": Form("abchkmsx0", "dt", names("max-depth summarize human-readable total")),
    "df": Form("ahikmT", longs=names("human-readable")),
    "file": Form("bhikN", longs=names("brief mime mime-type mime-encoding")),
    "tree": Form("aCdDfFhiJpgstuUv", "LIP", names("dirsfirst noreport gitignore prune")),
    "grep": _GREP,
    "egrep": _GREP,
    "fgrep": _GREP,
    "rg": _RG,
    "md5sum": _SUM,
    "sha1sum": _SUM,
    "sha256sum": _SUM,
    "sha512sum": _SUM,
    "cksum": Form(),
    "realpath": Form("emsqz"),
    "readlink": Form("efmnz"),
    "basename": Form("az", "s", operands="words"),
    "dirname": Form("z", operands="words"),
    "which": Form("a", operands="words"),
    "echo": Form("neE", operands="words"),
    "true": Form(operands="words"),
    "false": Form(operands="words"),
    "pwd": Form("LP", operands="none"),
    "whoami": Form(operands="none"),
    "id": Form("ugnGr", operands="none"),
    "uname": Form("amnoprsvi", operands="none"),
    "nproc": Form(longs=names("all"), operands="none"),
    "date": Form("uR", longs=names("utc iso-8601 rfc-3339"), operands="formats"),
}

_HISTORY = names(
    """
    oneline graph all decorate no-decorate stat shortstat numstat summary name-only name-status patch no-patch since
    until after before author committer grep max-count skip date pretty format abbrev-commit no-abbrev-commit follow
    reverse merges no-merges first-parent branches tags remotes topo-order date-order color no-color word-diff
    ignore-all-space ignore-space-change ignore-blank-lines unified minimal patience histogram diff-filter find-renames
    cached staged merge-base raw dirstat relative no-renames no-ext-diff no-textconv exit-code check
    """
)
GIT = {
    "status": Form("sbuv", longs=names("short branch porcelain long untracked-files ignored show-stash")),
    "log": Form("pusicwbaqEM", "nSG", _HISTORY, numbers=True),
    "show": Form("pusqwbM", "n", _HISTORY, numbers=True),
    "diff": Form("pusqwbaRM", "SG", _HISTORY),
    "shortlog": Form("sne", longs=names("summary numbered email since until"), numbers=True),
    "blame": Form("wlstefnMC", "L", names("line-porcelain porcelain show-email date")),
    "ls-files": Form("cdmostuvz", "x", names("cached deleted modified others exclude-standard stage")),
    "ls-tree": Form("drtlz", longs=names("name-only full-name long")),
    "rev-parse": Form(
        "q",
        longs=names("abbrev-ref short verify show-toplevel git-dir is-inside-work-tree show-prefix symbolic-full-name"),
    ),
    "rev-list": Form("", "n", names("count all max-count since until left-right")),
    "describe": Form("", longs=names("tags always all dirty long abbrev exact-match")),
    "merge-base": Form("a", longs=names("all is-ancestor fork-point")),
    "branch": Form("avrl", longs=names("all list show-current remotes verbose"), operands="none"),
    "remote": Form("v", longs=names("verbose"), operands="none"),
    "tag": Form("l", longs=names("list"), operands="none"),
}
"""Forms of `git WORD`; what they name as revisions is looked at as paths, which only makes them stricter."""

FIND_ALONE = names(
    """
    -empty -not ! ( ) -o -or -a -and -print -print0 -prune -depth -xdev -mount -executable -readable -writable -true
    -false -quit -ls -daystart -noleaf
    """
)
FIND_VALUED = names(
    """
    -name -iname -path -ipath -wholename -type -maxdepth -mindepth -size -mtime -mmin -atime -amin -ctime -cmin -regex
    -iregex -regextype -perm -user -group -links -newermt -inum -printf
    """
)
