"""Recall: reference cases, the fast alignment against a plain loop, order, limits, spans."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotwords import DEFAULT_LIMIT, DEFAULT_THRESHOLD, Hotword, HotwordList, PhonemeIndex
from hotwords.phonemes import Phoneme, hotword_readings, text_phonemes
from hotwords.sound_costs import sound_cost

# Sentence by sentence what the peers' matcher finds, with the score where ours is the same.
REFERENCE = [
    ("康辉", "康灰是央视著名主持人", "康灰", 1.0),
    ("东方财富", "东方菜富股票上涨了", "东方菜富", 0.958),
    ("麦当劳", "我想去吃买当劳和啃得鸡", "买当劳", 0.944),
    ("肯德基", "我想去吃买当劳和啃得鸡", "啃得鸡", 1.0),
    ("撒贝宁", "我非常喜欢撒贝你说的新闻", "撒贝你", 0.833),
    ("督工", "杜工，你怎么看", "杜工", 0.917),
    ("督工", "都工你怎么看", "都工", 0.833),
    ("督工", "动工你怎么看", "动工", 0.75),
    ("句子", "请把那个锯子发给我一下", "锯子", 1.0),
    ("CapsWriter", "use caps riter to type", "caps riter", 1.0),
    ("Microsoft", "install micro soft office", "micro soft", 0.944),
    ("iPhone", "my i fone is broken", "i fone", 1.0),
    ("Claude", "ask klaude about it", "klaude", 1.0),
    ("Claude", "我很喜欢 cloud", "cloud", 0.875),
    ("7-Zip", "compress with 7 zip", "7 zip", 1.0),
    ("7-Zip", "compress with seven zip", "seven zip", 1.0),
    ("7-Zip", "用七zip压缩", "七zip", 1.0),
]


@pytest.mark.parametrize(("word", "text", "heard", "score"), REFERENCE)
def test_reference_cases_with_the_default_threshold(
    word: str, text: str, heard: str, score: float
) -> None:
    (hit,) = PhonemeIndex([word]).recall(text)
    assert hit.word == word
    assert hit.heard == heard
    assert hit.score == pytest.approx(score, abs=0.0005)


def test_a_lost_vowel_is_found_below_the_default() -> None:
    (hit,) = PhonemeIndex(["Python"]).recall("download pythn code", threshold=0.6)
    assert hit.heard == "pythn"
    assert hit.score == pytest.approx(0.7)


def test_one_name_written_three_ways() -> None:
    index = PhonemeIndex(["督工", "康辉"])
    draft = "欢迎动工，都工说了，然后杜工又说"
    (hit,) = index.recall(draft)
    assert (hit.word, hit.heard) == ("督工", "杜工")
    for part in draft.replace("，", " ").split():
        assert "督工" in [hit.word for hit in index.recall(part, threshold=0.6)]


def test_ordinary_speech_offers_nothing() -> None:
    index = PhonemeIndex(["康辉", "东方财富", "CapsWriter", "iPhone", "7-Zip"])
    assert index.recall("我今天不想去上班，晚上一起吃火锅吧") == []
    assert index.recall("the weather is nice today") == []


def test_aliases_lead_to_their_word() -> None:
    index = PhonemeIndex.from_list(HotwordList.parse("DeepSeek | 深度求索 | 滴铺西克"))
    for text in ("我在用深度球索写代码", "我在用滴扑西克", "i use deep seek"):
        assert [hit.word for hit in index.recall(text)] == ["DeepSeek"]


def test_matches_keep_to_words() -> None:
    index = PhonemeIndex(["cat"])
    assert index.recall("concatenate", threshold=0.9) == []
    assert [hit.heard for hit in index.recall("a cat sat", threshold=0.9)] == ["cat"]


def test_words_in_the_text_itself_score_one_whatever_the_phrase() -> None:
    # 行 is read háng in 银行 and xíng alone.
    index = PhonemeIndex(["行动"])
    (hit,) = index.recall("银行动态")
    assert (hit.score, hit.heard) == (1.0, "行动")


def test_the_best_place_of_a_word_is_given() -> None:
    (hit,) = PhonemeIndex(["康辉"]).recall("抗回来了，康辉也来了")
    assert (hit.start, hit.end, hit.score) == (5, 7, 1.0)


def test_order_is_score_then_length_then_list() -> None:
    words = ["甘肃", "干涉", "东方财富", "康慧", "康辉", "赶速"]
    hits = PhonemeIndex(words).recall("康辉说东方财富在甘肃", threshold=0.8)
    assert [hit.word for hit in hits] == ["东方财富", "甘肃", "康辉", "康慧", "赶速"]
    assert PhonemeIndex(reversed(words)).recall("干速") != []
    assert [hit.word for hit in PhonemeIndex(["甲鱼", "贾瑜", "假玉"]).recall("家雨")] == [
        "甲鱼",
        "贾瑜",
        "假玉",
    ]


def test_the_limit_keeps_the_best() -> None:
    index = PhonemeIndex(["康辉", "康慧", "康惠", "抗会"])
    everything = index.recall("康灰")
    assert len(everything) == 4
    assert index.recall("康灰", limit=2) == everything[:2]
    assert index.recall("康灰", limit=0) == []
    many = PhonemeIndex([f"康辉{character}" for character in "安爱昂凹阿欧鹅二盎按岸暗案傲奥"])
    assert len(many.recall("康辉俺")) == DEFAULT_LIMIT


def test_nothing_to_find_or_to_search() -> None:
    assert PhonemeIndex([]).recall("康灰") == []
    assert PhonemeIndex(["!!!", " ", "康" * 500]).recall("康灰") == []
    assert PhonemeIndex(["康辉"]).recall("") == []
    assert PhonemeIndex(["康辉"]).recall("……") == []
    assert len(PhonemeIndex(["康辉", "康辉", " 康辉 "])) == 1


def test_from_file(tmp_path: Path) -> None:
    path = tmp_path / "hot.txt"
    path.write_text("# list\n康辉 | 康师傅 ~~~ 方便面\n", encoding="utf-8-sig")
    index = PhonemeIndex.from_file(path)
    assert [hit.word for hit in index.recall("康灰")] == ["康辉"]
    assert [hit.word for hit in index.recall("康师父来了")] == ["康辉"]


def test_a_large_list_is_searched_whole() -> None:
    chooser = random.Random(7)
    characters = [chr(code) for code in range(0x5200, 0x5600)]
    words = ["".join(chooser.choices(characters, k=4)) for _ in range(10_000)]
    index = PhonemeIndex([*words, "撒贝宁"])
    assert "撒贝宁" in [hit.word for hit in index.recall("昨天撒被宁说得很好" * 10)]
    probe = words[5_000]
    assert index.recall(f"昨天{probe}说")[0].word == probe


def test_importing_the_package_loads_no_pinyin() -> None:
    code = "import sys, hotwords; print(sorted({'pypinyin', 'watchdog'} & set(sys.modules)))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def plain_score(word: str, draft: list[Phoneme]) -> float:
    """The definition, cell by cell: best score of any reading anywhere in the draft."""
    best = 0.0
    for reading in hotword_readings(word):
        above = [0.0 if each.starts_word else 1e9 for each in draft] + [1e9]
        for wanted in reading:
            row = [above[0] + 1]
            for at, heard in enumerate(draft):
                row.append(
                    min(above[at] + sound_cost(wanted, heard.value), above[at + 1] + 1, row[at] + 1)
                )
            above = row
        ends = [cost for cost, each in zip(above[1:], draft, strict=True) if each.ends_word]
        best = max([best, *(1 - cost / len(reading) for cost in ends)])
    return best


SYLLABLES = "康辉灰会慧抗甘肃速东方财菜富督都动工安昂西"
WORDS = ["iPhone", "fone", "i", "Claude", "cloud", "7", "15", "zip", "NASA", "ラ"]
pieces = st.one_of(st.sampled_from(SYLLABLES), st.sampled_from(WORDS))
texts = st.lists(pieces, min_size=1, max_size=12).map(" ".join)


@settings(deadline=None)
@given(
    st.lists(st.lists(pieces, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=6),
    texts,
    st.sampled_from([0.3, 0.5, 0.7, 0.75, 0.9]),
)
def test_the_fast_alignment_equals_the_plain_one(
    words: list[str], text: str, threshold: float
) -> None:
    draft = text_phonemes(text)
    expected = {word: plain_score(word, draft) for word in words}
    for word in words:
        if len(word) == 1 and word in SYLLABLES and word in text:
            expected[word] = 1.0
    hits = PhonemeIndex(words).recall(text, limit=100, threshold=threshold)
    assert {hit.word: pytest.approx(hit.score) for hit in hits} == {
        word: score for word, score in expected.items() if score >= threshold - 1e-6
    }
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        assert text[hit.start : hit.end] == hit.heard
        # What was heard, taken by itself, is worth the same: the span is the aligned one.
        heard = [each for each in draft if hit.start <= each.start and each.end <= hit.end]
        if hit.score < 1:
            assert plain_score(hit.word, heard) == pytest.approx(hit.score)


@settings(deadline=None)
@given(
    # Without 会, whose reading depends on its neighbours.
    st.text(SYLLABLES.replace("会", ""), min_size=2, max_size=5),
    st.integers(0, 4),
    st.sampled_from("里拉母夫波特科熬欧"),
)
def test_a_word_with_one_wrong_syllable_scores_at_least_its_right_share(
    word: str, place: int, wrong: str
) -> None:
    place %= len(word)
    text = f"说{word[:place]}{wrong}{word[place + 1 :]}了"
    hits = PhonemeIndex([word]).recall(text, threshold=0.0)
    right = 1 - 3 / len(hotword_readings(word)[0])
    assert hits[0].score >= min(right, 1) - 1e-9


SIMILAR_HANZI = [("张", "脏"), ("辉", "飞"), ("林", "灵"), ("兰", "然"), ("陈", "岑"), ("督", "杜")]


@settings(deadline=None)
@given(
    st.text("康贝宁东方财富工刘王", min_size=1, max_size=3),
    st.sampled_from(SIMILAR_HANZI),
    st.text("今天我们看了", max_size=6),
)
def test_recall_survives_one_phoneme_error(rest: str, pair: tuple[str, str], before: str) -> None:
    wanted, heard = pair
    word = rest + wanted
    hits = PhonemeIndex([word, "别的词"]).recall(f"{before} {rest}{heard}，后来")
    assert word in [hit.word for hit in hits]
    assert 0 < DEFAULT_THRESHOLD < 1


def test_blocks_stay_in_the_entry() -> None:
    entry = Hotword("Claude", ("Cloud",), ("weather",))
    assert [hit.word for hit in PhonemeIndex([entry]).recall("cloud weather")] == ["Claude"]
