"""Readable cues: where they break, how long they stay, and that every word is in one."""

from __future__ import annotations

import doctest
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asr_core.transcript import HotwordUse, Segment, Transcript, Word, spread
from export_tools.subtitles import CueRules, SubtitleDocument, chinese_words, line_breaking
from export_tools.subtitles.chinese_words import inside_words
from export_tools.subtitles.line_breaking import TimedText, break_cues, break_lines, line_share


def transcript_of(*texts: str, syllable_s: float = 0.2, pause_s: float = 0.5) -> Transcript:
    """Each text as a segment, spoken evenly, with a pause after each."""
    segments, at_s = [], 1.0
    for text in texts:
        evenly = spread(text, 0.0, 1.0)
        length_s = syllable_s * max(1, len(re.findall(r"[\u4e00-\u9fff]|\d|[A-Za-z]{1,3}", text)))
        words = tuple(
            Word(w.text, at_s + w.start * length_s, at_s + w.end * length_s, 0.9) for w in evenly
        )
        segments.append(Segment(at_s, at_s + length_s, text, "", words))
        at_s += length_s + pause_s
    return Transcript("talk.mp3", "", at_s + 10, tuple(segments))


def cue_texts(*texts: str, rules: CueRules | None = None) -> list[str]:
    document = SubtitleDocument.from_transcript(transcript_of(*texts), rules)
    return [cue.text for cue in document.cues]


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def test_cues_break_at_sentences_and_clauses() -> None:
    assert cue_texts(
        "今天天气很好，我们去公园玩吧。你觉得这个主意怎么样？我觉得可以，就这么办！"
    ) == [
        "今天天气很好，我们去公园玩吧",
        "你觉得这个主意怎么样？",
        "我觉得可以，就这么办！",
    ]


def test_long_chinese_breaks_between_words_and_keeps_numbers_whole() -> None:
    cues = cue_texts(
        "据统计二零二五年上半年全国新能源汽车销量达到一千二百三十四万辆"
        "同比增长百分之三十五点六创下历史新高而且还在继续增长之中。"
    )
    joined = "|".join(cues)
    for word in ("二零二五年", "汽车", "达到", "一千二百三十四万", "百分之三十五点六", "历史"):
        assert word in joined
    assert all(6 <= len(cue) <= 16 for cue in cues)


def test_english_gets_two_balanced_lines() -> None:
    cues = cue_texts(
        "I think that we should leave before it gets dark, because the road through the mountains"
        " is dangerous at night and there are no lights anywhere along the way."
    )
    lines = [line for cue in cues for line in cue.split("\n")]
    assert all(len(line) <= 42 for line in lines)
    assert max(len(cue.split("\n")) for cue in cues) == 2
    assert cues[-1].endswith("way.")
    assert not any(line.endswith((" the", " a", " of")) for line in lines)


def test_an_abbreviation_ends_no_sentence() -> None:
    cues = cue_texts("The report was better than all of us expected, Mr. Smith said it was fine.")
    assert "Mr. Smith" in " ".join(cue.replace("\n", " ") for cue in cues)
    assert not any(cue.endswith("Mr.") for cue in cues)


def test_a_short_english_sentence_is_one_line() -> None:
    assert cue_texts("Good morning everybody.") == ["Good morning everybody."]


def test_numbers_units_and_decimals_are_never_cut() -> None:
    text = "去年公司收入增长了35.6%其中海外市场贡献了1,234.5万美元今年到12:30为止一共卖出20公斤苹果"
    joined = "|".join(cue_texts(text))
    for number in ("35.6%", "1,234.5", "12:30", "20公斤"):
        assert number in joined


def test_a_product_and_its_number_stay_together() -> None:
    text = "HotScribe 的命令行版本现在已经可以在 Windows 11 上运行得非常好了"
    assert "Windows 11" in "|".join(cue_texts(text))


def test_no_line_begins_with_a_particle_or_a_closing_mark() -> None:
    text = "这是我们昨天在那家很有名的餐厅里面吃过的最好吃的菜呢你们大家也应该一起去尝一尝啊"
    for cue in cue_texts(text)[1:]:
        assert cue[0] not in "的了吗呢吧啊，。？！”）"


def test_a_hotword_is_kept_together() -> None:
    text = "我昨天下午在公司门口遇见了沃尔夫冈阿玛迪斯先生他说他明天还会再来"
    use = HotwordUse("沃尔夫冈阿玛迪斯", "", 1.0, True, True)
    transcript = transcript_of(text)
    segment = transcript.segments[0]
    named = Segment(segment.start, segment.end, text, "zh", segment.words, (use,))
    document = SubtitleDocument.from_transcript(Transcript("a", "zh", 60, (named,)))
    assert any("沃尔夫冈阿玛迪斯" in cue.text for cue in document.cues)


