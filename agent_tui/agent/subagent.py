"""Tasks given away: each runs the loop in a context of its own and comes back as one text."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from agent_tui.agent.dispatch import Dispatch
from agent_tui.agent.loop import turns
from agent_tui.core.conversation import Conversation
from agent_tui.core.errors import ModelFailed, ToolFailed
from agent_tui.core.events import Answered, Asked, CallBegan, CallEnded, Event, Replied, Stopped
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
        """Takes what concerns the session as a whole: replies that were paid for, questions and their answers."""

    def answer(self, op: Answer) -> bool:
        """Hand an answer to the task that waits for it; False where none does."""
        return any(dispatch.answer(op) for dispatch in self._live)

    async def run(self, task: str, progress: Progress) -> Result:
        """Carry `task` out and return its last words. Cancelling ends it. Raises `ToolFailed`."""
        conversation = Conversation([*await self._ground(), UserMessage(task)])
        dispatch = self._dispatch(lambda: conversation.messages)
        usage, words, calls, stop = Usage(), "", 0, Stopped("done")
        titles: dict[str, str] = {}
        self._live.append(dispatch)
        try:
            async for event in turns(conversation, self._model(), dispatch, self._limit):
                match event:
                    case Replied(message=message):
                        usage += event.usage
                        words = message.text or words
                        self.report(event)
                    case Asked() | Answered():
                        self.report(event)
                    case CallBegan(call=call, title=title):
                        titles[call.id] = f"{call.name}  {title}"
                        calls += 1
                    case CallEnded(call_id=call_id, result=result, seconds=seconds):
                        mark = "✗" if result.failed else "✓"
                        progress(f"{mark} {titles[call_id]}  {result.summary}  {seconds:.2f} s\n")
                    case Stopped():
                        stop = event
        except ModelFailed as failure:
            raise ToolFailed(f"The task failed: {failure}") from failure
        finally:
            self._live.remove(dispatch)
        if stop.reason != "done":
            words = f"{words}\n\n[{stop.text}]".strip()
        summary = f"{calls} calls · {usage.total_tokens:,} tokens" + (f" ≈ ${usage.cost:.4f}" if usage.priced else "")
        return Result(words or "The task ended without an answer.", Text(words), summary=summary)
