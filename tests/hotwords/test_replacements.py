"""Entries that replace what sounds like them: where, where not, and which of several."""

from __future__ import annotations

import doctest
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotwords import Hotword
from hotwords import replacements as module
from hotwords.replacements import STRICT, Replacer

PEERS = [
    Hotword(word, aliases, blocks, replace=True)
    for word, aliases, blocks in [
        ("康辉", (), ()),
        ("东方财富", (), ()),
        ("麦当劳", (), ()),
        ("肯德基", (), ()),
        ("撒贝宁", (), ()),
        ("督工", (), ()),
        ("CapsWriter", (), ()),
        ("Microsoft", (), ()),
        ("7-Zip", (), ()),
        ("Claude", ("Cloud",), ("weather", "sky")),
        ("句子", (), ()),
    ]
]


def written(text: str, entries: list[Hotword]) -> str:
    for hit in reversed(Replacer(entries).hits(text)):
        assert text[hit.start : hit.end] == hit.heard
        text = text[: hit.start] + hit.word + text[hit.end :]
    return text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("康灰是央视著名主持人", "康辉是央视著名主持人"),
        ("东方菜富股票上涨了", "东方财富股票上涨了"),
        ("我想去吃买当劳和啃得鸡", "我想去吃麦当劳和肯德基"),
        ("install micro soft office", "install Microsoft office"),
        ("compress with 7 zip", "compress with 7-Zip"),
        ("我很喜欢 cloud", "我很喜欢 Claude"),
        ("cloud in the sky", "cloud in the sky"),
        ("今天天气很好", "今天天气很好"),
        ("康灰说，康会来了", "康辉说，康辉来了"),
        ("", ""),
    ],
)
def test_reference_results(text: str, expected: str) -> None:
    assert written(text, PEERS) == expected


def test_an_entry_that_only_hints_never_replaces() -> None:
    hint = Hotword("句子", replace=False)
    assert written("请把那个锯子发给我一下", [hint]) == "请把那个锯子发给我一下"
    assert len(Replacer([hint])) == 0
    flagged = Hotword("句子", replace=True)
    assert written("请把那个锯子发给我一下", [flagged]) == "请把那个句子发给我一下"


def test_what_sounds_otherwise_is_never_replaced() -> None:
    entries = [Hotword(word, replace=True) for word in ("麦当劳", "陈思远", "今天")]
    for text in ("我喜欢麦当娜", "陈一远来了", "明天见"):
        assert written(text, entries) == text
    # However ordinary it is: the sound alone decides.
    assert written("天气金天好", entries) == "天气今天好"


def test_a_replacer_is_made_again_only_if_it_must_be() -> None:
    replacer = Replacer(PEERS)
    assert replacer.updated([*PEERS, Hotword("康灰")]) is replacer
    other = replacer.updated(PEERS[1:])
    assert len(other) == len(replacer) - 1
    assert other.hits("康灰") == []


def test_a_blocking_word_counts_within_five_words_on_either_side() -> None:
    entry = Hotword("Claude", ("Cloud",), ("weather", "乌"), replace=True)
    assert written("cloud and one two three WEATHER", [entry]) == "cloud and one two three WEATHER"
    far = "cloud and one two three four weather"
    assert written(far, [entry]) == far.replace("cloud", "Claude")
    assert written("今天有乌 cloud", [entry]) == "今天有乌 cloud"
    assert written("乌一二三四五 cloud", [entry]) == "乌一二三四五 Claude"
    assert written("cloud。" + "天" * 6 + "，cloud weather", [entry]).startswith("Claude")


def test_a_word_that_stands_there_is_kept_from_others() -> None:
    entries = [Hotword("麦当劳", replace=True), Hotword("买当劳", replace=True)]
    assert written("去吃麦当劳", entries) == "去吃麦当劳"
    assert written("去吃买当劳", entries) == "去吃买当劳"


def test_of_two_that_overlap_the_better_one_counts() -> None:
    entries = [Hotword("东方财富", replace=True), Hotword("财富股票", replace=True)]
    assert written("东方财付股票", entries) in ("东方财富股票", "东方财富股票")
    assert written("东方财付骨片", entries) == "东方财富骨片"


def test_capitals_are_put_right() -> None:
    assert written("用 claude 写", [Hotword("Claude", replace=True)]) == "用 Claude 写"


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        (["C++"], "c plus plus 和 c++", "C++ 和 C++"),
        (["C#", "C++"], "C++ and C#, c sharp, vitamin c", "C++ and C#, C#, vitamin c"),
        ([".NET"], "用.NET写 dot net", "用.NET写 .NET"),
        (["Yahoo!"], "Yahoo! yahoo YAHOO!", "Yahoo! Yahoo! Yahoo!"),
        (["《红楼梦》"], "《红楼梦》和红楼孟，《红楼孟》", "《红楼梦》和《红楼梦》，《红楼梦》"),
        (["(G)I-DLE"], "(G)I-DLE and g i dle", "(G)I-DLE and (G)I-DLE"),
        (["张三", "张三丰"], "张三风来了", "张三丰来了"),
    ],
)
def test_signs_of_a_word_are_not_doubled(words: list[str], text: str, expected: str) -> None:
    assert written(text, [Hotword(word, replace=True) for word in words]) == expected


SIGNS = st.text("+#.!&@()-《》《（）·:%/' ", max_size=3)
NAMES = ["C", "NET", "ASP", "Yahoo", "红楼梦", "Notepad", "360", "G I DLE", "T恤", "さくら"]


@settings(max_examples=200, deadline=None)
@given(
    st.builds(
        "{}{}{}{}{}".format, SIGNS, st.sampled_from(NAMES), SIGNS, st.sampled_from(NAMES), SIGNS
    ).map(str.strip),
    st.sampled_from(["", "他说", "we saw ", "（", "— "]),
    st.sampled_from(["", "，好", " today", "》", "!"]),
)
def test_a_text_that_holds_the_word_stays_as_it_is(word: str, before: str, after: str) -> None:
    text = f"{before}{word}{after}"
    assert written(text, [Hotword(word, replace=True)]) == text


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["康灰", "督工", "杜工", "cloud ", "7 zip ", "天气", "买当劳", "sky ", "，"]
        ),
        max_size=8,
    ).map("".join)
)
def test_places_stand_in_order_and_what_was_replaced_stays(text: str) -> None:
    hits = Replacer(PEERS).hits(text)
    for before, after in pairwise(hits):
        assert before.end <= after.start
    for hit in hits:
        assert hit.score >= STRICT
        assert text[hit.start : hit.end] == hit.heard != hit.word
    once = written(text, PEERS)
    assert written(once, PEERS) == once


def test_the_examples() -> None:
    assert doctest.testmod(module).failed == 0
