"""The CTC vocabulary and the greedy draft, against a naive decoder and broken files."""

from __future__ import annotations

import base64
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr_core.ctc import FLOOR, CtcPosterior, CtcVocabulary, greedy_draft, read_tokens
from asr_core.errors import ModelDamaged, ModelMissing

BYTES = CtcVocabulary([bytes([value]) for value in range(256)] + [b"<blk>"])


def write_tokens(path: Path, tokens: list[bytes]) -> Path:
    lines = [base64.b64encode(token) + b" %d" % number for number, token in enumerate(tokens)]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def posterior_of(ids: list[int], size: int, probability: float = 0.9) -> CtcPosterior:
    log_probs = np.full((len(ids), size), math.log((1 - probability) / max(size - 1, 1)))
    log_probs[np.arange(len(ids)), ids] = math.log(probability)
    return CtcPosterior(log_probs.astype(np.float32))


def spread_out(tokens: list[int], blank: int) -> list[int]:
    return [frame for token in tokens for frame in (token, blank)]


def test_the_published_layout_is_read(tmp_path: Path) -> None:
    tokens = [b"a", b" b", "我".encode(), b"<|zh|>", b"\xe6\x88", b"<blk>"]
    vocabulary = CtcVocabulary.load(write_tokens(tmp_path / "tokens.txt", tokens))
    assert vocabulary.size == 6
    assert vocabulary.blank_id == 5
    assert vocabulary.pieces == (b"a", b" b", "我".encode(), b"", b"\xe6\x88", b"")


def test_a_line_with_an_id_alone_is_a_space(tmp_path: Path) -> None:
    path = tmp_path / "tokens.txt"
    path.write_bytes(b"YQ== 0\r\n1\r\n\r\nPGJsaz4= 2\r\n")
    assert CtcVocabulary.load(path).pieces == (b"a", b" ", b"")
    assert read_tokens(path) == [b"a", b" ", b"<blk>"]


def test_a_lone_equals_sign_is_the_empty_token(tmp_path: Path) -> None:
    path = tmp_path / "tokens.txt"
    path.write_bytes(b"YQ== 0\n= 1\nPGJsaz4= 2\n")
    assert read_tokens(path) == [b"a", b"", b"<blk>"]


@pytest.mark.parametrize(
    ("tokens", "blank"),
    [
        ([b"<blank>", b"a", b"b"], 0),
        ([b"a", b"<PAD>", b"b"], 1),
        ([b"<pad>", b"a", b"<blk>", b"b"], 2),
        ([b"a", b"b", b"c"], 2),
    ],
)
def test_blank_is_found_by_name_else_it_is_the_last(tokens: list[bytes], blank: int) -> None:
    assert CtcVocabulary(tokens).blank_id == blank


def test_sentencepiece_word_starts_become_spaces() -> None:
    vocabulary = CtcVocabulary(["▁the".encode(), "▁".encode(), b"s", "我".encode(), b"<blk>"])
    assert vocabulary.pieces == (b" the", b" ", b"s", "我".encode(), b"")


