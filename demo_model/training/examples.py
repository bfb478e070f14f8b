"""One training example: what is spoken by whom, the prompt, and the text that is expected.

An example is a span of one or several sentences with pauses, like those that the program cuts
recordings into. Its prompt is the official one in all its forms, with hotword lists that hold the
right words and wrong ones, only wrong ones, or both.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from asr_core.fun_asr.prompt import build_prompt
from demo_model.training.corpus import PUNCTUATION, Language, Word
from demo_model.training.lexicon import Lexicon
from demo_model.training.sentences import SentenceMaker

PROMPTS = {"plain": 42, "hotwords": 43, "language": 8, "context": 4, "spoken numbers": 3}
MOST_HOTWORDS = 10
_LONG_SHARE, _MEDIUM_SHARE = 0.09, 0.16
_LIST_FOR_NAMES_SHARE = 0.7
_ONLY_WRONG_SHARE = 0.25
_FULL_LIST_SHARE = 0.6
# Every so often all distractors sound alike, or none does.
_NEAR_SHARES = (0.0, 0.0, 0.15, 0.4, 0.6, 1.0)


@dataclass
class Sentence:
    """Words of one sentence and the language that most of it is in."""

    language: Language
    words: list[Word]


@dataclass
class Example:
    """`target` is the text to write; `prefix` and `suffix` are the prompt around the audio."""

    sentences: list[Sentence]
    target: str
    prefix: str = ""
    suffix: str = ""
    hotwords: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)

    def ctc_pieces(self) -> list[str]:
        """What the CTC head should write; English words follow a space."""
        return [
            word.spoken if word.language == "zh" else f" {word.spoken}"
            for sentence in self.sentences
            for word in sentence.words
            if word.spoken
        ]


class ExampleMaker:
    """Examples without end from one seed; `near` is whether wrong hotwords may sound alike."""

    def __init__(
        self,
        sentences: SentenceMaker,
        lexicon: Lexicon,
        rng: random.Random,
        *,
        near: bool = True,
    ) -> None:
        self._near_shares = _NEAR_SHARES if near else (0.0,)
        self._sentences = sentences
        self._lexicon = lexicon
        self._rng = rng
        self.near_share = 0.3

    def example(self) -> Example:
        """The next example."""
        return self.with_prompt(self._spoken())

    def _spoken(self) -> list[Sentence]:
        rng = self._rng
        draw = rng.random()
        if draw < _LONG_SHARE:
            return self._several(rng.uniform(11, 28))
        if draw < _LONG_SHARE + _MEDIUM_SHARE:
            return self._several(rng.uniform(4, 11))
        language, words = self._sentences.sentence()
        spoken = [Sentence(language, words)]
        if rng.random() < 0.25:
            spoken.append(self._next(language))
        return spoken

    def _several(self, seconds: float) -> list[Sentence]:
        language: Language = "zh" if self._rng.random() < 0.55 else "en"
        spoken: list[Sentence] = []
        while not spoken or sum(map(estimated_s, spoken)) < seconds:
            new = self._next(language)
            if spoken and sum(map(estimated_s, spoken)) + estimated_s(new) > min(28, seconds + 5):
                break
            spoken.append(new)
        return spoken

    def _next(self, language: Language) -> Sentence:
        if self._rng.random() < 0.06:
            language = "en" if language == "zh" else "zh"
        return Sentence(*self._sentences.sentence(language))

    def with_prompt(self, sentences: list[Sentence], kind: str | None = None) -> Example:
        """An example with a prompt of this kind, or of any."""
        rng = self._rng
        self.near_share = rng.choice(self._near_shares)
        entities = _entities(sentences)
        if kind is None:
            kind = rng.choices(list(PROMPTS), list(PROMPTS.values()))[0]
            # Sentences with a name are made for the lists.
            if kind == "plain" and entities and rng.random() < _LIST_FOR_NAMES_SHARE:
                kind = "hotwords"
            elif kind == "hotwords" and not entities and rng.random() < 0.25:
                kind = "plain"
        language = context = None
        given: list[Word] = []
        hotwords: list[str] = []
        if kind == "language" or (kind == "hotwords" and rng.random() < 0.08):
            language = _main_language(sentences)
        if kind == "context" or (kind == "hotwords" and rng.random() < 0.06):
            context = self._context(sentences)
        if kind == "hotwords":
            given = self._choose_given(sentences, entities)
            count = rng.randint(0 if given else 1, MOST_HOTWORDS - len(given))
            if rng.random() < _FULL_LIST_SHARE:
                count = MOST_HOTWORDS - len(given)
            near_to = given or entities or _notable(sentences, rng)
            hotwords = [word.text for word in given]
            hotwords += self.distractors(count, near_to, entities + given, hotwords)
            rng.shuffle(hotwords)
        prompt = build_prompt(
            hotwords=hotwords,
            context=context or "",
            language=language,
            normalise_text=kind != "spoken numbers",
        )
        spelled = {word.text for word in given}
        target = render(sentences, spelled, written_numbers=kind != "spoken numbers")
        # A word that begins an English sentence has another first letter there.
        copied = [word.text for word in given if word.text in target]
        return Example(sentences, target, prompt.prefix, prompt.suffix, hotwords, copied)

    def with_list(self, sentences: list[Sentence], mode: str) -> Example:
        """An example with a list made to measure: "none", "alone", "given + 9", "given + 9 near" or
        "only 9 wrong", half of which sound alike where nothing else is said.
        """
        entities = _entities(sentences)
        given = entities if mode.startswith(("alone", "given")) else []
        self.near_share = 1.0 if mode.endswith("near") else 0.5
        texts = [word.text for word in given]
        if "9" in mode:
            texts += self.distractors(9, entities, entities, texts)
        self._rng.shuffle(texts)
        prompt = build_prompt(hotwords=texts)
        spelled = {word.text for word in given}
        target = render(sentences, spelled)
        return Example(
            sentences, target, prompt.prefix, prompt.suffix, texts, [word.text for word in given]
        )

    def _choose_given(self, sentences: list[Sentence], entities: list[Word]) -> list[Word]:
        rng = self._rng
        if entities and rng.random() >= _ONLY_WRONG_SHARE:
            if len(entities) == 1 or rng.random() < 0.75:
                return entities[: MOST_HOTWORDS - 2]
            return [rng.choice(entities)]
        if not entities and rng.random() >= 0.6:
            return _notable(sentences, rng)[: rng.choice((1, 1, 2))]
        return []

    def _context(self, sentences: list[Sentence]) -> str:
        language = _main_language(sentences)
        words = self._sentences.natural(language)
        if self._rng.random() < 0.3:
            words = words + self._sentences.natural(language)
        return render([Sentence(language, words)], set())

    def distractors(
        self, count: int, near_to: Sequence[Word], said: Sequence[Word], taken: Sequence[str]
    ) -> list[str]:
        """Wrong hotwords, some of which sound like a right one."""
        rng = self._rng
        sounds = {word.say for word in said} | {word.say.lower() for word in said}
        result: list[str] = []
        for _ in range(8 * count):
            if len(result) == count:
                break
            if near_to and rng.random() < self.near_share:
                text = self._lexicon.sounds_near(rng.choice(near_to), rng)
                if text is None:
                    continue
            else:
                word = self._far_word(near_to)
                if word.say in sounds or word.say.lower() in sounds:
                    continue
                text = word.text
            if text not in result and text not in taken:
                result.append(text)
        return result

    def _far_word(self, near_to: Sequence[Word]) -> Word:
        rng = self._rng
        english = bool(near_to) and near_to[0].language == "en"
        draw = rng.random()
        if draw < (0.7 if english else 0.08):
            return self._lexicon.english_name(rng)
        if draw < 0.5:
            return self._lexicon.person(rng)
        if draw < 0.8:
            return self._lexicon.product(rng)
        if draw < 0.9:
            return self._lexicon.homophone(rng)
        return self._lexicon.word(rng.choice("nnvs"), rng)


def estimated_s(sentence: Sentence) -> float:
    """About how long a sentence lasts with the pause after it."""
    units = sum(
        len(word.spoken) if word.language == "zh" else 1.5 * len(word.spoken.split()) + 0.5
        for word in sentence.words
    )
    return 0.9 + 0.22 * units


def render(sentences: Sequence[Sentence], given: set[str], *, written_numbers: bool = True) -> str:
    """The text to write: entities as given or else in their canonical form."""
    lines: list[str] = []
    for sentence in sentences:
        texts = [_text(word, given, written_numbers) for word in sentence.words]
        joined = "".join(texts) if sentence.language == "zh" else " ".join(texts)
        if sentence.language == "en":
            joined = re.sub(r" ([.,?!])", r"\1", joined)
            joined = joined[:1].upper() + joined[1:]
        else:
            joined = _apart(sentence, texts)
        lines.append(joined)
    text = ""
    for line in lines:
        gap = " " if text and (text[-1].isascii() or line[:1].isascii()) else ""
        text += gap + line
    return text


def _apart(sentence: Sentence, texts: list[str]) -> str:
    """Chinese words joined, with a space only between two foreign words."""
    joined = ""
    for word, text in zip(sentence.words, texts, strict=True):
        meets = joined[-1:].isascii() and joined[-1:].isalnum() and text[:1].isascii()
        joined += (" " if meets and word.language == "en" and text[:1].isalnum() else "") + text
    return joined


def _text(word: Word, given: set[str], written_numbers: bool) -> str:
    if word.is_entity and word.text not in given:
        return word.canonical
    if word.kind == "#" and not written_numbers:
        return word.say if word.language == "en" else word.spoken
    return word.text


def _entities(sentences: Sequence[Sentence]) -> list[Word]:
    found = {w.text: w for s in sentences for w in s.words if w.is_entity}
    return list(found.values())


def _notable(sentences: Sequence[Sentence], rng: random.Random) -> list[Word]:
    """Ordinary words that somebody might list as well."""
    words = [
        word
        for sentence in sentences
        for word in sentence.words
        if word.kind != "#"
        and len(word.text) >= (2 if word.language == "zh" else 4)
        and (word.language == "zh" or word.text[0].isupper() or rng.random() < 0.3)
        and len(word.say.split()) in (1, len(word.text))
        and word.text[0] not in PUNCTUATION
    ]
    rng.shuffle(words)
    return words


def _main_language(sentences: Sequence[Sentence]) -> Language:
    chinese = sum(estimated_s(s) if s.language == "zh" else -estimated_s(s) for s in sentences)
    return "zh" if chinese >= 0 else "en"
