"""`main.py hotwords recall` and `explain`: what a text brings to mind, and why."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table
from rich.text import Text

from asr_core.errors import HotwordsUnreadable
from asr_core.word_occurrences import is_written
from cli.lenient_stream import lenient_console
from cli.texts import LANGUAGE, counted_words, score_text, tr, tr_reason
from hotwords import DEFAULT_THRESHOLD, Hotword, HotwordFileError, HotwordHit, HotwordList
from hotwords.explanation import explained
from hotwords.layers import layers_of, load_layers
from hotwords.phoneme_index import PhonemeIndex

FOUND, UNREADABLE = 0, 1


def recall_words(
    text: str,
    files: Sequence[Path],
    *,
    limit: int | None,
    threshold: float | None,
    json_lines: bool,
) -> int:
    """Print the words of the lists that sound present in `text`; 1 if a list cannot be read."""
    console = lenient_console(sys.stdout)
    words = _read(files)
    if words is None:
        return UNREADABLE
    hits = PhonemeIndex.from_list(words).recall(text, limit, threshold)
    if json_lines:
        found = {"text": text, "hits": [_form(hit) for hit in hits]}
        console.print(json.dumps(found, ensure_ascii=False), markup=False)
    elif hits:
        for hit in hits:
            console.print(_line(hit))
    else:
        told = tr("Nothing of {words} sounds present.", words=counted_words(len(words.entries)))
        console.print(Text(told, style="dim"))
    return FOUND


def explain_word(word: str, text: str, files: Sequence[Path]) -> int:
    """Print the sounds of `word` beside those of `text`; 1 if a list cannot be read."""
    console = lenient_console(sys.stdout)
    words = _read(files) if files else HotwordList((Hotword(word),))
    if words is None:
        return UNREADABLE
    entry = next((each for each in words.entries if each.word == word), Hotword(word))
    others = [each for each in words.entries if each.word != word]
    # How sure a hit is depends on how long the list is.
    hits = PhonemeIndex([entry, *others]).recall(text, len(others) + 1, threshold=0)
    hit = next((each for each in hits if each.word == word), None)
    steps = explained(entry, text)
    if hit is None:
        console.print(Text(tr("Nothing in the text sounds like “{word}”.", word=word), style="dim"))
    else:
        console.print(_line(hit))
        console.print(_verdict(hit, text))
    if not steps:
        return FOUND
    if hit is None:
        console.print(Text(tr("  It is not offered. What comes nearest:"), style="dim"))
    table = Table(box=None, padding=(0, 2, 0, 2), header_style="dim")
    for heading in (tr("of the word"), tr("heard"), tr("in the text"), tr("difference")):
        table.add_column(heading)
    for step in steps:
        style = "yellow" if step.difference else ""
        wanted, heard = step.wanted or "–", step.heard or "–"
        table.add_row(wanted, heard, step.text, Text(_difference(step.difference)), style=style)
    console.print(table)
    return FOUND


def _read(files: Sequence[Path]) -> HotwordList | None:
    """The lists together; None if one cannot be read. What does not count is told."""
    console = lenient_console(sys.stderr)
    try:
        words = load_layers(layers_of(files))
    except HotwordFileError as failure:
        unreadable = HotwordsUnreadable(failure.path or str(files[0]), failure.located_reason)
        message = f"{tr('Error')}: {unreadable.message(LANGUAGE)}"
        console.print(Text(message, style="bold red"))
        return None
    for line in words.left_out:
        why = tr_reason(f"“{line.layer}”, line {line.line}: {line.reason}")
        told = tr("  Left out of the hotwords: {why}", why=why)
        console.print(Text(told, style="yellow"))
    return words


def _line(hit: HotwordHit) -> Text:
    text = Text.assemble(
        (f"  {score_text(hit.score)}  ", "cyan"),
        (hit.word, "bold"),
        f"  ← {hit.heard}",
        (f"  [{hit.start}–{hit.end}]", "dim"),
    )
    if hit.differences:
        text.append(f"  {_difference(', '.join(hit.differences))}", style="yellow")
    return text


def _difference(english: str) -> str:
    return english.replace("tone ", "声调 ") if LANGUAGE == "zh" else english


def _verdict(hit: HotwordHit, text: str) -> Text:
    values = {"score": score_text(hit.score), "threshold": f"{DEFAULT_THRESHOLD:g}"}
    if hit.word in text and is_written(hit.word, text):
        return Text(tr("  It stands there as the list spells it."), style="green")
    if hit.score == 1:
        told = tr("  It stands there as an alias, or with other capitals, spaces or signs.")
        return Text(told, style="green")
    if hit.score >= DEFAULT_THRESHOLD:
        told = tr("  {score} reaches the threshold of {threshold}: it is offered.", **values)
        return Text(told, style="green")
    told = tr("  {score} stays below the threshold of {threshold}: it is not offered.", **values)
    return Text(told, style="dim")


def _form(hit: HotwordHit) -> dict[str, object]:
    return {
        "word": hit.word,
        "score": round(hit.score, 4),
        "heard": hit.heard,
        "start": hit.start,
        "end": hit.end,
        "differences": hit.differences,
    }
