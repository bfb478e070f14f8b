"""The text of each output format. To add one: write a function like these, name it in FORMATS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

import srt

from asr_core.transcript import Transcript
from export_tools.subtitles.document import SubtitleDocument
from export_tools.subtitles.line_breaking import CueRules, TimedText
from export_tools.subtitles.spoken_words import timed_words

_PARAGRAPH_PAUSE_MS = 1500
_LONG_PARAGRAPH_CHARACTERS = 200
_SENTENCE_ENDS = tuple("。！？!?….”」』")


def srt_text(transcript: Transcript, rules: CueRules) -> str:
    """SubRip: numbered cues with whole milliseconds."""
    return compose_srt(SubtitleDocument.from_transcript(transcript, rules))


def compose_srt(document: SubtitleDocument) -> str:
    """A document as SubRip, its cues numbered from 1."""
    text: str = srt.compose(
        srt.Subtitle(
            index=number,
            start=timedelta(milliseconds=cue.start_ms),
            end=timedelta(milliseconds=cue.end_ms),
            content=cue.text,
        )
        for number, cue in enumerate(document.cues, 1)
    )
    return text


def txt_text(transcript: Transcript, _rules: CueRules) -> str:
    """Plain text with its punctuation, in paragraphs parted by an empty line.

    A paragraph ends with a sentence, at a pause of 1.5 s or once it is long.
    """
    paragraphs: list[str] = []
    paragraph = ""
    before: TimedText | None = None
    for word in timed_words(transcript.segments):
        if before is not None and before.text.rstrip().endswith(_SENTENCE_ENDS):
            has_paused = word.start_ms - before.end_ms >= _PARAGRAPH_PAUSE_MS
            if has_paused or len(paragraph) >= _LONG_PARAGRAPH_CHARACTERS:
                paragraphs.append(paragraph.strip())
                paragraph = ""
        paragraph += word.text
        before = word
    paragraphs.append(paragraph.strip())
    return "\n\n".join(paragraphs).strip() + "\n" if paragraph else ""


def json_text(transcript: Transcript, _rules: CueRules) -> str:
    """The transcript itself, as the command line prints it, but indented."""
    return transcript.to_json(indent=2) + "\n"


FORMATS: Mapping[str, Callable[[Transcript, CueRules], str]] = MappingProxyType(
    {"srt": srt_text, "txt": txt_text, "json": json_text}
)
