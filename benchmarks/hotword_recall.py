"""Where to set the recall threshold: misheard terms found against false offers, and the time taken.

Run as `python benchmarks/hotword_recall.py`. Terms (data/hotword_terms.txt) are damaged as
recognisers do: homophones, lost tones, confused initials and finals, English spelled by ear; then
put into carrier sentences. Everyday sentences (data/ordinary_sentences.txt), which hold none of the
terms, count the offers made for nothing. Everything is seeded, so two runs agree but for the times.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from hotwords import HotwordHit, PhonemeIndex

DATA = Path(__file__).parent / "data"
THRESHOLDS = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85)
SEED = 20260
CARRIERS_ZH = ("今天我们来聊一聊{}的事情", "我昨天看到{}了", "{}你怎么看", "听说过{}吗大家")
CARRIERS_EN = ("today we talk about {} again", "have you heard of {}", "{} was on the news")
CONFUSIONS = "z/zh c/ch s/sh l/n r/l f/h an/ang en/eng in/ing ian/iang uan/uang p/b t/d k/g"
SPELLINGS = (
    "ph/f c/k ck/k y/i ee/ea ai/ay ou/ow x/ks qu/kw sch/sh er/a t/d d/t v/w s/z i/e a/e au/o"
)


def read_lines(path: Path) -> list[str]:
    """The lines of a data file without comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


class Mishearer:
    """Damages terms in the ways a recogniser does."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._characters_of: dict[str, list[str]] = {}
        # The 3,755 everyday characters of GB 2312: recognisers write those.
        for lead in range(0xB0, 0xD8):
            for trail in range(0xA1, 0xFF):
                try:
                    character = bytes([lead, trail]).decode("gb2312")
                except UnicodeDecodeError:
                    continue
                self._characters_of.setdefault(_syllable(character), []).append(character)

    def mishear(self, term: str) -> str:
        """`term` as it might be written down, different from it wherever possible."""
        damage = self._mishear_chinese if _is_chinese(term) else self._mishear_latin
        for _ in range(50):
            heard = damage(term)
            if heard != term:
                return heard
        return term

    def _mishear_chinese(self, term: str) -> str:
        return "".join(
            self._mishear_character(character) if _is_chinese(character) else character
            for character in term
        )

    def _mishear_character(self, character: str) -> str:
        syllable = _syllable(character)
        kind = self._random.random()
        if kind < 0.4:
            return character
        if kind < 0.7:
            choices = self._characters_of.get(syllable, [])
        elif kind < 0.85:
            choices = self._with_base([syllable[:-1]])
        else:
            choices = self._with_base(_confused(syllable[:-1]))
        return self._random.choice(choices or [character])

    def _with_base(self, bases: list[str]) -> list[str]:
        return [
            character
            for base in bases
            for tone in "12345"
            for character in self._characters_of.get(base + tone, [])
        ]

    def _mishear_latin(self, term: str) -> str:
        # Recognisers write lower case and cut compounds into words that they know.
        heard = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", term).lower()
        for _ in range(self._random.choice((1, 1, 2))):
            wrong, right = self._random.choice(SPELLINGS.split()).split("/")
            heard = heard.replace(wrong, right, 1)
        if len(heard) >= 8 and " " not in heard and self._random.random() < 0.3:
            cut = len(heard) // 2
            heard = f"{heard[:cut]} {heard[cut:]}"
        return heard


def _is_chinese(text: str) -> bool:
    return "一" <= text[0] <= "鿿"


def _syllable(character: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return str(lazy_pinyin(character, style=Style.TONE3, neutral_tone_with_five=True)[0])


def _confused(base: str) -> list[str]:
    initial = re.match("[zcs]h|[bpmfdtnlgkhjqxzcsryw]?", base)
    assert initial is not None
    head, tail = initial.group(), base[initial.end() :]
    swaps = [pair.split("/") for pair in CONFUSIONS.split()]
    swaps += [[right, left] for left, right in swaps]
    heads = [right + tail for left, right in swaps if left == head]
    return heads + [head + right for left, right in swaps if left == tail]


def _share(found: Iterable[bool]) -> str:
    values = list(found)
    return f"{100 * sum(values) / len(values):5.1f} %"


def _milliseconds(index: PhonemeIndex, text: str, rounds: int = 5) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        index.recall(text)
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def main() -> None:
    """Print recall and false offers per threshold, then times."""
    terms = read_lines(DATA / "hotword_terms.txt")
    sentences = read_lines(DATA / "ordinary_sentences.txt")
    index = PhonemeIndex(terms)
    chooser = random.Random(SEED)
    mishearer = Mishearer(SEED)
    cases: list[tuple[str, str]] = []
    for term in terms:
        for _ in range(3):
            carriers = CARRIERS_ZH if _is_chinese(term) else CARRIERS_EN
            cases.append((term, chooser.choice(carriers).format(mishearer.mishear(term))))

    print(f"{len(terms)} terms, {len(cases)} misheard, {len(sentences)} ordinary sentences")
    print("threshold  recall@10 zh 2 chars   zh longer     Latin   false offers/sentence zh     en")
    for threshold in THRESHOLDS:

        def recall(text: str, least: float = threshold) -> list[HotwordHit]:
            return index.recall(text, threshold=least)

        found = [(term, any(hit.word == term for hit in recall(text))) for term, text in cases]
        short = _share(ok for term, ok in found if _is_chinese(term) and len(term) == 2)
        longer = _share(ok for term, ok in found if _is_chinese(term) and len(term) > 2)
        latin = _share(ok for term, ok in found if not _is_chinese(term))
        false = {
            chinese: [len(recall(text)) for text in sentences if _is_chinese(text) == chinese]
            for chinese in (True, False)
        }
        rates = [sum(counts) / len(counts) for counts in (false[True], false[False])]
        print(
            f"{threshold:9.2f}  {short:>20}  {longer:>10}  {latin:>8}"
            f"  {rates[0]:24.2f}  {rates[1]:5.2f}"
        )

    print("the same inside eight ordinary sentences, as long as a segment of some 25 s")
    for threshold in THRESHOLDS:
        ranks: list[int | None] = []
        for number, (term, text) in enumerate(cases[::3]):
            around = [each for each in sentences if _is_chinese(each) == _is_chinese(text)]
            at = 8 * number % (len(around) - 8)
            draft = " ".join([*around[at : at + 4], text, *around[at + 4 : at + 8]])
            words = [hit.word for hit in index.recall(draft, threshold=threshold)]
            ranks.append(words.index(term) if term in words else None)
        first = _share(rank is not None and rank < 3 for rank in ranks)
        print(
            f"{threshold:9.2f}  recall@3 {first}  recall@10 {_share(r is not None for r in ranks)}"
        )

    characters = [character for text in sentences for character in text if _is_chinese(character)]
    draft = "".join(characters[:100])
    for count in (1_000, 10_000):
        words = [
            "".join(chooser.choices(characters, k=chooser.choice((2, 3, 3, 4, 4, 5))))
            for _ in range(count)
        ]
        start = time.perf_counter()
        made = PhonemeIndex(words)
        build_s = time.perf_counter() - start
        print(
            f"{count} random words: built in {build_s:.2f} s, "
            f"recall in 100 characters {_milliseconds(made, draft):.1f} ms"
        )


if __name__ == "__main__":
    main()
