"""The one door through which foreign text reaches the terminal."""

from __future__ import annotations

import re

_SEQUENCE = re.compile(
    r"""
    \x1b\[ [0-?]* [ -/]* [@-~]?                           # CSI
    | (?: \x1b[\]PX^_] | [\x90\x98\x9d\x9e\x9f] )         # OSC, DCS, SOS, PM, APC: up to their end, or all that follows
      [^\x07\x1b\x9c]* (?: \x1b(?!\\)[^\x07\x1b\x9c]* )* (?: \x07 | \x1b\\ | \x9c )?
    | \x9b [0-?]* [ -/]* [@-~]?                           # CSI as one C1 character
    | \x1b [ -/]* [0-~]?                                  # any other escape
    """,
    re.VERBOSE,
)
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 but tab and newline
    "\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\u2028\u2029\ufeff"
    "\U000e0000-\U000e007f"  # tag characters
    "\ud800-\udfff]"
    "|\u200d(?![\u2190-\u2bff\U0001f000-\U0001faff])"  # a joiner of what cannot be joined hides what follows it
)
_INVISIBLE = re.compile("[\u200b-\u200d\u2060-\u2064\u00ad\u180e\u3164\uffa0]")


def sanitise(text: str) -> str:
    """`text` without escape sequences, control characters (tab and newline stay), bidi controls and tag characters.

    A carriage return before a newline goes; any other becomes a newline, so that nothing is printed over.
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSAFE.sub("", _SEQUENCE.sub("", text))


def revealed(text: str) -> str:
    """As `sanitise`, for text to be approved: what would be removed or not be seen is shown as `\\u{...}` instead."""

    def shown(found: re.Match[str]) -> str:
        return "".join(f"\\u{{{ord(character):x}}}" for character in found.group())

    return _INVISIBLE.sub(shown, _UNSAFE.sub(shown, text))


def one_line(text: str, width: int = 200) -> str:
    """`text` sanitised, its white space folded, cut to `width` characters."""
    folded = " ".join(sanitise(text).split())
    return folded if len(folded) <= width else folded[: width - 1] + "…"
