"""A second look at a text: a listed word that was sent, in the place of what sounds like it.

A language model that was shown a word and hears it may still write something that sounds the same:
庄雨 for 庄屿. So for every word that was sent and is not in the text, the place that sounds like it
is looked up, and the model itself weighs both texts against the same prompt and audio.

**The rule: the word is written if that makes the text at most a margin less likely.** The margin
is in nats and depends on what stands there now:

* 0, so that the model must prefer the word, where the change would break an ordinary word that is
  written there, 句子 for a listed 锯子, and where text and draft agree on another sound;
* `_EXACT` per token of the word where text or draft have exactly its sound, tones included, or the
  text is the word in pieces, "winter green" for Wintergreen: the model knows rare spellings least,
  and they take the most tokens;
* else at most `_NEAR`, or `_NEAR_LATIN` for letters, whose sound is known less well, shrinking to 0
  at `_FARTHEST`: a list may hold words that merely sound like what was said.

For a word in Latin letters, which is spelled as it sounds, the CTC head is asked as well, where
there is one: a part of what it finds more or less likely about the changed text counts too. The
spelling of a Chinese word is nothing that it could hear.

Of words that want the same place the one that is furthest above its margin gets it. The figures
are from benchmarks/second_look.py, with the demo model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from asr_core.word_occurrences import occurrences
from hotwords import Hotword, HotwordHit, PhonemeIndex
from hotwords.ordinary_words import written_words
from hotwords.phonemes import hotword_readings, text_phonemes
from hotwords.sound_alignment import SoundAlignment, align_sounds

_EXACT = 12.0
_NEAR = 1.0
_NEAR_LATIN = 4.0
_FARTHEST = 0.3
"""In phonemes that differ, as a share of the word's."""

_EAR = 0.3
"""What the CTC head's likelihood counts beside the model's; it guesses at spellings that it never
saw, so it is worth less."""

_LEAST_DIFFERENCE = 0.01
_LEAST_SCORE = 0.3
"""Of the recall in the text. Lower than in a draft: the model has written what it made of it."""
_SHORT = 2
_EVERYDAY = frozenset(
    "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下"
    "而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女"
    "但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其"
    "进此话常与活正感"
)
"""The characters that are written most often: two of them stand side by side by chance, 是有 for a
listed 石友."""

_CHINESE = re.compile("[一-鿿]+")
_LATIN_WORD = re.compile(r"[A-Za-z']+")


