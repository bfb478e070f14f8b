"""Trial: error rates and names of the sample recordings, without and with their hotword list."""

from __future__ import annotations

import json
from pathlib import Path

from demo_model.scoring import count_errors, sum_errors
from demo_model.trials.bench import Bench
from demo_model.trials.figures import Bar, Figure
from demo_model.trials.program import transcribe
from demo_model.trials.written_words import times_written
from hotwords import HotwordList

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"
HOTWORDS = SAMPLES / "hot.txt"
_BAR = Bar(2)


def sample_recordings() -> list[Path]:
    """The recordings in resources/samples; the true text of each lies beside it."""
    texts = {path.stem for path in SAMPLES.glob("*.json")}
    return [
        path
        for path in sorted(SAMPLES.iterdir())
        if path.stem in texts and path.suffix in (".flac", ".mp3", ".m4a")
    ]


def true_text(recording: Path) -> str:
    """What is said in a sample recording."""
    sentences = json.loads(recording.with_suffix(".json").read_text(encoding="utf-8"))
    return " ".join(sentence["text"] for sentence in sentences)


def try_samples(bench: Bench) -> None:
    """The three recordings as they are, then with hot.txt."""
    recordings = sample_recordings()
    listed = [entry.word for entry in HotwordList.load(HOTWORDS).entries]
    for name, options, bar in (
        ("without a list", (), None),
        ("with hot.txt", ("--hotwords", str(HOTWORDS)), _BAR),
    ):
        texts = [heard.text for heard in transcribe(recordings, bench.model, *options)]
        counts, said, right = [], 0, 0
        for recording, text in zip(recordings, texts, strict=True):
            reference = true_text(recording)
            named = {word: times_written(word, reference) for word in listed}
            names = sum(named.values())
            written = sum(min(n, times_written(word, text)) for word, n in named.items())
            count = count_errors(reference, text)
            if count.errors:
                bench.show_errors(reference, text)
            beside = f"{written} of {names} names right"
            what = f"{recording.name} {name}"
            bench.note(Figure(what, count.percent, 1, bar=bar, beside=beside))
            counts.append(count)
            said += names
            right += written
        total = sum_errors(counts).percent
        beside = f"{right} of {said} names right"
        bench.note(Figure(f"all recordings {name}", total, len(texts), bar=bar, beside=beside))
