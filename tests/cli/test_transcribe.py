"""`main.py transcribe` with the demo model: what it prints, writes and answers."""

from __future__ import annotations

from pathlib import Path

import pytest
import srt
from command_line import call, demo_copy, lines
from made_media import write_media

from asr_core.array_types import FloatArray
from asr_core.transcript import Transcript


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
    assert set(segment) == {
        *("start", "end", "text", "language", "words"),
        *("hotwords", "hotwords_version", "hotword_note", "replacements"),
    }
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


def test_a_draft_has_no_punctuation_and_no_language_model(clip: Path, tmp_path: Path) -> None:
    hot = tmp_path / "hot.txt"
    hot.write_text("陈思远\n她们 | 他们 !! replace\n", encoding="utf-8")
    result = call(clip, "--json", "--quality", "draft", "--context", "x", "--hotwords", hot)
    assert result.exit_code == 0
    [line] = lines(result)
    assert line["text"].startswith("听说陈思远要结婚了真的吗她们")
    assert not {"prefill", "decode"} & set(line["timings"])
    uses = {use["word"]: use for use in line["segments"][0]["hotwords"]}
    assert not any(use["sent"] for use in uses.values())
    assert (uses["陈思远"]["in_text"], uses["陈思远"]["by"]) == (True, "")
    assert uses["她们"]["by"] == "replacement"
    assert "--context" in result.stderr


def test_a_model_that_cannot_draft_says_what_to_choose(clip: Path, tmp_path: Path) -> None:
    folder = demo_copy(tmp_path / "headless")
    next(folder.glob("*CTC*.onnx")).unlink()
    result = call(clip, "--model", folder, "--quality", "draft", "--json")
    assert result.exit_code == 1
    [line] = lines(result)
    assert line["error"]["code"] == "quality-unavailable"
    assert "balanced" in line["error"]["hint"]
    assert call(clip, "--quality", "best").exit_code == 2


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
    assert set(use) == {"word", "heard", "score", "place", "sent", "in_text", "by"}
    assert use["sent"] is True
    assert 0 <= use["score"] <= 1
    assert len(segment["hotwords_version"]) == 12
    assert first["hotwords_version"] == ""


def test_rules_rewrite_what_is_written_and_the_change_is_told(clip: Path, tmp_path: Path) -> None:
    before = lines(call(clip, "--json"))[0]["segments"][0]
    wrong = before["text"][:2]
    rules = tmp_path / "hot-rule.txt"
    rules.write_text(f"# rules\n(oops = x\n^{wrong} = HotScribe\n", encoding="utf-8")
    result = call(clip, "--rules", rules, "--json", "--format", "srt")
    assert result.exit_code == 0
    assert "HotScribe" in result.stderr
    [refused] = [line for line in result.stderr.splitlines() if "unterminated" in line]
    assert "2" in refused
    segment = lines(result)[0]["segments"][0]
    assert segment["text"] == "HotScribe" + before["text"][2:]
    [replacement] = segment["replacements"]
    assert (replacement["start"], replacement["end"], replacement["original"]) == (0, 9, wrong)
    assert (replacement["entries"], replacement["rules"]) == ([], [f"^{wrong}"])
    assert segment["recognised"] == before["words"]
    assert segment["words"][0]["start"] == before["words"][0]["start"]
    assert "HotScribe" in clip.with_suffix(".srt").read_text(encoding="utf-8")


def test_rules_that_cannot_be_read_are_an_error(clip: Path, tmp_path: Path) -> None:
    result = call(clip, "--rules", tmp_path / "none.txt")
    assert result.exit_code == 1
    assert "none.txt" in result.stderr


def test_options_that_the_model_was_not_trained_on_are_named(
    modest_model: Path, clip: Path
) -> None:
    result = call(clip, "--context", "a talk", "--language", "zh", "--model", modest_model)
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
        ["--overlap", "2"],
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


def test_sources_of_one_name_from_two_folders(tmp_path: Path, speech: FloatArray) -> None:
    files = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "talk.wav"
        files.append(write_media(path, speech[None], rate_hz=16000))
    out = tmp_path / "out"
    assert call(*files, "--output-dir", out, "--overwrite").exit_code == 0
    assert len(list(out.glob("*.srt"))) == 2