@dataclass(frozen=True, slots=True)
class Change:
    """`word` may stand at the characters [start, end) of a text; `margin` is in nats."""

    word: str
    start: int
    end: int
    margin: float

    @property
    def is_heard(self) -> bool:
        """Whether the word's spelling tells its sound, so that the CTC head can judge it."""
        return self.word.isascii()


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The text that stays, and which words were written into it."""

    text: str
    words: tuple[str, ...] = ()


def look_again(
    text: str,
    draft: str,
    sent: Sequence[HotwordHit],
    entries: Mapping[str, Hotword],
    *,
    weigh: Callable[[Sequence[str]], Sequence[float]],
    count_tokens: Callable[[str], int],
    listen: Callable[[str], float] | None = None,
) -> SecondLook:
    """`text` with those of the `sent` words that the model may have meant.

    The hits were found in `draft`; `weigh` gives the log-likelihoods of texts, and is not called
    where there is nothing to weigh; `listen` gives that of one text by the CTC head, None where an
    engine has none.
    """
    changes = possible_changes(text, draft, sent, entries, count_tokens=count_tokens)
    if not changes:
        return SecondLook(text)
    changed = [written(text, [change]) for change in changes]
    before, *after = weigh([text, *changed])
    gains = [
        (likelihood - before + change.margin, -number, change)
        for number, (change, likelihood) in enumerate(zip(changes, after, strict=True))
    ]
    if listen is not None and any(change.is_heard for change in changes):
        heard_before = listen(text)
        gains = [
            (
                gain + (_EAR * (listen(new) - heard_before) if change.is_heard else 0.0),
                number,
                change,
            )
            for (gain, number, change), new in zip(gains, changed, strict=True)
        ]
    taken: list[Change] = []
    for gain, _, change in sorted(gains, reverse=True):
        apart = all(change.end <= other.start or change.start >= other.end for other in taken)
        if gain >= 0 and apart:
            taken.append(change)
    taken.sort(key=lambda change: change.start)
    return SecondLook(written(text, taken), tuple(change.word for change in taken))


def written(text: str, changes: Sequence[Change]) -> str:
    """`text` with all of `changes`, which do not overlap."""
    for change in sorted(changes, key=lambda each: each.start, reverse=True):
        text = text[: change.start] + change.word + text[change.end :]
    return text


def possible_changes(
    text: str,
    draft: str,
    sent: Sequence[HotwordHit],
    entries: Mapping[str, Hotword],
    *,
    count_tokens: Callable[[str], int],
) -> list[Change]:
    """Where `text` sounds like a word that was heard there in `draft` and sent, in the order sent.

    A place that already holds a sent word stays as it is.
    """
    missing = {hit.word: hit for hit in sent if not _stands_as_listed(hit.word, text)}
    if not missing or not text:
        return []
    index = PhonemeIndex([entries.get(word, Hotword(word)) for word in missing])
    places = {
        hit.word: hit
        for hit in index.recall(text, limit=len(missing), threshold=_LEAST_SCORE)
        if hit.end > hit.start
    }
    settled = occurrences([hit.word for hit in sent if hit.word not in missing], text)
    alignment: SoundAlignment | None = None
    changes: list[Change] = []
    for word, recalled in missing.items():
        place = places.get(word)
        if place is None or any(
            place.start < other.end and place.end > other.start for other in settled
        ):
            continue
        alignment = alignment or align_sounds(text, draft)
        region = alignment.heard_for(place.start, place.end)
        if region is None or region[0] >= recalled.end or region[1] <= recalled.start:
            continue
        entry = entries.get(word, Hotword(word))
        heard = [place.heard, draft[slice(*region)]]
        if draft[recalled.start : recalled.end] != recalled.heard:
            heard.append(recalled.heard)  # Recalled from a second choice of the CTC head.
        difference = _difference(entry, place, heard)
        if difference > _FARTHEST:
            continue
        margin = _margin(word, place.heard, difference, count_tokens(word))
        change = Change(word, place.start, place.end, margin)
        if _stands_as_listed(word, written(text, [change])):
            changes.append(change)
    return changes


def _stands_as_listed(word: str, text: str) -> bool:
    return any(text[place.start : place.end] == word for place in occurrences([word], text))


def _margin(word: str, stands: str, difference: float, tokens: int) -> float:
    if _is_joined(stands, word):
        return _EXACT * tokens
    if breaks_ordinary_word(stands, word):
        return 0.0
    if difference == 0:
        return _EXACT * tokens
    most = _NEAR_LATIN if word[:1].isascii() else _NEAR
    return most * (1 - difference / _FARTHEST)


def _is_joined(stands: str, word: str) -> bool:
    """Whether the texts differ in spaces: "winter green" for Wintergreen."""
    left, right = stands.split(), word.split()
    return len(left) != len(right) and "".join(left).casefold() == "".join(right).casefold()


def _sounds(text: str) -> tuple[str, ...]:
    return tuple(phoneme.value for phoneme in text_phonemes(text))


def _said(entry: Hotword, form: str) -> list[tuple[str, ...]]:
    """How `form` is said: of the automatic readings of Chinese characters only the usual one."""
    given = entry.readings if form == entry.word else ()
    readings = hotword_readings(form, given)
    return readings if given or not _CHINESE.fullmatch(form) else readings[:1]


def _difference(entry: Hotword, place: HotwordHit, heard: Sequence[str]) -> float:
    """The least share of the word's phonemes in which it differs from what was `heard`.

    That is what stands in the text at `place`, in the draft, and among the draft's second choices.
    0 for exactly the same sounds only.
    """
    sounds = {_sounds(each) for each in heard}
    if any(reading in sounds for form in entry.spoken_forms for reading in _said(entry, form)):
        return 0.0
    if len(sounds) == 1 and not _is_made_up(place.heard):
        return _FARTHEST  # All heard the same, and not the word.
    shares = [
        align_sounds(form, each).distance / max(1, len(text_phonemes(form)))
        for form in entry.spoken_forms
        for each in heard
    ]
    # Recall knows more ways to say a word, but takes most tones for the same.
    return max(min(*shares, 1 - place.score), _LEAST_DIFFERENCE)


def _is_made_up(stands: str) -> bool:
    """Whether a word in Latin letters stands there that no dictionary has."""
    parts = _LATIN_WORD.findall(stands)
    return bool(parts) and not any(part.lower() in written_words() for part in parts)


def breaks_ordinary_word(stands: str, word: str) -> bool:
    """Whether `word` in the place of `stands` would change an ordinary word.

    >>> breaks_ordinary_word("句子", "锯子"), breaks_ordinary_word("粘天宇", "詹天宇")
    (True, False)
    """
    known = written_words()
    if latin := _LATIN_WORD.findall(stands):
        return all(part.lower() in known for part in latin)
    pieces = SequenceMatcher(None, stands, word, autojunk=False).get_opcodes()
    changed = [(start, max(end, start + 1)) for tag, start, end, _, _ in pieces if tag != "equal"]
    if len(stands) <= _SHORT and _EVERYDAY.issuperset(stands):
        return True
    return any(
        stands[start:end] in known
        for start in range(len(stands))
        for end in range(start + 2, len(stands) + 1)
        if any(first < end and last > start for first, last in changed)
    )
