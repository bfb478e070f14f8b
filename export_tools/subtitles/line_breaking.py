"""Decides where cues and their lines break, the way a subtitler would.

All ways to cut the words into cues are compared by dynamic programming: a break costs little after
a sentence, a clause or a pause, much in the middle of a phrase, and more than anything inside a
number or before a particle; a very short cue costs something too. Chinese, Japanese and other
scripts without spaces are called solid here; they get one line per cue, spaced scripts two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise

from export_tools.subtitles.chinese_words import inside_words


@dataclass(frozen=True, slots=True)
class CueRules:
    """What a readable cue is.

    A line holds `han_per_line` wide characters or `latin_per_line` narrow ones; in mixed text each
    character takes its share, so both limits hold. `lines` is 1 or 2, None means 1 for solid and
    2 for spaced scripts. A word longer than a line keeps its line to itself, uncut.
    `strip_trailing` drops the comma or full stop at the end of a solid cue, as Chinese subtitles
    do. A cue ends `linger_ms` after its last word where there is room, and gaps up to
    `bridge_ms` are closed. A pause of `longest_pause_ms` always ends a cue.
    """

    han_per_line: int = 16
    latin_per_line: int = 42
    lines: int | None = None
    strip_trailing: bool = True
    shortest_ms: int = 800
    longest_ms: int = 7000
    linger_ms: int = 200
    bridge_ms: int = 300
    longest_pause_ms: int = 1000

    def __post_init__(self) -> None:
        if self.lines not in (None, 1, 2):
            raise ValueError("a cue has one line or two")
        if min(self.han_per_line, self.latin_per_line, self.shortest_ms, self.longest_ms) < 1:
            raise ValueError("line lengths and durations are at least 1")


@dataclass(frozen=True, slots=True)
class TimedText:
    """A word, never empty, with its punctuation and the space after it; whole milliseconds."""

    text: str
    start_ms: int
    end_ms: int


_NOT_ABBREVIATED = r"(?<![A-Z])(?<!\bMr|\bMs|\bDr|\bSt|\bvs)(?<!\bMrs|\betc)(?<!\bProf)"
_SENTENCE_END = re.compile(rf"[。！？；!?…][”’」』）)\"']*\s*$|{_NOT_ABBREVIATED}\.[”’)\"']*\s*$")
_CLAUSE_END = re.compile(r"[，、：,;:—–][”’」』）)\"']*\s*$")
_STRIPPED = re.compile(r"(?<!\.)[。，、；：,.;:]+$")
_STRIPPED_WIDE = re.compile(r"[。，、；：]+$")
_NUMERAL = r"[0-9０-９零〇一二三四五六七八九十百千万亿两]"
_UNBREAKABLE = re.compile(
    rf"(?:百分之|第|[-$¥€£])?{_NUMERAL}(?:[点.,:/\s]?{_NUMERAL})*"
    r"[%‰℃]?[年月日号时点分秒岁个次块元米克斤人天周期章节集条位名种家本台]?"
)
_PARTICLES = frozenset("的了吗呢吧啊呀嘛哦啦着过们地得么哇喽罢")
_LEADING = (
    "and but or so because that which who when where while if than then to of in on at for with "
    "from by as about after before until"
)
_CLINGING = (
    "a an the my your his her its our their this that these those of to in on at for with from by "
    "and or but is are was were be very not no i you he she we they"
)
_LEADING_WORDS, _CLINGING_WORDS = frozenset(_LEADING.split()), frozenset(_CLINGING.split())
_FORBIDDEN = 1000.0


def break_cues(
    words: Sequence[TimedText],
    rules: CueRules,
    keep_together: Iterable[str] = (),
    fixed: Sequence[tuple[int, int]] = (),
) -> list[tuple[int, int]]:
    """The ranges [begin, end) of `words` that make a cue each, covering all of them in order.

    No break falls inside one of the texts of `keep_together` (names, say) while it fits a line.
    The ranges of `fixed`, in order and apart, are a cue each whatever the rules say; fixing some
    of the ranges that were best anyway changes no other.
    """
    return _Breaking(words, rules, keep_together).ranges(fixed) if words else []


def break_lines(words: Sequence[TimedText], rules: CueRules) -> list[str]:
    """The lines of one cue; two of them are split at the best place, the lower one longer."""
    return _Breaking(words, rules).lines(0, len(words)) if words else []


def ends_sentence(text: str) -> bool:
    """Whether `text` ends as a sentence does, its quotes and brackets and spaces included.

    >>> ends_sentence("好吗？”"), ends_sentence("by Mr. ")
    (True, False)
    """
    return _SENTENCE_END.search(text) is not None


def line_share(text: str, rules: CueRules) -> float:
    """How much of a line `text` fills; 1.0 is a full line."""
    wide, narrow = _widths(text)
    return wide / rules.han_per_line + narrow / rules.latin_per_line


class _Breaking:
    def __init__(
        self, words: Sequence[TimedText], rules: CueRules, keep_together: Iterable[str] = ()
    ) -> None:
        self.words, self.rules = words, rules
        widths = [_widths(word.text) for word in words]
        self.wide = list(accumulate((wide for wide, _ in widths), initial=0))
        self.narrow = list(accumulate((narrow for _, narrow in widths), initial=0))
        self.pauses = [max(0, after.start_ms - before.end_ms) for before, after in pairwise(words)]
        self.inside = _inside(words, keep_together)
        self.breaks = [self._break_cost(at) for at in range(1, len(words))]
        self.kept = list(accumulate(map(self._keep_cost, range(1, len(words))), initial=0.0))
        # Every range is looked at as the upper and the lower line of many cues.
        self.upper_share = cache(self._upper_share)
        self.lower_share = cache(self._lower_share)

    def ranges(self, fixed: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
        count = len(self.words)
        best, came_from = [0.0] + [float("inf")] * count, [0] * (count + 1)
        fixed_begins = {end: begin for begin, end in fixed}
        closed = {at for begin, end in fixed for at in range(begin + 1, end)}
        lowest = 0
        for end in range(1, count + 1):
            if end in closed:
                continue
            after = self.breaks[end - 1] if end < count else 0.0
            if end in fixed_begins:
                begin = fixed_begins[end]
                cost = min(self._cue_cost(begin, end), _FORBIDDEN)
                best[end], came_from[end] = best[begin] + cost + after, begin
                lowest = end
                continue
            for begin in range(end - 1, lowest - 1, -1):
                if begin < end - 1 and self._ends_here(begin, end):
                    break
                cost = best[begin] + self._cue_cost(begin, end) + after
                if cost < best[end]:
                    best[end], came_from[end] = cost, begin
        ranges, end = [], count
        while end:
            ranges.append((came_from[end], end))
            end = came_from[end]
        return ranges[::-1]

    def lines(self, begin: int, end: int) -> list[str]:
        text = self.text(begin, end)
        if not self._has_two_lines(begin, end):
            return [text]
        splits = [(self._split_cost(begin, at, end), at) for at in range(begin + 1, end)]
        _, at = min(splits)
        return [self.text(begin, at), self.text(at, end)]

    def text(self, begin: int, end: int) -> str:
        return "".join(word.text for word in self.words[begin:end]).strip()

    def is_solid(self, begin: int, end: int) -> bool:
        wide, narrow = self.wide[end] - self.wide[begin], self.narrow[end] - self.narrow[begin]
        return wide * self.rules.latin_per_line >= narrow * self.rules.han_per_line

    def _line_count(self, begin: int, end: int) -> int:
        return self.rules.lines or (1 if self.is_solid(begin, end) else 2)

    def _ends_here(self, begin: int, end: int) -> bool:
        """Whether no cue may reach from `begin` to `end`, nor from any word before."""
        rules, first, last = self.rules, self.words[begin], self.words[end - 1]
        # What is stripped from the end makes room for a little more than full lines. A cue with
        # more than one line of wide characters could have two lines only if it were longer still.
        wide_lines = (self.wide[end] - self.wide[begin]) / rules.han_per_line
        return (
            self.pauses[begin] >= rules.longest_pause_ms
            or last.end_ms - first.start_ms > rules.longest_ms
            or self._share(begin, end) > (rules.lines or 2) + 0.2
            or (rules.lines is None and wide_lines > 1.2)
        )

    def _share(self, begin: int, end: int) -> float:
        wide, narrow = self.wide[end] - self.wide[begin], self.narrow[end] - self.narrow[begin]
        return wide / self.rules.han_per_line + narrow / self.rules.latin_per_line

    def _cue_cost(self, begin: int, end: int) -> float:
        """What one cue costs: 2, more when it is tiny, brief or better divided."""
        limit = self._line_count(begin, end)
        share = self._share(begin, end)
        if share > limit:
            share = self.lower_share(begin, end)
        fits = share <= limit and (share <= 1 or self._has_two_lines(begin, end))
        if not fits:
            return float("inf") if end - begin > 1 else _FORBIDDEN
        fill = share / limit
        lasts_ms = self.words[end - 1].end_ms - self.words[begin].start_ms
        cost = 2.0 + fill * fill + 10.0 * max(0.0, 0.25 - fill)
        if lasts_ms < self.rules.shortest_ms:
            cost += 1.0
        return cost + self.kept[end - 1] - self.kept[begin]

    def _break_cost(self, at: int) -> float:
        """What it costs to break before word `at`."""
        before, after = self.words[at - 1].text, self.words[at].text
        pause_ms = self.pauses[at - 1]
        if at in self.inside:
            return _FORBIDDEN
        if _SENTENCE_END.search(before):
            return 0.0
        if _CLAUSE_END.search(before):
            cost = 1.0
        elif not (before[-1:].isspace() or _is_wide(before[-1:]) or _is_wide(after[:1])):
            cost = _FORBIDDEN  # two parts of one word
        elif _is_wide(after[:1]) or _is_wide(before[-1:]):
            is_particle = after[:1] in _PARTICLES and at + 1 not in self.inside
            cost = 40.0 if is_particle else 4.0 if before[-1:] in _PARTICLES else 5.0
        elif before[-2:-1].isdigit() or after[:1].isdigit():
            cost = 20.0  # "25 kg", "Windows 11"
        else:
            cost = 4.0
            if after.strip().casefold() in _LEADING_WORDS:
                cost = 2.5
            if before.strip().casefold() in _CLINGING_WORDS:
                cost = 8.0
        return cost * 0.3 if pause_ms >= self.rules.bridge_ms and cost < 40 else cost

    def _keep_cost(self, at: int) -> float:
        """What it costs not to break before word `at`."""
        before, pause_ms = self.words[at - 1].text, self.pauses[at - 1]
        cost = 0.0
        if _SENTENCE_END.search(before):
            cost = 6.0 if _is_wide(before.rstrip()[-1:]) else 2.5
        elif _CLAUSE_END.search(before):
            cost = 0.5
        return cost + (1.0 + pause_ms / 250 if pause_ms >= self.rules.bridge_ms else 0.0)

    def _has_two_lines(self, begin: int, end: int) -> bool:
        if self._line_count(begin, end) == 1 or self.upper_share(begin, end) <= 1:
            return False
        # Most can be split near the middle, so that a look at one or two places is enough.
        middle = (begin + end) // 2
        places = sorted(range(begin + 1, end), key=lambda at: abs(at - middle))
        return any(self._split_cost(begin, at, end) < float("inf") for at in places)

    def _split_cost(self, begin: int, at: int, end: int) -> float:
        shares = self.upper_share(begin, at), self.lower_share(at, end)
        # A single word may be longer than a line; nothing else may.
        if (shares[0] > 1 and at - begin > 1) or (shares[1] > 1 and end - at > 1):
            return float("inf")
        top_heavy = 1.5 if shares[0] > shares[1] else 1.0
        return self.breaks[at - 1] + 8.0 * top_heavy * abs(shares[0] - shares[1])

    def _upper_share(self, begin: int, end: int) -> float:
        return line_share(self.text(begin, end), self.rules)

    def _lower_share(self, begin: int, end: int) -> float:
        """How much of a line is filled where a cue ends."""
        return line_share(displayed(self.text(begin, end), self.rules), self.rules)


def displayed(text: str, rules: CueRules) -> str:
    """The text of a cue as it is shown: without a Chinese comma or full stop at its end.

    Western ones go too where most of the cue is in a solid script, and stay in spaced ones.

    >>> displayed("今天不下雨。", CueRules()), displayed("It is dry.", CueRules())
    ('今天不下雨', 'It is dry.')
    """
    wide, narrow = _widths(text)
    if not rules.strip_trailing:
        return text
    is_solid = wide * rules.latin_per_line >= narrow * rules.han_per_line
    return (_STRIPPED if is_solid else _STRIPPED_WIDE).sub("", text).rstrip() or text


def _inside(words: Sequence[TimedText], keep_together: Iterable[str]) -> set[int]:
    """The words before which a break would cut a word, a number or one of the texts to keep."""
    text = "".join(word.text for word in words)
    spans = [(offset - 1, offset + 1) for offset in inside_words(text)]
    spans += [match.span() for match in _UNBREAKABLE.finditer(text)]
    for kept in {kept for kept in keep_together if kept}:
        spans += [match.span() for match in re.finditer(re.escape(kept), text, re.IGNORECASE)]
    starts = {start: at for at, start in enumerate(_offsets(words)) if at}
    return {starts[k] for begin, end in spans for k in range(begin + 1, end) if k in starts}


def _offsets(words: Sequence[TimedText]) -> list[int]:
    return list(accumulate((len(word.text) for word in words[:-1]), initial=0))


@lru_cache(maxsize=4096)
def _widths(text: str) -> tuple[int, int]:
    """How many wide and how many narrow characters `text` has; combining marks take no room."""
    wide = sum(_is_wide(character) for character in text)
    marks = sum(unicodedata.combining(character) > 0 for character in text)
    return wide, len(text) - wide - marks


def _is_wide(character: str) -> bool:
    """Whether it is as wide as a Han character, as quotes and dashes of Chinese text are."""
    width = unicodedata.east_asian_width(character)
    is_mark = unicodedata.category(character)[0] == "P" and character not in "‘’"
    return width in "WF" or (width == "A" and is_mark)
