"""Puts everything that training needs, beside the code, into one folder that can travel.

Reads the written text of demo_model/text and writes corpus.json, development.json, vocabulary.json,
lexicon.json, syllables.json, the weights to start from (new ones, or those of an earlier run in the
new vocabulary's order), and espeak-ng's library and voices. Needs jieba, pypinyin, tokenizers,
PyTorch, gcc and espeak-ng:

    python -m demo_model.training.prepare OUTPUT_FOLDER [--start EARLIER_WEIGHTS]
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from demo_model.training.corpus import (
    MandarinCutter,
    english_words,
    is_pinyin,
    pack,
    read_lines,
    save_json,
)
from demo_model.training.lexicon import Lexicon
from demo_model.training.synthesiser_files import copy_flite, write_synthesiser
from demo_model.training.vocabulary import Vocabulary, build_vocabulary
from demo_model.training.written_text import TEXT_FOLDER, TextReader, fill_every_slot

_REPOSITORY = Path(__file__).parents[2]
_OTHER_TEXT = (
    *sorted((_REPOSITORY / "resources" / "samples").glob("*.json")),
    _REPOSITORY / "resources" / "samples" / "hot.txt",
    _REPOSITORY / "asr_core" / "fun_asr" / "prompt.py",
)


def prepare_vocabulary(corpus: dict[str, Any], words: dict[str, Any], text: Path) -> Vocabulary:
    """All characters that can be said, and the learned pieces of English words."""
    rows = [w for part in ("sentences", "templates") for s in corpus[part]["zh"] for w in s]
    rows += [w for kind in corpus["kinds"].values() for w in kind]
    characters = dict.fromkeys("".join(word for word, *_ in words["lex"]))
    for part in ("mono", "allch", "gchars", "sur"):
        characters |= dict.fromkeys("".join(words[part]))
    for row in rows:
        characters |= dict.fromkeys(c for c in row[0] + row[1] if not c.isascii())
    for path in _OTHER_TEXT:
        other = path.read_text(encoding="utf-8")
        characters |= dict.fromkeys(c for c in other if not c.isascii() and not c.isspace())
    characters |= dict.fromkeys("，。？！、：；（）《》“”…—")
    merges = [line.split() for line in read_lines(text / "english_merges.txt")]
    return build_vocabulary(characters, [(left, right) for left, right in merges])


def syllables_of(corpus: dict[str, Any], words: dict[str, Any]) -> list[str]:
    """Every toned syllable that can be said."""
    found = set(words["mono"].values())
    for said in words["surpy"].values():
        found |= set(said.split())
    for _, said, *_ in words["lex"]:
        found |= set(said.split())
    sentences = [*corpus["sentences"]["zh"], *corpus["templates"]["zh"], *corpus["kinds"].values()]
    for row in (row for sentence in sentences for row in sentence):
        if row[3] == "zh" and is_pinyin(row[2]):
            found |= set(row[2].split())
    return sorted(found)


def every_reading(readings: dict[str, str]) -> dict[str, str]:
    """`readings` and the usual reading of every other character of GB 2312."""
    cutter = MandarinCutter({})
    every = (bytes((row, place)) for row in range(0xB0, 0xF8) for place in range(0xA1, 0xFF))
    characters = [pair.decode("gb2312", "ignore") for pair in every]
    found = {c: cutter.pinyin(c)[0] for c in characters if c and c not in readings}
    return readings | {c: said for c, said in found.items() if is_pinyin(said)}


def add_surnames(words: dict[str, Any], lines: list[str]) -> None:
    """Add lines of surname and reading; the new ones together are as common as the old."""
    listed = dict(line.split(" ", 1) for line in lines)
    new = {name: said for name, said in listed.items() if name not in words["sur"]}
    # The lexicon draws by the square root of these counts.
    share = sum(count**0.5 for count in words["sur"].values()) / len(new)
    words["sur"] |= dict.fromkeys(new, share**2)
    words["surpy"] |= new
    for name, said in new.items():
        words["scanon"].setdefault(said, name)


def commonest_spellings(corpus: dict[str, Any], readings: dict[str, str]) -> dict[str, str]:
    """Syllable → the character that the sentences write it with most often.

    Only characters with a single reading, so that what is written can be said in one way.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for row in (row for sentence in corpus["sentences"]["zh"] for row in sentence):
        if row[3] == "zh" and len(row[1]) == len(row[2].split()):
            counts.update(zip(row[2].split(), row[1], strict=True))
    best: dict[str, str] = {}
    for (syllable, character), _ in counts.most_common():
        if readings.get(character) == syllable:
            best.setdefault(syllable, character)
    return best


