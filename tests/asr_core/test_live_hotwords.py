"""The list of a running engine: its states, its versions, its files."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from asr_core.errors import HotwordsUnreadable
from asr_core.live_hotwords import HotwordsInForce, LiveHotwords
from asr_core.reasons_zh import chinese_reason
from asr_core.transcription import Noticed
from hotwords import Alternative, HotwordList


def wait_for_change(live: LiveHotwords, before: HotwordsInForce) -> HotwordsInForce:
    latest = time.monotonic() + 20
    while live.in_force is before and time.monotonic() < latest:
        time.sleep(0.02)
    return live.in_force


def test_a_state_says_which_list_it_is() -> None:
    words = HotwordList.parse("督工\n麦当劳\n")
    state = HotwordsInForce.of(words)
    assert state.version == words.version
    assert state.line_of == {"督工": 0, "麦当劳": 1}
    assert [hit.word for hit in state.index.recall("都工你怎么看")] == ["督工"]
    assert HotwordsInForce().version == ""


def test_a_state_made_from_another_is_as_one_made_anew() -> None:
    before = HotwordsInForce.of(HotwordList.parse("督工\n麦当劳 !! replace\n玛伐凯泰\n康辉\n"))
    words = HotwordList.parse("督工\n麦当劳 !! replace\n撒贝宁\n康辉\n")
    after, anew = HotwordsInForce.of(words, before), HotwordsInForce.of(words)
    assert (after.version, after.entries, after.line_of) == (
        anew.version,
        anew.entries,
        anew.line_of,
    )
    assert after.replacer is before.replacer
    for text in ("都工和撒贝你", "玛法凯泰", "康灰去买当劳"):
        assert after.index.recall(text) == anew.index.recall(text)


def test_a_save_makes_a_new_state_and_leaves_the_old_one_alone(tmp_path: Path) -> None:
    path = tmp_path / "hot.txt"
    path.write_text("督工\n", encoding="utf-8")
    live = LiveHotwords([path])
    try:
        before = live.in_force
        assert [notice.code for notice in live.news()] == ["hotwords-in-use"]
        path.write_text("督工\n玛伐凯泰\n", encoding="utf-8")
        after = wait_for_change(live, before)
        assert set(after.entries) == {"督工", "玛伐凯泰"}
        assert set(before.entries) == {"督工"}
        assert after.version != before.version
        assert [notice.detail for notice in live.news()] == ["2"]
    finally:
        live.close()


def test_several_files_count_together(tmp_path: Path) -> None:
    for name, text in (("all.txt", "督工\n"), ("show.txt", "玛伐凯泰\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    live = LiveHotwords([tmp_path / "all.txt", tmp_path / "show.txt"])
    try:
        assert set(live.in_force.entries) == {"督工", "玛伐凯泰"}
        found = live.recall(live.in_force, "都工谈玛法凯泰", limit=10)
        assert {hit.word for hit in found} == {"督工", "玛伐凯泰"}
    finally:
        live.close()


def test_a_list_that_breaks_is_named_and_so_is_its_repair(tmp_path: Path) -> None:
    good, other = tmp_path / "all.txt", tmp_path / "show.txt"
    good.write_text("督工\n", encoding="utf-8")
    other.write_text("玛伐凯泰\n", encoding="utf-8")
    live = LiveHotwords([good, other])
    news: list[tuple[str, str]] = []

    def wait_for(code: str) -> None:
        latest = time.monotonic() + 20
        while all(code != told for told, _ in news) and time.monotonic() < latest:
            news.extend((notice.code, notice.detail) for notice in live.news())
            time.sleep(0.02)

    try:
        other.write_bytes("玛伐凯泰\n\0\n".encode())
        wait_for("hotwords-kept")
        other.write_text("玛伐凯泰\n", encoding="utf-8")
        wait_for("hotwords-repaired")
    finally:
        live.close()
    assert news[1:] == [
        (
            "hotwords-kept",
            "“show.txt”, line 2: this is not a text file",
        ),
        ("hotwords-repaired", "show.txt"),
    ]
    assert chinese_reason(news[1][1]) == "“show.txt”第 2 行：这不是文本文件"


def test_a_line_that_cannot_be_read_is_left_out_and_named(tmp_path: Path) -> None:
    path = tmp_path / "hot.txt"
    path.write_text("督工\n| 别名\n康辉\n", encoding="utf-8")
    why = "“hot.txt”, line {}: the word before the first | or ~~~ is missing"
    live = LiveHotwords([path])
    try:
        assert set(live.in_force.entries) == {"督工", "康辉"}
        assert list(live.news()) == [
            Noticed("hotwords-in-use", "2"),
            Noticed("hotwords-left-out", why.format(2)),
        ]
        path.write_text("督工\n| 别名\n康辉\n~~~ x\n", encoding="utf-8")
        live.catch_up()
        assert list(live.news()) == [Noticed("hotwords-left-out", why.format(4))]
        path.write_text("督工\n" + "| x\n" * 7, encoding="utf-8")
        live.catch_up()
        news = list(live.news())
        assert news[0] == Noticed("hotwords-in-use", "1")
        assert news[-1] == Noticed("hotwords-left-out", "2 more lines")
        assert len(news) == 5
    finally:
        live.close()
    assert chinese_reason(why.format(2)) == "“hot.txt”第 2 行：第一个 | 或 ~~~ 之前缺少词"
    assert chinese_reason("2 more lines") == "另有 2 行"


def test_the_last_good_list_counts_for_the_next_engine_too(tmp_path: Path) -> None:
    path = tmp_path / "hot.txt"
    path.write_text("督工\n康辉\n", encoding="utf-8")
    LiveHotwords([path]).close()
    path.write_bytes(b"\0")
    live = LiveHotwords([path])
    try:
        assert set(live.in_force.entries) == {"督工", "康辉"}
        assert [notice.code for notice in live.news()] == ["hotwords-kept", "hotwords-in-use"]
        path.write_text("督工\n", encoding="utf-8")
        live.catch_up()
        assert set(live.in_force.entries) == {"督工"}
        assert [notice.code for notice in live.news()] == ["hotwords-repaired", "hotwords-in-use"]
    finally:
        live.close()


def test_what_else_may_have_been_heard_counts(tmp_path: Path) -> None:
    path = tmp_path / "hot.txt"
    path.write_text("章三丰\n", encoding="utf-8")
    live = LiveHotwords([path])
    try:
        draft, others = "我昨天请得上风来了", (Alternative(4, 6, "章三", 0.3),)
        assert live.recall(live.in_force, draft, limit=1) == []
        (hit,) = live.recall(live.in_force, draft, limit=1, alternatives=others)
        assert (hit.word, hit.start, hit.end) == ("章三丰", 4, 7)
    finally:
        live.close()


def test_without_files_there_is_no_list() -> None:
    live = LiveHotwords([])
    assert live.in_force.version == ""
    assert live.recall(live.in_force, "督工", limit=10) == []
    assert list(live.news()) == []
    live.close()


def test_a_list_that_cannot_be_read_at_the_start_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(HotwordsUnreadable) as missing:
        LiveHotwords([tmp_path / "none.txt"])
    assert "none.txt" in missing.value.message()


def test_a_list_that_was_saved_just_now_is_in_force_after_catching_up(tmp_path: Path) -> None:
    path = tmp_path / "hot.txt"
    path.write_text("督工\n", encoding="utf-8")
    live = LiveHotwords([path])
    try:
        path.write_text("督工\n玛伐凯泰\n", encoding="utf-8")
        live.catch_up()
        assert set(live.in_force.entries) == {"督工", "玛伐凯泰"}
    finally:
        live.close()
