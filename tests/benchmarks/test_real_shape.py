"""The model that knows nothing, at a tiny size: files, vocabulary, a scripted run through it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from asr_core.cancellation import CancelFlag
from asr_core.engine import create_asr_engine
from asr_core.fun_asr.engine import FunAsrEngine
from asr_core.fun_asr.prompt import build_prompt
from asr_core.llama_decoder import LlamaDecoder
from asr_core.transcription import SegmentFinished, TranscribeOptions
from benchmarks.engine import measure, table
from benchmarks.made_up_vocabulary import ctc_tokens, decoder_tokenizer
from benchmarks.real_shape import REAL_SHAPE, random_weights, write_model
from benchmarks.scripted_speech import (
    Script,
    following_script,
    write_hotwords,
    write_speech_like_sound,
)
from hotwords import HotwordList

TINY_SHAPE = replace(
    REAL_SHAPE,
    encoder=replace(REAL_SHAPE.encoder, output_size=32, linear_units=64, num_blocks=2, tp_blocks=1),
    adaptor=replace(REAL_SHAPE.adaptor, encoder_dim=32, llm_dim=64, ffn_dim=64, n_layer=1),
    ctc_decoder=replace(
        REAL_SHAPE.adaptor, encoder_dim=32, llm_dim=32, ffn_dim=64, n_layer=1, attention_heads=4
    ),
    ctc_vocabulary_size=8_000,
    llm=replace(
        REAL_SHAPE.llm,
        hidden_size=64,
        intermediate_size=64,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=32,
        vocab_size=6_000,
    ),
)


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    lines: list[str] = []
    write_model(folder, TINY_SHAPE, precision="int8", decoder="q8_0", report=lines.append)
    assert len(lines) == 4
    return folder


def test_real_shape_has_the_published_number_of_parameters() -> None:
    weights = random_weights(REAL_SHAPE)
    counts = dict.fromkeys(("audio_encoder", "audio_adaptor", "ctc_decoder", "ctc", "llm"), 0)
    for name in weights:
        counts[name.split(".")[0]] += int(np.prod(weights.shape(name)))
    assert counts == {
        "audio_encoder": 221_136_992,
        "audio_adaptor": 12_604_928,
        "ctc_decoder": 8_021_632,
        "ctc": 31_044_195,
        "llm": 596_049_920,
    }


def test_weights_are_equal_whenever_they_are_read() -> None:
    name = "audio_encoder.encoders0.0.feed_forward.w_1.weight"
    first, second = random_weights(TINY_SHAPE), random_weights(TINY_SHAPE)
    assert np.array_equal(first[name], second[name])
    assert not np.array_equal(first[name], first[name.replace("w_1", "w_2")].T)


def test_the_folder_holds_the_published_names(model_folder: Path) -> None:
    assert sorted(path.name for path in model_folder.iterdir()) == [
        "Fun-ASR-Nano-CTC.int8.onnx",
        "Fun-ASR-Nano-Decoder.q8_0.gguf",
        "Fun-ASR-Nano-Encoder-Adaptor.int8.onnx",
        "tokens.txt",
    ]


def test_the_plain_prompt_has_about_the_official_number_of_tokens(model_folder: Path) -> None:
    prompt = build_prompt()
    with LlamaDecoder(next(model_folder.glob("*.gguf")), device="cpu") as decoder:
        assert decoder.vocabulary_size == TINY_SHAPE.llm.vocab_size
        assert 17 <= len(decoder.tokenize(prompt.prefix)) <= 20  # officially 18
        assert len(decoder.tokenize(prompt.suffix)) == 5
        script = Script.for_seconds(60).text
        assert len(script) == 250
        # A character that is no everyday one may take two.
        assert 250 <= len(decoder.tokenize(script)) <= 252


def test_vocabularies_have_the_real_size_without_repeats() -> None:
    tokenizer = decoder_tokenizer(REAL_SHAPE.llm.vocab_size)
    assert len(set(tokenizer.texts)) == len(tokenizer.kinds) == 151_936
    known = set(tokenizer.texts)
    assert all("".join(merge.split(" ")) in known for merge in tokenizer.merges)
    tokens = ctc_tokens(REAL_SHAPE.ctc_vocabulary_size)
    assert len(tokens) == 60_515
    assert tokens[-1] == b"<blk>"
    assert len(set(tokens)) == len(tokens)


@pytest.mark.parametrize("rows", [10, 260])
def test_too_few_rows_are_refused(rows: int) -> None:
    with pytest.raises(ValueError, match="too few"):
        decoder_tokenizer(rows)
    with pytest.raises(ValueError, match="too few"):
        ctc_tokens(rows)


def test_a_scripted_run_costs_every_stage_and_gives_the_script(
    model_folder: Path, tmp_path: Path
) -> None:
    sound, hot = tmp_path / "sound.wav", tmp_path / "hot.txt"
    write_speech_like_sound(sound, 6.0)
    write_hotwords(hot, 20)
    script = Script.for_seconds(6.0)
    options = TranscribeOptions(segment_s=6.0, overlap_s=0.0)
    engine = create_asr_engine(model_folder, hotwords_path=hot, device="cpu")
    assert isinstance(engine, FunAsrEngine)
    with engine:
        measured = measure(engine, sound, options, script)
        recogniser = engine._recogniser
        assert recogniser is not None
        with following_script(recogniser, script):
            events = list(engine.events(sound, options, CancelFlag()))
    assert measured.tokens == len(script.text) == 25
    assert set(measured.stages) == {
        *("audio", "features", "encoder", "ctc", "hotwords"),
        *("prefill", "decode", "alignment"),
    }
    assert any(line.startswith("total") for line in table([measured], 6.0))
    (segment,) = [event.segment for event in events if isinstance(event, SegmentFinished)]
    assert segment.text == script.text
    assert segment.draft == "".join(letter for letter in script.text if letter not in "，。？！")
    starts = [word.start for word in segment.words]
    assert starts == sorted(starts)
    assert starts[-1] > 5.0


@pytest.mark.parametrize("count", [1, 50, 1_000])
def test_hotword_lists_have_the_asked_length(tmp_path: Path, count: int) -> None:
    path = tmp_path / "hot.txt"
    write_hotwords(path, count)
    assert len(HotwordList.load(path).entries) == count
