"""Notices that a hotword list leaked into a text, and says which of two hearings is the better one.

A language model that is given a list can write it down instead of what was said. The witness
against it is a hearing that never saw the list: the draft of the CTC head with the second choices
that words were recalled from, or where an engine has none its own first hearing. A text made with a
list is suspicious for

* list-echo: two or more sent words in the order of the prompt with nothing but separators between
  them, which were not all heard clearly, or not in a row;
* prompt-echo: wording of the prompt itself, or of the user's context, that was not heard;
* unheard-word: a sent word where the witness has nothing at all;
* far-word: a sent word where the witness has something that sounds otherwise;
* word-over-noise: a sent word where the witness is a mere guess, as over music;
* too-fast: more syllables than a mouth can say in the time in which the witness heard speech;
* loop: the decoder talked in circles, or its text did not end;
* speech-missing: most of what the witness is sure of was left out;
* far-text: none of these, but the text as a whole sounds otherwise than what the witness is sure
  of, as when a list that is too long garbles it.

A suspicious segment is heard once more, with the bare prompt. **The rule: the hearing without the
list stays, unless the one with the list is nearer to the witness by sound**, counted in phonemes
over the whole segment; where a sent word was really heard, what was heard counts in its place, so
that a right spelling is no fault. If the witness is a mere guess as a whole, it can speak for
nothing and the hearing without the list stays. Either way the segment keeps a `HotwordNote` with
the reasons and the other text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from asr_core.ctc import CtcDraft
from asr_core.engine import Hearing
from asr_core.transcript import KeptHearing, LeakReason
from asr_core.word_occurrences import Occurrence, occurrences
from asr_core.word_splitting import split_words
from hotwords import DEFAULT_THRESHOLD, Hotword, HotwordHit, PhonemeIndex
from hotwords.phonemes import text_phonemes
from hotwords.sound_alignment import align_sounds

_NEAR = 0.75
"""Of the score that recall asks for. A word that is written elsewhere than where it was found need
not sound quite so much like what was heard there, but not like half of it: short words do anywhere.
"""

_CLEAR = 0.95
"""Of the same score: in a row of listed words each must be heard well, or the row is the list."""

_LEAST_WANTED = 0.7

_SURE = 0.5
"""The mean probability of a draft lies above 0.8 over speech, and below 0.45 over noise or music
(demo model; heads that report no probabilities count as sure)."""

_SYLLABLES_PER_S = 12.0
_SPARE_SYLLABLES = 6.0
"""Rapid speech has 8 syllables a second, the fastest speakers 11 for a moment; a few more are free,
because short spans are measured badly and digits are counted roughly."""

_EDGE_S = 0.5
"""Speech goes on this much before the first and after the last peak of a draft."""

# Below this share of the witness's letters speech is missing from a text.
_LEAST_SHARE = 0.3
_LEAST_HEARD = 6
_SURE_OF_ALL = 0.8

_FAR = 0.3
"""Of the phonemes of a text; numbers written as digits and corrected words stay well below."""
_LEAST_PHONEMES = 12
_BABBLE = 0.6

_SEPARATORS = re.compile(r"[\s,，、;；/|\[\]【】]*")
_UNITS = re.compile(r"[A-Za-z']+|[0-9]+|\S")
_PHRASE_ENDS = re.compile(r"[\s,，、;；:：.。!！?？*\[\]]+")
_LEAST_PHRASE = 4


@dataclass(frozen=True, slots=True)
class Witness:
    """What was heard without the list, with the probability of each character, 0 … 1.

    `speech_s` is the time in which it was heard.
    """

    text: str
    sureness: tuple[float, ...]
    speech_s: float

    @classmethod
    def of_draft(cls, draft: CtcDraft, span_s: float) -> Witness:
        """The CTC head's draft of a span that is `span_s` long."""
        sureness = tuple(piece.probability for piece in draft.pieces for _ in piece.text)
        if not draft.pieces:
            return cls("", (), span_s)
        heard_s = draft.pieces[-1].end_s - draft.pieces[0].start_s + 2 * _EDGE_S
        return cls(draft.text, sureness, min(span_s, heard_s))

    @classmethod
    def of_text(cls, text: str, span_s: float) -> Witness:
        """A first hearing, whose words all count as heard."""
        return cls(text, (1.0,) * len(text), span_s)

    def sure_between(self, start: int, end: int) -> float:
        """The mean probability of the characters [start, end); 0 if there are none."""
        part = self.sureness[max(0, start) : end]
        return sum(part) / len(part) if part else 0.0

    @property
    def is_guess(self) -> bool:
        """Whether it cannot speak for or against any text."""
        return self.sure_between(0, len(self.text)) < _SURE


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Why a text looks as if the list had leaked into it; `words` of it are concerned."""

    reasons: tuple[LeakReason, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the witness has where `place` stands: `score` 0 … 1 and the characters, or nothing.

    `wanted` is the score that recall asks for.
    """

    place: Occurrence
    score: float
    heard: str
    region: tuple[int, int] | None
    wanted: float

    @property
    def is_near(self) -> bool:
        """Whether something like the word was heard there."""
        return self.score >= _NEAR * self.wanted

    @property
    def is_clear(self) -> bool:
        """Whether it could have been recalled from there."""
        return self.score >= _CLEAR * self.wanted