def test_trailing_commas_and_stops_go_in_chinese_and_stay_in_english() -> None:
    assert cue_texts("今天不下雨。", "好吗？", "It is dry.", "用 HotScribe。", "等等……") == [
        "今天不下雨",
        "好吗？",
        "It is dry.",
        "用 HotScribe",
        "等等……",
    ]
    keep = CueRules(strip_trailing=False)
    assert cue_texts("今天不下雨。", rules=keep) == ["今天不下雨。"]
    assert cue_texts("。", "，") == ["。", "，"]


def test_the_rules_can_ask_for_other_lines() -> None:
    text = "今天天气很好我们一起去公园里面玩吧然后再去吃一顿好吃的午饭"
    two = cue_texts(text, rules=CueRules(lines=2, han_per_line=10))
    assert any("\n" in cue for cue in two)
    assert all(len(line) <= 10 for cue in two for line in cue.split("\n"))
    one = cue_texts("I think that we should leave before it gets dark.", rules=CueRules(lines=1))
    assert all("\n" not in cue for cue in one)
    with pytest.raises(ValueError, match="one line or two"):
        CueRules(lines=3)
    with pytest.raises(ValueError, match="at least 1"):
        CueRules(han_per_line=0)


def test_a_word_longer_than_a_line_is_left_whole() -> None:
    word = "x" * 60
    lines = [line for cue in cue_texts(f"see {word} there") for line in cue.split("\n")]
    assert lines == ["see", word, "there"]


def test_a_long_pause_ends_a_cue() -> None:
    words = (Word("今天", 1.0, 1.4, 1.0), Word("开会", 3.0, 3.4, 1.0))
    transcript = Transcript("a", "zh", 9, (Segment(1.0, 3.4, "今天开会", "zh", words),))
    document = SubtitleDocument.from_transcript(transcript)
    assert [cue.text for cue in document.cues] == ["今天", "开会"]


def test_segments_cut_inside_a_sentence_are_joined() -> None:
    words = (Word("今", 1.0, 1.3, 1.0), Word("天", 1.3, 1.6, 1.0))
    more = (Word("开", 1.65, 1.9, 1.0), Word("会", 1.9, 2.2, 1.0))
    segments = (Segment(1, 1.6, "今天", "zh", words), Segment(1.6, 2.2, "开会", "zh", more))
    document = SubtitleDocument.from_transcript(Transcript("a", "zh", 9, segments))
    assert [cue.text for cue in document.cues] == ["今天开会"]


def times(*spans: tuple[float, float], duration: float = 60.0) -> list[tuple[int, int]]:
    segments = tuple(
        Segment(start, end, "好。", "zh", (Word("好。", start, end, 1.0),)) for start, end in spans
    )
    document = SubtitleDocument.from_transcript(Transcript("a", "zh", duration, segments))
    return [(cue.start_ms, cue.end_ms) for cue in document.cues]


def test_a_cue_stays_a_little_and_long_enough_to_be_read() -> None:
    assert times((1.0, 1.3)) == [(1000, 1800)]
    assert times((1.0, 3.0)) == [(1000, 3200)]


def test_small_gaps_are_closed_and_large_ones_stay() -> None:
    assert times((1.0, 3.0), (3.4, 5.0)) == [(1000, 3400), (3400, 5200)]
    assert times((1.0, 3.0), (4.0, 5.0)) == [(1000, 3200), (4000, 5200)]
    assert times((1.0, 1.2), (1.5, 3.0)) == [(1000, 1500), (1500, 3200)]


def test_no_cue_lasts_too_long_or_past_the_file() -> None:
    assert times((1.0, 30.0)) == [(1000, 8000)]
    assert times((1.0, 2.0), duration=2.05) == [(1000, 2050)]
    assert times((1.0, 2.0), duration=0.0) == [(1000, 2200)]


def test_words_out_of_order_still_give_cues_in_order() -> None:
    assert times((5.0, 6.0), (4.0, 4.5), (4.0, 4.0), (4.0, 4.0)) == [
        (5000, 6000),
        (6000, 6001),
        (6001, 6002),
        (6002, 6802),
    ]


def test_words_without_text_and_strange_white_space() -> None:
    words = (
        Word(" Good", 0, 0.2, 1),
        Word(" ", 0.2, 0.3, 1),
        Word("morning\x00\n", 0.3, 0.5, 1),
        Word("\u2028all", 0.5, 0.6, 1),
        Word("", 0.6, 0.7, 1),
    )
    transcript = Transcript("a", "en", 5, (Segment(0, 1, "Good morning all", "en", words),))
    assert [cue.text for cue in SubtitleDocument.from_transcript(transcript).cues] == [
        "Good morning all"
    ]


