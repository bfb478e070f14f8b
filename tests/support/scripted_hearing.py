"""An engine that writes what it is told to, for tests of hearing a span more than once."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence

from asr_core.engine import Hearing
from asr_core.second_hearing import Heard, HeardEvents
from asr_core.transcription import TextArrived, TextDiscarded


class ScriptedHearing:
    """Writes `script(words)` for the words of the prompt and remembers every call."""

    def __init__(self, script: Callable[[Sequence[str]], str], *, looped: bool = False) -> None:
        self._script = script
        self._looped = looped
        self.calls: list[tuple[tuple[str, ...], bool]] = []

    def __call__(
        self, words: Sequence[str], *, bare: bool = False
    ) -> Generator[TextArrived | TextDiscarded, None, Hearing]:
        self.calls.append((tuple(words), bare))
        text = self._script(words)
        for character in text:
            yield TextArrived(character)
        return Hearing(text, self._looped and bool(words))


def played(events: HeardEvents) -> tuple[Heard, str]:
    """What a hearing came to, and the text that stands on the screen at its end."""
    shown = ""
    while True:
        try:
            event = next(events)
        except StopIteration as end:
            return end.value, shown
        shown = shown + event.text if isinstance(event, TextArrived) else ""
