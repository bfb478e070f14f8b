"""The cues of a file while it is heard and edited: what the list shows and the exports write.

A cue is known by the number of its first word, so that it keeps its id while the file goes on and
when the program comes back. An edited cue keeps its words for itself and its text untouched; around
it the cues are broken as the rules say. The cues depend on the segments and the edits alone, not on
the order in which they came; without edits they are those of `SubtitleDocument.from_transcript`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from asr_core.transcript import Segment, Transcript
from export_tools.subtitles.document import Cue, SubtitleDocument, heard_cues, retime
from export_tools.subtitles.edited_segments import WordEdit, edited_segments
from export_tools.subtitles.line_breaking import CueRules
from export_tools.subtitles.spoken_words import SpokenWords


@dataclass(frozen=True, slots=True)
class EditableCue:
    """A cue as it stands in the list.

    `id` is the number of its first word in the file and `end` the one after its last; `heard` is
    the text without the user's edit, `segment` the number of the segment that it begins in.
    """

    id: int
    end: int
    start_ms: int
    end_ms: int
    text: str
    heard: str
    segment: int

    @property
    def edited(self) -> bool:
        """Whether the user gave it another text than was heard."""
        return self.text != self.heard


@dataclass(frozen=True, slots=True)
class Change:
    """At row `first`, the cues `old` have given way to `new`; the ids of both ascend."""

    first: int
    old: tuple[EditableCue, ...] = ()
    new: tuple[EditableCue, ...] = ()


class CueDocument:
    """Cues that grow at the end and may be edited anywhere at any time."""

    def __init__(self, rules: CueRules | None = None, duration_s: float = 0.0) -> None:
        self._cues: list[EditableCue] = []
        self._rules = rules or CueRules()
        self._duration_ms = round(duration_s * 1000)
        self._edits: dict[int, tuple[int, str]] = {}
        self._held: dict[int, int] = {}
        self._spoken = SpokenWords(self._rules)
        self._watchers: list[Callable[[Change], None]] = []
        self._left_out = 0

    @property
    def cues(self) -> Sequence[EditableCue]:
        """All of them, in order; not to be kept, it goes on with the document."""
        return self._cues

    @property
    def rules(self) -> CueRules:
        """What its cues are broken by."""
        return self._rules

    @property
    def segments(self) -> Sequence[Segment]:
        """What was added, unedited."""
        return self._spoken.segments

    @property
    def edit_count(self) -> int:
        """How many edits are kept."""
        return len(self._edits)

    @property
    def left_out(self) -> int:
        """How many edits of the last `restore` made no sense, and are not kept."""
        return self._left_out

    def watch(self, watcher: Callable[[Change], None]) -> None:
        """Call `watcher` after every change, whoever makes it, in the thread that makes it."""
        self._watchers.append(watcher)

    def unwatch(self, watcher: Callable[[Change], None]) -> None:
        """No longer call `watcher`."""
        self._watchers.remove(watcher)

    def row_of(self, cue_id: int) -> int:
        """The place of a cue in `cues`; KeyError if there is none of this id."""
        row = self._row_from(cue_id)
        if row == len(self._cues) or self._cues[row].id != cue_id:
            raise KeyError(cue_id)
        return row

    def row_with(self, word: int) -> int:
        """The place of the cue that shows a word, by its number in the file."""
        return bisect_right(self._cues, word, key=lambda cue: cue.id) - 1

    def row_at(self, start_ms: int) -> int:
        """The place of the cue that is on the screen at a time, or was last; -1 before the first.

        Words may be spoken a moment before their cue may begin; a tenth of a second counts as then.
        """
        return bisect_right(self._cues, start_ms + 100, key=lambda cue: cue.start_ms) - 1

    def add_segment(self, segment: Segment) -> Change:
        """Go on with `segment`."""
        return self.add_segments([segment])

    def add_segments(self, segments: Iterable[Segment]) -> Change:
        """Go on with all `segments`; much quicker than one after the other."""
        stretch = max(0, len(self._spoken.starts) - 1)
        for segment in segments:
            self._spoken.add(segment)
        return self._break_again(stretch, len(self._spoken.starts))

    def set_duration(self, duration_s: float) -> Change:
        """Let the last cue not outlast the file."""
        self._duration_ms = round(duration_s * 1000)
        rows = len(self._cues)
        return self._show(max(0, rows - 1), rows, self._cues[-1:])

    def set_rules(self, rules: CueRules) -> Change:
        """Break all cues again but the edited ones."""
        self._rules = rules
        return self._hear_again()

    def edit(self, cue_id: int, text: str) -> Change:
        """Give a cue another text; with what was heard it is an unedited one again.

        Raises KeyError if there is no cue of this id.
        """
        return self.put(replace(self._cues[self.row_of(cue_id)], text=text))

    def put(self, cue: EditableCue) -> Change:
        """Let the words of `cue` be edited, or not, as they are in it, whatever has come since.

        So an edit is taken back, and done again, in a document that has grown meanwhile.
        """
        others = {
            first: (end, kept)
            for first, (end, kept) in self._edits.items()
            if end <= cue.id or first >= cue.end
        }
        self._edits = {**others, cue.id: (cue.end, cue.text)} if cue.edited else others
        row = self._row_from(cue.id)
        there = self._cues[row : row + 1]
        if cue.edited and [(each.id, each.end) for each in there] == [(cue.id, cue.end)]:
            # That it keeps its words changes no other cue.
            return self._show(row, row + 1, [replace(there[0], text=cue.text)])
        return self._break_again(*self._stretch_of(cue.id))

    def hold(self, cue_id: int) -> None:
        """Let a cue keep its words, come what may, until `release`: somebody is about to edit it.

        Raises KeyError if there is no cue of this id.
        """
        self._held[cue_id] = self._cues[self.row_of(cue_id)].end

    def release(self, cue_id: int) -> Change:
        """Break a cue anew that was held and that nobody edited."""
        if self._held.pop(cue_id, None) is None:
            return Change(0)
        return self._break_again(*self._stretch_of(cue_id))

    def to_subtitles(self) -> SubtitleDocument:
        """The cues as they would be written; those that were edited to nothing are left out."""
        return SubtitleDocument(
            tuple(Cue(cue.start_ms, cue.end_ms, cue.text) for cue in self._cues if cue.text.strip())
        )

    def to_transcript(self, transcript: Transcript) -> Transcript:
        """`transcript` with our segments, in which the edits stand in place of what was heard."""
        edits = [WordEdit(cue.id, cue.end, cue.text) for cue in self._cues if cue.edited]
        return replace(transcript, segments=edited_segments(self._spoken, edits))

    def state(self) -> dict[str, object]:
        """The edits as plain data for a journal; the segments are not in it."""
        return {
            "edits": [
                {"first": first, "end": end, "text": text}
                for first, (end, text) in sorted(self._edits.items())
            ]
        }

    def restore(self, state: object) -> Change:
        """Have the edits of `state` and no others, also where their words are still to come.

        What `state()` never gives is left out, and counted by `left_out`: it may come from another
        version of the program, or from a damaged disk.
        """
        self._edits, self._left_out = _read_edits(state)
        self._held = {}
        return self._hear_again()

    def _hear_again(self) -> Change:
        """Do it all once more, for other rules or edits."""
        glued = {at for first, end in self._pins() for at in range(first + 1, end)}
        segments, self._spoken = self._spoken.segments, SpokenWords(self._rules, glued)
        for segment in segments:
            self._spoken.add(segment)
        return self._break_again(0, len(self._spoken.starts))

    def _pins(self) -> list[tuple[int, int]]:
        """The ranges of words that stay a cue each."""
        return sorted(
            {**self._held, **{first: end for first, (end, _) in self._edits.items()}}.items()
        )

    def _row_from(self, word: int) -> int:
        """The first row whose cue begins with this word or a later one."""
        return bisect_left(self._cues, word, key=lambda cue: cue.id)

    def _stretch_of(self, word: int) -> tuple[int, int]:
        after = bisect_right(self._spoken.starts, word)
        return after - 1, after

    def _break_again(self, first: int, end: int) -> Change:
        """Break the cues of the stretches [first, end) and let all others be."""
        if first == end:
            return Change(0)
        borders = [*self._spoken.starts, len(self._spoken.words)][first : end + 1]
        pins = self._pins()
        cues = [
            self._cue(word, word_end, cue.text)
            for number, (begin, limit) in enumerate(pairwise(borders), first)
            for word, word_end, cue in heard_cues(
                self._spoken.stretch(number),
                self._rules,
                [pin for pin in pins if begin <= pin[0] and pin[1] <= limit],
            )
        ]
        return self._show(self._row_from(borders[0]), self._row_from(borders[-1]), cues)

    def _cue(self, word: int, end: int, heard: str) -> EditableCue:
        edited_end, text = self._edits.get(word, (0, ""))
        segment, _ = self._spoken.origins[word]
        return EditableCue(word, end, 0, 0, text if edited_end == end else heard, heard, segment)

    def _show(self, row: int, end_row: int, cues: Sequence[EditableCue]) -> Change:
        """Let `cues` stand for the rows [row, end_row), with times that suit all neighbours."""
        first = max(0, row - 1)
        # As a rule no start moves beyond the next cue; that of the one after it is the proof.
        after, proof = self._cues[end_row : end_row + 1], self._cues[end_row + 1 : end_row + 2]
        new = self._timed([*self._cues[first:row], *cues, *after, *proof], first)
        if proof and new.pop().start_ms != proof[0].start_ms:
            after = self._cues[end_row:]
            new = self._timed([*self._cues[first:row], *cues, *after], first)
        old = self._cues[first : end_row + len(after)]
        self._cues[first : end_row + len(after)] = new
        same = _common(old, new)
        last_same = _common(old[same:][::-1], new[same:][::-1])
        change = Change(
            first + same,
            tuple(old[same : len(old) - last_same]),
            tuple(new[same : len(new) - last_same]),
        )
        if change.old or change.new:
            for watcher in tuple(self._watchers):
                watcher(change)
        return change

    def _timed(self, cues: Sequence[EditableCue], row: int) -> list[EditableCue]:
        """`cues` as they are on the screen from `row` on; the last one as if no other followed."""
        words = self._spoken.words
        spoken = [Cue(words[cue.id].start_ms, words[cue.end - 1].end_ms, "") for cue in cues]
        earliest_ms = self._cues[row - 1].start_ms if row else -1
        timed = retime(spoken, self._rules, self._duration_ms, earliest_ms)
        return [
            cue
            if (cue.start_ms, cue.end_ms) == (time.start_ms, time.end_ms)
            else replace(cue, start_ms=time.start_ms, end_ms=time.end_ms)
            for cue, time in zip(cues, timed, strict=True)
        ]


def _common(left: Sequence[EditableCue], right: Sequence[EditableCue]) -> int:
    """How many cues both begin with."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(left), len(right)))


def _read_edits(state: object) -> tuple[dict[int, tuple[int, str]], int]:
    """The edits of a `state` by their first words, and how many make no sense."""
    listed = state.get("edits") if isinstance(state, dict) else None
    if not isinstance(listed, list):
        return {}, 1
    edits: dict[int, tuple[int, str]] = {}
    latest = 0
    for edit in listed:
        if (read := _read_edit(edit)) is not None and latest <= read[0]:
            first, latest, text = read
            edits[first] = (latest, text)
    return edits, len(listed) - len(edits)


def _read_edit(edit: object) -> tuple[int, int, str] | None:
    """The range of words of an edit and its text; None if it makes no sense."""
    if not isinstance(edit, dict):
        return None
    first, end, text = edit.get("first"), edit.get("end"), edit.get("text")
    if type(first) is not int or type(end) is not int or not isinstance(text, str):
        return None
    return (first, end, text) if 0 <= first < end <= first + _MOST_WORDS else None


_MOST_WORDS = 10_000
"""Far more than any cue has; a damaged number must not glue a whole file together."""
