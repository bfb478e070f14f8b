"""What a person sees while files are transcribed: a live display on a terminal, lines elsewhere.

Text goes to standard output; progress, notes and errors go to standard error. With `--json`
standard output carries the JSON lines alone, so the text is not shown.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TextIO, cast

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from asr_core.errors import AsrError
from asr_core.transcript import LEAK_SENTENCES, HotwordNote, HotwordUse, Replacement, Segment
from asr_core.transcription import (
    Event,
    FileFinished,
    FileOpened,
    Noticed,
    SegmentFinished,
    SpanHeard,
    TextArrived,
    TextDiscarded,
)
from cli.lenient_stream import LenientStream, lenient_console
from cli.texts import LANGUAGE, score_text, tr, tr_reason


def clock(seconds: float) -> str:
    """`seconds` as people write a position.

    >>> clock(3725.25)
    '1:02:05.2'
    """
    tenths = int(seconds * 10)
    hours, rest = divmod(tenths, 36000)
    minutes, rest = divmod(rest, 600)
    return f"{hours}:{minutes:02}:{rest // 10:02}.{rest % 10}"


class Reporter:
    """Shows one run; `quiet_stdout` keeps standard output free for JSON."""

    def __init__(self, *, quiet_stdout: bool, verbose: bool) -> None:
        self.standard_output = LenientStream(sys.stdout)
        self._text = Console(
            # Rich asks for no more of a file than what LenientStream has.
            file=cast(TextIO, self.standard_output),
            soft_wrap=True,
            highlight=False,
            quiet=quiet_stdout,
        )
        self._notes = lenient_console(sys.stderr)
        screen = next(
            (
                console
                for console in (self._text, self._notes)
                if console.is_terminal and not console.quiet
            ),
            None,
        )
        self._live = None if screen is None else _LiveLine(screen)
        if screen is self._text and self._notes.is_terminal:
            # Both are the same terminal: what is written past the live display would tear it.
            self._notes = self._text
        self._verbose = verbose
        self._duration_s: float | None = None
        self._began = time.monotonic()
        self._from_s = 0.0
        self._until_s: float | None = None
        self._tenths_told = 0

    def begin(
        self, file: Path, number: int, count: int, *, start_s: float, end_s: float | None
    ) -> None:
        """A file's turn has come; `start_s` … `end_s` is the stretch that was asked for."""
        self._began = time.monotonic()
        self._from_s = start_s
        self._until_s = end_s
        self._tenths_told = 0
        name = file.name or str(file)
        self.note(f"[{number}/{count}] {name}" if count > 1 else name)

    def show(self, event: Event) -> None:
        """One event of the file's run."""
        match event:
            case FileOpened():
                self._opened(event)
            case Noticed():
                self.note(_notice(event), style=_NOTICE_STYLES.get(event.code, "yellow"))
            case SpanHeard():
                self._span(event)
            case TextArrived() if self._live:
                self._live.append(event.text)
            case TextDiscarded():
                if self._live:
                    self._live.clear()
                if self._verbose:
                    self.note(tr("  heard again: {reason}", reason=event.reason))
            case SegmentFinished():
                self._segment(event.segment)
            case FileFinished():
                self._finished(event)

    def note(self, sentence: str, style: str = "") -> None:
        """A line on standard error."""
        self._notes.print(Text(sentence, style=style))

    def error(self, failure: AsrError) -> None:
        """What happened and what to do next, on standard error."""
        self.stop()
        self.note(f"{tr('Error')}: {failure.message(LANGUAGE)}", style="bold red")
        if failure.hint(LANGUAGE):
            self.note(f"  {failure.hint(LANGUAGE)}")

    def stop(self) -> None:
        """Take the live display off the screen."""
        if self._live:
            self._live.stop()

    def _opened(self, event: FileOpened) -> None:
        self._duration_s = event.duration_s
        length = tr("length unknown") if event.duration_s is None else clock(event.duration_s)
        self.note(f"  {length} · {_model_name(event.model)} · {event.device}", style="dim")
        if self._live:
            self._live.start()

    def _span(self, event: SpanHeard) -> None:
        if self._live:
            self._live.clear()
        self._progress(event.start_s)
        if self._verbose:
            self.note(tr("  draft: {draft}", draft=event.draft), style="dim")

    def _segment(self, segment: Segment) -> None:
        if self._live:
            self._live.clear()
        times = f"{clock(segment.start)} → {clock(segment.end)}"
        if segment.text:
            self._text.print(Text.assemble((f"[{times}] ", "dim"), segment.text))
        for use in segment.hotwords:
            if use.in_text and use.by == "second-look":
                sentence = tr("  hotword, at a second look: {use}", use=_evidence(use))
                self.note(sentence, style="cyan")
            elif use.in_text:
                self.note(tr("  hotword: {use}", use=_evidence(use)), style="cyan")
            elif use.sent:
                self.note(tr("  offered, not written: {use}", use=_evidence(use)), style="dim")
            elif self._verbose:
                self.note(tr("  found, not offered: {use}", use=_evidence(use)), style="dim")
        for replacement in segment.replacements:
            self.note(_replaced(segment, replacement), style="cyan")
        if segment.hotword_note is not None:
            self._leak(segment.hotword_note)
        self._progress(segment.end)

    def _leak(self, note: HotwordNote) -> None:
        """That a segment was heard again without its list; in full if asked for."""
        if note.kept == "without-list":
            why = tr_reason(LEAK_SENTENCES[note.reasons[0]])
            self.note(tr("  Heard again without the hotword list: {why}.", why=why), style="yellow")
        elif self._verbose:
            why = tr_reason(LEAK_SENTENCES[note.reasons[0]])
            sentence = tr("  A leak was suspected ({why}), but the list helped here.", why=why)
            self.note(sentence, style="dim")
        if self._verbose:
            self.note(tr("  the other hearing: {text}", text=note.other), style="dim")

    def _progress(self, position_s: float) -> None:
        elapsed_s = max(time.monotonic() - self._began, 1e-3)
        done_s = position_s - self._from_s
        end_s = self._until_s if self._until_s is not None else self._duration_s
        speed = done_s / elapsed_s
        left_s = None if end_s is None or speed <= 0 else max(0.0, end_s - position_s) / speed
        fraction = None if end_s is None else done_s / max(end_s - self._from_s, 1e-3)
        status = tr("{speed:.1f} × real time", speed=speed)
        if left_s is not None:
            status += tr(" · {left} left", left=clock(left_s))
        if self._live:
            self._live.progress(fraction or 0.0, status)
        elif fraction is not None and int(fraction * 10) > self._tenths_told:
            self._tenths_told = int(fraction * 10)
            self.note(f"  {fraction:.0%} · {status}", style="dim")

    def _finished(self, event: FileFinished) -> None:
        self.stop()
        elapsed_s = max(time.monotonic() - self._began, 1e-3)
        end_s = min(self._until_s or event.duration_s, event.duration_s)
        speed = max(0.0, end_s - self._from_s) / elapsed_s
        self.note(
            tr(
                "  done in {seconds:.1f} s, {speed:.1f} × real time", seconds=elapsed_s, speed=speed
            ),
            style="dim",
        )
        if self._verbose:
            stages = Table.grid(padding=(0, 2))
            for stage, seconds in event.timings.items():
                stages.add_row(f"  {stage}", f"{seconds * 1000:8.0f} ms")
            self._notes.print(stages)


