"""Who may import whom: docs/architecture's table, kept true by walking every import."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = {"asr_core", "hotwords", "export_tools", "cli", "gui", "main", "quickstart"}

ALLOWED = {
    "hotwords": {"pypinyin", "rapidfuzz", "numpy", "scipy", "watchdog", "regex"},
    "asr_core": {"hotwords", "numpy", "scipy", "onnxruntime", "av", "pydub"},
    "export_tools.subtitles": {"asr_core", "srt"},
    "export_tools.models": {
        *("asr_core", "numpy", "onnx", "onnx_ir", "onnxscript", "onnxruntime"),
        *("gguf", "safetensors", "ml_dtypes", "yaml", "google"),
    },
    "gui": {"asr_core", "hotwords", "export_tools", "PySide6", "shiboken6"},
    "cli": {"asr_core", "hotwords", "export_tools", "typer", "rich", "av", "onnxruntime"},
}
PLAIN_DATA = {"asr_core.transcript", "asr_core.errors"}
"""All that the subtitle exporters may know of the core."""

MAY_USE_HOTWORDS = {
    *("asr_core.live_hotwords", "asr_core.prompt_words", "asr_core.leak_guard"),
    *("asr_core.second_hearing", "asr_core.after_text", "asr_core.ctc_alternatives"),
    *("asr_core.fun_asr.recogniser", "asr_core.fun_asr.engine", "asr_core.fun_asr.second_look"),
}
MAY_WRITE_SUBTITLES = {"asr_core.engine"}
"""For `transcribe(srt=True)`, which callers of the published scripts expect on the engine."""


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package.replace(".", "/")).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("package", ALLOWED)
def test_a_package_imports_only_what_the_table_allows(package: str) -> None:
    paths = modules(package)
    assert paths
    for path in paths:
        for imported in imports(path):
            top = imported.split(".")[0]
            if top in sys.stdlib_module_names or imported.startswith(package):
                continue
            module = name_of(path)
            if top == "export_tools" and module in MAY_WRITE_SUBTITLES:
                continue
            assert top in ALLOWED[package], f"{module} imports {imported}"
            if package == "export_tools.subtitles" and top == "asr_core":
                assert imported in PLAIN_DATA, f"{module} imports {imported}"
            if package == "asr_core" and top == "hotwords":
                assert module in MAY_USE_HOTWORDS, f"{module} imports {imported}"


def test_nothing_imports_the_window() -> None:
    for package in ALLOWED.keys() - {"gui"}:
        for path in modules(package):
            assert not any(imported.split(".")[0] == "gui" for imported in imports(path))


def test_what_the_window_needs_first_loads_nothing_heavy() -> None:
    heavy = {"onnxruntime", "av", "torch", "scipy", "pypinyin", "onnx", "rich"}
    code = (
        "import sys, asr_core, hotwords, asr_core.transcript, asr_core.errors, "
        "asr_core.transcription, asr_core.model_store, export_tools.subtitles\n"
        f"print(sorted(set(sys.modules) & {heavy!r}))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"


def test_every_import_of_onnx_runtime_comes_after_its_reports_are_switched_off() -> None:
    code = "import asr_core, os, onnxruntime; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == "1"
    for package in ("asr_core", "export_tools", "cli", "benchmarks", "demo_model"):
        for path in modules(package):
            imported = list(imports(path))
            if any(name.split(".")[0] == "onnxruntime" for name in imported):
                imported += imports(path.with_name("__init__.py"))
                assert package == "asr_core" or any(
                    name.split(".")[0] == "asr_core" for name in imported
                ), path


def test_nothing_is_reported_and_nothing_is_left_in_the_home_folder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    sample = ROOT / "resources" / "samples" / "dialogue_zh.flac"
    subprocess.run(
        [
            *(sys.executable, "main.py", "transcribe", str(sample), "--model", "demo"),
            *("--duration", "5", "--output-dir", str(tmp_path / "out")),
        ],
        cwd=ROOT,
        env={**os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home / ".cache")},
        capture_output=True,
        check=True,
    )
    assert list(home.rglob("*")) == []
