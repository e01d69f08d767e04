"""An app that fits the terminal it is in: its colours and glyphs, its window, its faults."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from textual import events
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.filter import LineFilter, Monochrome, NoColor
from textual.screen import Screen
from textual.widgets import TextArea
from textual.worker import WorkerFailed

from agent_tui.tui import mouse
from agent_tui.tui.ascii import Ascii
from agent_tui.tui.early.ink import depth
from agent_tui.tui.early.plain import has_glyphs
from agent_tui.tui.early.terminal import Early
from agent_tui.tui.frame import Frames
from agent_tui.tui.looking import look_of
from agent_tui.tui.outside import Outside
from agent_tui.tui.paint.palette import Palette, palette, variables
from agent_tui.tui.settings import Settings
from agent_tui.tui.state import ViewState
from agent_tui.tui.takeover import driver_after
from agent_tui.tui.theme import AUTO, DARK, LIGHT, theme_for
from agent_tui.tui.trial import Trial
from agent_tui.tui.widgets.line import Line
from agent_tui.tui.widgets.menu import Menu
from agent_tui.tui.window import Window


class FittedApp(App[int]):
    """What the app does for its terminal, whatever it shows."""

    def __init__(self, settings: Settings, outside: Outside, early: Early | None) -> None:
        super().__init__(driver_class=driver_after(early) if early else None)
        self.early = early
        self.fault = ""
        """What to tell of the fault that ended the app."""
        self._settings = settings
        self._outside = outside
        self._ascii = [] if has_glyphs(os.environ) else [Ascii()]
        self._frames = Frames()
        self._window = Window(settings.directory, settings.notify, os.environ)
        self._looked_at: bool | None = None
        """Whether the terminal has the focus; None where it has never said."""
        self._mouse = settings.mouse
        # Whole frames from the first one on; a terminal that does not know the mode takes no notice.
        self._sync_available = os.environ.get("TERM") != "linux"
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self._trial = Trial()
        self._follows = settings.theme == AUTO
        """Whether the theme goes with the terminal's background."""
        self.theme = self._theme_for(settings.theme)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """As `App`, without any colour where none is wanted, and in ASCII where the terminal has nothing else."""
        filters = [NoColor() if isinstance(one, Monochrome) else one for one in super().get_line_filters()]
        return [*filters, *self._ascii]

    def get_css_variables(self) -> dict[str, str]:
        """As `App`, with the colours that can be read."""
        return {**super().get_css_variables(), **variables(self.current_theme)}

    def on_resize(self, event: events.Resize) -> None:
        self._frames.forget(event.size.width)

    def on_app_blur(self) -> None:
        self._looked_at = False

    def on_app_focus(self) -> None:
        self._looked_at = True

    def on_menu_marked(self, message: Menu.Marked) -> None:
        self.theme = self._theme_for(self._trial.look_at(message.choice, self.theme))

    def on_ground_told(self) -> None:
        if self._follows and self.theme == self._trial.now(self.theme):
            self.theme = self._theme_for(AUTO)
            self._keep_look()

    def _display(self, screen: Screen[object], renderable: Any) -> None:  # noqa: ANN401 - Textual's own type is too narrow
        """As `App`, sending the terminal only what changed, and its cursor to the caret."""
        if isinstance(self.focused, TextArea | Line):
            # They tell the place of their caret when something is written, not when they are laid out anew.
            self.cursor_position = self.focused.cursor_screen_offset
        if isinstance(renderable, CompositorUpdate):
            renderable = self._frames.lessened(renderable)
        super()._display(screen, renderable)

    def _handle_exception(self, error: Exception) -> None:
        """As `App`, with a report in a file in place of a traceback on the screen."""
        if self._outside.report is None:
            super()._handle_exception(error)
            return
        self.fault = self.fault or self._outside.report(error.error if isinstance(error, WorkerFailed) else error)
        self._return_code = 1
        self._close_messages_no_wait()

    def _take_screen(self, state: ViewState) -> None:
        """The terminal is ours, and may show anything."""
        self._frames.forget()
        if not self._mouse:
            self._tell(mouse.sequences(on=False))
        self._tell(self._window.entered() + self._window.follows(state))
        self.refresh(layout=True)

    def _take_mouse(self, *, on: bool) -> None:
        """Use the mouse, or leave it to the terminal."""
        self._mouse = on
        self._tell(mouse.sequences(on=on))

    def _tell_window(self, before: ViewState, state: ViewState, seconds: float) -> None:
        """Have the window say what `state` is, and call the person where it needs one `seconds` after it began."""
        self._tell(self._window.calls(before, state, looked_at=self._looked_at, seconds=seconds))
        self._tell(self._window.follows(state))

    def _tell(self, sequences: str) -> None:
        """Write what is for the terminal's window and not for its screen."""
        if sequences and self._driver is not None:
            self._driver.write(sequences)

    @property
    def _themes(self) -> tuple[str, ...]:
        """The themes there are, the one in force first."""
        now = self._trial.now(self.theme)
        return (now, *sorted({AUTO, *self.available_themes} - {now}))

    def _wear(self, theme: str) -> None:
        """Change to a theme that the person chose."""
        self._trial.end()
        self._follows = theme == AUTO
        self.theme = self._theme_for(theme)

    def _theme_for(self, wish: str) -> str:
        dark = self.early is None or self.early.dark
        # What other themes tell by a ground alone, the terminal's own tells by weight, lines and reversal.
        wish = AUTO if self.no_color else wish
        return theme_for(wish, self.available_themes, dark=dark, depth=depth(os.environ))

    def _keep_look(self) -> None:
        """Have the next start look like this one from its first moment."""
        if self.early is not None:
            look = look_of(self.screen, self._palette())
            self.early.last.keep(look, self._settings.mode, self._settings.model, follows=self._follows)

    def _palette(self) -> Palette:
        return palette(self.current_theme)
