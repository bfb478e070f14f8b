"""The folder of an exported model: filled out of sight beside its place, then moved there.

A folder is for one checkpoint, in as many precisions as people like. So another precision's files
stay when one is added, and only what no longer fits leaves.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from export_tools.models.ctc_vocabulary import TOKENS_NAME

REPORT_NAME = "export-report.json"
_CTC_PATTERN = "Fun-ASR-Nano-CTC.*.onnx"
_OUR_PATTERNS = ("Fun-ASR-Nano-*.onnx", "Fun-ASR-Nano-Decoder.*.gguf")


@contextmanager
def staging_folder(target: Path) -> Iterator[Path]:
    """A hidden folder beside `target`, on the same disk, gone afterwards whatever happened."""
    staging = target.parent / f".{target.name}.part"
    target.parent.mkdir(parents=True, exist_ok=True)
    # What a killed export left behind.
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def publish(staging: Path, target: Path) -> tuple[str, ...]:
    """Move all files of `staging` into `target`, or none; the names of older files that had to go.

    An older comparison goes, because it speaks of files that may have been replaced. Older CTC
    heads and their tokens.txt go when the new model has no CTC head: the engine would read the new
    encoder with them. If tokens.txt changes, all older files under our names go: they belong to
    another checkpoint. Everything else in `target` stays, other precisions too.

    The old decoder leaves first and the new one comes last, so that a program killed in between
    leaves a model without a decoder, which the engine refuses, and no mixture of two.
    """
    if not target.exists():
        staging.rename(target)
        return ()
    names = sorted((path.name for path in staging.iterdir()), key=_is_decoder)
    outdated = _outdated(target, staging, names)
    replaced = staging / "replaced"
    replaced.mkdir()
    try:
        for name in [*reversed(names), *outdated]:
            if (target / name).is_file():
                (target / name).replace(replaced / name)
        for name in names:
            (staging / name).replace(target / name)
    except BaseException:
        for name in reversed(names):
            if not (staging / name).exists():
                (target / name).replace(staging / name)
        for path in sorted(replaced.iterdir(), key=lambda path: _is_decoder(path.name)):
            path.replace(target / path.name)
        raise
    return tuple(outdated)


def _outdated(target: Path, staging: Path, names: list[str]) -> list[str]:
    """The files of earlier exports in `target` that must not stay beside the new files `names`."""
    outdated = []
    if TOKENS_NAME not in names and (heads := sorted(target.glob(_CTC_PATTERN))):
        outdated = [*(head.name for head in heads), TOKENS_NAME]
    elif _differ(target / TOKENS_NAME, staging / TOKENS_NAME):
        # Another vocabulary is another checkpoint, and none of its files fits the new ones.
        outdated = sorted(path.name for pattern in _OUR_PATTERNS for path in target.glob(pattern))
    if REPORT_NAME not in names:
        outdated.append(REPORT_NAME)
    return [name for name in outdated if name not in names and (target / name).is_file()]


def _differ(old: Path, new: Path) -> bool:
    return old.is_file() and new.is_file() and old.read_bytes() != new.read_bytes()


def _is_decoder(name: str) -> bool:
    return name.endswith(".gguf")
