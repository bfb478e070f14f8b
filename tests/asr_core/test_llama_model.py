from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tiny_qwen3 import EMBEDDING, END, SPECIALS, TinyQwen3, vocabulary, write_tiny_qwen3

from asr_core.errors import EngineFailed, ModelDamaged, ModelMissing
from asr_core.llama_api import open_library
from asr_core.llama_library import find_library
from asr_core.llama_model import LlamaModel
from asr_core.processor import default_threads


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyQwen3:
    return write_tiny_qwen3(tmp_path_factory.mktemp("model") / "tiny.gguf")


def load(path: Path, context_tokens: int = 256) -> LlamaModel:
    api = open_library(find_library())
    return LlamaModel(path, api, device="cpu", threads=1, context_tokens=context_tokens)


def test_sizes_and_device(tiny: TinyQwen3) -> None:
    model = load(tiny.path)
    assert model.embedding_size == EMBEDDING
    assert model.vocabulary_size == len(vocabulary())
    assert model.device == "CPU, threads: 1"
    assert not model.on_gpu
    model.close()
    model.close()
    with pytest.raises(RuntimeError):
        model.evaluate([1], want_logits=True)


def test_a_gpu_that_is_not_there_is_named(tiny: TinyQwen3) -> None:
    library = find_library()
    model = LlamaModel(tiny.path, open_library(library), device="gpu", threads=1)
    assert model.device == "CPU, threads: 1"
    assert str(library.path) in model.device_note
    model.close()


def test_special_tokens_are_parsed_and_nothing_is_added(tiny: TinyQwen3) -> None:
    model = load(tiny.path)
    first = len(vocabulary()) - len(SPECIALS)
    assert model.tokenize("<|im_start|>ab<|im_end|>") == [first + 1, first - 1, END]
    assert model.tokenize("") == []
    assert model.is_end(END)
    assert model.is_end(first)
    assert not model.is_end(65)
    assert model.token_bytes(END) == b""
    model.close()


@pytest.mark.parametrize("text", ["plain", "语音转写：\n", "emoji 🎧 and é", "\u0000 nul", "\x1f"])
def test_text_comes_back_from_its_tokens(tiny: TinyQwen3, text: str) -> None:
    model = load(tiny.path)
    tokens = model.tokenize(text)
    assert b"".join(model.token_bytes(token) for token in tokens).decode() == text
    model.close()


def test_context_grows_up_to_what_the_model_was_trained_for(tiny: TinyQwen3) -> None:
    model = load(tiny.path)
    assert model.reserve(100) == 256
    assert model.reserve(300) == 512
    assert model.reserve(100) == 512
    assert model.reserve(10**6) == 4096
    model.close()


def test_long_input_is_cut_into_batches(tiny: TinyQwen3) -> None:
    model = load(tiny.path, 2048)
    rows = np.tile(tiny.embedding, (5, 1))[:1200]
    model.evaluate(rows, want_logits=True)
    in_batches = model.logits().copy()
    model.clear()
    for row in rows:
        model.evaluate(row[None], want_logits=True)
    np.testing.assert_allclose(
        in_batches, model.logits(), atol=0.05
    )  # keys and values are rounded to 16 bits
    model.close()


def test_forgetting_goes_back_to_a_position(tiny: TinyQwen3) -> None:
    model = load(tiny.path)
    model.evaluate([1, 2, 3], want_logits=False)
    model.evaluate([4], want_logits=True)
    expected = model.logits().copy()
    model.forget_from(3)
    model.evaluate([7, 8], want_logits=True)
    model.forget_from(3)
    model.evaluate([4], want_logits=True)
    np.testing.assert_array_equal(model.logits(), expected)
    model.close()


def test_no_result_is_an_error(tiny: TinyQwen3) -> None:
    model = load(tiny.path)
    model.evaluate([1], want_logits=False)
    with pytest.raises(EngineFailed, match="no result"):
        model.logits()
    with pytest.raises(EngineFailed, match="code -1"):
        model.evaluate([10**6], want_logits=True)
    model.close()


def test_missing_files(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"nowhere\.gguf does not exist"):
        load(tmp_path / "nowhere.gguf")
    with pytest.raises(ModelMissing, match="directory"):
        load(tmp_path)


@pytest.mark.parametrize("content", [b"", b"GG", b"RIFF" + bytes(100)])
def test_files_that_are_no_gguf(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "decoder.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelDamaged, match="no GGUF file"):
        load(path)


@pytest.mark.parametrize("kept", [4, 24, 100, 3000, 8000, 60_000, -1])
def test_truncated_files(tiny: TinyQwen3, tmp_path: Path, kept: int) -> None:
    path = tmp_path / "decoder.gguf"
    path.write_bytes(tiny.path.read_bytes()[:kept])
    with pytest.raises(ModelDamaged, match=r"cut short|file bounds"):
        load(path)


@pytest.mark.parametrize("architecture", ["llama", "unheard-of"])
def test_models_of_another_kind(tmp_path: Path, architecture: str) -> None:
    write_tiny_qwen3(tmp_path / "other.gguf", architecture=architecture)
    with pytest.raises(ModelDamaged, match=f"a {architecture} model, not qwen3"):
        load(tmp_path / "other.gguf")


def test_opening_and_closing_does_not_grow(tiny: TinyQwen3) -> None:
    def resident_bytes() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

    def use() -> None:
        model = load(tiny.path)
        model.evaluate([1, 2, 3], want_logits=True)
        model.close()

    for _ in range(5):
        use()
    before = resident_bytes()
    for _ in range(20):
        use()
    assert resident_bytes() - before < 4 << 20


def test_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    for processors, threads in ((1, 1), (2, 2), (4, 4), (6, 4), (12, 6), (32, 8)):
        monkeypatch.setattr("os.sched_getaffinity", lambda _pid, n=processors: set(range(n)))
        assert default_threads() == threads
    monkeypatch.delattr("os.sched_getaffinity")
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert default_threads() == 1
