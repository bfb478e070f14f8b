"""Calls `main.py transcribe` as a person would, inside the test process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from asr_core.locations import DEMO_MODEL
from cli.app import app


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["transcribe", "--model", "demo", *map(str, arguments)])


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def demo_copy(folder: Path) -> Path:
    folder.mkdir()
    for file in DEMO_MODEL.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder
