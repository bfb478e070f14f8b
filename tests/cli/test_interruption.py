"""What goes on beside a run: Ctrl-C, a broken list, a closed output. Nothing heard is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import onnx
import pytest
from command_line import demo_copy
from made_media import write_media

from asr_core import create_asr_engine
from asr_core.array_types import FloatArray
from asr_core.cancellation import CancelFlag
from asr_core.transcription import Noticed, SegmentFinished, TranscribeOptions

ROOT = Path(__file__).resolve().parents[2]


def test_a_broken_list_is_told_and_the_old_one_stays(
    modest_model: Path, clip: Path, tmp_path: Path
) -> None:
    hot = tmp_path / "hot.txt"
    hot.write_text("督工\n", encoding="utf-8")
    news: list[Noticed] = []
    # A model of short spans, so that the clip has several.
    with create_asr_engine(modest_model, hotwords_path=hot) as engine:
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
