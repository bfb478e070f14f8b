from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_qwen3 import TinyQwen3, write_tiny_qwen3

from asr_core.errors import ModelDamaged, ModelMissing
from asr_core.gguf_header import check_decoder_file


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyQwen3:
    return write_tiny_qwen3(tmp_path_factory.mktemp("model") / "tiny.gguf")


def test_a_whole_file_passes(tiny: TinyQwen3) -> None:
    check_decoder_file(tiny.path, "qwen3")
    with pytest.raises(ModelDamaged, match="a qwen3 model, not llama"):
        check_decoder_file(tiny.path, "llama")


def test_missing_files(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"nowhere\.gguf does not exist"):
        check_decoder_file(tmp_path / "nowhere.gguf", "qwen3")
    with pytest.raises(ModelMissing, match="directory"):
        check_decoder_file(tmp_path, "qwen3")


@pytest.mark.parametrize("content", [b"", b"GG", b"RIFF" + bytes(100)])
def test_files_of_another_format(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "decoder.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelDamaged, match="no GGUF file"):
        check_decoder_file(path, "qwen3")


@pytest.mark.parametrize(
    ("found", "instead", "reason"),
    [
        ("\u0100".encode(), "\u0101".encode(), "vocabulary is damaged"),  # one token twice
        ("\u010a".encode(), "\u0400".encode(), "vocabulary is damaged"),  # no newline
        (b"general.architecture", b"general.architectura", "no language model"),
        (b"tokenizer.ggml.tokens\x09", b"tokenizer.ggml.tokens\x08", "damaged|no language model"),
    ],
)
def test_damage_that_llama_cpp_would_not_survive(
    tiny: TinyQwen3, tmp_path: Path, found: bytes, instead: bytes, reason: str
) -> None:
    whole = tiny.path.read_bytes()
    assert found in whole
    path = tmp_path / "decoder.gguf"
    path.write_bytes(whole.replace(found, instead, 1))
    with pytest.raises(ModelDamaged, match=reason):
        check_decoder_file(path, "qwen3")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(places=st.lists(st.tuples(st.integers(4, 8000), st.integers(0, 255)), max_size=4))
def test_damage_anywhere_ends_in_a_sentence_or_passes(
    tiny: TinyQwen3, tmp_path: Path, places: list[tuple[int, int]]
) -> None:
    damaged = bytearray(tiny.path.read_bytes())
    for place, value in places:
        damaged[place] = value
    path = tmp_path / "decoder.gguf"
    path.write_bytes(damaged)
    try:
        check_decoder_file(path, "qwen3")
    except ModelDamaged as error:
        assert error.values["reason"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_a_header_cut_short_is_refused(
    tiny: TinyQwen3, tmp_path: Path, data: st.DataObject
) -> None:
    whole = tiny.path.read_bytes()
    tokens_end = whole.index(b"tokenizer.ggml.token_type") - 8
    path = tmp_path / "decoder.gguf"
    path.write_bytes(whole[: data.draw(st.integers(0, tokens_end - 1))])
    with pytest.raises(ModelDamaged):
        check_decoder_file(path, "qwen3")
