"""Reads a shell command as bash would, and says which parts are exactly what they look like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from agent_tui.permissions.commands import POISON, RESERVED, WRAPPERS

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

LONGEST = 32_768
"""Commands with more bytes than this are not looked into."""

_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BARE = re.compile(r"[A-Za-z0-9_@%+=:,./-][A-Za-z0-9_@%+=:,./^-]*(?:(?<=[A-Za-z0-9])~[0-9]*)?")
_GLOB = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_@%+:,./*?-]*")
_SEPARATORS = frozenset((";", "&&", "||", "|", "\n"))


class Part(Struct, frozen=True):
    """One simple command."""

    words: tuple[str, ...]
    """What bash passes on, quotes removed; where there is doubt, as near as can be told."""
    text: str
    """As written."""
    doubt: str = ""
    """Why no allow rule may match it; empty where it is exactly `words`."""
    globs: frozenset[int] = frozenset()
    """Positions of words that bash replaces by the names of files."""
    opaque: bool = False
    """Whether its name is only known once it runs."""


class Script(Struct, frozen=True):
    """A whole command line."""

    parts: tuple[Part, ...]
    """All simple commands in it, nested ones too, in order."""
    doubt: str = ""
    """Why it is no plain list of its parts; empty where it is one."""

    @property
    def plain(self) -> bool:
        return not self.doubt and all(not part.doubt for part in self.parts)

    @property
    def first_doubt(self) -> str:
        return self.doubt or next((part.doubt for part in self.parts if part.doubt), "")


@lru_cache(maxsize=256)
def parse(command: str) -> Script:
    """The parts of `command`. Never raises: what cannot be read is in doubt."""
    try:
        source = command.encode()
    except UnicodeEncodeError:
        return Script((), "it is not valid text")
    if len(source) > LONGEST:
        return Script((), "it is too long to be looked into")
    # The grammar's scanner looks characters beyond ASCII up past the end of a table, and crashes. To bash they are
    # letters, and so is what stands for each of their bytes.
    root = _parser().parse(_BEYOND_ASCII.sub(b"x", source)).root_node
    return _Reading(source).script(command, root)


@lru_cache(maxsize=1)
def _parser() -> Parser:
    # The grammar costs about 10 ms to load: the first command pays, not the start.
    import tree_sitter_bash
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_bash.language()))


class _Reading:
    """A tree, with the text it was made of.

    The tree is that of the masked text, whose places are the same.
    """

    def __init__(self, source: bytes) -> None:
        self._source = source

    def script(self, command: str, root: Node) -> Script:
        """What the tree says of the command."""
        parts = tuple(self._part(node) for node in _simple(root))
        return Script(parts, self._whole_doubt(command, root, parts))

    def _whole_doubt(self, command: str, root: Node, parts: tuple[Part, ...]) -> str:
        if _CONTROL.search(command):
            return "it holds control characters"
        if root.has_error:
            return "it could not be read as bash would read it"
        if not parts:
            return "there is no command in it"
        return next(self._strange(root), "")

    def _strange(self, root: Node) -> Iterator[str]:
        """What keeps a tree from being a plain list of simple commands."""
        stack = [root]
        while stack:
            node = stack.pop()
            if not self._gaps_blank(node, " \t\n"):
                yield "it is written in a way that is not plain"
            for child in node.children:
                if child.type in ("list", "pipeline", "redirected_statement"):
                    stack.append(child)
                elif child.type == "file_redirect":
                    if not self._harmless(child):
                        yield "it redirects to or from a file"
                elif child.type != "command" and child.type not in _SEPARATORS:
                    yield f"it holds {_SAID.get(child.type) or _an(child.type.replace('_', ' '))}"

    def _harmless(self, redirect: Node) -> bool:
        # Bash takes words after the target as arguments; the grammar calls them further targets.
        shape = [child.type for child in redirect.children if child.type != "file_descriptor"]
        target = self._text(redirect.children[-1])
        if len(shape) != 2 or not self._gaps_blank(redirect, " \t"):
            return False
        if shape[0] in (">", ">>", "&>", "&>>"):
            return shape[1] == "word" and target == "/dev/null"
        return shape == [">&", "number"] and target in ("1", "2")

    def _part(self, node: Node) -> Part:
        """One command with what is known of its words."""
        if node.type != "command":
            return Part(tuple(self._text(node).split()), self._text(node), "it changes the shell itself")
        doubt = "" if self._gaps_blank(node, " \t") else "it is written in a way that is not plain"
        words: list[str] = []
        globs: set[int] = set()
        for child in node.children:
            word = self._word(child.children[0] if child.type == "command_name" and child.children else child)
            if word.doubt:
                doubt = doubt or word.doubt
            if word.glob:
                globs.add(len(words))
            if child.type not in ("variable_assignment", "file_redirect", "herestring_redirect"):
                words.append(word.text)
        name = node.child_by_field_name("name")
        opaque = name is None or bool(self._word(name.children[0] if name.children else name).doubt) or 0 in globs
        return Part(tuple(words), self._text(node), doubt or _name_doubt(words, globs), frozenset(globs), opaque)

    def _word(self, node: Node) -> _Word:
        """One word as bash passes it on."""
        text = self._text(node)
        match node.type:
            case "word" | "number":
                return _bare(text)
            case "raw_string":
                return _Word(text[1:-1])
            case "string":
                inner = text[1:-1]
                plain = text.startswith('"') and not re.search(r"[$`\\!]", inner)
                return _Word(inner, "" if plain else "it holds an expansion or an escape")
            case "concatenation":
                return self._joined(node)
            case "variable_assignment":
                return _Word(text, "it sets a variable for the command")
            case kind:
                return _Word(text, f"it holds {_an(kind.replace('_', ' '))}")

    def _joined(self, node: Node) -> _Word:
        if any(child.type not in ("word", "number", "raw_string", "string") for child in node.children):
            return _Word(self._text(node), "it holds an expansion")
        if not self._gaps_blank(node, ""):
            return _Word(self._text(node), "it is written in a way that is not plain")
        words = [self._word(child) for child in node.children]
        text = "".join(word.text for word in words)
        doubt = next((word.doubt for word in words if word.doubt), "")
        if any(word.glob for word in words):
            doubt = doubt or "it mixes quotes and patterns"
        return _Word(text, doubt)

    def _gaps_blank(self, node: Node, blank: str) -> bool:
        """Whether only characters of `blank` stand between the children of `node`, so that no text went unread."""
        text, start = self._source[node.start_byte : node.end_byte], node.start_byte
        end = node.start_byte
        for child in node.children:
            if text[end - start : child.start_byte - start].decode(errors="replace").strip(blank):
                return False
            end = child.end_byte
        return not text[end - start :].decode(errors="replace").strip(blank)

    def _text(self, node: Node) -> str:
        return self._source[node.start_byte : node.end_byte].decode(errors="replace")


_SAID = {
    "&": "a command in the background",
    "|&": "a pipe of errors",
    "comment": "a comment",
    "subshell": "a subshell",
    "compound_statement": "a group of commands",
    "variable_assignment": "an assignment",
    "variable_assignments": "assignments",
    "declaration_command": "a declaration",
    "unset_command": "an `unset`",
    "test_command": "a test",
    "negated_command": "a negation",
    "function_definition": "a function",
}


def _simple(node: Node) -> Iterator[Node]:
    """All simple commands below `node`, in order, however deeply they are nested."""
    stack = [node]
    while stack:
        found = stack.pop()
        if found.type in ("command", "declaration_command", "unset_command"):
            yield found
        stack.extend(reversed(found.named_children))


def _name_doubt(words: list[str], globs: set[int]) -> str:
    """What speaks against a command because of its name."""
    name = words[0] if words else ""
    bare = name.rsplit("/", 1)[-1]
    if 0 in globs or not re.fullmatch(r"[A-Za-z0-9_./][A-Za-z0-9_./+@-]*", name):
        return "its name is not plain"
    if name in RESERVED:
        return f"`{name}` is a word of the shell's grammar"
    if bare in WRAPPERS:
        return f"`{bare}` runs other commands"
    if name in POISON:
        return f"`{name}` changes or asks the shell itself"
    return ""


class _Word(Struct, frozen=True):
    text: str
    doubt: str = ""
    glob: bool = False


def _an(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def _bare(text: str) -> _Word:
    if _BARE.fullmatch(text):
        return _Word(text)
    if _GLOB.fullmatch(text):
        return _Word(text, glob=True)
    return _Word(re.sub(r"\\(.)", r"\1", text), "it holds an escape, an expansion or a pattern")


def runs_others(name: str) -> bool:
    """Whether a command of this name runs what it is given."""
    return name in WRAPPERS
