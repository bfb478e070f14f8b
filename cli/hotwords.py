"""`main.py hotwords`: commands about the lists themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.texts import tr

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def hotwords_group() -> None:
    """Keeps `check` a sub-command although there is only one yet."""


@app.command(help=tr("Show how lists are understood and what to look at in them."))
@app.command("lint", hidden=True)
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
