"""`main.py hotwords`: commands about the lists themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.texts import tr

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.command("lint", help=tr("The same as check."))
@app.command(help=tr("Show how lists are understood and what to look at in them."))
def check(
    files: Annotated[
        # An unreadable list is told like any other finding.
        list[Path],
        typer.Argument(
            metavar="FILE…",
            readable=False,
            help=tr("Lists; of several, later ones go before earlier ones."),
        ),
    ],
    brief: Annotated[
        bool, typer.Option("--brief", help=tr("Leave out the words, show the findings."))
    ] = False,
    json_lines: Annotated[
        bool, typer.Option("--json", help=tr("One JSON object per file on standard output."))
    ] = False,
) -> None:
    from cli.hotword_check import check_lists

    raise typer.Exit(check_lists(files, brief=brief, json_lines=json_lines))


@app.command(help=tr("Show which words of the lists sound present in a text."))
def recall(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help=tr("What was heard, as a draft writes it."))
    ],
    hotwords: Annotated[
        list[Path],
        typer.Option(
            metavar="FILE",
            readable=False,
            help=tr("A text file with one word per line; several files count together."),
        ),
    ],
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help=tr("At most this many words."))
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(metavar="X", min=0, max=1, help=tr("How alike a hotword must sound, 0 to 1.")),
    ] = None,
    json_lines: Annotated[
        bool, typer.Option("--json", help=tr("One JSON object on standard output."))
    ] = False,
) -> None:
    from cli.hotword_recall import recall_words

    raise typer.Exit(
        recall_words(text, hotwords, limit=limit, threshold=threshold, json_lines=json_lines)
    )


@app.command(help=tr("Show how a word was found in a text, sound by sound."))
def explain(
    word: Annotated[str, typer.Argument(metavar="WORD", help=tr("A word of a list."))],
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help=tr("What was heard, as a draft writes it."))
    ],
    hotwords: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            readable=False,
            help=tr("The lists, for the aliases and readings of the word."),
        ),
    ] = None,
) -> None:
    from cli.hotword_recall import explain_word

    raise typer.Exit(explain_word(word, text, hotwords or []))
