"""Which misheard hotwords are found, and which are offered for nothing: ours and the peers' way.

Run as `python -m benchmarks.hotword_recall`; `--quick` takes a sample in less than a minute. Words
of data/hotwords are misheard in the ways of `mishearings` and put into drafts of ordinary
sentences; the whole list is in force. Ordinary sentences without any of the words count what is
offered for nothing. Everything is seeded, so two runs agree. Thresholds are chosen on the
development half, printed with `--development`, and reported on the test half. What is ordinary to
hear was learned from the sentences of the development half; `--everyday` takes lists that lack a
fifth of them and counts false offers in that fifth only.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.hotword_measurement import Measurement, Offer, Point, Recall, best_within
from benchmarks.hotword_words import Category, Half, ListedWord, is_held_out, listed_words
from benchmarks.mishearings import Case, Kind, misheard_cases
from benchmarks.ordinary_text import SENTENCES_PATH, Sentence, ordinary_sentences
from benchmarks.peer_phonemes import peer_phonemes
from benchmarks.peer_recall import SIMILAR_THRESHOLD, PeerRecall
from benchmarks.recall_plot import recall_plot
from hotwords import DEFAULT_THRESHOLD, PhonemeIndex, ordinary_speech

LIMIT = 10
SENTENCE_COUNT = 20_000
MOST_FALSE_OFFERS = 0.3
LEAST_RECALL = 0.97
DOCS = Path(__file__).parents[1] / "docs"
_QUICK_SHARE, _QUICK_BASELINE_SHARE = 10, 40
_STEPS = 20
_OURS, _PEERS = "HotScribe", "peers' algorithm"


def main() -> None:
    """Measure, print and, unless it was a sample, write the table and the plot into docs/."""
    arguments = _arguments()
    if arguments.everyday:
        ordinary_speech.PAIRS_PATH = arguments.everyday / ordinary_speech.PAIRS_PATH.name
        ordinary_speech.ENGLISH_PATH = arguments.everyday / ordinary_speech.ENGLISH_PATH.name
    words = listed_words()
    sentences = ordinary_sentences(
        [each.word for each in words], SENTENCE_COUNT, arguments.sentences
    )
    cases = misheard_cases(words, sentences)
    half = Half.DEVELOPMENT if arguments.development else Half.TEST
    cases = [case for case in cases if case.word.half is half]
    sentences = [sentence for sentence in sentences if sentence.half is half]
    if arguments.everyday:
        sentences = [sentence for sentence in sentences if is_held_out(sentence.text)]
    print(
        f"{len(words)} words in force; {half} half: {len(cases)} misheard in drafts, "
        f"{len(sentences)} ordinary sentences"
    )
    share = _QUICK_SHARE if arguments.quick else 1
    index = PhonemeIndex([each.word for each in words])
    default = Measurement.of(_ours(index, DEFAULT_THRESHOLD), *_samples(share, cases, sentences))
    curve = Measurement.of(_ours(index, arguments.lowest), *_samples(share, cases, sentences))
    steps = [
        arguments.lowest + (1 - arguments.lowest) * step / _STEPS for step in range(_STEPS + 1)
    ]
    curves = {_OURS: curve.curve(steps)}
    peers: Measurement | None = None
    if not arguments.ours_only:
        share = _QUICK_BASELINE_SHARE if arguments.quick else 1
        peers = Measurement.of(
            _peers(PeerRecall([each.word for each in words])),
            *_samples(share, cases, sentences),
        )
        peer_steps = [
            SIMILAR_THRESHOLD + (1 - SIMILAR_THRESHOLD) * step / _STEPS
            for step in range(_STEPS + 1)
        ]
        curves[_PEERS] = peers.curve(peer_steps)
    table = report(default, peers, curves)
    print(table)
    if arguments.misses:
        print(_misses(default, arguments.misses))
    if arguments.false:
        print(_false_offers(index, sentences, arguments.false))
    if not arguments.ours_only:
        print(timing(words, sentences))
    if not (arguments.quick or arguments.ours_only or arguments.development):
        plot = recall_plot(curves, most_false_offers=MOST_FALSE_OFFERS, least_recall=LEAST_RECALL)
        (DOCS / "images").mkdir(parents=True, exist_ok=True)
        (DOCS / "images" / "hotword_recall.svg").write_text(plot, encoding="utf-8")
        (DOCS / "hotword_recall.md").write_text(_page(table), encoding="utf-8")


def report(ours: Measurement, peers: Measurement | None, curves: dict[str, list[Point]]) -> str:
    """Markdown tables: all, categories and kinds at the defaults; then the curves."""
    columns = [(_OURS, ours)] + ([(_PEERS, peers)] if peers else [])
    lines = [
        "| at the default threshold | cases | " + " | ".join(name for name, _ in columns) + " |",
        "| --- | ---: |" + " ---: |" * len(columns),
    ]

    def row(name: str, keep: Callable[[Case], bool]) -> str:
        parts = [measured.part(case=keep) for _, measured in columns]
        values = (f"{100 * part.at().recall:.1f} %" if part.cases else "–" for part in parts)
        return f"| {name} | {len(parts[0].cases)} | " + " | ".join(values) + " |"

    lines.append(row("**recall@10**", lambda _: True))
    for category in Category:
        lines.append(row(f"{category} words", partial(_is_in, category)))
    for kind in Kind:
        lines.append(row(kind, partial(_is_of, kind)))
    for name, keep in (
        ("**wrong words per ordinary sentence**", lambda _: True),
        ("in Chinese", lambda each: each.is_chinese),
        ("in English", lambda each: not each.is_chinese),
    ):
        parts = [measured.part(sentence=keep) for _, measured in columns]
        values = (f"{part.at().false_offers:.3f}" for part in parts)
        lines.append(f"| {name} | {len(parts[0].sentences)} | " + " | ".join(values) + " |")
    for name, points in curves.items():
        lines += [
            "",
            f"| {name}: threshold | recall@10 | wrong words per ordinary sentence |",
            "| ---: | ---: | ---: |",
        ]
        for point in points:
            lines.append(
                f"| {point.threshold:.3f} | {100 * point.recall:.1f} % | {point.false_offers:.3f} |"
            )
        best = best_within(points, MOST_FALSE_OFFERS)
        if best:
            lines += [
                "",
                f"Best with at most {MOST_FALSE_OFFERS} wrong words: {100 * best.recall:.1f} % at "
                f"threshold {best.threshold:.3f}.",
            ]
    return "\n".join(lines)


def _is_in(category: Category, case: Case) -> bool:
    return case.word.category is category


def _is_of(kind: Kind, case: Case) -> bool:
    return case.kind is kind


def timing(words: Sequence[ListedWord], sentences: Sequence[Sentence], count: int = 10_000) -> str:
    """Milliseconds of both for 100 Chinese characters, which are 300 phonemes of the peers'."""
    chooser = random.Random(20263)
    texts = [each.word for each in words]
    chinese = [each.word for each in words if each.category is Category.CHINESE]
    made = dict.fromkeys(texts)
    while len(made) < count:
        first, second = chooser.sample(chinese, 2)
        made[first[: len(first) // 2 + 1] + second[len(second) // 2 :]] = None
    characters = "".join(each.text for each in sentences[:200] if each.is_chinese)
    draft = "".join(each for each in characters if not each.isascii())[:100]
    phoneme_count = len(peer_phonemes(draft))
    ours, peers = PhonemeIndex(made), PeerRecall(made)
    return (
        f"{phoneme_count} phonemes against {len(made)} words, best of five: "
        f"{_OURS} {_milliseconds(lambda: ours.recall(draft, limit=LIMIT)):.1f} ms, "
        f"{_PEERS} {_milliseconds(lambda: peers.recall(draft, limit=LIMIT)):.1f} ms"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Recall of misheard hotwords and false offers, ours and the peers' algorithm"
    )
    parser.add_argument("--quick", action="store_true", help="a sample, in less than a minute")
    parser.add_argument("--development", action="store_true", help="the half to choose on")
    parser.add_argument(
        "--everyday", type=Path, help="lists of learn.py --held-out; false offers of that fifth"
    )
    parser.add_argument("--ours-only", action="store_true", help="without the peers' algorithm")
    parser.add_argument("--sentences", type=Path, default=SENTENCES_PATH, help="their folder")
    parser.add_argument(
        "--lowest",
        type=float,
        default=DEFAULT_THRESHOLD - 0.2,
        help="threshold at which our curve begins",
    )
    parser.add_argument("--misses", type=int, default=0, help="print so many a kind, if missed")
    parser.add_argument("--false", type=int, default=0, help="print so many false offers")
    return parser.parse_args()


def _samples(
    share: int, cases: Sequence[Case], sentences: Sequence[Sentence]
) -> tuple[Sequence[Case], Sequence[Sentence]]:
    return cases[: len(cases) // share], sentences[: len(sentences) // share]


def _ours(index: PhonemeIndex, threshold: float) -> Recall:
    def recall(draft: str) -> list[Offer]:
        hits = index.recall(draft, limit=LIMIT, threshold=threshold)
        return [(hit.word, hit.score) for hit in hits]

    return recall


def _peers(peers: PeerRecall) -> Recall:
    return lambda draft: [(hit.word, hit.score) for hit in peers.recall(draft, limit=LIMIT)]


def _milliseconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(5):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def _misses(measured: Measurement, count: int) -> str:
    lines = []
    for kind in Kind:
        missed = [
            f"{case.word.word} ← {case.heard}"
            for case, score in zip(measured.cases, measured.found, strict=True)
            if case.kind is kind and score is None
        ]
        lines.append(f"{kind}: {'; '.join(missed[:count])}")
    return "\n".join(lines)


def _false_offers(index: PhonemeIndex, sentences: Sequence[Sentence], count: int) -> str:
    lines: list[str] = []
    for sentence in sentences:
        for hit in index.recall(sentence.text, limit=LIMIT):
            lines.append(f"{hit.word} ({hit.score:.2f}) for {hit.heard} in: {sentence.text}")
        if len(lines) >= count:
            break
    return "\n".join(lines[:count])


def _page(table: str) -> str:
    return (
        "# How well misheard hotwords are found\n\n"
        "Written by `python -m benchmarks.hotword_recall`, which describes the test set.\n\n"
        "![recall against false offers](images/hotword_recall.svg)\n\n" + table + "\n"
    )


if __name__ == "__main__":
    main()
