"""How long a frame of the list of cues takes with thousands of cues and text that streams in.

`python -m benchmarks.cue_list` shows a window of ordinary size offscreen, or on the display that
QT_QPA_PLATFORM names, and measures what the window's thread does: painting while text streams in,
scrolling, taking in a finished segment, an edit, opening a long job. All are milliseconds; 16.7 are
a frame at 60 Hz. On a busy machine believe the processor's.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle, islice
from operator import itemgetter
from typing import NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from asr_core.transcript import HotwordUse, Segment, spread
from asr_core.transcription import SpanHeard
from export_tools.subtitles.cue_document import CueDocument
from gui.cue_list import CueList
from gui.cue_model import Column
from gui.cue_table import CueTable
from gui.live_text import FRAMES_PER_S
from gui.theme import Theme

SPOKEN = (
    "今天我们请到了户晨风先生，来聊一聊他在上海的生活。他说自己每天跑五公里，已经坚持了十年。",
    "I think that we should leave before it gets dark, because the road through the mountains is "
    "dangerous at night and there are no lights anywhere along the way.",
    "服用玛伐凯泰以后，心率会不会下降得太快了呢？医生说要看情况，一般不用太担心。",
)
HOTWORDS = ("户晨风", "玛伐凯泰")


def made_segments() -> Iterator[Segment]:
    """Segments without end, each of some cues, with hotwords in some."""
    at_s = 0.0
    for text in cycle(SPOKEN):
        end_s = at_s + len(text) * (0.2 if ord(text[0]) > 255 else 0.06)
        uses = tuple(HotwordUse(word, "", 1.0, True, True) for word in HOTWORDS if word in text)
        yield Segment(at_s, end_s, text, "", spread(text, at_s, end_s), uses)
        at_s = end_s + 0.4


class Taken(NamedTuple):
    """Milliseconds by the clock and of this thread on the processor."""

    clock_ms: float
    processor_ms: float


def taken(act: Callable[[], object]) -> Taken:
    """How long `act` takes, with the painting that it causes."""
    begin, begin_processor = time.perf_counter(), time.thread_time()
    act()
    QApplication.processEvents()
    return Taken(
        (time.perf_counter() - begin) * 1000, (time.thread_time() - begin_processor) * 1000
    )


def row(name: str, times: list[Taken]) -> str:
    """A row of the table."""
    clock, processor = ([*map(itemgetter(place), times)] for place in (0, 1))
    figures = (
        statistics.median(processor),
        max(processor),
        statistics.median(clock),
        max(clock),
    )
    return f"{name:<44}" + "".join(f"{figure:>11.1f}" for figure in figures)


def streamed(cue_list: CueList, segment: Segment, tokens: int) -> list[Taken]:
    """Frames of the list while a text grows, each with the tokens that came in its time."""
    cue_list.begin_span(SpanHeard(segment.start, segment.end, segment.text, ()))
    pieces = cycle(segment.text)
    frames = []
    for _ in range(60):
        for piece in islice(pieces, tokens):
            cue_list.add_text(piece)
        time.sleep(1 / FRAMES_PER_S)
        frames.append(taken(QApplication.processEvents))
    return frames


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cues", type=int, default=5000)
    arguments = parser.parse_args()
    application = QApplication([])
    Theme.current().apply()
    document = CueDocument()
    segments = made_segments()
    added = []
    while len(document.cues) < arguments.cues:
        segment = next(segments)
        added.append(taken(partial(document.add_segment, segment)))
    begin = time.thread_time()
    CueDocument().add_segments(document.segments)
    at_once_s = time.thread_time() - begin
    cue_list = CueList()
    cue_list.resize(700, 800)
    cue_list.show()
    application.processEvents()
    print(
        f"load {os.getloadavg()[0]:.1f}; {len(document.cues)} cues, "
        f"made at once in {at_once_s:.2f} s of the processor"
    )
    print(f"{'':<44}{'processor':>11}{'worst':>11}{'clock':>11}{'worst':>11}")
    print(row("the cues of one more segment", added))
    opened = [taken(lambda: cue_list.show_job("job", document, "a.mp4")) for _ in range(5)]
    print(row("show the job", opened))
    print(row("a frame of streaming text, 5 tokens in each", streamed(cue_list, next(segments), 5)))
    print(row("everything painted anew", [taken(cue_list.repaint) for _ in range(60)]))
    table = cue_list.findChild(CueTable)
    assert table is not None
    model, bar = table.model(), table.verticalScrollBar()
    steps = range(0, bar.maximum(), max(1, bar.maximum() // 120))
    scrolled = [taken(partial(bar.setValue, value)) for value in steps]
    print(row("a frame of scrolling through all", scrolled))
    bar.setValue(bar.maximum())
    arrived = [taken(lambda: cue_list.add_segment(next(segments))) for _ in range(60)]
    print(row("a segment arrives in sight", arrived))
    bar.setValue(0)
    arrived = [taken(lambda: cue_list.add_segment(next(segments))) for _ in range(30)]
    print(row("a segment arrives out of sight", arrived))
    edits = []
    for number in range(0, len(document.cues), len(document.cues) // 30):
        index = model.index(number, Column.TEXT)
        text = f"{index.data(Qt.ItemDataRole.EditRole)}!"
        edits.append(taken(partial(model.setData, index, text, Qt.ItemDataRole.EditRole)))
    print(row("an edit", edits))
    cue_list.show_job(None, None, "")


if __name__ == "__main__":
    main()
