"""Makes sentences to train on: natural ones, ones spliced from their fragments, and filled frames.

Natural sentences alone are learned by heart, so most of what is spoken is their words in other
company: words of a kind are swapped, fragments are joined, random words stand between them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Collection
from pathlib import Path

from demo_model.training.corpus import Language, Word, unpack
from demo_model.training.lexicon import Lexicon
from demo_model.training.slots import fill_slot

# How often each way of making a sentence is taken.
MIX: dict[tuple[Language, str], int] = {
    ("zh", "natural"): 20,
    ("zh", "whole"): 14,
    ("zh", "splice"): 10,
    ("zh", "random"): 3,
    ("zh", "template"): 12,
    ("zh", "entity"): 19,
    ("zh", "entity splice"): 12,
    ("zh", "foreign"): 3,
    ("en", "natural"): 14,
    ("en", "whole"): 10,
    ("en", "splice"): 7,
    ("en", "random"): 3,
    ("en", "template"): 9,
    ("en", "entity"): 16,
    ("en", "entity splice"): 9,
}
_COMMA = {"zh": "，", "en": ","}
_STOPS = {"zh": ("。", "？", "！"), "en": (".", "?", "!")}
_STOP_WEIGHTS = (83, 14, 3)


class SentenceMaker:
    """Sentences of both languages from one corpus file and one random seed.

    `without` names ways of making a sentence that are left out.
    """

    def __init__(
        self, corpus: Path, lexicon: Lexicon, seed: int, without: Collection[str] = ()
    ) -> None:
        self._mix = {way: n for way, n in MIX.items() if way[1] not in without}
        content = json.loads(corpus.read_text(encoding="utf-8"))
        self.rng = random.Random(seed)
        self.lexicon = lexicon
        self._sentences = {
            lang: list(map(unpack, content["sentences"][lang])) for lang in ("zh", "en")
        }
        self._templates = {
            lang: list(map(unpack, content["templates"][lang])) for lang in ("zh", "en")
        }
        self._frames = {
            lang: [t for t in self._templates[lang] if any(w.text in _ENTITY_SLOTS for w in t)]
            for lang in ("zh", "en")
        }
        self._swaps: dict[str, list[Word]] = {
            kind: unpack(words) for kind, words in content["kinds"].items()
        }
        self._foreign = unpack(content["foreign"])

    def sentence(self, language: Language | None = None) -> tuple[Language, list[Word]]:
        """One sentence with its final mark."""
        ways = {way: n for way, n in self._mix.items() if language in (None, way[0])}
        ((lang, way),) = self.rng.choices(list(ways), list(ways.values()))
        words = self._make(lang, way)
        return lang, self._fix_articles(words) if lang == "en" else words

    def natural(self, language: Language) -> list[Word]:
        """One whole sentence as it was written."""
        return list(self.rng.choice(self._sentences[language]))

    def frame(self, language: Language, entity: Word) -> list[Word]:
        """A natural sentence with `entity` in the place of another word."""
        for _ in range(500):
            words = self.natural(language)
            places = [i for i, w in enumerate(words) if w.kind in _ENTITY_KINDS[language]]
            if places and len(words) < 14:
                words[self.rng.choice(places)] = entity
                break
        return words

    def _make(self, lang: Language, way: str) -> list[Word]:
        match way:
            case "whole":
                return self._swap(self.natural(lang), 0.1, 0.0)
            case "natural":
                return self._swap(self.natural(lang), 0.4, 0.1)
            case "splice":
                return self._swap(self._splice(lang, None), 0.35, 0.15)
            case "entity splice":
                return self._swap(self._splice(lang, self._entity(lang)), 0.35, 0.15)
            case "random":
                return self._random(lang)
            case "foreign":
                return self._with_foreign_word()
            case "entity":
                return self._with_entity(lang)
            case _:
                template = self.rng.choice(self._templates[lang])
                return self._fill(template)

    def _entity(self, lang: Language) -> Word:
        if lang == "en":
            return self.lexicon.english_name(self.rng)
        way = self.rng.random()
        if way < 0.08:
            return self.lexicon.homophone(self.rng)
        return (self.lexicon.person if way < 0.52 else self.lexicon.product)(self.rng)

    def _with_entity(self, lang: Language) -> list[Word]:
        if self._frames[lang] and self.rng.random() < 0.6:
            return self._fill(self.rng.choice(self._frames[lang]))
        for _ in range(8):
            words = self.natural(lang)
            places = [i for i, w in enumerate(words) if w.kind in _ENTITY_KINDS[lang]]
            if places:
                words[self.rng.choice(places)] = self._entity(lang)
                return self._swap(words, 0.4, 0.1)
        return self._splice(lang, self._entity(lang))

    def _with_foreign_word(self) -> list[Word]:
        words = self.natural("zh")
        places = [i for i, w in enumerate(words) if w.kind in _ENTITY_KINDS["zh"]]
        new = self.rng.choice(self._foreign)
        if self.rng.random() < 0.5:
            new = self.lexicon.english_name(self.rng)
        if places and self.rng.random() < 0.7:
            words[self.rng.choice(places)] = new
        else:
            words.insert(self.rng.randrange(len(words)), new)
        return words

    def _fill(self, template: list[Word]) -> list[Word]:
        words: list[Word] = []
        for word in template:
            words += (
                fill_slot(word, self.lexicon, self._swaps, self.rng)
                if word.text[0] == "{"
                else [word]
            )
        return self._swap(words, 0.3, 0.0)

    def _swap(self, words: list[Word], share: float, lexical_share: float) -> list[Word]:
        """Exchange words for others of their kind, and for any word of the same part of speech."""
        rng = self.rng
        result = []
        for place, word in enumerate(words):
            if word.is_entity or word.is_mark:
                result.append(word)
            elif word.kind in self._swaps and rng.random() < share:
                new = rng.choice(self._swaps[word.kind])
                if new.language == "en" and place == 0 and word.text[0].isupper():
                    new = _capitalised(new)
                result.append(new)
            elif word.text in self.lexicon.class_of and rng.random() < lexical_share:
                result.append(self.lexicon.word(self.lexicon.class_of[word.text], rng))
            elif (
                word.language == "en"
                and word.kind
                and word.kind != "#"
                and rng.random() < lexical_share
            ):
                result.append(self.lexicon.english_word(rng))
            else:
                result.append(word)
        return result

    def _splice(self, lang: Language, entity: Word | None) -> list[Word]:
        rng = self.rng
        words: list[Word] = []
        for _ in range(rng.choice((1, 2, 2, 3, 3, 4))):
            source = self.natural(lang)
            start = rng.randrange(len(source))
            piece = [w for w in source[start : start + rng.randint(1, 6)] if not w.is_mark]
            if lang == "en" and start == 0 and piece and piece[0].text.split("'")[0] != "I":
                piece[0] = _lower(piece[0])
            words += piece
            if piece and rng.random() < 0.15:
                words.append(Word(_COMMA[lang], language=lang))
            if rng.random() < 0.3:
                part_of_speech = rng.choice("nnvvads")
                words.append(
                    self.lexicon.english_word(rng)
                    if lang == "en"
                    else self.lexicon.word(part_of_speech, rng)
                )
        if entity is not None:
            words.insert(rng.randint(0, len(words)), entity)
        while words and words[-1].is_mark:
            words.pop()
        while words and words[0].is_mark:
            words.pop(0)
        return [*words, self._stop(lang)] if words else self._splice(lang, entity)

    def _random(self, lang: Language) -> list[Word]:
        rng = self.rng
        words: list[Word] = []
        if lang == "en":
            words = [self.lexicon.english_word(rng) for _ in range(rng.randint(1, 7))]
        else:
            for clause in range(rng.randint(1, 2)):
                if clause:
                    words.append(Word("，"))
                words += [
                    self.lexicon.word(rng.choice("nnnnvvadsti"), rng)
                    for _ in range(rng.randint(1, 4))
                ]
        return [*words, self._stop(lang)]

    def _stop(self, lang: Language) -> Word:
        return Word(self.rng.choices(_STOPS[lang], _STOP_WEIGHTS)[0], language=lang)

    @staticmethod
    def _fix_articles(words: list[Word]) -> list[Word]:
        for place in range(len(words) - 1):
            if words[place].text.lower() in ("a", "an") and words[place + 1].say[:1].isalpha():
                sound = words[place + 1].say[:3].lower()
                vowel = sound[0] in "aeiou" and not sound.startswith(("uni", "use", "usu", "eu"))
                article = "an" if vowel else "a"
                text = article.capitalize() if words[place].text[0].isupper() else article
                words[place] = Word(text, article, article, "en", words[place].kind)
        return words


_ENTITY_SLOTS = {
    "{N}",
    "{P}",
    "{A}",
    "{H}",
    "{name}",
    "{product}",
    "{人名}",
    "{产品}",
    "{公司}",
    "{surname}",
    "{company}",
}
_ENTITY_KINDS: dict[str, set[str]] = {
    "zh": {"人", "业", "物", "文", "城", "地"},
    "en": {"who", "thing", "place", "city"},
}


def _capitalised(word: Word) -> Word:
    text = word.text[:1].upper() + word.text[1:]
    return Word(text, word.spoken, word.say, word.language, word.kind, word.canonical)


def _lower(word: Word) -> Word:
    text = word.text[:1].lower() + word.text[1:]
    return Word(text, word.spoken, word.say, word.language, word.kind, word.canonical)
