"""The second look at texts: words it sets right, words it spoils, and what it costs.

The development sentences with a name, a product or an English word in them, and ordinary ones, are
spoken by voices of espeak-ng (`apt install espeak-ng`) and heard by a model with ten words in its
prompt: the right one among nine others, or ten wrong ones, half of which sound like it. Texts
before and after the second look are of the same hearing. Run from the repository's root:

    python -m benchmarks.second_look [--sets development] [--limit 60] [--show]
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args
from unittest.mock import patch

from asr_core.fun_asr import recogniser
from asr_core.fun_asr.second_look import SecondLook, look_again
from demo_model.trials.bench import Bench
from demo_model.trials.hotword_prompts import SpokenCase, speak_cases
from demo_model.trials.listener import Listener
from demo_model.trials.near_words import word_list
from demo_model.trials.test_sets import HOTWORD_SETS, LANGUAGES, SetName, read_distractors
from demo_model.trials.written_words import is_written_as_given
from demo_model.trials.wrong_words import ordinary_cases
from hotwords import Hotword, HotwordHit

_WORDS = 10


@dataclass
class Looks:
    """What the second looks were given, what they gave back, and their times."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    look_ms: list[float] = field(default_factory=list)
    weigh_ms: list[float] = field(default_factory=list)

    def look(
        self,
        text: str,
        draft: str,
        sent: Sequence[HotwordHit],
        entries: Mapping[str, Hotword],
        *,
        weigh: Callable[[Sequence[str]], Sequence[float]],
        count_tokens: Callable[[str], int],
        listen: Callable[[str], float] | None = None,
    ) -> SecondLook:
        """`look_again`, noted."""

        def noted(texts: Sequence[str]) -> Sequence[float]:
            began = time.perf_counter()
            weights = weigh(texts)
            self.weigh_ms.append(1000 * (time.perf_counter() - began))
            return weights

        began = time.perf_counter()
        found = look_again(
            text, draft, sent, entries, weigh=noted, count_tokens=count_tokens, listen=listen
        )
        self.look_ms.append(1000 * (time.perf_counter() - began))
        self.texts.append((text, found.text))
        return found

    def before(self, heard: str) -> str:
        """The text of the latest sentence before the looks at it; `heard` if there were none."""
        texts, self.texts = self.texts, []
        return "".join(before for before, _ in texts) if texts else heard


def measure(bench: Bench, name: str, listener: Listener, looks: Looks) -> Counter[str]:
    """Print the line of one set; the counts in it."""
    language = HOTWORD_SETS.get(name, "zh" if name == "zh" else "en")
    is_listed = name in HOTWORD_SETS
    spoken: list[SpokenCase] = (
        speak_cases(bench, name) if is_listed else ordinary_cases(bench, language)
    )
    others, rng = read_distractors(language), random.Random(name)
    counts = Counter[str]()
    for item in spoken:
        word = item.case.word
        for right in (word, None) if is_listed else (None,):
            words = word_list(right, word, _WORDS, language, others, rng)
            after = listener.hear(item.samples, words)
            was, now = (is_written_as_given(word, text) for text in (looks.before(after), after))
            if right:
                counts["before"] += was
                counts["after"] += now
            else:
                counts["right"] += was
                counts["spoilt"] += was and not now
            if bench.show and not (now if right else now or not was):
                print(f"      {item.case.sentence} [{', '.join(words)}]\n    → {after}")
    listed = f"{counts['before']:4} → {counts['after']:4} of {len(spoken)}" if is_listed else ""
    print(
        f"  {name:12} right word listed: {listed:18} "
        f"ten wrong ones: {counts['spoilt']} of {counts['right']} right words spoilt",
        flush=True,
    )
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", default="demo")
    parser.add_argument("--sets", choices=get_args(SetName), default="development")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    given = parser.parse_args()
    looks = Looks()
    with (
        tempfile.TemporaryDirectory() as folder,
        patch.object(recogniser, "look_again", looks.look),
        Listener(given.model) as listener,
    ):
        bench = Bench(given.model, Path(folder), given.sets, given.limit, given.show)
        counts = Counter[str]()
        for name in (*HOTWORD_SETS, *LANGUAGES):
            counts += measure(bench, name, listener, looks)
    share = 100 * counts["spoilt"] / max(1, counts["right"])
    print(f"  right words spoilt by ten wrong ones: {share:.1f} %")
    print(
        f"  {len(looks.look_ms)} looks, {statistics.mean(looks.look_ms):.1f} ms on average; "
        f"{len(looks.weigh_ms)} had something to weigh, "
        f"{statistics.mean(looks.weigh_ms or [0.0]):.1f} ms by the model"
    )


if __name__ == "__main__":
    main()
