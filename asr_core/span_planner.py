"""Where to cut a recording: from speech probabilities to spans of frames, as the frames arrive.

Speech is grouped until a long silence ends the group or the group outgrows the longest span. Then
each pause within reach is weighed: longer is better (sentences end in longer pauses than words),
and so is nearer to the preferred length. Only if there is no pause at all within the longest span
is speech itself cut, at its least speech-like moment. The decision at a frame never needs more
than the longest span and one long silence of look-ahead, and does not depend on how the frames
were handed over.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from asr_core.array_types import FloatArray
from asr_core.speech_detector import FRAME_S

# Speech begins at a frame of the first probability and goes on down to the second.
SPEECH_BEGINS = 0.5
SPEECH_GOES_ON = 0.35
# Closures of stop consonants last one or two frames; three of them (96 ms) are a pause.
PAUSE_FRAMES = 3
# Soft beginnings and fading ends are heard later and lost earlier than they sound.
LEAD_S = 0.25
LEAD_FRAMES = round(LEAD_S / FRAME_S)
TAIL_FRAMES = round(0.25 / FRAME_S)

_PREFERRED_SHARE = 0.58
_TOLERANCE_SHARE = 0.15
_LONG_SILENCE_SHARE = 1 / 15
_LONG_SILENCE_FRAMES = (round(0.8 / FRAME_S), round(2.0 / FRAME_S))
# A pause of one second ends a sentence as well as any longer one.
_CLEAR_PAUSE_FRAMES = round(1.0 / FRAME_S)
_SHORTEST_LIMIT_FRAMES = round(1.0 / FRAME_S)


@dataclass(frozen=True, slots=True)
class FrameSpan:
    """Frames `first` … `end` − 1 of the recording."""

    first: int
    end: int


class SpanPlanner:
    """Turns frames of 32 ms into spans of at most `longest_frames`, ordered and disjoint.

    A span begins `lead_frames` before its speech where there is room.
    """

    def __init__(self, longest_frames: int, lead_frames: int = LEAD_FRAMES) -> None:
        if longest_frames < _SHORTEST_LIMIT_FRAMES:
            raise ValueError("the longest span must last at least one second")
        self._longest = longest_frames
        self._lead = lead_frames
        self._preferred = _PREFERRED_SHARE * longest_frames
        self._tolerance = _TOLERANCE_SHARE * longest_frames
        least, most = _LONG_SILENCE_FRAMES
        self._long_silence = min(most, max(least, round(_LONG_SILENCE_SHARE * longest_frames)))
        self._now = 0
        self._probabilities: list[float] = []
        self._levels_db: list[float] = []
        # The frame of the first element of both lists, and the end of the last span.
        self._first_kept = 0
        self._last_end = 0
        # Finished runs of speech that no span holds yet, and the start of the one going on.
        self._runs: list[FrameSpan] = []
        self._run_start: int | None = None
        self._speech_end = 0

    @property
    def earliest_needed(self) -> int:
        """The first frame that a later span may still hold."""
        if self._runs or self._run_start is not None:
            return self._next_start()
        return max(self._last_end, self._now - self._lead)

    def add(self, probabilities: FloatArray, levels_db: FloatArray) -> list[FrameSpan]:
        """Take the next frames, both (n,); returns the spans that are now settled."""
        spans: list[FrameSpan] = []
        for probability, level_db in zip(probabilities.tolist(), levels_db.tolist(), strict=True):
            self._probabilities.append(probability)
            self._levels_db.append(level_db)
            self._follow_speech(probability)
            spans += self._settled_spans()
        self._forget()
        return spans

    def finish(self) -> list[FrameSpan]:
        """The recording has ended; returns the remaining spans."""
        self._end_run()
        return self._spans_of_group()

    def _follow_speech(self, probability: float) -> None:
        going_on = self._run_start is not None
        if probability >= (SPEECH_GOES_ON if going_on else SPEECH_BEGINS):
            if not going_on:
                self._run_start = self._now
            self._speech_end = self._now + 1
        self._now += 1
        if self._now - self._speech_end >= PAUSE_FRAMES:
            self._end_run()

    def _end_run(self) -> None:
        if self._run_start is not None:
            self._runs.append(FrameSpan(self._run_start, self._speech_end))
            self._run_start = None

    def _settled_spans(self) -> list[FrameSpan]:
        if self._run_start is None:
            if self._runs and self._now - self._runs[-1].end >= self._long_silence:
                return self._spans_of_group()
        # In a pause nothing is settled: it is not known yet how long it becomes.
        elif self._now - self._next_start() >= self._longest + PAUSE_FRAMES:
            return [self._take_span(group_ended=False)]
        return []

    def _spans_of_group(self) -> list[FrameSpan]:
        spans = []
        while self._runs:
            spans.append(self._take_span(group_ended=True))
        return spans

    def _next_start(self) -> int:
        """First frame of the next span, which starts with speech that is waiting or going on."""
        speech = self._runs[0].first if self._runs else self._run_start
        assert speech is not None
        return max(self._last_end, speech - self._lead)

    def _take_span(self, *, group_ended: bool) -> FrameSpan:
        start = self._next_start()
        last_run = self._best_last_run(start + self._longest, group_ended=group_ended)
        if last_run is None:
            end = self._cut_speech(start)
        else:
            speech_end = self._runs[last_run].end
            end = min(self._pause_cut(last_run), start + self._longest)
            end = max(speech_end, min(end, speech_end + TAIL_FRAMES))
            del self._runs[: last_run + 1]
        self._last_end = end
        return FrameSpan(start, end)

    def _best_last_run(self, limit: int, *, group_ended: bool) -> int | None:
        """Index of the run after which to cut; None if the first one passes `limit` already."""
        best, best_score = None, -math.inf
        start = self._next_start()
        for index, run in enumerate(self._runs):
            if run.end > limit:
                break
            following = self._start_after(index)
            pause = self._long_silence if following is None else following - run.end
            if following is None and not group_ended:
                break
            score = math.log2(min(pause, _CLEAR_PAUSE_FRAMES) / PAUSE_FRAMES)
            score -= abs(run.end - start - self._preferred) / self._tolerance
            if score > best_score:
                best, best_score = index, score
        return best

    def _start_after(self, run_index: int) -> int | None:
        if run_index + 1 < len(self._runs):
            return self._runs[run_index + 1].first
        return self._run_start

    def _pause_cut(self, run_index: int) -> int:
        """The quietest frame of the pause after a run: what follows it belongs to the next span."""
        pause_start = self._runs[run_index].end
        pause_end = self._start_after(run_index)
        if pause_end is None:
            return self._now
        if pause_end - pause_start >= TAIL_FRAMES + self._lead:
            return pause_end - self._lead
        return self._quietest_frame(pause_start, pause_end)

    def _cut_speech(self, start: int) -> int:
        """Split the first run of speech, which lasts beyond the longest span from `start`."""
        cut = self._quietest_frame(start + self._longest // 2, start + self._longest)
        if self._runs:
            self._runs[0] = FrameSpan(cut, self._runs[0].end)
        else:
            self._run_start = cut
        return cut

    def _quietest_frame(self, first: int, end: int) -> int:
        """The frame of `first` … `end` − 1 with the lowest level and least speech around it."""

        def loudness(frame: int) -> float:
            low = max(frame - 1, self._first_kept) - self._first_kept
            high = frame + 2 - self._first_kept
            speech = self._probabilities[low:high]
            return sum(self._levels_db[low:high]) / len(speech) + 20 * sum(speech) / len(speech)

        return min(range(first, end), key=loudness)

    def _forget(self) -> None:
        passed = self.earliest_needed - self._first_kept
        del self._probabilities[:passed]
        del self._levels_db[:passed]
        self._first_kept += passed
