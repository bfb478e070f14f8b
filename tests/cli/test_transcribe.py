"""`main.py transcribe` with the demo model: what it prints, writes and answers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import wave
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import srt
from made_media import write_media, write_picture_only
from typer.testing import CliRunner, Result

from asr_core import create_asr_engine
from asr_core.array_types import FloatArray
from asr_core.audio import read_blocks
from asr_core.cancellation import CancelFlag
from asr_core.locations import DEMO_MODEL
from asr_core.transcript import Transcript
from asr_core.transcription import Noticed, SegmentFinished, TranscribeOptions
from cli.app import app

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def speech(samples: Path) -> FloatArray:
    """The first nine seconds of the Chinese sample, (n,) at 16 kHz."""
    return np.concatenate(list(read_blocks(samples / "dialogue_zh.flac", duration_s=9.0)))


@pytest.fixture
def clip(tmp_path: Path, speech: FloatArray) -> Path:
    return write_media(tmp_path / "clip.wav", speech[None], rate_hz=16000)


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["transcribe", "--model", "demo", *map(str, arguments)])


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_an_srt_file_lands_beside_the_source(clip: Path) -> None:
    result = call(clip)
    assert result.exit_code == 0
    cues = list(srt.parse(clip.with_suffix(".srt").read_text(encoding="utf-8")))
    assert cues
    assert cues[-1].end.total_seconds() <= 9.01
    assert cues[0].content.replace("\n", "") in result.stdout.replace("\n", "")
    assert "→" in result.stderr


def test_json_is_one_object_per_file_and_nothing_else(clip: Path) -> None:
    result = call(clip, clip, "--json")
    assert result.exit_code == 0
    first, second = lines(result)
    assert set(first) == {"file", "text", "language", "duration", "segments", "timings"}
    assert first["file"] == str(clip)
    assert first["language"] == "zh"
    assert first["duration"] == pytest.approx(9.0, abs=0.01)
    segment = first["segments"][0]
    assert set(segment) == {"start", "end", "text", "language", "words", "hotwords"}
    assert set(segment["words"][0]) == {"text", "start", "end", "confidence"}
    assert {"audio", "encoder", "ctc", "prefill", "decode", "alignment"} <= set(first["timings"])
    assert first["text"] == second["text"]
    assert Transcript.from_dict(first).text == first["text"]
    assert sorted(clip.parent.iterdir()) == [clip]


def test_formats_named_beside_json_are_written(clip: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    result = call(clip, "--json", "--format", "txt", "--format", "json", "--output-dir", out)
    assert result.exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == ["clip.json", "clip.txt"]
    [line] = lines(result)
    saved = Transcript.from_json((out / "clip.json").read_text(encoding="utf-8"))
    assert saved.text == line["text"]


def test_an_existing_result_is_kept_unless_told_otherwise(clip: Path) -> None:
    result_file = clip.with_suffix(".srt")
    result_file.write_text("mine", encoding="utf-8")
    assert call(clip).exit_code == 0
    copies = [path for path in clip.parent.glob("*.srt") if path != result_file]
    assert [path.read_text(encoding="utf-8") for path in copies] == ["mine"]
    assert call(clip, "--overwrite").exit_code == 0
    assert len(list(clip.parent.glob("*.srt"))) == 2


def test_sources_of_one_name_do_not_overwrite_each_other(
    tmp_path: Path, speech: FloatArray
) -> None:
    files = [
        write_media(tmp_path / name, speech[None], rate_hz=16000)
        for name in ("talk.wav", "talk.flac")
    ]
    assert call(*files).exit_code == 0
    assert sorted(path.name for path in tmp_path.glob("*.srt")) == ["talk.flac.srt", "talk.wav.srt"]


def test_a_stretch_of_the_file(clip: Path) -> None:
    whole = lines(call(clip, "--json"))[0]
    part = lines(call(clip, "--json", "--start", "3", "--duration", "4"))[0]
    assert part["text"] != whole["text"]
    for segment in part["segments"]:
        assert 3.0 <= segment["start"] < segment["end"] <= 7.01


def test_hotwords_are_offered_and_their_use_is_told(clip: Path, tmp_path: Path) -> None:
    first = lines(call(clip, "--json"))[0]["segments"][0]
    word = first["text"][:3]
    hot = tmp_path / "hot.txt"
    hot.write_text(f"# list\n{word}\n", encoding="utf-8")
    segment = lines(call(clip, "--json", "--hotwords", hot))[0]["segments"][0]
    assert first["hotwords"] == []
    [use] = [use for use in segment["hotwords"] if use["word"] == word]
    assert set(use) == {"word", "heard", "score", "sent", "in_text"}
    assert use["sent"] is True
    assert 0 <= use["score"] <= 1


def test_options_that_the_model_was_not_trained_on_are_named(clip: Path) -> None:
    result = call(clip, "--context", "a talk", "--language", "zh")
    assert result.exit_code == 0
    assert "--context" in result.stderr
    assert "--language" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--format", "docx"],
        ["--device", "abacus"],
        ["--language", "Klingon"],
        ["--start", "-1"],
        ["--duration", "0"],
        ["--segment-size", "5", "--overlap", "5"],
        ["--segment-size", "inf"],
        ["--start", "inf"],
        ["--duration", "nan"],
        ["--no-such-option"],
    ],
)
def test_a_wrong_call_is_answered_with_2(clip: Path, arguments: list[str]) -> None:
    result = call(clip, *arguments)
    assert result.exit_code == 2
    assert list(clip.parent.glob("*.srt")) == []


def test_no_file_is_a_wrong_call() -> None:
    assert call().exit_code == 2


def test_bad_files_are_told_and_the_good_ones_done(tmp_path: Path, speech: FloatArray) -> None:
    """One call with every kind of file; each gets its own line, in order."""
    silence = np.zeros((1, 32000), np.float32)
    odd = tmp_path / "it's “odd” 名字 🎬 .wav"
    expected: dict[Path, str] = {}

    def bad(name: str, content: bytes) -> None:
        (tmp_path / name).write_bytes(content)
        expected[tmp_path / name] = "audio-unreadable"

    expected[tmp_path / "missing.mp3"] = "audio-missing"
    bad("empty.wav", b"")
    bad("text.mp3", "这不是声音。\n".encode() * 50)
    expected[write_picture_only(tmp_path / "silent film.mp4")] = "audio-unreadable"
    with wave.open(str(tmp_path / "zero.wav"), "wb") as header_only:
        header_only.setparams((1, 2, 16000, 0, "NONE", ""))
    expected[tmp_path / "zero.wav"] = "audio-unreadable"
    (tmp_path / "folder.mp3").mkdir()
    expected[tmp_path / "folder.mp3"] = "audio-unreadable"
    expected[write_media(tmp_path / "short.wav", silence[:, :800], rate_hz=16000)] = "no speech"
    expected[write_media(tmp_path / "silent.wav", silence, rate_hz=16000)] = "no speech"
    expected[write_media(odd, speech[None], rate_hz=16000)] = "speech"
    narrow = speech[::2]  # good enough for a test: what folds back is faint
    expected[write_media(tmp_path / "8k.wav", narrow[None], rate_hz=8000)] = "speech"
    wide = np.repeat(np.repeat(speech, 6)[None], 6, axis=0)
    expected[write_media(tmp_path / "96k.flac", wide, rate_hz=96000, layout="5.1(side)")] = "speech"
    whole = write_media(tmp_path / "whole.mp3", speech[None], rate_hz=16000)
    cut = tmp_path / "truncated.mp3"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    whole.unlink()
    expected[cut] = "speech"

    result = call(*expected, "--json")
    assert result.exit_code == 1
    told = lines(result)
    assert [Path(line["file"]) for line in told] == list(expected)
    for line, wanted in zip(told, expected.values(), strict=True):
        if "error" in line:
            assert line["error"]["code"] == wanted, line
            assert line["error"]["message"] and line["error"]["hint"]
        else:
            assert bool(line["text"]) == (wanted == "speech"), line
            assert wanted in ("speech", "no speech"), line
    assert "Traceback" not in result.stderr
    assert not list(tmp_path.glob("*.srt")) and not list(tmp_path.glob("*.part"))


def test_silence_is_said_and_leaves_no_file(tmp_path: Path) -> None:
    silent = write_media(tmp_path / "s.wav", np.zeros((1, 32000), np.float32), rate_hz=16000)
    result = call(silent)
    assert result.exit_code == 0
    assert "No speech" in result.stderr or "没有发现语音" in result.stderr
    assert list(tmp_path.iterdir()) == [silent]


def test_an_output_folder_that_cannot_be(clip: Path, tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_bytes(b"")
    result = call(clip, "--output-dir", blocker / "below", "--json", "--format", "srt")
    assert result.exit_code == 1
    assert lines(result)[0]["error"]["code"] == "output-unwritable"


def test_a_full_disk_is_told_and_what_was_heard_is_printed(
    clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = call(clip, "--json", "--format", "srt")
    assert result.exit_code == 1
    [line] = lines(result)
    assert line["error"]["code"] == "output-unwritable"
    assert "No space left on device" in line["error"]["message"]
    assert line["text"]
    assert list(clip.parent.iterdir()) == [clip]


def test_a_result_that_cannot_be_written_is_kept_elsewhere(
    clip: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    clip.with_suffix(".txt").mkdir()
    result = call(clip, "--format", "txt", "--format", "srt")
    assert result.exit_code == 1
    assert (elsewhere / "hotscribe" / "clip.txt").read_text(encoding="utf-8")
    assert clip.with_suffix(".srt").is_file()
    assert not list(clip.parent.glob("*partial*"))


def test_sources_of_one_name_from_two_folders(tmp_path: Path, speech: FloatArray) -> None:
    files = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "talk.wav"
        files.append(write_media(path, speech[None], rate_hz=16000))
    out = tmp_path / "out"
    assert call(*files, "--output-dir", out, "--overwrite").exit_code == 0
    assert len(list(out.glob("*.srt"))) == 2


def test_a_mistyped_path_leaves_no_folders(tmp_path: Path) -> None:
    assert call(tmp_path / "no" / "such" / "talk.mp3").exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_a_truncated_file_is_said_to_be_cut_off(tmp_path: Path, speech: FloatArray) -> None:
    whole = write_media(tmp_path / "whole.flac", speech[None], rate_hz=16000)
    cut = tmp_path / "cut.flac"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    result = call(cut)
    assert result.exit_code == 0
    assert "cut off" in result.stderr or "不完整" in result.stderr
    assert cut.with_suffix(".srt").is_file()


def test_a_broken_list_is_told_and_the_old_one_stays(clip: Path, tmp_path: Path) -> None:
    hot = tmp_path / "hot.txt"
    hot.write_text("督工\n", encoding="utf-8")
    news: list[Noticed] = []
    with create_asr_engine("demo", hotwords_path=hot) as engine:
        for event in engine.events(clip, TranscribeOptions(), CancelFlag()):
            if isinstance(event, SegmentFinished):
                hot.write_bytes(b"\0\1\2")
                time.sleep(1.5)
            if isinstance(event, Noticed):
                news.append(event)
    assert [notice.code for notice in news][:2] == ["hotwords-in-use", "hotwords-kept"]


def test_a_closed_output_does_not_stop_the_work(clip: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "main.py", "transcribe", str(clip), "--model", "demo"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        told = process.stderr.read()
    assert process.returncode == 0
    assert "Traceback" not in told
    assert clip.with_suffix(".srt").is_file()


def demo_copy(folder: Path) -> Path:
    folder.mkdir()
    for file in DEMO_MODEL.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


@pytest.mark.parametrize(
    ("pattern", "damage", "code"),
    [
        ("*Encoder*.onnx", "remove", "model-missing"),
        ("*Encoder*.onnx", "cut", "model-damaged"),
        ("*CTC*.onnx", "cut", "model-damaged"),
        ("*.gguf", "remove", "model-missing"),
        ("*.gguf", "cut", "model-damaged"),
        ("tokens.txt", "remove", "model-missing"),
        ("tokens.txt", "cut", "model-damaged"),
        ("hotscribe.json", "cut", "model-damaged"),
    ],
)
def test_a_damaged_model_is_named(
    clip: Path, tmp_path: Path, pattern: str, damage: str, code: str
) -> None:
    folder = demo_copy(tmp_path / "model")
    [file] = folder.glob(pattern)
    if damage == "remove":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    result = call(clip, "--json", "--model", folder)
    assert result.exit_code == 1
    error = lines(result)[0]["error"]
    assert error["code"] == code
    assert "model" in error["message"]


def test_an_unknown_model_and_a_missing_hotword_list(clip: Path, tmp_path: Path) -> None:
    missing_model = lines(call(clip, "--json", "--model", "no such model"))[0]
    assert missing_model["error"]["code"] == "model-missing"
    missing_list = lines(call(clip, "--json", "--hotwords", tmp_path / "none.txt"))[0]
    assert missing_list["error"]["code"] == "hotwords-unreadable"


def test_a_wrong_llama_library(clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "libllama.so"
    library.write_text("not a library", encoding="utf-8")
    monkeypatch.setenv("HOTSCRIBE_LLAMA", str(library))
    result = call(clip, "--json")
    assert result.exit_code == 1
    assert lines(result)[0]["error"]["code"] == "library-unusable"


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_a_stop_keeps_what_was_finished(tmp_path: Path, speech: FloatArray) -> None:
    long = write_media(tmp_path / "long.wav", np.tile(speech, 60)[None], rate_hz=16000)
    with subprocess.Popen(
        [sys.executable, "main.py", "transcribe", str(long), "--model", "demo"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONUNBUFFERED": "1", "HOTSCRIBE_LANG": "en"},
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _rest, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopped" in told and "Traceback" not in told
    kept = (tmp_path / "long.partial.srt").read_text(encoding="utf-8")
    text = first.split("] ", 1)[1].strip()
    assert text[:4] in kept.replace("\n", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["long.partial.srt", "long.wav"]


def slow_model(folder: Path) -> Path:
    """The demo model behind an encoder whose every run is one very long native call."""
    demo_copy(folder)
    [encoder] = folder.glob("*Encoder*.onnx")
    model = onnx.load(str(encoder))
    graph, size, steps = model.graph, 3000, 300
    constants = {
        "slow_w": np.full((size, size), 1 / size, np.float32),
        "slow_ones": np.ones((size, size), np.float32),
        "slow_zero": np.zeros(1, np.float32),
    }
    graph.initializer.extend(
        onnx.numpy_helper.from_array(value, name) for name, value in constants.items()
    )
    [last] = [node for node in graph.node if "adaptor_output" in node.output]
    last.output[:] = ["fast_rows"]
    node = onnx.helper.make_node
    # Beginning with an input, so that nothing of it is computed when the file is loaded.
    graph.node.append(node("ReduceMax", ["mask"], ["slow_one"], keepdims=0))
    graph.node.append(node("Mul", ["slow_ones", "slow_one"], ["slow_0"]))
    graph.node.extend(
        node("MatMul", [f"slow_{step}", "slow_w"], [f"slow_{step + 1}"]) for step in range(steps)
    )
    graph.node.extend(
        [
            node("ReduceMax", [f"slow_{steps}"], ["slow_most"], keepdims=0),
            node("Mul", ["slow_most", "slow_zero"], ["slow_nothing"]),
            node("Add", ["fast_rows", "slow_nothing"], ["adaptor_output"]),
        ]
    )
    onnx.save(model, str(encoder))
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_a_stop_reaches_into_a_native_call(clip: Path, tmp_path: Path) -> None:
    command = [sys.executable, "main.py", "transcribe", str(clip)]
    with subprocess.Popen(
        [*command, "--model", str(slow_model(tmp_path / "slow"))],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "HOTSCRIBE_LANG": "en"},
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "ONNX Runtime" in line:  # the file is open, the encoder comes next
                break
        time.sleep(1.0)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)  # the call itself would take far longer
    assert process.returncode == 130
