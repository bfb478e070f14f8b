"""Hotwords through the whole program: words written right, and what a long list costs.

The held-out sentences of demo_model/evaluation that hold a name, a product or an English word are
spoken by voices of espeak-ng (`apt install espeak-ng`) and go through `main.py transcribe`, without
a list, with a list of nothing but their words, and with those words among a thousand and ten
thousand others; a third of the thousand sound like one of them. Then ordinary sentences are heard
without a list and with lists of words that do not occur in them. Both tables are Markdown, for
docs/hotwords-in-the-prompt.md. Run from the repository's root:

    python -m benchmarks.hotword_program [--development] [--limit 40] [--sentences 200]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from asr_core.transcript import Transcript
from benchmarks.hotword_words import Category, listed_words
from demo_model.reading import SpokenLanguage
from demo_model.recording import write_recording
from demo_model.scoring import count_errors, sum_errors
from demo_model.trials.bench import Bench
from demo_model.trials.clips import SEED, record_sentences
from demo_model.trials.hotword_prompts import SET_TITLES, speak_cases
from demo_model.trials.program import transcribe
from demo_model.trials.recall import thousand_words
from demo_model.trials.test_sets import (
    HOTWORD_SETS,
    LANGUAGES,
    SetName,
    read_distractors,
    read_hotword_cases,
    read_sentences,
)
from demo_model.trials.voices import trained
from demo_model.trials.written_words import is_written_as_given

Write = Callable[[str], None]
LENGTHS = (1_000, 10_000)
_RATES: dict[SpokenLanguage, str] = {"zh": "Chinese, CER", "en": "English, WER"}


def long_list(words: Iterable[str], count: int) -> list[str]:
    """`words`, those of the recall benchmark and, as far as these do not suffice, others made of
    their parts: `count` in all, in any order.

    ValueError if there are more `words`.
    """
    found = dict.fromkeys(words)
    if len(found) > count:
        raise ValueError(f"{len(found)} words do not fit into a list of {count}")
    chooser = random.Random(SEED)
    listed = listed_words()
    others = [each.word for each in listed]
    others += [word for language in LANGUAGES for word in read_distractors(language)]
    chooser.shuffle(others)
    for word in others:
        if len(found) == count:
            break
        found[word] = None
    parts = {
        category: [each.word for each in listed if each.category is category]
        for category in (Category.CHINESE, Category.ENGLISH)
    }
    while len(found) < count:
        first, second = chooser.sample(parts[chooser.choice(list(parts))], 2)
        found[first[: len(first) // 2 + 1] + second[(len(second) + 1) // 2 :]] = None
    result = list(found)
    chooser.shuffle(result)
    return result


def lists_with(words: Sequence[str], sentence_set: SetName) -> dict[str, list[str]]:
    """The lists to try by their names, all with `words`, which are those of a set; or none."""
    thousand = thousand_words(sentence_set)
    lists: dict[str, list[str]] = {"no list": [], f"the {len(words)} right words": list(words)}
    for length in LENGTHS:
        lists[f"{length:,} words"] = thousand if length == 1_000 else long_list(thousand, length)
    return lists


def lists_without(sentences: Sequence[str]) -> dict[str, list[str]]:
    """Lists of words of which none stands in a sentence, by their names; empty for none."""
    lists: dict[str, list[str]] = {"no list": []}
    for length in LENGTHS:
        said = "\n".join(sentences).lower()
        words = [word for word in long_list((), 2 * length) if word.lower() not in said]
        lists[f"{length:,} words"] = words[:length]
    return lists


def written_right(bench: Bench, write: Write) -> None:
    """A row per set: how many words were written as given, and sent, with each list."""
    cases = {
        name: read_hotword_cases(name, sentence_set=bench.sentence_set) for name in HOTWORD_SETS
    }
    words = [case.word for found in cases.values() for case in found]
    lists = lists_with(words, bench.sentence_set)
    _head(write, "words written as given (in brackets: sent to the model)", lists)
    for name, title in SET_TITLES.items():
        spoken = speak_cases(bench, name)
        files = []
        for number, item in enumerate(spoken):
            files.append(bench.folder / f"{name}-{number:04}.wav")
            write_recording(item.samples, files[-1])
        words = [item.case.word for item in spoken]
        cells = []
        for listed in lists.values():
            heard = _transcribe(files, bench, listed)
            pairs = list(zip(words, heard, strict=True))
            right = sum(is_written_as_given(word, each.text) for word, each in pairs)
            sent = sum(word in _sent(each) for word, each in pairs)
            share = f"{100 * right / len(words):.1f} %"
            cells.append(f"{share} ({100 * sent / len(words):.0f} %)" if listed else share)
        _row(write, f"{title} ({len(words)})", cells)


def errors_with_wrong_words(bench: Bench, sentence_count: int | None, write: Write) -> None:
    """A row per language: error rates with words that do not occur; words sent for nothing."""
    sentences = {
        language: read_sentences(bench.sentence_set, language, sentence_count)
        for language in LANGUAGES
    }
    lists = lists_without([each for found in sentences.values() for each in found])
    _head(write, "errors with words that do not occur (in brackets: sent per sentence)", lists)
    for language, texts in sentences.items():
        clips = record_sentences(texts, language, trained(bench.synthesiser), bench.folder)
        cells = []
        for listed in lists.values():
            heard = _transcribe([clip.path for clip in clips], bench, listed)
            errors = sum_errors(
                count_errors(clip.text, each.text) for clip, each in zip(clips, heard, strict=True)
            )
            cells.append(f"{errors.percent:.2f} %")
            if listed:
                cells[-1] += f" ({sum(len(_sent(each)) for each in heard) / len(clips):.2f})"
        _row(write, f"{_RATES[language]} ({len(texts)} sentences)", cells)


def _transcribe(files: Sequence[Path], bench: Bench, words: Sequence[str]) -> list[Transcript]:
    if not words:
        return transcribe(files, bench.model)
    hot = bench.folder / "hot.txt"
    hot.write_text("".join(f"{word}\n" for word in words), encoding="utf-8")
    return transcribe(files, bench.model, "--hotwords", str(hot))


def _sent(transcript: Transcript) -> set[str]:
    return {use.word for segment in transcript.segments for use in segment.hotwords if use.sent}


def _head(write: Write, what: str, lists: Mapping[str, Sequence[str]]) -> None:
    write(f"\n| {what} | " + " | ".join(lists) + " |")
    write("| --- |" + " ---: |" * len(lists))


def _row(write: Write, title: str, cells: Sequence[str]) -> None:
    write(f"| {title} | " + " | ".join(cells) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--model", default="demo", help="name or folder of the model")
    parser.add_argument("--limit", type=int, help="so many sentences with a word of each set")
    parser.add_argument("--sentences", type=int, help="so many ordinary sentences a language")
    parser.add_argument(
        "--development", action="store_true", help="on sentences that choices may be made by"
    )
    given = parser.parse_args()
    chosen: SetName = "development" if given.development else "held_out"

    def write(line: str) -> None:
        print(line, flush=True)

    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(given.model, Path(folder), chosen, given.limit)
        written_right(bench, write)
        errors_with_wrong_words(bench, given.sentences, write)
    print(f"\nThis took {(time.monotonic() - began) / 60:.0f} minutes.", file=sys.stderr)


if __name__ == "__main__":
    main()
