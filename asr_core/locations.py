"""Where the program's own folders lie, in a checkout and in a packaged program alike."""

from __future__ import annotations

from pathlib import Path

PROGRAM_ROOT = Path(__file__).resolve().parent.parent
RESOURCES = PROGRAM_ROOT / "resources"
DEMO_MODEL = RESOURCES / "models" / "demo"
MODEL_FOLDER = PROGRAM_ROOT / "model"
BIN_FOLDER = PROGRAM_ROOT / "bin"
