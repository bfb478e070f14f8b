"""tokens.txt from the official ranks, and from a checkpoint's own table."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr_core.ctc import read_tokens
from asr_core.errors import CheckpointUnusable
from export_tools.models.ctc_vocabulary import (
    BLANK,
    read_ctc_vocabulary,
    special_labels,
    write_tokens,
)

SPECIALS = 1679


def write_ranks(folder: Path, tokens: list[bytes]) -> None:
    lines = [
        f"{base64.b64encode(token).decode() or '='} {rank}\n" for rank, token in enumerate(tokens)
    ]
    (folder / "multilingual.tiktoken").write_text("".join(lines), encoding="utf-8")


def test_special_labels_have_the_official_order() -> None:
    labels = special_labels()
    assert len(labels) == len(set(labels)) == SPECIALS
    assert labels[:4] == ["<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|zh|>"]
    # Positions as in the released table of 58,836 ranks, whose blank is 60514.
    assert labels.index("<|yue|>") == 101
    assert labels.index("<|en/zh|>") == 106
    assert labels.index("<|ASR|>") == 107
    assert labels.index("<|HAPPY|>") == 118
    assert labels.index("<|translate|>") == 122
    assert labels.index("<|SPECIAL_TOKEN_1|>") == 128
    assert labels.index("<|0.00|>") == 178
    assert labels[-2:] == ["<|29.98|>", BLANK]


def test_ranks_are_followed_by_the_labels(tmp_path: Path) -> None:
    ranks = [b"a", "你".encode()[:2], b"\xff", b" the"]
    write_ranks(tmp_path, ranks)
    tokens = read_ctc_vocabulary(tmp_path, len(ranks) + SPECIALS)
    assert tokens[: len(ranks)] == ranks
    assert tokens[len(ranks)] == b"<|endoftext|>"
    assert tokens[-1] == b"<blk>"


def test_real_count_puts_the_blank_at_60514(tmp_path: Path) -> None:
    write_ranks(tmp_path, [rank.to_bytes(3, "big") for rank in range(58_836)])
    write_tokens(read_ctc_vocabulary(tmp_path, 60_515), tmp_path / "tokens.txt")
    lines = (tmp_path / "tokens.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 60_515
    assert lines[-1] == f"{base64.b64encode(b'<blk>').decode()} 60514"
    assert lines[0] == "AAAA 0"


def test_order_of_lines_does_not_matter_but_gaps_do(tmp_path: Path) -> None:
    path = tmp_path / "multilingual.tiktoken"
    path.write_text("Yg== 1\n\nYQ== 0\n", encoding="utf-8")
    assert read_ctc_vocabulary(tmp_path, 2 + SPECIALS)[:2] == [b"a", b"b"]
    path.write_text("Yg== 2\nYQ== 0\n", encoding="utf-8")
    with pytest.raises(CheckpointUnusable, match="ids are missing between its tokens"):
        read_ctc_vocabulary(tmp_path, 2 + SPECIALS)


def test_lone_equals_sign_is_the_empty_token(tmp_path: Path) -> None:
    write_ranks(tmp_path, [b"a", b""])
    assert read_ctc_vocabulary(tmp_path, 2 + SPECIALS)[:2] == [b"a", b""]


def test_own_table_is_taken_first(tmp_path: Path) -> None:
    write_ranks(tmp_path, [b"x"])
    write_tokens([b"a", b"b", b"<blk>"], tmp_path / "tokens.txt")
    assert read_ctc_vocabulary(tmp_path, 3) == [b"a", b"b", b"<blk>"]


def test_count_has_to_match_the_head(tmp_path: Path) -> None:
    write_ranks(tmp_path, [b"a"])
    with pytest.raises(CheckpointUnusable, match="gives 1680 tokens, but the CTC head has 1681"):
        read_ctc_vocabulary(tmp_path, 1681)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"YQ==\n",
        b"YQ== 0\nYg== 0\n",
        b"YQ== zero\n",
        b"YQ== -1\n",
        b"?? 0\n",
        b"YQ== 0 1\n",
        b"\xff\xfe\x00",
        "YQ== ²\n".encode(),
    ],
)
@pytest.mark.parametrize("name", ["multilingual.tiktoken", "tokens.txt"])
def test_damaged_tables_are_refused(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CheckpointUnusable, match=name):
        read_ctc_vocabulary(tmp_path, 1)


def test_missing_tables_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointUnusable, match=r"neither multilingual\.tiktoken nor tokens\.txt"):
        read_ctc_vocabulary(tmp_path, 10)


@given(st.lists(st.binary(min_size=1, max_size=6), min_size=1, max_size=40))
def test_written_tables_read_back(
    tmp_path_factory: pytest.TempPathFactory, tokens: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("table") / "tokens.txt"
    write_tokens(tokens, path)
    assert read_tokens(path) == tokens
