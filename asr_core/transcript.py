"""What the engines give back: words, segments and the transcript of a file, as plain frozen data.

Times are seconds from the start of the media file. A transcript has a JSON form, the one that the
command line prints, and comes back from it unchanged, but for the drafts, which are written only
when asked for.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, NoReturn

from asr_core.word_splitting import split_words


@dataclass(frozen=True, slots=True)
class Word:
    """One word (Latin) or character (Chinese) with its punctuation; `confidence` is 0 … 1."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True, slots=True)
class HotwordUse:
    """A listed word that sounded present in a segment, and what became of it.

    `heard` is the stretch of the draft that it sounded like, `score` is 0 … 1.
    """

    word: str
    heard: str
    score: float
    sent: bool
    in_text: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of speech; the texts of `words` joined give `text`.

    `draft` is the CTC head's own reading, kept for a second hearing.
    """

    start: float
    end: float
    text: str
    language: str
    words: tuple[Word, ...] = ()
    hotwords: tuple[HotwordUse, ...] = ()
    draft: str = ""

    def timed_words(self) -> tuple[Word, ...]:
        """`words`, or where there are none the text spread over the segment's time."""
        return self.words or spread(self.text, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Transcript:
    """The text of one media file; `timings` holds seconds per stage, `language` "" if unknown."""

    file: str
    language: str
    duration: float
    segments: tuple[Segment, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The texts of all segments, with a space between two where their script wants one."""
        whole = ""
        for segment in self.segments:
            whole += joint(whole, segment.text) + segment.text
        return whole

    def to_dict(self, *, drafts: bool = False) -> dict[str, Any]:
        """The JSON form as plain dicts and lists; `drafts` adds the CTC readings."""
        return {
            "file": self.file,
            "text": self.text,
            "language": self.language,
            "duration": self.duration,
            "segments": [_segment_to_dict(segment, drafts) for segment in self.segments],
            "timings": dict(self.timings),
        }

    def to_json(self, *, drafts: bool = False, indent: int | None = None) -> str:
        """The JSON form as text that UTF-8 can always carry, whatever is in the file's name."""
        form = self.to_dict(drafts=drafts)
        text = json.dumps(form, ensure_ascii=False, indent=indent, allow_nan=False)
        if any("\ud800" <= character <= "\udfff" for character in text):
            text = json.dumps(form, indent=indent, allow_nan=False)
        return text

    @classmethod
    def from_dict(cls, form: object) -> Transcript:
        """The transcript that `to_dict` made; ValueError names the place that does not fit."""
        reader = _Reader(form, "the transcript")
        return cls(
            file=reader.text("file"),
            language=reader.text("language"),
            duration=reader.number("duration"),
            segments=tuple(_read_segment(item) for item in reader.items("segments")),
            timings=reader.numbers("timings"),
        )

    @classmethod
    def from_json(cls, text: str) -> Transcript:
        """The transcript that `to_json` made; ValueError says what is wrong with any other text."""
        try:
            return cls.from_dict(json.loads(text, parse_constant=_refuse_constant))
        except (json.JSONDecodeError, RecursionError) as error:
            raise ValueError(f"this is no JSON text: {error}") from error


def spread(text: str, start_s: float, end_s: float) -> tuple[Word, ...]:
    """The words of `text` over the whole span, each as long as it takes to say; confidence 0.

    The texts of the words joined give `text`.
    """
    units = split_words(text)
    spoken = list(accumulate((unit.spoken_length for unit in units), initial=0.0))
    borders = [start_s + (end_s - start_s) * length / spoken[-1] for length in spoken if units]
    return tuple(
        Word(unit.text, min(begin, end_s), min(end, end_s), 0.0)
        for unit, begin, end in zip(units, borders[:-1], borders[1:], strict=True)
    )


def joint(left: str, right: str) -> str:
    """What stands between two texts: a space, or nothing where either side is written without.

    >>> joint("Good morning.", "Sit down."), joint("早上好。", "请坐。"), joint("", "first")
    (' ', '', '')
    """
    if not left or not right or left[-1].isspace() or right[0].isspace():
        return ""
    return "" if _is_written_solid(left[-1]) or _is_written_solid(right[0]) else " "


def _is_written_solid(character: str) -> bool:
    is_wide = unicodedata.east_asian_width(character) in "WF"
    return is_wide and not unicodedata.name(character, "").startswith("HANGUL")


def _segment_to_dict(segment: Segment, drafts: bool) -> dict[str, Any]:
    form: dict[str, Any] = {
        "start": segment.start,
        "end": segment.end,
        "text": segment.text,
        "language": segment.language,
        "words": [
            {
                "text": word.text,
                "start": word.start,
                "end": word.end,
                "confidence": word.confidence,
            }
            for word in segment.words
        ],
        "hotwords": [
            {
                "word": use.word,
                "heard": use.heard,
                "score": use.score,
                "sent": use.sent,
                "in_text": use.in_text,
            }
            for use in segment.hotwords
        ],
    }
    if drafts:
        form["draft"] = segment.draft
    return form


def _read_segment(reader: _Reader) -> Segment:
    return Segment(
        start=reader.number("start"),
        end=reader.number("end"),
        text=reader.text("text"),
        language=reader.text("language"),
        words=tuple(
            Word(
                text=word.text("text"),
                start=word.number("start"),
                end=word.number("end"),
                confidence=word.number("confidence"),
            )
            for word in reader.items("words")
        ),
        hotwords=tuple(
            HotwordUse(
                word=use.text("word"),
                heard=use.text("heard"),
                score=use.number("score"),
                sent=use.flag("sent"),
                in_text=use.flag("in_text"),
            )
            for use in reader.items("hotwords")
        ),
        draft=reader.text("draft") if reader.has("draft") else "",
    )


class _Reader:
    """Reads typed fields of one JSON object; `place` names it in errors."""

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise ValueError(f"{place} is not an object")
        self._fields: dict[str, Any] = value
        self._place = place

    def has(self, name: str) -> bool:
        return name in self._fields

    def text(self, name: str) -> str:
        value = self._get(name)
        return value if isinstance(value, str) else self._refuse(name, "text")

    def flag(self, name: str) -> bool:
        value = self._get(name)
        return value if isinstance(value, bool) else self._refuse(name, "true or false")

    def number(self, name: str) -> float:
        value = self._get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._refuse(name, "a number")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        return number if math.isfinite(number) else self._refuse(name, "a finite number")

    def numbers(self, name: str) -> dict[str, float]:
        fields = _Reader(self._get(name), f"{name} of {self._place}")
        return {key: fields.number(key) for key in fields._fields}

    def items(self, name: str) -> list[_Reader]:
        values = self._get(name)
        if not isinstance(values, list):
            self._refuse(name, "a list")
        return [
            _Reader(value, f"item {number} of {name} of {self._place}")
            for number, value in enumerate(values, 1)
        ]

    def _get(self, name: str) -> Any:
        if name not in self._fields:
            raise ValueError(f"{self._place} has no field {name}")
        return self._fields[name]

    def _refuse(self, name: str, wanted: str) -> NoReturn:
        raise ValueError(f"{name} of {self._place} is not {wanted}")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")
