"""What a longer list in the prompt does: names written right, errors, leaks, by words sent.

Every sentence holds one listed word and is spoken by espeak-ng (`apt install espeak-ng`). It is
heard with 0, 5, 10 … words in the prompt: the right one, and others that sound most like what was
said, as a recall with a loose threshold would send them; and once more with wrong words only. A
leak is a listed word in the text that was not said; it is counted before and after the leak guard.
The budget is set aside, everything else is the program's own way. Then five such sentences at a
time make a segment, and a budget of 0, 5, 10 … words is filled from a list of a thousand. Run from
the repository's root:

    python -m benchmarks.hotword_prompt [--model demo] [--counts 0 5 10] [--limit 40] [--write]

The sentences are those of demo_model/evaluation that choices may be made by. `--write` puts tables
and curves into docs/.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from asr_core.transcript import joint
from benchmarks.full_segments import TOGETHER, BudgetResult, full_segments, heard_with_budget
from benchmarks.hotword_words import listed_words
from demo_model.scoring import ErrorCount, count_errors, sum_errors
from demo_model.trials.bench import Bench
from demo_model.trials.card import with_figures
from demo_model.trials.clips import SEED
from demo_model.trials.curve import curve_svg
from demo_model.trials.given_words import text_with_list
from demo_model.trials.hotword_prompts import SET_TITLES, SpokenCase, speak_cases
from demo_model.trials.listener import Listener
from demo_model.trials.written_words import is_written_as_given
from hotwords import PhonemeIndex

Curves = dict[str, list[tuple[int, float]]]
"""By the name of a line: words in the prompt, and per cent."""
COUNTS = (0, 5, 10, 20, 50)
DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "hotwords-in-the-prompt.md"
CHINESE_PAGE = DOCS / "hotwords-in-the-prompt.zh-CN.md"
CURVE = DOCS / "images" / "hotwords_in_the_prompt.svg"
LEAK_CURVE = DOCS / "images" / "hotword_leaks.svg"
BUDGET_CURVE = DOCS / "images" / "hotword_budget.svg"
BEGIN = "<!-- figures: made by python -m benchmarks.hotword_prompt -->"
_TITLE = "Words written as given, by how many words the prompt holds"
_LEAK_TITLE = "Sentences with a leak, only wrong words in the prompt"
_BUDGET_TITLE = f"Words written as given, {TOGETHER} in a segment, by the most words sent"
_HEAD = (
    "| one word in a segment | words sent | written as given | errors "
    "| only wrong words: errors | leaks | without the guard | heard again |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
)
_BUDGET_HEAD = (
    f"| {TOGETHER} words in a segment | at most | sent | written as given | errors |\n"
    "| --- | ---: | ---: | ---: | ---: |"
)


_CHINESE = {
    "one word in a segment": "每段一个词",
    f"{TOGETHER} words in a segment": f"每段 {TOGETHER} 个词",
    "words sent": "提供的词数",
    "at most": "最多提供",
    " sent ": " 实际提供 ",
    "written as given": "照词表写对",
    "only wrong words: errors": "只给错词：错误率",
    "leaks": "串词",
    "without the guard": "不设防时串词",
    "heard again": "重听",
    " errors ": " 错误率 ",
    "Chinese names": "中文人名",
    "Chinese product words": "中文产品和地名",
    "English names and products": "英文名字和产品",
}
"""What the tables' words are on the Chinese page, in the order in which they are replaced."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one sentence with a number of words in its prompt."""

    is_right: bool
    errors: ErrorCount
    leaks: int
    leaks_unguarded: int
    is_heard_again: bool