class LeakGuard:
    """The guard of one segment: `hits` were sent in this order, `entries` are theirs by word.

    `phrases` are other texts of the prompt: its own wording and the user's context.
    """

    def __init__(
        self,
        hits: Sequence[HotwordHit],
        entries: Mapping[str, Hotword],
        *,
        phrases: Sequence[str] = (),
    ) -> None:
        self._hits = {hit.word: hit for hit in hits}
        # With a threshold of the user's own a word may have been sent for less, within reason.
        self._wanted = {
            hit.word: min(max(hit.score, _LEAST_WANTED * DEFAULT_THRESHOLD), DEFAULT_THRESHOLD)
            for hit in hits
        }
        self._entries = {hit.word: entries.get(hit.word, Hotword(hit.word)) for hit in hits}
        pieces = (piece for phrase in phrases for piece in _PHRASE_ENDS.split(phrase))
        self._phrases = [piece for piece in dict.fromkeys(pieces) if len(piece) >= _LEAST_PHRASE]

    def suspicion(self, hearing: Hearing, witness: Witness) -> Suspicion | None:
        """Why `hearing`, which was made with the list, should be heard again; None if all is well.

        Nothing is suspicious where neither words nor phrases were sent: another hearing would be
        the same.
        """
        if not self._entries and not self._phrases:
            return None
        reasons: list[LeakReason] = []
        words: list[str] = []

        def suspect(reason: LeakReason, places: Sequence[Occurrence] = ()) -> None:
            reasons.append(reason)
            words.extend(place.word for place in places)

        evidence = self._evidence(hearing.text, list(self._entries), witness.text)
        if echo := self._echo(evidence, hearing.text, witness.text):
            suspect("list-echo", echo)
        phrases = self._evidence(hearing.text, self._phrases, witness.text)
        if echoed := [each.place for each in phrases if not each.is_near]:
            suspect("prompt-echo", echoed)
        if unheard := [each.place for each in evidence if each.region is None]:
            suspect("unheard-word", unheard)
        if far := [each.place for each in evidence if each.region and not each.is_near]:
            suspect("far-word", far)
        if guessed := [each.place for each in evidence if _is_guessed(each, witness)]:
            suspect("word-over-noise", guessed)
        if is_too_fast(hearing.text, witness.speech_s):
            suspect("too-fast")
        if hearing.looped:
            suspect("loop")
        if leaves_out(hearing.text, witness):
            suspect("speech-missing")
        if not reasons and self._is_far(hearing.text, witness):
            suspect("far-text")
        if not reasons:
            return None
        return Suspicion(tuple(reasons), tuple(dict.fromkeys(words)))

    def better(self, with_list: Hearing, without: Hearing, witness: Witness) -> KeptHearing:
        """Which of two hearings stays, by the rule of this module."""
        if witness.is_guess:
            return "without-list"
        nearer = self._distance(with_list.text, witness) < self._distance(without.text, witness)
        return "with-list" if nearer else "without-list"

    def _is_far(self, text: str, witness: Witness) -> bool:
        """Whether `text` as a whole sounds otherwise than what the witness is sure of."""
        if witness.sure_between(0, len(witness.text)) < _SURE_OF_ALL:
            return False
        length = max(len(text_phonemes(text)), len(text_phonemes(witness.text)))
        return length >= _LEAST_PHONEMES and self._distance(text, witness) > _FAR * length

    def _distance(self, text: str, witness: Witness) -> float:
        """How many phonemes lie between `text` and the witness."""
        heard = {
            each.place: each.heard
            for each in self._evidence(text, list(self._entries), witness.text)
            if each.is_near
        }
        explained, _ = _with_heard(text, heard)
        return align_sounds(explained, witness.text).distance

    def _evidence(self, text: str, words: Sequence[str], heard: str) -> list[_Evidence]:
        """For every place of `words` in `text` what was heard there, in the order of the text."""
        places = occurrences(words, text)
        if not places:
            return []
        explained, spans = _with_heard(
            text, {place: self._heard_as(place.word, heard) for place in places}
        )
        alignment = align_sounds(explained, heard)
        regions = [alignment.heard_for(*spans[place]) for place in places]
        evidence: list[_Evidence] = []
        for number, (place, region) in enumerate(zip(places, regions, strict=True)):
            score, sounds = 0.0, ""
            wanted = self._wanted.get(place.word, DEFAULT_THRESHOLD)
            if region is not None:
                others = [each for each in (*regions[:number], *regions[number + 1 :]) if each]
                start, end = _widened(heard, region, others)
                score, sounds = self._score(place.word, heard[start:end], _NEAR * wanted)
                if (hit := self._second_choice(place.word, region, heard)) and hit.score > score:
                    score, sounds = hit.score, heard[hit.start : hit.end]
            evidence.append(_Evidence(place, score, sounds, region, wanted))
        return evidence

    def _heard_as(self, word: str, heard: str) -> str:
        """What of `heard` brought `word` into the prompt; the word itself if nothing did."""
        hit = self._hits.get(word)
        return word if hit is None else heard[hit.start : hit.end]

    def _second_choice(self, word: str, region: tuple[int, int], heard: str) -> HotwordHit | None:
        """The hit of a `word` that was recalled from what else may have been said in `region`."""
        hit = self._hits.get(word)
        if hit is None or hit.start >= region[1] or hit.end <= region[0]:
            return None
        return hit if hit.heard != heard[hit.start : hit.end] else None

    def _score(self, word: str, window: str, least: float) -> tuple[float, str]:
        """How well `word` can be heard in `window`, and which part of it is meant."""
        entry = self._entries.get(word, Hotword(word))
        hits = PhonemeIndex([entry]).recall(window, limit=1, threshold=least)
        return (hits[0].score, hits[0].heard) if hits else (0.0, "")

    def _echo(self, evidence: Sequence[_Evidence], text: str, heard: str) -> list[Occurrence]:
        """The first row of listed words in the order of the prompt that was not heard so."""
        order = {word: number for number, word in enumerate(self._entries)}
        row: list[_Evidence] = []
        for each in evidence:
            follows = (
                row
                and order[row[-1].place.word] < order[each.place.word]
                and _SEPARATORS.fullmatch(text[row[-1].place.end : each.place.start])
            )
            row = [*row, each] if follows else [each]
            if len(row) > 1 and not _is_heard_row(row, heard):
                return [one.place for one in row]
        return []


