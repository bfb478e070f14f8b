"""What the engines give back: words, segments and the transcript of a file, as plain frozen data.

Times are seconds from the start of the media file. A transcript has a JSON form, the one that the
command line prints, and comes back from it unchanged, but for the drafts, which are written only
when asked for.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from types import MappingProxyType
from typing import Any, Literal, NoReturn, get_args

from asr_core.json_reader import JsonReader
from asr_core.word_splitting import split_words


@dataclass(frozen=True, slots=True)
class Word:
    """One word (Latin) or character (Chinese) with its punctuation; `confidence` is 0 … 1."""

    text: str
    start: float
    end: float
    confidence: float


WrittenBy = Literal["", "model", "second-look", "replacement", "rule"]
"""Who put a listed word into the text: nobody (it is not there, or a draft had it by itself), the
model, the model asked once more whether it meant the word, its entry's replacement or a rule."""


@dataclass(frozen=True, slots=True)
class HotwordUse:
    """A listed word that sounded present in a segment, and what became of it.

    `heard` is what it sounded like, `score` is 0 … 1, `place` are the characters [start, end) of
    the draft, None for a word that was only noticed in the finished text. `sent` says whether it
    stood in the prompt; words beyond the budget did not.
    """

    word: str
    heard: str
    score: float
    sent: bool
    in_text: bool
    place: tuple[int, int] | None = None
    by: WrittenBy = ""


LeakReason = Literal[
    "list-echo",  # listed words one after the other as in the prompt, not all of them heard
    "prompt-echo",  # words of the prompt itself
    "unheard-word",  # nothing was heard where a listed word stands
    "far-word",  # something else was heard where a listed word stands
    "word-over-noise",  # the draft is too unsure there to speak for a listed word
    "too-fast",  # more text than anybody can say in the time
    "loop",  # the decoder talked in circles or did not end
    "far-text",  # the text as a whole is not what was heard
    "speech-missing",  # most of what the draft is sure of was left out
]

LEAK_SENTENCES: Mapping[LeakReason, str] = MappingProxyType(
    {
        "list-echo": "the list itself was written down",
        "prompt-echo": "words of the prompt were written down",
        "unheard-word": "a listed word stood where nothing was heard",
        "far-word": "a listed word stood where something else was heard",
        "word-over-noise": "a listed word stood over noise or music",
        "too-fast": "there was more text than can be said in the time",
        "loop": "the text went round in circles",
        "far-text": "the text was not what was heard",
        "speech-missing": "speech was left out",
    }
)
"""Why a segment was heard again, as a part of a sentence for people."""

KeptHearing = Literal["with-list", "without-list"]

_WRITERS: tuple[WrittenBy, ...] = get_args(WrittenBy)
_REASONS: tuple[LeakReason, ...] = get_args(LeakReason)
_KEPT: tuple[KeptHearing, ...] = get_args(KeptHearing)


@dataclass(frozen=True, slots=True)
class HotwordNote:
    """A segment whose list seemed to leak into its text was heard again without the list.

    `words` are what made suspicious, `other` is the text of the hearing that was not kept.
    """

    reasons: tuple[LeakReason, ...]
    words: tuple[str, ...]
    kept: KeptHearing
    other: str


@dataclass(frozen=True, slots=True)
class Replacement:
    """The characters [start, end) of a segment's text were written after recognition.

    `original` stood there; `entries` are the listed words and `rules` the patterns that changed
    it, several where one worked on the result of another.
    """

    start: int
    end: int
    original: str
    entries: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of speech; the texts of `words` joined give `text`.

    `draft` is the CTC head's own reading, kept for a second hearing. `hotwords_version` names the
    state of the list that was in force, "" without one. Where something was replaced after
    recognition, `recognised` are the words before that; `asr_core.rewriting` undoes it.
    """

    start: float
    end: float
    text: str
    language: str
    words: tuple[Word, ...] = ()
    hotwords: tuple[HotwordUse, ...] = ()
    draft: str = ""
    hotwords_version: str = ""
    hotword_note: HotwordNote | None = None
    replacements: tuple[Replacement, ...] = ()
    recognised: tuple[Word, ...] = ()

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
        reader = JsonReader(form, "the transcript")
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
    note = segment.hotword_note
    form: dict[str, Any] = {
        "start": segment.start,
        "end": segment.end,
        "text": segment.text,
        "language": segment.language,
        "words": _words_form(segment.words),
        "hotwords": [
            {
                "word": use.word,
                "heard": use.heard,
                "score": use.score,
                "sent": use.sent,
                "in_text": use.in_text,
                "place": None if use.place is None else list(use.place),
                "by": use.by,
            }
            for use in segment.hotwords
        ],
        "hotwords_version": segment.hotwords_version,
        "hotword_note": None
        if note is None
        else {
            "reasons": list(note.reasons),
            "words": list(note.words),
            "kept": note.kept,
            "other": note.other,
        },
        "replacements": [
            {
                "start": each.start,
                "end": each.end,
                "original": each.original,
                "entries": list(each.entries),
                "rules": list(each.rules),
            }
            for each in segment.replacements
        ],
    }
    if segment.replacements:
        form["recognised"] = _words_form(segment.recognised)
    if drafts:
        form["draft"] = segment.draft
    return form


def _words_form(words: tuple[Word, ...]) -> list[dict[str, Any]]:
    return [
        {
            "text": word.text,
            "start": word.start,
            "end": word.end,
            "confidence": word.confidence,
        }
        for word in words
    ]


def _read_segment(reader: JsonReader) -> Segment:
    note = reader.item("hotword_note")
    return Segment(
        start=reader.number("start"),
        end=reader.number("end"),
        text=reader.text("text"),
        language=reader.text("language"),
        words=_read_words(reader, "words"),
        hotwords=tuple(
            HotwordUse(
                word=use.text("word"),
                heard=use.text("heard"),
                score=use.number("score"),
                sent=use.flag("sent"),
                in_text=use.flag("in_text"),
                place=use.span("place"),
                by=use.choice("by", _WRITERS) if use.has("by") else "",
            )
            for use in reader.items("hotwords")
        ),
        draft=reader.text("draft") if reader.has("draft") else "",
        hotwords_version=reader.text("hotwords_version") if reader.has("hotwords_version") else "",
        hotword_note=None
        if note is None
        else HotwordNote(
            reasons=note.choices("reasons", _REASONS),
            words=note.texts("words"),
            kept=note.choice("kept", _KEPT),
            other=note.text("other"),
        ),
        replacements=tuple(
            Replacement(
                start=each.index("start"),
                end=each.index("end"),
                original=each.text("original"),
                entries=each.texts("entries"),
                rules=each.texts("rules"),
            )
            for each in (reader.items("replacements") if reader.has("replacements") else ())
        ),
        recognised=_read_words(reader, "recognised") if reader.has("recognised") else (),
    )


def _read_words(reader: JsonReader, name: str) -> tuple[Word, ...]:
    return tuple(
        Word(
            text=word.text("text"),
            start=word.number("start"),
            end=word.number("end"),
            confidence=word.number("confidence"),
        )
        for word in reader.items(name)
    )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")