def without_homophones(listed: list[list[Any]], corpus: dict[str, Any]) -> list[list[Any]]:
    """The English words that no other word sounds like.

    They are put where any word may stand; homophones there would teach that context says nothing.
    """
    said = {row[1] for sentence in corpus["sentences"]["en"] for row in sentence}
    known = said | {word.lower() for word, _ in listed}
    lines = gzip.decompress((_REPOSITORY / "resources/cmudict/cmudict.txt.gz").read_bytes())
    by_sound: dict[str, set[str]] = defaultdict(set)
    for line in lines.decode().splitlines():
        word, _, sound = line.partition(" ")
        if (word := word.partition("(")[0]) in known:
            by_sound[sound.partition("#")[0].strip()].add(word)
    confused = {word for group in by_sound.values() if len(group) > 1 for word in group}
    return [row for row in listed if row[0].lower() not in confused]


def development(aside: dict[str, list[str]]) -> dict[str, list[list[list[str]]]]:
    """The sentences to choose by: those kept aside, and those of demo_model/evaluation."""
    folder = TEXT_FOLDER.parent / "evaluation"
    cutter = MandarinCutter({})
    return {
        "zh": [pack(cutter.words(line)) for line in aside["zh"]],
        "en": [pack(english_words(line, {})) for line in aside["en"]],
        "zh other": [pack(cutter.words(w)) for w in read_lines(folder / "development_zh.txt")],
        "en other": [pack(english_words(w, {})) for w in read_lines(folder / "development_en.txt")],
    }


def read_words(text: Path) -> dict[str, Any]:
    """The word lists of a text folder."""
    content: dict[str, Any] = json.loads(gzip.decompress((text / "words.json.gz").read_bytes()))
    return content


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--start", type=Path, help="weights of an earlier run, to start from")
    parser.add_argument("--text", type=Path, default=TEXT_FOLDER, help="folder of written text")
    arguments = parser.parse_args()
    output: Path = arguments.output
    output.mkdir(parents=True, exist_ok=True)
    words = read_words(arguments.text)
    corpus, aside = TextReader(arguments.text).corpus()
    words["mono"] = every_reading(words["mono"])
    add_surnames(words, read_lines(arguments.text / "surnames.txt"))
    words["canon"] |= commonest_spellings(corpus, words["mono"])
    words["en"] = without_homophones(words["en"], corpus)
    save_json(corpus, output / "corpus.json")
    save_json(words, output / "lexicon.json")
    save_json(development(aside), output / "development.json")
    vocabulary = prepare_vocabulary(corpus, words, arguments.text)
    vocabulary.save(output / "vocabulary.json")
    syllables = syllables_of(corpus, words)
    save_json(syllables, output / "syllables.json")
    fill_every_slot(corpus, Lexicon(output / "lexicon.json", set(vocabulary.characters())))
    voices = write_synthesiser(output / "espeak")
    flite = "with Flite" if copy_flite(output) else "Flite is not installed"
    # Here, because PyTorch takes long to load.
    from demo_model.training.carry_over import carry_over, new_weights

    if arguments.start is None:
        new_weights(vocabulary, syllables, output / "start")
    else:
        carry_over(arguments.start, vocabulary, syllables, output / "start")
    counts = {lang: len(rows) for lang, rows in corpus["sentences"].items()}
    counts |= {f"templates {lang}": len(rows) for lang, rows in corpus["templates"].items()}
    print(counts, {lang: len(rows) for lang, rows in aside.items()}, "aside")
    print(f"{len(voices)} made-up voices, {flite}")


if __name__ == "__main__":
    main()
