"""`main.py doctor`: what is installed, what is in use, what is missing and what to do about it."""

from __future__ import annotations

import platform
import sys

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from asr_core.errors import AsrError
from asr_core.locations import DEMO_MODEL, MODEL_FOLDER
from asr_core.model_store import FunAsrFiles, read_model_folder
from cli.lenient_stream import lenient_console
from cli.texts import LANGUAGE, tr, tr_reason
from cli.versions import package_version

_SUBJECT_COLUMNS = 18
_PACKAGES = ("numpy", "scipy", "av", "rapidfuzz", "pypinyin", "PySide6-Essentials")


class _Findings:
    """Lines of good and bad news; `healthy` is False once something essential is missing."""

    def __init__(self) -> None:
        self.healthy = True
        self._lines: list[Text] = []
        self._advice: list[str] = []

    def good(self, subject: str, detail: str) -> None:
        self._add("✔", "green", subject, detail)

    def note(self, subject: str, detail: str) -> None:
        self._add("·", "yellow", subject, detail)

    def bad(self, subject: str, detail: str, advice: str, *, essential: bool = True) -> None:
        self.healthy = self.healthy and not essential
        self._add("✖", "red", subject, detail)
        if advice not in self._advice:
            self._advice.append(advice)

    def failed(self, subject: str, failure: AsrError, *, essential: bool = True) -> None:
        what, advice = failure.message(LANGUAGE), failure.hint(LANGUAGE)
        self.bad(subject, what, advice, essential=essential)

    def print(self, console: Console) -> None:
        for line in self._lines:
            console.print(line)
        for advice in self._advice:
            console.print(Text(f"→ {advice}", style="bold"))

    def _add(self, mark: str, colour: str, subject: str, detail: str) -> None:
        padding = " " * max(1, _SUBJECT_COLUMNS - cell_len(subject))
        self._lines.append(Text.assemble((f"{mark} ", colour), subject, padding, detail))


def examine() -> int:
    """Print the findings; 0 if a file could be transcribed now, else 1."""
    findings = _Findings()
    findings.good("HotScribe", f"{package_version('hotscribe')} · {platform.platform()}")
    findings.good("Python", f"{platform.python_version()} · {sys.executable}")
    findings.good(
        tr("Packages"), ", ".join(f"{package} {package_version(package)}" for package in _PACKAGES)
    )
    _examine_onnx_runtime(findings)
    _examine_llama(findings)
    _examine_media(findings)
    _examine_models(findings)
    findings.print(lenient_console(sys.stdout))
    return 0 if findings.healthy else 1


def _examine_onnx_runtime(findings: _Findings) -> None:
    import onnxruntime

    from asr_core.onnx_runtime import gpu_providers

    gpus = gpu_providers()
    device = ", ".join(gpus) if gpus else tr("CPU only")
    findings.good("ONNX Runtime", f"{onnxruntime.__version__} · {device}")


def _examine_llama(findings: _Findings) -> None:
    from asr_core.llama_api import open_library
    from asr_core.llama_library import find_library
    from asr_core.llama_release import RELEASE

    try:
        found = find_library()
        library = open_library(found)
    except AsrError as failure:
        findings.failed("llama.cpp", failure)
        return
    findings.good("llama.cpp", f"{RELEASE} · {found.path} ({found.origin})")
    findings.good(tr("Decoder devices"), ", ".join(library.device_names()) or "CPU")


def _examine_media(findings: _Findings) -> None:
    from asr_core.audio_ffmpeg import find_ffmpeg

    ffmpeg = find_ffmpeg()
    try:
        import av
    except ImportError:
        if ffmpeg is None:
            findings.bad(
                tr("Media files"),
                tr_reason("neither PyAV nor ffmpeg is installed"),
                tr("Put ffmpeg into bin/; its README says which."),
            )
            return
    else:
        findings.good(tr("Media files"), f"PyAV {av.__version__}")
    missing = tr("not found; only needed for files that PyAV cannot open")
    findings.note("ffmpeg", str(ffmpeg) if ffmpeg else missing)


def _examine_models(findings: _Findings) -> None:
    try:
        findings.good(tr("Demo model"), _describe(read_model_folder(DEMO_MODEL)))
    except AsrError as failure:
        findings.failed(tr("Demo model"), failure)
    folders = [folder for folder in sorted(MODEL_FOLDER.glob("*")) if folder.is_dir()]
    for folder in folders:
        try:
            findings.good(folder.name, _describe(read_model_folder(folder)))
        except AsrError as failure:
            findings.failed(folder.name, failure, essential=False)
    if not folders:
        findings.note(
            tr("Real models"),
            tr("none in {folder}; its README says where to get them", folder=MODEL_FOLDER),
        )


def _describe(files: FunAsrFiles) -> str:
    parts = [files.encoder, files.decoder]
    if files.ctc is not None:
        parts.append(files.ctc)
    size_mib = sum(part.stat().st_size for part in parts) / 2**20
    draft = "" if files.ctc else tr(" · no CTC head: hotwords need a second hearing, rough times")
    names = f"{files.encoder.name}, {files.decoder.name}"
    return f"{files.encoder.parent} · {names} · {size_mib:.0f} MiB{draft}"
