"""What a person should look at in a list because of how its words sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache

from hotwords.hotword import Hotword
from hotwords.hotword_findings import Finding
from hotwords.mandarin import spelled_syllable
from hotwords.ordinary_words import known_words, ordinary_words, written_words
from hotwords.phonemes import Piece, fold, text_pieces
from hotwords.pinyin import SYLLABLES, hanzi_of
from hotwords.pinyin_dictionary import is_phrase
from hotwords.polyphones import POLYPHONES, SURNAMES
from hotwords.sound_costs import TONES

# Sounds that are not kept apart in much of China, each as one of the two.
_INITIALS = {"zh": "z", "ch": "c", "sh": "s", "n": "l", "f": "h"}
_FINALS = {"ing": "in", "eng": "en", "ang": "an", "iang": "ian", "uang": "uan"}


def spoken(entry: Hotword) -> tuple[str, ...]:
    """How the word of `entry` is taken to sound: its own readings, else the automatic one.

    Pinyin for Chinese characters, ARPAbet phones for Latin letters, other letters as they are.

    >>> spoken(Hotword("重庆 Claude"))
    ('chong2 qing4 K-L-AO-D',)
    """
    return entry.readings or (_automatic(entry.word),)


def sound_findings(
    entries: Mapping[int, Hotword], earlier: Iterable[Hotword] = ()
) -> Iterator[Finding]:
    """Findings about `entries`, which are given with the numbers of their lines.

    `earlier` are the words of the layers before that stay in force.
    """
    known = {_sounds(reading): entry for entry in earlier for reading in spoken(entry)}
    alike: dict[tuple[str, ...], int] = {}
    everyday = ordinary_words()
    for number, entry in entries.items():
        readings = spoken(entry)
        sounds = [_sounds(reading) for reading in readings]
        if not sounds[0]:
            yield Finding("no-sound", number, (entry.word,))
            continue
        yield from _everyday(number, entry, readings, everyday)
        yield from _doubtful_readings(number, entry, readings[0])
        for values in sounds:
            other = alike.setdefault(values, number)
            if other != number:
                names = (entry.word, entries[other].word, str(other))
                yield Finding("sounds-alike", number, names)
                break
            if before := known.get(values):
                names = (entry.word, before.word, before.layer)
                yield Finding("sounds-alike-earlier", number, names)
                break


def _everyday(
    number: int, entry: Hotword, readings: tuple[str, ...], everyday: frozenset[str]
) -> Iterator[Finding]:
    if entry.word in everyday:
        yield Finding("ordinary", number, (entry.word,))
    elif homophone := _homophone(entry, readings):
        kind = "homophone-replacement" if entry.replace else "homophone"
        yield Finding(kind, number, (entry.word, homophone))
    if entry.replace and not entry.blocks:
        for alias in entry.aliases:
            if alias in everyday or alias.lower() in everyday:
                yield Finding("ordinary-alias", number, (alias, entry.word))


def _homophone(entry: Hotword, readings: tuple[str, ...]) -> str | None:
    found = (_known_by_sound().get(reading) for reading in readings)
    return next((word for word in found if word not in (None, entry.word)), None)


def _doubtful_readings(number: int, entry: Hotword, reading: str) -> Iterator[Finding]:
    """Characters whose reading no known phrase decides."""
    syllables = [each for each in reading.split() if each[:-1] in SYLLABLES]
    characters = hanzi_of(entry.word)
    if entry.readings or len(syllables) != len(characters):
        return
    may_be_name = len(characters) == len(entry.word) in (2, 3)
    for at, (character, read) in enumerate(zip(characters, syllables, strict=True)):
        surname = SURNAMES.get(character) if may_be_name and at == 0 else None
        others = [each for each in POLYPHONES.get(character, ()) if each != read]
        if surname == read or not (surname or others) or _is_in_a_phrase(entry.word, character):
            continue
        if surname:
            right = " ".join([surname, *syllables[1:]])
            yield Finding("surname", number, (entry.word, reading, character, right))
        else:
            values = (entry.word, reading, character, "、".join(others))
            yield Finding("reading", number, values)


def _is_in_a_phrase(word: str, character: str) -> bool:
    """Whether a phrase with a known reading stands in `word` around `character`."""
    at = word.index(character)
    return any(
        is_phrase(word[start:end])
        for start in range(max(0, at - 3), at + 1)
        for end in range(max(at + 1, start + 2), min(len(word), start + 4) + 1)
    )


@cache
def _known_by_sound() -> dict[str, str]:
    """Known words by their reading; of two that sound the same, the commoner one."""
    found: dict[str, str] = {}
    for word in known_words():
        found.setdefault(_automatic(word), word)
    return found


def _automatic(word: str) -> str:
    return " ".join(_reading(word, piece) for piece in text_pieces(word))


def _reading(word: str, piece: Piece) -> str:
    if piece.sounds[0].startswith("·"):
        return _letter(word, piece)
    said = _said(piece.sounds)
    # In names 子 keeps its tone unless it ends them (`mandarin.read_word`); 包子铺 has 包子 in it.
    if said == "zi5" and hanzi_of(word[piece.end : piece.end + 1]):
        return said if word[piece.start - 1 : piece.end] in written_words() else "zi3"
    return said


def _letter(word: str, piece: Piece) -> str:
    """A letter whose script has no phonemes here, hiragana for katakana."""
    return fold(word[piece.start : piece.end]).lower()


@lru_cache(maxsize=8192)
def _said(sounds: tuple[str, ...]) -> str:
    """Sounds of one piece as pinyin with its tone, as phones, or as they are."""
    syllable = spelled_syllable(sounds).replace("ü", "v")
    tones = [sound[-1] for sound in sounds if sound[-1] in TONES]
    return syllable + tones[0] if syllable and tones else "-".join(sounds)


def _sounds(reading: str) -> tuple[str, ...]:
    """`reading` without tones and without what many do not keep apart."""
    return tuple(map(_sound, reading.split()))


@lru_cache(maxsize=8192)
def _sound(syllable: str) -> str:
    letters = syllable.rstrip(TONES)
    if letters not in SYLLABLES or letters == syllable:
        return syllable
    initial = next((i for i in ("zh", "ch", "sh") if letters.startswith(i)), letters[0])
    final = letters.removeprefix(initial)
    return _INITIALS.get(initial, initial) + _FINALS.get(final, final)