def test_a_byte_vocabulary_keeps_the_sign_itself() -> None:
    assert CtcVocabulary([b" a", b" b", "▁".encode(), b"<blk>"]).pieces[2] == "▁".encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe\n",
        b"not base64! 0\n",
        b"YQ== zero\n",
        b"YQ== -1\n",
        b"YQ== +0\n",
        b"YQ== 0\nYQ== 0\n",
        b"YQ== 0\nYg== 0\n",
        b"YQ== 0\nYg== 2\n",
        b"YQ== extra 0\n",
        b"YQ=\xff 0\n",
    ],
)
def test_damaged_files_are_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tokens.txt"
    path.write_bytes(content)
    with pytest.raises(ModelDamaged, match=r"tokens\.txt"):
        CtcVocabulary.load(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        CtcVocabulary.load(tmp_path / "tokens.txt")
    with pytest.raises(ModelDamaged):
        CtcVocabulary.load(tmp_path)


@given(st.lists(st.binary(min_size=1, max_size=6), max_size=40))
def test_any_tokens_come_back(tmp_path_factory: pytest.TempPathFactory, raw: list[bytes]) -> None:
    path = write_tokens(tmp_path_factory.mktemp("tokens") / "tokens.txt", [b"x", *raw])
    assert CtcVocabulary.load(path).pieces == CtcVocabulary([b"x", *raw]).pieces


def test_silent_tokens_are_those_that_nobody_speaks() -> None:
    tokens = ["，".encode(), b" ", b"%", b"a", b"<|zh|>", b"\xe6\x88", b". ", b"<blk>"]
    silent = CtcVocabulary(tokens).is_silent
    assert silent.tolist() == [True, True, False, False, True, False, True, True]


def test_merging_follows_the_ranks() -> None:
    vocabulary = CtcVocabulary([b"a", b"b", b"c", b"bc", b"ab", b" ", b" ab", b"<blk>"])
    assert vocabulary.encode("abc") == (0, 3)
    assert vocabulary.encode(" ab") == (6,)
    assert vocabulary.encode("abab") == (4, 4)
    assert vocabulary.encode("abd") is None


def test_a_rare_character_falls_to_its_bytes() -> None:
    assert BYTES.encode("龘") == tuple("龘".encode())
    assert CtcVocabulary(["龘".encode(), b"<blk>"]).encode("龘") == (0,)
    assert CtcVocabulary([b"a", b"<blk>"]).encode("龘") is None


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_encoded_text_has_the_same_bytes(text: str) -> None:
    ids = BYTES.encode(text)
    assert ids is not None
    assert b"".join(BYTES.pieces[token] for token in ids) == text.encode()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_a_text_heard_byte_by_byte_is_drafted_whole(text: str) -> None:
    ids = spread_out(list(text.encode()), BYTES.blank_id)
    draft = greedy_draft(posterior_of(ids, BYTES.size), BYTES, start_s=5.0)
    assert draft.text == text.lstrip()
    assert "".join(piece.text for piece in draft.pieces) == draft.text
    starts = [piece.start_s for piece in draft.pieces]
    assert starts == sorted(starts)
    assert all(5.0 <= piece.start_s < piece.end_s for piece in draft.pieces)


@given(st.lists(st.integers(0, 256), max_size=60))
def test_any_bytes_give_whole_characters(ids: list[int]) -> None:
    collapsed = [b for k, b in enumerate(ids) if k == 0 or ids[k - 1] != b]
    raw = bytes(b for b in collapsed if b != BYTES.blank_id)
    draft = greedy_draft(posterior_of(ids, BYTES.size), BYTES)
    assert draft.text == raw.decode("utf-8", "ignore").lstrip()
    assert "�" not in draft.text or "�".encode() in raw


def test_repeats_collapse_and_times_are_those_of_the_first_byte() -> None:
    head, tail = "我".encode()[:2], "我".encode()[2:]
    vocabulary = CtcVocabulary([head, tail, b" ok", b"<|zh|>", b"<blk>"])
    ids = [4, 0, 0, 4, 1, 3, 2, 2, 4, 2]
    draft = greedy_draft(posterior_of(ids, 5), vocabulary, start_s=10.0, end_s=10.5)
    assert draft.text == "我 ok ok"
    times = [(piece.text, round(piece.start_s, 2), round(piece.end_s, 2)) for piece in draft.pieces]
    assert times == [("我", 10.06, 10.3), (" ok", 10.36, 10.48), (" ok", 10.5, 10.5)]
    assert all(abs(piece.probability - 0.9) < 1e-6 for piece in draft.pieces)


def test_silence_drafts_nothing() -> None:
    draft = greedy_draft(posterior_of([256] * 5, 257), BYTES)
    assert (draft.text, draft.pieces) == ("", ())
    empty = CtcPosterior(np.zeros((0, 257), np.float32))
    assert greedy_draft(empty, BYTES).text == ""


def test_a_model_with_more_classes_than_tokens_is_refused() -> None:
    with pytest.raises(ModelDamaged, match="300"):
        greedy_draft(posterior_of([300], 301), BYTES)


def test_the_best_k_alone_have_a_floor() -> None:
    random = np.random.default_rng(1)
    log_probs = np.log(random.dirichlet(np.ones(50), 20)).astype(np.float32)
    order = np.argsort(-log_probs, axis=1)[:, :8]
    values = np.take_along_axis(log_probs, order, axis=1)
    full = CtcPosterior(log_probs)
    few = CtcPosterior(topk_log_probs=values, topk_indices=order.astype(np.int64))
    both = CtcPosterior(log_probs, values, order.astype(np.int64))
    ids = np.array([3, 3, 49, 0, 70], np.int64)
    exact = full.log_prob_of(ids)
    assert np.array_equal(exact[:, :4], np.maximum(log_probs[:, [3, 3, 49, 0]], FLOOR))
    assert (exact[:, 4] == FLOOR).all()
    assert np.array_equal(both.log_prob_of(ids), exact)
    floored = few.log_prob_of(ids)
    for frame in range(20):
        for column, token in enumerate(ids):
            listed = token in order[frame]
            assert floored[frame, column] == (exact[frame, column] if listed else FLOOR)
    for one in (full, few, both):
        assert np.array_equal(one.best()[1], log_probs.argmax(axis=1))
        assert one.frames == 20
        assert one.cut(7).frames == 7
        assert one.log_prob_of(np.zeros(0, np.int64)).shape == (20, 0)


def test_numbers_that_are_none_become_the_floor() -> None:
    broken = CtcPosterior(np.array([[np.nan, -np.inf, -1.0]], np.float32))
    assert broken.log_prob_of(np.array([0, 1, 2], np.int64)).tolist() == [[FLOOR, FLOOR, -1.0]]


def test_a_posterior_without_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="needs"):
        CtcPosterior()
    with pytest.raises(ValueError, match="together"):
        CtcPosterior(topk_indices=np.zeros((1, 1), np.int64))
