"""tokens.txt, the table that turns ids of the CTC head into bytes.

An official checkpoint carries only `multilingual.tiktoken`, the ranks of the byte pairs; the labels
of tasks, languages and times follow them in a fixed order that is written down nowhere in the
folder, and the last id is the blank. A wrong table would turn every draft into other characters, so
the number of entries has to equal the rows of the CTC head.
"""

from __future__ import annotations

import base64
from pathlib import Path

from asr_core.ctc import read_tokens
from asr_core.errors import CheckpointUnusable, ModelDamaged, ModelMissing

TIKTOKEN_NAME = "multilingual.tiktoken"
TOKENS_NAME = "tokens.txt"
BLANK = "<blk>"

_LEADING_NAMES = """
endoftext startoftranscript
en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr
bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn
yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su
yue minnan wuyu dialect zh/en en/zh
ASR AED SER Speech /Speech BGM /BGM Laughter /Laughter Applause /Applause
HAPPY SAD ANGRY NEUTRAL
translate transcribe startoflm startofprev nospeech notimestamps
"""
_SPARE_LABELS = 50
_TIME_LABELS = 1500
_TIME_STEP_S = 0.02


def special_labels() -> list[str]:
    """The 1679 labels behind the ranks, in the order of their ids, the blank last.

    Officially the last one is the time label `<|30.00|>`, which no output ever uses; the published
    tokens.txt and the model use its id as the blank.
    """
    names = [
        *_LEADING_NAMES.split(),
        *(f"SPECIAL_TOKEN_{number}" for number in range(1, _SPARE_LABELS + 1)),
        *(f"{step * _TIME_STEP_S:.2f}" for step in range(_TIME_LABELS)),
    ]
    return [*(f"<|{name}|>" for name in names), BLANK]


def read_ctc_vocabulary(folder: Path, row_count: int) -> list[bytes]:
    """The bytes of each of the `row_count` classes of the checkpoint's CTC head.

    A tokens.txt in the folder is taken as it is, otherwise `multilingual.tiktoken` is extended by
    the special labels.
    """
    own_table, ranks = folder / TOKENS_NAME, folder / TIKTOKEN_NAME
    if own_table.is_file():
        source, tokens = own_table, _read_table(own_table)
    elif ranks.is_file():
        source = ranks
        tokens = _read_table(ranks) + [label.encode() for label in special_labels()]
    else:
        raise CheckpointUnusable(
            str(folder), f"neither {TIKTOKEN_NAME} nor {TOKENS_NAME} lies in it"
        )
    if len(tokens) != row_count:
        raise CheckpointUnusable(
            str(folder),
            f"{source.name} gives {len(tokens)} tokens, but the CTC head has {row_count}",
        )
    return tokens


def write_tokens(tokens: list[bytes], path: Path) -> None:
    """Write the published form: UTF-8, one `<base64> <id>` line per id, ids ascending."""
    lines = (f"{base64.b64encode(token).decode()} {index}\n" for index, token in enumerate(tokens))
    path.write_text("".join(lines), encoding="utf-8", newline="\n")


def _read_table(path: Path) -> list[bytes]:
    """The tokens in either file: both hold `<base64> <number>` lines, numbers from 0."""
    try:
        return read_tokens(path)
    except (ModelDamaged, ModelMissing) as error:
        raise CheckpointUnusable(str(path), error.values["reason"]) from error
