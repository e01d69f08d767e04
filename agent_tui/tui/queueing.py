"""What waits for the end of the turn: said, taken out to be written on, put back, or said now."""

from __future__ import annotations

from msgspec.structs import replace

from agent_tui.core.custom import CustomCommand
from agent_tui.core.ops import Invoke, Say, Steer, Withdraw
from agent_tui.tui.commands import is_command, own_command, parse
from agent_tui.tui.lifted import lifted
from agent_tui.tui.returning import ReturningApp
from agent_tui.tui.state import sent, steerable, steered, withdrawn
from agent_tui.tui.widgets.composer import Composer
from agent_tui.tui.widgets.waiting import Waiting


class QueueingApp(ReturningApp):
    """The app with a queue that is gone through as a text is: by keys, or by pointing at it."""

    def on_composer_sent_now(self, message: Composer.SentNow) -> None:
        text = message.text
        if self._purpose != "say" or is_command(text) or own_command(text) or not self.state.working:
            self._composer.post_message(Composer.Sent(text))
        elif text:
            self._lifted = None
            self._composer.remember(text)
            self._steer(text)
        elif first := steerable(self.state):
            self._steer(first)

    def on_composer_queue_wanted(self, message: Composer.QueueWanted) -> None:
        queued, out = self.state.queued, self._lifted
        place = len(queued) if out is None else out.place(queued)
        if message.by < 0 and place == 0:
            return
        stays = out is not None and self._put_back()
        at = place - 1 if message.by < 0 else place + stays
        if at < len(self.state.queued):
            self._lift(at)

    def on_composer_emptied(self) -> None:
        self._drop_lifted()

    def on_waiting_clicked(self, message: Waiting.Clicked) -> None:
        if message.text not in self.state.queued:
            return
        if self._lifted is not None:
            self._put_back()
        if self._composer.text:
            self._withdraw(message.text)
            self._composer.bring_back(message.text)
        else:
            self._lift(self.state.queued.index(message.text))

    def _lift(self, at: int) -> None:
        """Let the person write on a text of the queue, which is not said meanwhile."""
        out = lifted(self.state.queued, at)
        self._lifted = out
        self._withdraw(out.text)
        self._composer.replace_text("")
        self._composer.bring_back(out.text)
        self._composer.save()

    def _put_back(self) -> bool:
        """Have what was taken out wait again, as it is written now; whether there is anything left of it."""
        text = self._composer.whole.strip()
        self._composer.replace_text("")
        typed = parse(text, self._customs) if is_command(text) else None
        if isinstance(typed, Invoke):
            self._invoke(typed)
        elif text:
            self._say(text)
        else:
            self._drop_lifted()
        return bool(text)

    def _drop_lifted(self) -> None:
        """Forget the text that was taken out of the queue."""
        self._lifted = None
        self._show(self.state)

    def _say(self, text: str) -> None:
        before = self._place_of_lifted()
        self._transcript.follow()
        self._show(sent(self.state, text, before))
        self._send(Say(text, before=before))

    def _invoke(self, op: Invoke) -> None:
        before = self._place_of_lifted()
        self._show(sent(self.state, op.line, before))
        self._send(replace(op, before=before))

    def _place_of_lifted(self) -> str:
        """What the text that was taken out waits before, and with it what is sent now; it is no longer out."""
        out, self._lifted = self._lifted, None
        return out.before if out is not None and out.before in self.state.queued else ""

    def _steer(self, text: str) -> None:
        """Say `text` into the turn; if it waited for the end, it no longer does."""
        self._withdraw(text)
        self._transcript.follow()
        self._show(steered(self.state, text))
        self._send(Steer(text))

    @property
    def _customs(self) -> tuple[CustomCommand, ...]:
        return self._session.customs if self._session else ()

    def _withdraw(self, text: str) -> None:
        if text in self.state.queued:
            self._send(Withdraw(text))
            self._show(withdrawn(self.state, text))
