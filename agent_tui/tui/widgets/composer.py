"""Where the person writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from textual import events
from textual.message import Message

from agent_tui.core.sanitise import one_line
from agent_tui.tui.commands import OWN, completes, own_command
from agent_tui.tui.mentions import fits, mentioned
from agent_tui.tui.past import Past, has_words
from agent_tui.tui.pasted import Pasted
from agent_tui.tui.paths import common, path_choices, path_word
from agent_tui.tui.pictures import pasted_picture
from agent_tui.tui.signs import signs_before
from agent_tui.tui.unsent import Unsent
from agent_tui.tui.vim.keys import Vim
from agent_tui.tui.widgets.menu import Choice, Menu
from agent_tui.tui.widgets.paper import Paper

_SAVE_EVERY = 1.0
"""Seconds between two writings of the draft, at least."""
_MOST_FOUND = 50


class Composer(Paper):
    """A text of several lines. Enter sends it; Up and Down go through what was sent before."""

    class Sent(Message):
        """The person pressed Enter on a text that may be sent."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class SentNow(Message):
        """The person wants it heard before the turn ends: what is written, or what is queued first."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class QueueWanted(Message):
        """The person wants to write on what waits: on the last of it, or on the text before or after this one."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Emptied(Message):
        """The person sent nothing in place of a text that waited."""

    class PictureWanted(Message):
        """The person wants to paste, and the terminal did not: it may be a picture."""

    class VimMoved(Message):
        """The keys mean commands now, or letters again."""

    class Aside(Message):
        """There is something to say for a moment."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class Searched(Message):
        """What is written looks for something that was sent before, or no longer does."""

    class Done(Message):
        """The person wants to do something else than write."""

    class KeysWanted(Message):
        """The person asked what the keys do."""

    def __init__(
        self, menu: Menu, past: Past, unsent: Unsent, cwd: str = "", aliases: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False, show_line_numbers=False)
        self.cursor_blink = False
        self.may_be_empty = False
        """Whether Enter also sends where nothing is written."""
        self.queued = False
        """Whether something waits that could be had back."""
        self.lifted = False
        """Whether what is written was taken out of what waits."""
        self._menu = menu
        self.searching = False
        """Whether what is written looks for something that was sent before."""
        self._past = past
        self._cwd = cwd
        self._aliases = aliases or {}
        """Keys the person chose, and those of the usual table that they stand for."""
        self._back = 0
        """How many texts back from the draft the one is that is shown."""
        self._draft = ""
        self._kept: str | None = None
        self._unsent = unsent
        self._saving = False
        self._pasted = Pasted()
        self._stash = ""
        self._named: tuple[int, int] | None = None
        """Where the caret stands right after a name and its space were written for the person."""
        self.vim: Vim | None = None
        """The keys of vi, where the person wants them."""

    @property
    def lent(self) -> bool:
        """Whether it is used for something other than the talk."""
        return self._kept is not None

    def lend(self, text: str) -> None:
        """Use it for something that begins with `text`; what the person was writing is kept."""
        if self._kept is None:
            self._kept = self.text
            self.replace_text(text)

    def take_back(self) -> None:
        """Use it for the talk again."""
        if self._kept is not None:
            kept, self._kept = self._kept, None
            self.replace_text(kept)

    def replace_text(self, text: str) -> None:
        """Put `text` in place of all there is, with the caret at its end."""
        self.text = text
        self.move_cursor(self.document.end)

    def remember(self, text: str) -> None:
        """Add `text` to what Up brings back."""
        self._past.add(text)
        self._back = 0

    @property
    def stashed(self) -> str:
        """What was put aside."""
        return self._stash

    @property
    def whole(self) -> str:
        """What is written, with what was pasted."""
        return self._pasted.expanded(self.text)

    @property
    def mention(self) -> str | None:
        """What is written of a file's name before the caret; None where none is."""
        row, column = self.cursor_location
        return mentioned(self.document.get_line(row)[:column])

    def bring_back(self, text: str) -> None:
        """Put `text`, which was sent, before what is written."""
        rest = f"\n{self.text}" if self.text else ""
        self.replace_text(self._pasted.chip(text) + rest)

    def write_again(self, text: str) -> None:
        """Write `text`, which was sent; what is written is put aside, or follows it where something was already."""
        if self.text and not self._stash:
            self._swap_stash()
        self.bring_back(text)
        self.save()

    def restore(self) -> bool:
        """Bring back what was being written when the app last ended too early; whether there was something."""
        text = self._unsent.take_up()
        if text:
            self.replace_text(self._pasted.chip(text))
        return bool(text)

    def finish(self, *, keep: bool = False) -> None:
        """The app is left: nothing is to be brought back, or, with `keep`, what is written now."""
        if keep:
            self.save()
        else:
            self._unsent.drop()
        self._saving = True

    def found(self) -> list[Choice]:
        """What was sent before and has the words that are written."""
        texts = self._past.matching(self.text, _MOST_FOUND)
        shown = [Choice("past", text, word=one_line(text)) for text in texts]
        return shown or [Choice("past", self.text, word="nothing like it was sent from here")]

    def paste(self, text: str) -> None:
        """Write what was pasted, or a chip for it where it is long or the path of a picture."""
        picture = None if self.lent or self._own else pasted_picture(text, self._cwd)
        if picture is not None:
            self.add_picture(picture)
            return
        self.insert(self._pasted.chip(text.replace("\r\n", "\n").replace("\r", "\n")))
        if self._chip_length():
            self.post_message(self.Aside("tab opens what was pasted"))

    def add_picture(self, path: Path) -> None:
        """Write a chip for the picture at `path`."""
        row, column = self.cursor_location
        before = self.document.get_line(row)[:column]
        gap = " " if before and not before[-1].isspace() else ""
        self.insert(f"{gap}{self._pasted.picture(path)} ")

    async def _on_paste(self, event: events.Paste) -> None:
        self.paste(event.text)
        event.stop()
        event.prevent_default()

    def on_text_area_changed(self) -> None:
        if not self._saving:
            self._saving = True
            self.set_timer(_SAVE_EVERY, self.save)

    def save(self) -> None:
        """Keep what is being written against a crash."""
        self._saving = False
        draft = self.text if self._kept is None else self._kept
        self._unsent.write(self._pasted.expanded(draft))

    async def _on_key(self, event: events.Key) -> None:
        if self._vim_key(event) or self._own_key(event.key):
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)

    def _vim_key(self, event: events.Key) -> bool:
        """Whether the keys of vi made something of it; a question has the keys to itself, a menu those of letters."""
        vim = self.vim
        if vim is None or self.lent or (self._choice is not None and not vim.normal):
            return False
        if vim.idle and (event.key == "question_mark" and not self.text):
            return False
        if vim.idle and self._leaves(event.key):
            self._go(1 if event.key == "j" else -1)
            return True
        before = vim.sign
        done = vim.key(event.key, event.character, self)
        if vim.sign != before:
            self.post_message(self.VimMoved())
        return done

    def _leaves(self, key: str) -> bool:
        """Whether a key of vi leads out of the text, to what waits or was sent before."""
        row = self.cursor_location[0]
        return (key == "k" and row == 0) or (key == "j" and row == self.document.line_count - 1)

    def _own_key(self, key: str) -> bool:
        """Do what a key means here; False where it is an ordinary one."""
        choice = self._choice
        if choice is not None and self._menu_key(key, choice):
            return True
        match self._aliases.get(key, key):
            case "shift+enter" | "ctrl+j" | "alt+enter":
                self.insert("\n")
            case "ctrl+r":
                self._search()
            case "question_mark" if not self.text and not self.lent:
                self.post_message(self.KeysWanted())
            case "ctrl+v" if not self.lent:
                self.post_message(self.PictureWanted())
            case "ctrl+s":
                self._swap_stash()
            case "backspace" if self._chip_length():
                row, column = self.cursor_location
                self.delete((row, column - self._chip_length()), (row, column))
            case "tab" if self._chip_length():
                self._open_chip()
            case "colon" if self._named == self.cursor_location:
                self.action_delete_left()
                self.insert(":")
            case "tab" if self._path_word:
                self._complete_path(self._path_word)
            case "tab":
                self.post_message(self.Done())
            case "enter":
                self._enter()
            case "ctrl+enter":
                self.post_message(self.SentNow(self._taken()))
            case "up" if self.navigator.is_first_wrapped_line(self.cursor_location):
                self._go(-1)
            case "down" if (self._back or self.lifted) and self.navigator.is_last_wrapped_line(self.cursor_location):
                self._go(1)
            case _:
                return False
        return True

    @property
    def _choice(self) -> Choice | None:
        """What a key for the menu is about."""
        choice = self._menu.choice
        if choice is not None and self._is_meant(choice):
            return choice
        return self.found()[0] if self.searching else None

    def _is_meant(self, choice: Choice) -> bool:
        """Whether `choice` fits what is written now: the menu follows the text only a moment later."""
        match choice.kind:
            case "past":
                return self.searching and has_words(choice.text, self.text)
            case "file":
                return self.mention is not None and fits(self.mention, choice.text)
            case "path":
                return bool(self._path_word) and choice.text.startswith(self._path_word)
            case "command":
                return completes(choice.text, self.text)

    def _menu_key(self, key: str, choice: Choice) -> bool:
        match key:
            case "up" | "down":
                self._menu.move(-1 if key == "up" else 1)
            case "ctrl+r" if self.searching:
                self._menu.move(1)
            case "escape":
                self._close_menu()
                if choice.kind == "command" and self.text.endswith(" "):
                    self.text = ""
            case "tab" | "enter":
                self._choose(choice, key)
            case _:
                return False
        return True

    def _close_menu(self) -> None:
        if self.searching:
            self.searching = False
            self.post_message(self.Searched())
        self._menu.offer([])

    def _choose(self, choice: Choice, key: str) -> None:
        if choice.kind == "past":
            self._close_menu()
            self.replace_text(self._pasted.chip(choice.text))
        elif choice.kind == "file":
            self._name_file(choice.text)
        elif choice.kind == "path":
            self._close_menu()
            self._write_path(choice.text)
        elif key == "tab":
            self.replace_text(choice.text + " ")
        else:
            self.replace_text(choice.text)
            self._enter()

    def _name_file(self, name: str) -> None:
        """Write the name in place of what is written of it; a directory is gone into."""
        row, column = self.cursor_location
        start = (row, column - len(self.mention or ""))
        whole = not name.endswith("/")
        self.replace(f"{name} " if whole else name, start, (row, column))
        self._named = self.cursor_location if whole else None

    @property
    def _path_word(self) -> str:
        """What is written of a path before the caret."""
        row, column = self.cursor_location
        return path_word(
            self.document.get_line(row)[:column].removeprefix(OWN * 2).removeprefix(OWN), command=self._own
        )

    @property
    def _own(self) -> bool:
        """Whether a command of the person is written."""
        return not self.lent and own_command(self.text) is not None

    def _complete_path(self, word: str) -> None:
        """Write as much of the path as is certain; where nothing is, offer what it may be."""
        choices = path_choices(word, self._cwd)
        certain = common(choices)
        if len(choices) == 1 or len(certain) > len(word):
            self._write_path(certain, whole=len(choices) == 1)
        else:
            self._menu.offer([Choice("path", name, word=one_line(name)) for name in choices[:_MOST_FOUND]])

    def _write_path(self, path: str, *, whole: bool = True) -> None:
        """Write `path` in place of what is written of it."""
        row, column = self.cursor_location
        end = " " if whole and not path.endswith("/") else ""
        self.replace(path + end, (row, column - len(self._path_word)), (row, column))

    def _search(self) -> None:
        if not self.lent:
            self.searching = True
            self.post_message(self.Searched())
            self._menu.offer(self.found())

    def _swap_stash(self) -> None:
        """Put the text aside, or bring back what was put aside."""
        if self.lent:
            return
        if self.text:
            self._stash = self.text
            self.text = ""
            self.post_message(self.Aside("put aside · ctrl+s brings it back"))
        else:
            self.replace_text(self._stash)
            self._stash = ""
            self.post_message(self.Aside(""))

    def _chip_length(self) -> int:
        """Characters of the chip that the caret stands behind."""
        if not self.selection.is_empty:
            return 0
        row, column = self.cursor_location
        return self._pasted.ends(self.document.get_line(row)[:column])

    def _open_chip(self) -> None:
        """Write what the chip before the caret stands for in its place."""
        row, column = self.cursor_location
        start = column - self._chip_length()
        chip = self.document.get_line(row)[start:column]
        self.replace(self._pasted.expanded(chip), (row, start), (row, column))

    def _enter(self) -> None:
        row, column = self.cursor_location
        if column and self.document.get_line(row)[column - 1] == "\\":
            self.action_delete_left()
            self.insert("\n")
        elif self.text.strip() or self.may_be_empty:
            self.post_message(self.Sent(self._taken()))
        elif self.lifted:
            self.post_message(self.Emptied())

    def _taken(self) -> str:
        """What is written, taken out at once: the next key may come before what was sent is seen to."""
        text = self.whole.strip()
        if not self.lent:
            self.text = ""
        return text

    def _go(self, by: int) -> None:
        """Show the text before or after this one: of what waits, else of what was sent before."""
        if not self.lent and (self.lifted or (self.queued and not self.text and by < 0)):
            self.post_message(self.QueueWanted(by))
        else:
            self._recall(self._back - by)

    def _to_first_row(self) -> None:
        """Have the caret at the end of the first row of the screen, from which Up goes further back."""
        first, *others = self.wrapped_document.get_sections(0)
        line = self.document.get_line(0)
        self.move_cursor((0, signs_before(line, len(first)) if others else len(line)))

    def _recall(self, back: int) -> None:
        """Show the text that is `back` before the draft."""
        if not self._back:
            self._draft = self.text
        if 0 <= back <= len(self._past.texts):
            older = back > self._back
            self._back = back
            self.replace_text(self._pasted.chip(self._past.texts[-back]) if back else self._draft)
            if older:
                self._to_first_row()
