"""HotScribe's entry point: the sub-commands, each loading only what it needs."""

from __future__ import annotations

import logging
import multiprocessing
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.export import app as export_app
from cli.texts import tr

app = typer.Typer(
    help=tr("Subtitles from audio and video on this computer, steered by a list of hotwords."),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(export_app, name="export", help=tr("Turn an official checkpoint into files."))


@app.command(help=tr("Turn audio or video files into subtitles."))
def transcribe(
    files: Annotated[list[Path], typer.Argument(help=tr("Audio or video files."))],
    model: Annotated[
        str | None,
        typer.Option(help=tr("A folder below model/, any folder, or “demo”.")),
    ] = None,
    hotwords: Annotated[
        Path | None, typer.Option(help=tr("A text file with one word per line."))
    ] = None,
    context: Annotated[
        str, typer.Option(help=tr("What the recording is about, in a sentence."))
    ] = "",
    language: Annotated[
        str | None, typer.Option(help=tr("zh, en, ja …; left out, the model decides."))
    ] = None,
    itn: Annotated[
        bool, typer.Option("--itn/--no-itn", help=tr("Write numbers as digits, or as spoken."))
    ] = True,
    start: Annotated[float, typer.Option(min=0, help=tr("Begin at this second."))] = 0.0,
    duration: Annotated[
        float | None, typer.Option(min=0.001, help=tr("Transcribe this many seconds."))
    ] = None,
    output_format: Annotated[
        list[str] | None,
        typer.Option("--format", help=tr("srt, txt or json; may be given several times.")),
    ] = None,
    output_dir: Annotated[
        Path | None, typer.Option(help=tr("Write here, not beside the source."))
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help=tr("Replace existing results without a copy."))
    ] = False,
    device: Annotated[str, typer.Option(help=tr("auto, cpu or gpu."))] = "auto",
    segment_size: Annotated[
        float | None,
        typer.Option(min=1, help=tr("Fixed windows of this many seconds, not cuts at pauses.")),
    ] = None,
    overlap: Annotated[
        float, typer.Option(min=0, help=tr("Seconds that fixed windows share."))
    ] = 4.0,
    similar_threshold: Annotated[
        float | None,
        typer.Option(min=0, max=1, help=tr("How alike a hotword must sound, 0 to 1.")),
    ] = None,
    max_hotwords: Annotated[
        int | None, typer.Option(min=0, help=tr("At most this many hotwords per segment."))
    ] = None,
    json_lines: Annotated[
        bool, typer.Option("--json", help=tr("One JSON object per file on standard output."))
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help=tr("Show drafts, offered hotwords and timings."))
    ] = False,
) -> None:
    logging.basicConfig(level=logging.INFO if verbose else logging.CRITICAL)
    from asr_core.errors import OptionInvalid
    from asr_core.fun_asr.prompt import language_code
    from asr_core.transcription import TranscribeOptions
    from cli.transcribe import TranscribeRequest, transcribe_files
    from export_tools.subtitles import FORMATS

    formats = [] if json_lines and not output_format else output_format or ["srt"]
    for name in formats:
        if name not in FORMATS:
            raise typer.BadParameter(
                tr("“{name}” is not one of {known}", name=name, known=", ".join(FORMATS)),
                param_hint="--format",
            )
    if device not in ("auto", "cpu", "gpu"):
        raise typer.BadParameter("auto, cpu, gpu", param_hint="--device")
    if segment_size is not None and overlap >= segment_size:
        raise typer.BadParameter(
            tr("it must be shorter than --segment-size"), param_hint="--overlap"
        )
    try:
        code = None if language is None else language_code(language)
    except OptionInvalid as failure:
        raise typer.BadParameter(failure.values["reason"], param_hint="--language") from failure
    request = TranscribeRequest(
        files=files,
        options=TranscribeOptions(
            language=code,
            context=context,
            normalise_text=itn,
            segment_s=segment_size,
            overlap_s=overlap,
            start_s=start,
            duration_s=duration,
        ),
        model=model,
        hotwords=hotwords,
        similar_threshold=similar_threshold,
        max_hotwords=max_hotwords,
        formats=formats,
        output_folder=output_dir,
        overwrite=overwrite,
        device=device,  # type: ignore[arg-type]  # checked above
        json_lines=json_lines,
        verbose=verbose,
    )
    raise typer.Exit(transcribe_files(request))


@app.command(help=tr("Show versions, devices and models, and what is missing."))
def doctor() -> None:
    from cli.doctor import examine

    raise typer.Exit(examine())


@app.command(help=tr("Fetch the llama.cpp library where no package brings it (Windows)."))
def setup() -> None:
    from cli.setup import set_up

    raise typer.Exit(set_up())


def main() -> None:
    """Run the sub-command that was called for."""
    multiprocessing.freeze_support()
    for stream in (sys.stdout, sys.stderr):
        # A Windows console or a C locale must not stop at a Chinese character.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()


if __name__ == "__main__":
    main()
