"""The sub-commands and their options; each command loads what it needs when it is called."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.export import app as export_app
from cli.hotwords import app as hotwords_app
from cli.texts import LANGUAGE, tr
from cli.versions import package_version

app = typer.Typer(
    help=tr("Subtitles from audio and video on this computer, steered by a list of hotwords."),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # The framed help cuts Chinese off at the frame.
    rich_markup_mode=None,
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"HotScribe {package_version('hotscribe')}")
        raise typer.Exit


@app.callback()
def hotscribe(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help=tr("Show the version.")
        ),
    ] = False,
) -> None:
    """Holds the option that stands before any command."""


app.add_typer(export_app, name="export", help=tr("Turn an official checkpoint into files."))
app.add_typer(hotwords_app, name="hotwords", help=tr("Look at a list of hotwords."))


@app.command(help=tr("Turn audio or video files into subtitles."))
def transcribe(
    files: Annotated[
        # An unreadable file fails by itself and must not stop the others.
        list[Path],
        typer.Argument(metavar="FILE…", readable=False, help=tr("Audio or video files.")),
    ],
    model: Annotated[
        str | None,
        typer.Option(metavar="NAME", help=tr("A folder below model/, any folder, or “demo”.")),
    ] = None,
    hotwords: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            readable=False,
            help=tr("A text file with one word per line; several files count together."),
        ),
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            readable=False,
            help=tr("A file of “pattern = replacement” lines for the finished text."),
        ),
    ] = None,
    context: Annotated[
        str, typer.Option(metavar="TEXT", help=tr("What the recording is about, in a sentence."))
    ] = "",
    language: Annotated[
        str | None,
        typer.Option(metavar="CODE", help=tr("zh, en, ja …; left out, the model decides.")),
    ] = None,
    itn: Annotated[
        bool, typer.Option("--itn/--no-itn", help=tr("Write numbers as digits, or as spoken."))
    ] = True,
    start: Annotated[float, typer.Option(metavar="S", help=tr("Begin at this second."))] = 0.0,
    duration: Annotated[
        float | None, typer.Option(metavar="S", help=tr("Transcribe this many seconds."))
    ] = None,
    output_format: Annotated[
        list[str] | None,
        typer.Option(
            "--format", metavar="NAME", help=tr("srt, txt or json; may be given several times.")
        ),
    ] = None,
    output_dir: Annotated[
        Path | None, typer.Option(metavar="DIR", help=tr("Write here, not beside the source."))
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help=tr("Replace existing results without a copy."))
    ] = False,
    device: Annotated[
        Literal["auto", "cpu", "gpu"], typer.Option(help=tr("Where to compute."))
    ] = "auto",
    quality: Annotated[
        Literal["draft", "balanced", "precise"],
        typer.Option(
            help=tr(
                "draft: fastest, without punctuation, hotwords are not offered to the model; "
                "precise: the most precise files of the model."
            )
        ),
    ] = "balanced",
    segment_size: Annotated[
        float | None,
        typer.Option(
            metavar="S", help=tr("Fixed windows of this many seconds, not cuts at pauses.")
        ),
    ] = None,
    overlap: Annotated[
        float | None, typer.Option(metavar="S", help=tr("Seconds that fixed windows share."))
    ] = None,
    similar_threshold: Annotated[
        float | None,
        typer.Option(metavar="X", min=0, max=1, help=tr("How alike a hotword must sound, 0 to 1.")),
    ] = None,
    max_hotwords: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, help=tr("At most this many hotwords per segment.")),
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
    from asr_core.transcription import TranscribeOptions, default_overlap_s
    from cli.transcribe import TranscribeRequest, transcribe_files
    from export_tools.subtitles import FORMATS

    asked = [name.lower() for names in output_format or [] for name in names.split(",")]
    formats = [] if json_lines and not asked else asked or ["srt"]
    for name in formats:
        if name not in FORMATS:
            raise typer.BadParameter(
                tr("“{name}” is not one of {known}", name=name, known=", ".join(FORMATS)),
                param_hint="--format",
            )
    if overlap is not None and segment_size is None:
        raise typer.BadParameter(tr("it needs --segment-size"), param_hint="--overlap")
    try:
        options = TranscribeOptions(
            language=None if language is None else language_code(language),
            context=context,
            normalise_text=itn,
            segment_s=segment_size,
            overlap_s=default_overlap_s(segment_size) if overlap is None else overlap,
            start_s=start,
            duration_s=duration,
        ).checked()
    except OptionInvalid as failure:
        option = "--" + failure.values["option"].replace("_", "-")
        raise typer.BadParameter(failure.reason(LANGUAGE), param_hint=option) from failure
    request = TranscribeRequest(
        files=files,
        options=options,
        model=model,
        hotwords=hotwords or [],
        rules=rules,
        similar_threshold=similar_threshold,
        max_hotwords=max_hotwords,
        formats=formats,
        output_folder=output_dir,
        overwrite=overwrite,
        device=device,
        quality=quality,
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