class _LiveLine:
    """A bar with speed and time left above the text that is being written."""

    def __init__(self, console: Console) -> None:
        self._bar = Progress(
            TextColumn("  {task.percentage:3.0f}%"),
            BarColumn(bar_width=30),
            TextColumn("{task.description}"),
            console=console,
        )
        self._task = self._bar.add_task("", total=1.0)
        self._console = console
        self._line = ""
        self._live: Live | None = None

    def start(self) -> None:
        self._bar.reset(self._task)
        self._live = Live(
            console=self._console,
            transient=True,
            refresh_per_second=15,
            # Both streams are written through consoles of ours already.
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()
        self._draw()

    def stop(self) -> None:
        if self._live is not None:
            self._line = ""
            self._live.stop()
            self._live = None

    def append(self, text: str) -> None:
        self._line += text
        self._draw()

    def clear(self) -> None:
        self._line = ""
        self._draw()

    def progress(self, fraction: float, status: str) -> None:
        self._bar.update(self._task, completed=min(1.0, fraction), description=status)
        self._draw()

    def _draw(self) -> None:
        if self._live is None:
            return
        display = Table.grid()
        display.add_row(self._bar)
        display.add_row(Text("  " + self._line.strip(), style="bold", overflow="fold"))
        self._live.update(display)


_NOTICE_STYLES = dict.fromkeys(("hotwords-in-use", "hotwords-repaired"), "dim")


def _notice(notice: Noticed) -> str:
    """The sentence for a notice."""
    detail = tr_reason(notice.detail)
    match notice.code:
        case "option-untrained":
            return tr("  --{option} is ignored: this model was not trained on it.", option=detail)
        case "option-without-effect":
            return tr("  --{option} is ignored: drafts are made without it.", option=detail)
        case "window-too-long":
            return tr(
                "  This model was trained on stretches of up to {seconds} s; "
                "with longer windows it leaves things out.",
                seconds=detail,
            )
        case "hotwords-in-use":
            return tr("  hotwords in use: {count}", count=detail)
        case "hotwords-left-out":
            return tr("  Left out of the hotwords: {why}", why=detail)
        case "hotwords-kept":
            return tr(
                "  The hotword list cannot be read, the last good one stays: {why}", why=detail
            )
        case "hotwords-repaired":
            return tr("  The hotword list can be read again: {name}", name=detail)
        case "rule-refused":
            return tr("  A replacement rule does not count: {why}", why=detail)
        case "draft-used":
            return tr("  The model lost the thread here; its first draft stands in.")
        case "sound-breaks-off":
            return tr(
                "  The sound ends at {seconds} s, earlier than the file says; "
                "compare it with the original, it may be cut off.",
                seconds=detail,
            )
        case "edits-left-out":
            return ""  # Only the window has edits.


def _replaced(segment: Segment, replacement: Replacement) -> str:
    written = segment.text[replacement.start : replacement.end]
    by = ", ".join([*replacement.entries, *replacement.rules])
    return tr(
        "  replaced: “{original}” → “{written}” ({by})",
        original=replacement.original,
        written=written.replace("\n", "⏎"),
        by=by,
    )


def _model_name(name: str) -> str:
    return tr("demo model, not for real recordings") if name == "demo" else name


def _evidence(use: HotwordUse) -> str:
    return f"{use.word} ← {use.heard} ({score_text(use.score)})"
