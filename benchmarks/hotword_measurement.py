"""What a search for hotwords finds of the test set and offers for nothing, by threshold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.hotword_words import Half
from benchmarks.mishearings import Case
from benchmarks.ordinary_text import Sentence

Offer = tuple[str, float]
"""A word of the list and its score."""
Recall = Callable[[str], Sequence[Offer]]
"""What a draft brings: at most ten words, best first."""


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold brings: `recall` 0 … 1, `false_offers` per ordinary sentence."""

    threshold: float
    recall: float
    false_offers: float


@dataclass(frozen=True, slots=True)
class Measurement:
    """The score of each case's word, None if it was not offered; the scores of false offers."""

    cases: tuple[Case, ...]
    found: tuple[float | None, ...]
    sentences: tuple[Sentence, ...]
    offered: tuple[tuple[float, ...], ...]

    @classmethod
    def of(
        cls, recall: Recall, cases: Sequence[Case], sentences: Sequence[Sentence]
    ) -> Measurement:
        """Look for every case and in every sentence once."""
        return cls(
            cases=tuple(cases),
            found=tuple(dict(recall(each.draft)).get(each.word.word) for each in cases),
            sentences=tuple(sentences),
            offered=tuple(tuple(score for _, score in recall(each.text)) for each in sentences),
        )

    def part(
        self,
        case: Callable[[Case], bool] = lambda _: True,
        sentence: Callable[[Sentence], bool] = lambda _: True,
    ) -> Measurement:
        """The measurement of some cases and sentences only."""
        cases = [pair for pair in zip(self.cases, self.found, strict=True) if case(pair[0])]
        heard = [
            pair for pair in zip(self.sentences, self.offered, strict=True) if sentence(pair[0])
        ]
        return Measurement(
            tuple(each for each, _ in cases),
            tuple(score for _, score in cases),
            tuple(each for each, _ in heard),
            tuple(scores for _, scores in heard),
        )

    def half(self, half: Half) -> Measurement:
        """The measurement of one half of the words and sentences."""
        return self.part(lambda case: case.word.half is half, lambda each: each.half is half)

    def at(self, threshold: float = 0.0) -> Point:
        """Recall and false offers if only offers of at least `threshold` count."""
        found = sum(score is not None and score >= threshold for score in self.found)
        offers = sum(score >= threshold for scores in self.offered for score in scores)
        return Point(
            threshold,
            found / max(1, len(self.found)),
            offers / max(1, len(self.offered)),
        )

    def curve(self, thresholds: Sequence[float]) -> list[Point]:
        """`at` for each of the thresholds."""
        return [self.at(threshold) for threshold in thresholds]


def best_within(points: Sequence[Point], most_false_offers: float) -> Point | None:
    """The point of the best recall whose false offers are at most as many as given."""
    allowed = [point for point in points if point.false_offers <= most_false_offers]
    return max(allowed, key=lambda point: point.recall, default=None)