def test_no_words_no_cues() -> None:
    assert SubtitleDocument.from_transcript(Transcript("a", "", 5)).cues == ()
    assert break_cues([], CueRules()) == []
    assert break_lines([], CueRules()) == []


PIECES = [
    *"我们今天开会讨论预算的了吗二三十百，。",
    *(
        " the",
        " a ",
        "Mountain ",
        "road, ",
        "is ",
        "it. ",
        "dark?",
        "“你",
        "好”",
        "35.6%",
        "12:30 ",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=70).map("".join)


def check(transcript: Transcript, rules: CueRules) -> None:
    document = SubtitleDocument.from_transcript(transcript, rules)
    spoken = "".join(word.text for s in transcript.segments for word in s.timed_words())
    assert letters("".join(cue.text for cue in document.cues)) == letters(spoken)
    for before, after in zip(document.cues, document.cues[1:], strict=False):
        assert before.end_ms <= after.start_ms
    for cue in document.cues:
        assert 0 <= cue.start_ms < cue.end_ms <= cue.start_ms + max(rules.longest_ms, 1)
        lines = cue.text.split("\n")
        assert 1 <= len(lines) <= 2
        for line in lines:
            assert line == line.strip() != ""
            is_word = len(re.findall(r"\w+", line)) <= 1
            assert line_share(line, rules) <= 1 or is_word
            assert sum("\u4e00" <= c <= "\u9fff" for c in line) <= rules.han_per_line


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTS, max_size=3), st.sampled_from([0.0, 0.1, 0.25]), st.floats(0, 2))
def test_every_word_is_in_a_readable_cue(
    texts: list[str], syllable_s: float, pause_s: float
) -> None:
    check(transcript_of(*texts, syllable_s=syllable_s, pause_s=pause_s), CueRules())


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_numbers_and_latin_words_survive_whole(text: str) -> None:
    lines = [line for cue in cue_texts(text) for line in cue.split("\n")]
    wanted = re.findall(r"35\.6%|12:30|[A-Za-z]+", text)
    found = re.findall(r"35\.6%|12:30|[A-Za-z]+", "\n".join(lines))
    assert found == wanted


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=8), st.floats(-5, 50), st.floats(-5, 50)), max_size=12))
def test_any_words_with_any_times_give_legal_cues(rows: list[tuple[str, float, float]]) -> None:
    words = tuple(Word(text, start, end, 0.5) for text, start, end in rows)
    segments = (Segment(0.0, 50.0, "", "", words),) if words else ()
    document = SubtitleDocument.from_transcript(Transcript("a", "", 50.0, segments))
    for before, after in zip(document.cues, document.cues[1:], strict=False):
        assert before.end_ms <= after.start_ms
    for cue in document.cues:
        assert 0 <= cue.start_ms < cue.end_ms
        assert cue.text.strip()
        assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in cue.text.replace("\n", ""))
    kept = letters("".join(text for text, _, _ in rows))
    assert letters("".join(cue.text for cue in document.cues)) == kept


def test_ranges_cover_all_words_in_order() -> None:
    words = [TimedText(c, 200 * k, 200 * k + 200) for k, c in enumerate("今天天气很好" * 9)]
    ranges = break_cues(words, CueRules())
    assert [k for begin, end in ranges for k in range(begin, end)] == list(range(len(words)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我们去公园", "我们 去 公园"),
        ("ok今天，天气很好", "ok 今天 ， 天气 很 好"),
        ("统计", "统计"),
        ("𠮷野家", "𠮷 野 家"),
        ("", ""),
    ],
)
def test_chinese_words_are_found(text: str, words: str) -> None:
    inside = inside_words(text)
    cut = "".join((" " if k and k not in inside else "") + c for k, c in enumerate(text))
    assert cut.replace("o k", "ok") == words


@pytest.mark.parametrize("content", [None, b"", b"no gzip at all"])
def test_without_the_word_list_breaks_go_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "words.txt.gz").write_bytes(content)
    monkeypatch.setattr(chinese_words, "_WORD_LIST", tmp_path / "words.txt.gz")
    chinese_words.word_costs.cache_clear()
    try:
        assert inside_words("我们去公园") == set()
    finally:
        chinese_words.word_costs.cache_clear()


def test_the_examples() -> None:
    assert doctest.testmod(line_breaking).failed == 0
    assert doctest.testmod(chinese_words).failed == 0
