"""`main.py export`: an official checkpoint into the files that the program loads."""

from __future__ import annotations

import importlib.util
import logging
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from asr_core.errors import AsrError
from cli.lenient_stream import lenient_console
from cli.texts import LANGUAGE, tr

if TYPE_CHECKING:
    from export_tools.models.fun_asr import ExportResult
    from export_tools.models.verify import Verification

DONE, FAILED, INTERRUPTED = 0, 1, 130
_PACKAGES = ("onnx", "onnx_ir", "gguf", "safetensors", "yaml")
GraphPrecision = Literal["fp32", "fp16", "int8", "int4"]
DecoderPrecision = Literal["f16", "q8_0", "q5_k", "q4_k"]

app = typer.Typer(no_args_is_help=True)


@app.callback()
def export_group() -> None:
    """Keeps the model's name a sub-command although there is only one yet."""


@app.command("fun-asr-nano", help=tr("Convert a Fun-ASR-Nano checkpoint into ONNX and GGUF files."))
def export_command(
    checkpoint: Annotated[
        Path,
        typer.Option(help=tr("Folder of the official model: config.yaml, model.pt and so on.")),
    ],
    output: Annotated[Path, typer.Option(help=tr("Folder for the converted files."))],
    precision: Annotated[
        GraphPrecision,
        typer.Option(
            help=tr("Encoder and CTC head; int8 or int4 for a processor, fp16 for a GPU.")
        ),
    ] = "int8",
    decoder: Annotated[DecoderPrecision, typer.Option(help=tr("Language model."))] = "q5_k",
    verify: Annotated[
        bool, typer.Option("--verify", help=tr("Compare the result with unquantised files."))
    ] = False,
) -> None:
    """Convert a Fun-ASR-Nano checkpoint; exits with 1 after telling why it could not."""
    console = lenient_console(sys.stderr)
    missing = [name for name in _PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        console.print(
            tr(
                "Exporting needs packages that are not installed ({packages}). "
                'Install them with: pip install ".[export]"',
                packages=", ".join(missing),
            ),
            markup=False,
        )
        raise typer.Exit(FAILED)
    from export_tools.models.fun_asr import export_fun_asr

    try:
        with _terminable(), _quiet_libraries(), _ProgressDisplay(console) as display:
            result = export_fun_asr(
                checkpoint,
                output,
                precision=precision,
                decoder=decoder,
                verify=verify,
                progress=display.show,
            )
    except AsrError as failure:
        console.print(f"{tr('Error')}: {failure.message(LANGUAGE)}", style="bold red", markup=False)
        console.print(f"  {failure.hint(LANGUAGE)}", markup=False)
        raise typer.Exit(FAILED) from failure
    except KeyboardInterrupt:
        console.print(tr("Stopped. Nothing was written."))
        raise typer.Exit(INTERRUPTED) from None
    _report(result)


class _ProgressDisplay:
    """A bar with the time left on a terminal, a line per stage and tenth elsewhere."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = time.monotonic()
        self._told = ("", -1)
        self._bar: Progress | None = None
        if console.is_terminal:
            self._bar = Progress(
                TextColumn("{task.percentage:3.0f}%"),
                BarColumn(bar_width=30),
                TimeElapsedColumn(),
                TextColumn("{task.description}"),
                console=console,
                transient=True,
            )
            self._task = self._bar.add_task("", total=1.0)

    def __enter__(self) -> _ProgressDisplay:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def show(self, stage: str, fraction: float) -> None:
        """The export has come to `stage`, and `fraction` of it all is done."""
        elapsed_s = time.monotonic() - self._began
        text = _stage_name(stage)
        if 0.02 < fraction < 1.0:
            left_s = elapsed_s * (1.0 - fraction) / fraction
            text += tr(" · {seconds:.0f} s left", seconds=left_s)
        if self._bar:
            self._bar.update(self._task, completed=fraction, description=text)
            return
        here = (stage, int(fraction * 10))
        if here != self._told:
            self._told = here
            self._console.print(f"{fraction:4.0%} {text}", markup=False)


def _stage_name(stage: str) -> str:
    names = {
        "encoder": tr("encoder and adaptor"),
        "ctc": tr("CTC head"),
        "decoder": tr("decoder"),
        "verify": tr("comparison"),
        "done": tr("done"),
    }
    return names[stage]


@contextmanager
def _terminable() -> Iterator[None]:
    """Makes a polite kill tidy up like Ctrl-C does."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _quiet_libraries() -> Iterator[None]:
    """Keeps the converters' log of every single node off the screen."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _report(result: ExportResult) -> None:
    console = lenient_console(sys.stdout)
    for name, size in result.files.items():
        console.print(f"{size / 1e6:10.2f} MB  {name}", markup=False)
    if result.no_ctc is not None:
        console.print(
            tr(
                "No CTC file was made: {reason}. Without it there are no times for words and no "
                "hotword recall from the draft.",
                reason=result.no_ctc,
            ),
            markup=False,
        )
    if result.removed:
        console.print(
            tr(
                "Files of an earlier export were removed: {names}.", names=", ".join(result.removed)
            ),
            markup=False,
        )
    if result.verification is not None:
        for line in _comparison_lines(result.verification):
            console.print(line, markup=False)
    console.print(f"→ {result.folder}", markup=False)


def _comparison_lines(verification: Verification) -> Iterator[str]:
    """The comparison, a line for each output; in columns, whole also in a narrow pipe."""
    heads = (tr("file"), tr("output"), tr("cosine"), tr("largest difference"), "MB")
    rows = [(*heads, tr("MB in full"))]
    rows += [
        (
            row.file.removeprefix("Fun-ASR-Nano-"),
            row.output,
            f"{row.cosine:.6f}",
            f"{row.max_abs:.4g}",
            f"{row.file_bytes / 1e6:.1f}",
            f"{row.reference_bytes / 1e6:.1f}",
        )
        for row in verification.comparisons
    ]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for cells in rows:
        padded = (
            cell + " " * (width - cell_len(cell)) for cell, width in zip(cells, widths, strict=True)
        )
        yield "  " + "  ".join(padded).rstrip()
