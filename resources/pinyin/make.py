"""Takes the readings of characters and phrases out of pypinyin; makes the two lists in this folder.

Run as `python resources/pinyin/make.py` where pypinyin is installed.
"""

from __future__ import annotations

import gzip
import unicodedata
from collections import Counter
from pathlib import Path

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

FOLDER = Path(__file__).parent
NEUTRAL_TONE = "5"
# A second reading of a character counts if it is heard in this share of its phrases.
OTHER_READING_SHARE = 0.12
OTHER_READING_PHRASES = 4
_TONE_MARKS = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}


def main() -> None:
    """Write `characters.txt.gz` and `phrases.txt.gz`."""
    readings = {
        chr(code): marked.split(",")
        for code, marked in PINYIN_DICT.items()
        if "一" <= chr(code) <= "鿿"
    }
    heard: dict[str, Counter[str]] = {}
    phrases: list[str] = []
    for phrase, syllables in sorted(PHRASES_DICT.items()):
        if not all("一" <= character <= "鿿" for character in phrase):
            continue
        if len(phrase) != len(syllables):
            continue
        phrases.append(f"{phrase} {' '.join(numbered(marked[0]) for marked in syllables)}")
        for character, marked in zip(phrase, syllables, strict=True):
            heard.setdefault(character, Counter())[marked[0]] += 1
    characters = [
        " ".join(
            [character, numbered(marked[0]), *_others(marked, heard.get(character, Counter()))]
        )
        for character, marked in sorted(readings.items())
    ]
    for name, lines in (("characters", characters), ("phrases", phrases)):
        text = "".join(f"{line}\n" for line in lines)
        (FOLDER / f"{name}.txt.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
        print(name, len(lines))


def _others(marked: list[str], counts: Counter[str]) -> list[str]:
    """The further readings of a character that phrases bear out, the commonest first."""
    if len(marked) == 1:
        return []
    least = max(OTHER_READING_PHRASES, OTHER_READING_SHARE * counts.total())
    return [
        numbered(each)
        for each, count in counts.most_common()
        if count >= least and each != marked[0] and numbered(each)[-1] != NEUTRAL_TONE
    ]


def numbered(marked: str) -> str:
    """A syllable with its tone as a number: "zhōng" → "zhong1", "lǜ" → "lü4", "de" → "de5"."""
    tone = NEUTRAL_TONE
    letters = []
    for letter in unicodedata.normalize("NFD", marked):
        if letter in _TONE_MARKS:
            tone = _TONE_MARKS[letter]
        else:
            letters.append(letter)
    return unicodedata.normalize("NFC", "".join(letters)) + tone


if __name__ == "__main__":
    main()
