"""Tasks given away: each runs the loop in a context of its own and comes back as one text."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from agent_tui.agent.dispatch import Dispatch
from agent_tui.agent.loop import turns
from agent_tui.core.conversation import Conversation
from agent_tui.core.errors import ModelFailed, ToolFailed
from agent_tui.core.events import Answered, Asked, CallBegan, CallEnded, Event, Replied, Stopped, TaskAdvanced
from agent_tui.core.messages import Message, Usage, UserMessage
from agent_tui.core.ops import Answer
from agent_tui.core.ports import Model, Progress
from agent_tui.core.views import Result, Text

Messages = Callable[[], Sequence[Message]]
"""The messages of a talk as it stands."""


class Subagents:
    """Runs tasks with a narrowed set of tools; several may run at once, none gives tasks away itself."""

    def __init__(
        self,
        model: Callable[[], Model],
        dispatch: Callable[[Messages], Dispatch],
        ground: Callable[[], Awaitable[tuple[UserMessage, ...]]],
        limit: int,
    ) -> None:
        """`dispatch` carries out the calls of a talk, as it stands; `ground` is what each talk begins with."""
        self._model = model
        self._dispatch = dispatch
        self._ground = ground
        self._limit = limit
        self._live: list[Dispatch] = []
        self.report: Callable[[Event], None] = lambda _: None
        """Takes what concerns the session: replies that were paid for, questions, their answers, how far a task is."""

    def answer(self, op: Answer) -> bool:
        """Hand an answer to the task that waits for it; False where none does."""
        return any(dispatch.answer(op) for dispatch in self._live)

    async def run(self, task: str, call_id: str, progress: Progress) -> Result:
        """Carry out `task` of the call `call_id` and return its last words. Cancelling ends it. Raises `ToolFailed`."""
        conversation = Conversation([*await self._ground(), UserMessage(task)])
        dispatch = self._dispatch(lambda: conversation.messages)
        words, stop, done = "", Stopped("done"), list[str]()
        stand = TaskAdvanced(call_id, 0, Usage())
        running: dict[str, str] = {}
        self._live.append(dispatch)
        try:
            async for event in turns(conversation, self._model(), dispatch, self._limit):
                match event:
                    case Replied(message=message):
                        words = message.text or words
                        self.report(event)
                        stand = self._advanced(stand, running, event.usage)
                    case Asked() | Answered():
                        self.report(event)
                    case CallBegan(call=call, title=title):
                        running[call.id] = f"{call.name}  {title}"
                        stand = self._advanced(stand, running, calls=1)
                    case CallEnded(call_id=ended, result=result, seconds=seconds):
                        mark = "✗" if result.failed else "✓"
                        done.append(f"{mark} {running.pop(ended)}  {result.summary}  {seconds:.2f} s\n")
                        progress(done[-1])
                        stand = self._advanced(stand, running)
                    case Stopped():
                        stop = event
        except ModelFailed as failure:
            raise ToolFailed(f"The task failed: {failure}") from failure
        finally:
            self._live.remove(dispatch)
        if stop.reason != "done":
            words = f"{words}\n\n[{stop.text}]".strip()
        view = Text("".join(done).rstrip("\n"), answer=words)
        return Result(words or "The task ended without an answer.", view, summary=stand.summary)

    def _advanced(
        self, stand: TaskAdvanced, running: Mapping[str, str], usage: Usage | None = None, calls: int = 0
    ) -> TaskAdvanced:
        """Report how far a task is after `stand`."""
        spent = stand.usage + usage if usage else stand.usage
        stand = TaskAdvanced(stand.call_id, stand.calls + calls, spent, tuple(running.values()))
        self.report(stand)
        return stand
