"""Recall: reference cases, order, limits, spans, lists that change, large lists."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotwords import DEFAULT_LIMIT, DEFAULT_THRESHOLD, Hotword, HotwordList, PhonemeIndex

# What the peers' matcher finds or should find, and what is heard by Chinese ears.
REFERENCE = [
    ("康辉", "康灰是央视著名主持人", "康灰"),
    ("东方财富", "东方菜富股票上涨了", "东方菜富"),
    ("麦当劳", "我想去吃买当劳和啃得鸡", "买当劳"),
    ("肯德基", "我想去吃买当劳和啃得鸡", "啃得鸡"),
    ("撒贝宁", "我非常喜欢撒贝你说的新闻", "撒贝你"),
    ("督工", "杜工，你怎么看", "杜工"),
    ("督工", "都工你怎么看", "都工"),
    ("王砚秋", "昨天王眼球来了", "王眼球"),
    ("CapsWriter", "use caps riter to type", "caps riter"),
    ("Microsoft", "install micro soft office", "micro soft"),
    ("iPhone", "my i fone is broken", "i fone"),
    ("Claude", "ask klaude about it", "klaude"),
    ("Claude", "我很喜欢 cloud", "cloud"),
    ("Claude", "我用克劳德写代码", "克劳德"),
    ("Python", "我用拍森写代码", "拍森"),
    ("Python", "download pythn code", "pythn"),
    ("Kubernetes", "we run cooper net ease here", "cooper net ease"),
    ("GPT-4o", "他用鸡皮踢四欧翻译", "鸡皮踢四欧"),
    ("7-Zip", "compress with 7 zip", "7 zip"),
    ("7-Zip", "compress with seven zip", "seven zip"),
    ("7-Zip", "用七zip压缩", "七zip"),
    ("H.265", "视频是h二六五编码", "h二六五"),
    ("iPhone 17 Pro", "新的iphone十七pro", "iphone十七pro"),
    ("Qwen3", "用困三回答", "困三"),
]


@pytest.mark.parametrize(("word", "text", "heard"), REFERENCE)
def test_reference_cases_with_the_default_threshold(word: str, text: str, heard: str) -> None:
    (hit,) = PhonemeIndex([word]).recall(text)
    assert (hit.word, hit.heard) == (word, heard)
    assert text[hit.start : hit.end] == heard
    assert DEFAULT_THRESHOLD <= hit.score <= 1


def test_ordinary_speech_offers_nothing() -> None:
    index = PhonemeIndex(["康辉", "东方财富", "CapsWriter", "iPhone", "7-Zip", "Canva", "句子"])
    assert index.recall("我今天不想去上班，晚上一起吃火锅吧") == []
    assert index.recall("看看他们在家里干什么") == []
    assert index.recall("the weather is nice today and i can see you") == []


def test_strange_words_are_taken_for_a_hotword_sooner_than_everyday_ones() -> None:
    index = PhonemeIndex(["Canva"])
    strange, everyday = (
        index.recall(text, threshold=0.0)[0].score for text in ("用看娃画图", "我看完画图")
    )
    assert strange > everyday + 0.2


def test_aliases_lead_to_their_word() -> None:
    index = PhonemeIndex.from_list(HotwordList.parse("DeepSeek | 深度求索 | 滴铺西克"))
    for text in ("我在用深度球索写代码", "我在用滴扑西克", "i use deep seek", "深度求索很好"):
        assert [hit.word for hit in index.recall(text)] == ["DeepSeek"]


def test_given_readings_count() -> None:
    plain, given_one = Hotword("重黎"), Hotword("重黎", readings=("chong2 li2",))
    (hit,) = PhonemeIndex([given_one]).recall("昨天虫梨来了")
    assert hit.heard == "虫梨"
    better = hit.score
    assert all(hit.score <= better for hit in PhonemeIndex([plain]).recall("昨天虫梨来了"))


def test_matches_keep_to_words() -> None:
    index = PhonemeIndex(["cat"])
    assert index.recall("concatenate", threshold=0.9) == []
    (hit,) = index.recall("a cat sat", threshold=0.9)
    assert (hit.heard, hit.score) == ("cat", 1.0)


def test_what_is_spelled_so_scores_one() -> None:
    index = PhonemeIndex(["行动", "Wi-Fi 7", "AI"])
    # 行 is read háng in 银行 and xíng alone.
    assert [(hit.word, hit.score) for hit in index.recall("银行动态")] == [("行动", 1.0)]
    hits = index.recall("用wifi7和a i")
    assert [(hit.word, hit.score, hit.heard) for hit in hits] == [
        ("Wi-Fi 7", 1.0, "wifi7"),
        ("AI", 1.0, "a i"),
    ]


def test_the_best_place_of_a_word_is_given() -> None:
    (hit,) = PhonemeIndex(["康辉"]).recall("抗回来了，康辉也来了")
    assert (hit.start, hit.end, hit.score) == (5, 7, 1.0)


def test_order_is_score_then_length_then_list() -> None:
    words = ["甘肃", "东方财富", "康慧", "康辉"]
    hits = PhonemeIndex(words).recall("康辉说东方财富在甘肃")
    assert [hit.word for hit in hits] == ["东方财富", "甘肃", "康辉", "康慧"]
    alike = ["甲鱼", "贾瑜", "假玉"]
    same = [hit.word for hit in PhonemeIndex(alike).recall("那个佳雨啊") if hit.score < 1]
    assert same == sorted(same, key=alike.index)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)


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


def test_a_longer_list_asks_for_more() -> None:
    chooser = random.Random(8)
    words = ["".join(chooser.choices("安爱昂凹阿欧鹅二盎按岸暗案傲奥", k=6)) for _ in range(6_000)]
    text = "昨天都工说得很好"
    short = PhonemeIndex(["督工"]).recall(text)
    long = PhonemeIndex([*words, "督工"]).recall(text, threshold=0.1)
    assert short[0].score > long[0].score


WORDS = [
    "康辉", "东方财富", "Claude", "Python", "GPT-4o", "王砚秋", "iPhone", "7-Zip", "B站", "督工",
]  # fmt: skip
TEXTS = ["康灰说东方菜富用克劳德", "杜工用拍森和记屁提四欧", "my i fone and klaude", "王彦秋"]


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.sampled_from(WORDS), unique=True),
    st.lists(st.lists(st.sampled_from(WORDS), unique=True), min_size=1, max_size=3),
    st.sampled_from(TEXTS),
)
def test_an_updated_index_equals_a_new_one(
    first: list[str], later: list[list[str]], text: str
) -> None:
    index = PhonemeIndex(first)
    before = index.recall(text)
    updated = index
    for words in later:
        updated = updated.updated(words)
        assert len(updated) == len(words)
        assert updated.recall(text) == PhonemeIndex(words).recall(text)
    assert index.recall(text) == before


def test_one_edit_of_a_long_list_reads_only_the_changed_entry() -> None:
    words = [f"{a}{b}{c}" for a in "康东王督" for b in "辉方砚工财" for c in "安爱昂凹阿欧鹅二"]
    index = PhonemeIndex(words)
    changed = [*words[:80], "撒贝宁", *words[81:]]
    updated = index.updated(HotwordList.of(changed))
    assert [hit.word for hit in updated.recall("昨天撒被宁说")] == ["撒贝宁"]
    assert words[80] not in [hit.word for hit in updated.recall(f"昨天{words[80]}说", limit=100)]
    aliased = [Hotword(word, ("滴铺西克",) if word == words[3] else ()) for word in changed]
    assert updated.updated(aliased).recall("我用滴扑西克")[0].word == words[3]


def test_edits_far_apart_leave_what_is_between_as_it_is() -> None:
    words = [f"{a}{b}{c}" for a in "康东王督" for b in "辉方砚工财" for c in "安爱昂凹阿欧鹅二"]
    index = PhonemeIndex(words)
    changed = ["撒贝宁", *words[2:-1], "督工"]
    updated = index.updated(changed)
    # Of two parts the first is the old one.
    assert [len(part.entries) for part, _ in updated._parts] == [len(words), 2]
    for text in ("昨天撒被宁说", "都工你怎么看", f"昨天{words[1]}说", f"昨天{words[70]}说"):
        assert updated.recall(text) == PhonemeIndex(changed).recall(text)


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from([0.0, 0.3, 0.5, 0.9, 1.0]))
def test_any_text_gives_hits_inside_it(text: str, threshold: float) -> None:
    index = PhonemeIndex([*WORDS, "ラテ", "C#"])
    hits = index.recall(text, threshold=threshold, limit=100)
    assert len({hit.word for hit in hits}) == len(hits)
    for hit in hits:
        assert threshold <= hit.score <= 1
        assert text[hit.start : hit.end] == hit.heard
        assert hit.heard
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("wanted", "heard"),
    [("张", "脏"), ("辉", "飞"), ("林", "灵"), ("兰", "然"), ("陈", "岑"), ("督", "杜")],
)
@settings(deadline=None, max_examples=20)
@given(rest=st.text("贝财凯富肯勒", min_size=2, max_size=3))
def test_recall_survives_one_confused_sound(wanted: str, heard: str, rest: str) -> None:
    word = rest + wanted
    hits = PhonemeIndex([word, "别的词"]).recall(f"今天我们看了 {rest}{heard}，后来")
    assert word in [hit.word for hit in hits]


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sys, hotwords; print(sorted({'pypinyin', 'watchdog', 'scipy'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"