def is_too_fast(text: str, speech_s: float) -> bool:
    """Whether nobody can say `text` in `speech_s` seconds."""
    syllables = sum(unit.spoken_length for unit in split_words(text) if unit.core)
    return syllables > _SPARE_SYLLABLES + _SYLLABLES_PER_S * speech_s


def leaves_out(text: str, witness: Witness) -> bool:
    """Whether `text` lacks most of what the witness is sure to have heard."""
    heard = sum(map(str.isalnum, witness.text))
    if heard < _LEAST_HEARD or sum(map(str.isalnum, text)) >= _LEAST_SHARE * heard:
        return False
    return witness.sure_between(0, len(witness.text)) >= _SURE_OF_ALL


def is_babble(text: str, witness: Witness) -> bool:
    """Whether hardly a sound of `text` is one that the witness is sure to have heard."""
    if witness.sure_between(0, len(witness.text)) < _SURE_OF_ALL:
        return False
    length = max(len(text_phonemes(text)), len(text_phonemes(witness.text)))
    alike = align_sounds(text, witness.text).distance <= _BABBLE * length
    return length >= _LEAST_PHONEMES and not alike


def _is_heard_row(row: Sequence[_Evidence], heard: str) -> bool:
    """Whether the words of `row` were heard clearly, with nothing said between them."""
    regions = [each.region for each in row if each.region]
    return all(each.is_clear for each in row) and all(
        _SEPARATORS.fullmatch(heard[before[1] : after[0]]) for before, after in pairwise(regions)
    )


def _is_guessed(evidence: _Evidence, witness: Witness) -> bool:
    if evidence.region is None:
        return False
    start, end = evidence.region
    # Two characters more on either side: one that is read for certain may stand in noise too.
    return witness.sure_between(start - 2, end + 2) < _SURE


def _with_heard(
    text: str, heard: Mapping[Occurrence, str]
) -> tuple[str, dict[Occurrence, tuple[int, int]]]:
    """`text` with what was heard in the place of each word, and where that then stands."""
    result, at = "", 0
    spans: dict[Occurrence, tuple[int, int]] = {}
    for place in sorted(heard, key=lambda each: each.start):
        result += text[at : place.start]
        spans[place] = (len(result), len(result) + len(heard[place]))
        result += heard[place]
        at = place.end
    return result + text[at:], spans


def _widened(
    text: str, region: tuple[int, int], taken: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """`region` with one more word or character on either side, unless another place has it."""
    units = [match.span() for match in _UNITS.finditer(text)]
    inside = [at for at, unit in enumerate(units) if unit[0] < region[1] and unit[1] > region[0]]
    if not inside:
        return region
    start, end = units[inside[0]][0], units[inside[-1]][1]
    for at in (inside[0] - 1, inside[-1] + 1):
        if 0 <= at < len(units):
            begin, stop = units[at]
            if all(stop <= other[0] or begin >= other[1] for other in taken):
                start, end = min(start, begin), max(end, stop)
    return start, end