class Measurement:
    """One model and one list of words to draw distractors from."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._words = [each.word for each in listed_words()]
        self._index = PhonemeIndex(self._words)

    def results(
        self, spoken: Sequence[SpokenCase], count: int, *, with_right: bool = True
    ) -> Iterator[Result]:
        """The results of all sentences with `count` words sent, the right one among them or not."""
        chooser = random.Random(SEED)
        for item in spoken:
            words = self.list_for(item, count, chooser, with_right=with_right)
            yield self._result(item, words)

    def list_for(
        self, item: SpokenCase, count: int, chooser: random.Random, *, with_right: bool
    ) -> list[str]:
        """`count` words in any order, wrong ones as near to the sentence as there are any."""
        if not count:
            return []
        right = item.case.word
        near = self._index.recall(item.case.sentence, count + 1, threshold=0)
        others = [hit.word for hit in near]
        others += chooser.sample(self._words, min(2 * count, len(self._words)))
        wrong = [word for word in dict.fromkeys(others) if word != right]
        words = [right, *wrong][:count] if with_right else wrong[:count]
        chooser.shuffle(words)
        return words

    def _result(self, item: SpokenCase, words: Sequence[str]) -> Result:
        segments = self._listener.segments(item.samples, words)
        said = item.case.sentence
        text = _joined(segment.text for segment in segments)
        return Result(
            is_right=is_written_as_given(item.case.word, text),
            errors=count_errors(said, text),
            leaks=_leaks(words, text, said),
            leaks_unguarded=_leaks(words, _joined(map(text_with_list, segments)), said),
            is_heard_again=any(segment.hotword_note for segment in segments),
        )


def _joined(texts: Iterable[str]) -> str:
    whole = ""
    for text in texts:
        whole += joint(whole, text) + text
    return whole


def _leaks(words: Sequence[str], text: str, said: str) -> int:
    return sum(is_written_as_given(word, text) and word not in said for word in words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--model", default="demo", help="name or folder of the model")
    parser.add_argument("--counts", type=int, nargs="+", default=COUNTS, help="words sent")
    parser.add_argument("--limit", type=int, help="so many sentences of each set")
    parser.add_argument("--write", action="store_true", help="put table and curve into docs/")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(arguments.model, Path(folder), "development", arguments.limit)
        spoken = {title: speak_cases(bench, name) for name, title in SET_TITLES.items()}
        table, curves, leaks = _by_words_sent(bench, spoken, arguments.counts)
        budget_table, budget_curves = _by_budget(bench, spoken, arguments.counts)
    if arguments.write:
        tables = f"{table}\n\n{budget_table}"
        for path, figures in ((PAGE, tables), (CHINESE_PAGE, in_chinese(tables))):
            page = with_figures(path.read_text(encoding="utf-8"), figures, BEGIN)
            path.write_text(page, encoding="utf-8")
        CURVE.write_text(curve_svg(_TITLE, curves), encoding="utf-8")
        LEAK_CURVE.write_text(curve_svg(_LEAK_TITLE, leaks), encoding="utf-8")
        BUDGET_CURVE.write_text(curve_svg(_BUDGET_TITLE, budget_curves), encoding="utf-8")


def _by_words_sent(
    bench: Bench, spoken: Mapping[str, Sequence[SpokenCase]], counts: Sequence[int]
) -> tuple[str, Curves, Curves]:
    """Table, curves and curves of leaks, of sentences that are heard one by one."""
    table = _Table(_HEAD)
    curves: Curves = {}
    all_wrong: dict[int, list[Result]] = {}
    with Listener(bench.model) as listener:
        measurement = Measurement(listener)
        for title, items in spoken.items():
            for count in counts:
                right = list(measurement.results(items, count))
                wrong = list(measurement.results(items, count, with_right=False))
                table.add(_row(title, count, right, wrong))
                curves.setdefault(title, []).append((count, _percent(r.is_right for r in right)))
                all_wrong.setdefault(count, []).extend(wrong)
    leaks: Curves = {
        "with the leak guard": [
            (count, _percent(each.leaks > 0 for each in results))
            for count, results in all_wrong.items()
        ],
        "without it": [
            (count, _percent(each.leaks_unguarded > 0 for each in results))
            for count, results in all_wrong.items()
        ],
    }
    return table.text, curves, leaks


def in_chinese(table: str) -> str:
    """A table of this benchmark with its words in Chinese."""
    for english, chinese in _CHINESE.items():
        table = table.replace(english, chinese)
    return table


def _by_budget(
    bench: Bench, spoken: Mapping[str, Sequence[SpokenCase]], counts: Sequence[int]
) -> tuple[str, Curves]:
    """Table and curves of sentences that are heard together."""
    table = _Table(_BUDGET_HEAD)
    curves: Curves = {}
    for number, (title, items) in enumerate(spoken.items()):
        segments = full_segments(items, bench.new_folder(f"together-{number}"))
        for count in counts:
            result = heard_with_budget(bench, segments, count)
            table.add(_budget_row(title, count, result))
            curves.setdefault(title, []).append((count, result.percent_right))
    return table.text, curves


class _Table:
    """Lines that are printed as they come."""

    def __init__(self, head: str) -> None:
        self.text = head
        print(f"\n{head}", flush=True)

    def add(self, row: str) -> None:
        self.text += f"\n{row}"
        print(row, flush=True)


def _row(title: str, count: int, right: Sequence[Result], wrong: Sequence[Result]) -> str:
    cells = [
        f"{_percent(each.is_right for each in right):.0f} %",
        _errors(right),
        _errors(wrong),
        f"{_percent(each.leaks > 0 for each in wrong):.0f} %",
        f"{_percent(each.leaks_unguarded > 0 for each in wrong):.0f} %",
        f"{_percent(each.is_heard_again for each in (*right, *wrong)):.0f} %",
    ]
    return f"| {title} | {count} | " + " | ".join(cells) + " |"


def _budget_row(title: str, count: int, result: BudgetResult) -> str:
    right, errors = f"{result.percent_right:.0f} %", f"{result.errors.percent:.1f} %"
    return f"| {title} | {count} | {result.sent:.1f} | {right} | {errors} |"


def _percent(yes: Iterable[bool]) -> float:
    answers = list(yes)
    return 100 * sum(answers) / max(1, len(answers))


def _errors(results: Sequence[Result]) -> str:
    return f"{sum_errors(each.errors for each in results).percent:.1f} %"


if __name__ == "__main__":
    main()
