"""tokens.txt, the table that turns ids of the CTC head into bytes.

An official checkpoint carries only `multilingual.tiktoken`, the ranks of the byte pairs; the labels
of tasks, languages and times follow them in a fixed order that is written down nowhere in the
folder, and the last id is the blank. A wrong table would turn every draft into other characters, so
the number of entries has to equal the rows of the CTC head.
"""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

from asr_core.errors import CheckpointUnusable

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


def read_tiktoken(path: Path) -> list[bytes]:
    """The bytes of every rank, in order; the file has `<base64> <rank>` lines, ranks 0 … n−1.

    Raises `CheckpointUnusable` for a line or a rank that does not fit.
    """
    by_rank: dict[int, bytes] = {}
    for number, line in enumerate(_read_lines(path), start=1):
        if not line.strip():
            continue
        token, rank = _parse_line(path, number, line)
        if rank in by_rank:
            raise CheckpointUnusable(str(path), f"rank {rank} stands in it twice")
        by_rank[rank] = token
    return _in_order(path, by_rank)


def read_tokens(path: Path) -> list[bytes]:
    """The bytes of every id of a tokens.txt; a line that holds only an id means a space."""
    by_id: dict[int, bytes] = {}
    for number, line in enumerate(_read_lines(path), start=1):
        fields = line.split()
        if not fields:
            continue
        token, index = (
            _parse_line(path, number, line)
            if len(fields) > 1
            else (b" ", _parse_number(path, number, fields[0]))
        )
        if index in by_id:
            raise CheckpointUnusable(str(path), f"id {index} stands in it twice")
        by_id[index] = token
    return _in_order(path, by_id)


def read_ctc_vocabulary(folder: Path, row_count: int) -> list[bytes]:
    """The bytes of each of the `row_count` classes of the checkpoint's CTC head.

    A tokens.txt in the folder is taken as it is, otherwise `multilingual.tiktoken` is extended by
    the special labels.
    """
    own_table, ranks = folder / TOKENS_NAME, folder / TIKTOKEN_NAME
    if own_table.is_file():
        source, tokens = own_table, read_tokens(own_table)
    elif ranks.is_file():
        source = ranks
        tokens = read_tiktoken(ranks) + [label.encode() for label in special_labels()]
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


def _read_lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CheckpointUnusable(str(path), f"it is no readable text ({error})") from error


def _parse_line(path: Path, number: int, line: str) -> tuple[bytes, int]:
    fields = line.split()
    if len(fields) != 2:
        raise CheckpointUnusable(str(path), f"line {number} is not a token and a number")
    # A lone "=" stands for the empty token in the file that ships with the model.
    text = "" if fields[0] == "=" else fields[0]
    try:
        token = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise CheckpointUnusable(str(path), f"line {number} is not base64 ({error})") from error
    return token, _parse_number(path, number, fields[1])


def _parse_number(path: Path, number: int, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise CheckpointUnusable(str(path), f"line {number} has no number where an id should be")
    return int(text)


def _in_order(path: Path, by_number: dict[int, bytes]) -> list[bytes]:
    if not by_number:
        raise CheckpointUnusable(str(path), "it is empty")
    missing = next((number for number in range(len(by_number)) if number not in by_number), None)
    if missing is not None:
        raise CheckpointUnusable(str(path), f"number {missing} is missing in it")
    return [by_number[number] for number in range(len(by_number))]
