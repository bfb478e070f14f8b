"""The baseline against results that its originals were seen to give."""

from __future__ import annotations

import pytest

from benchmarks.peer_phonemes import peer_phonemes
from benchmarks.peer_recall import PeerHotword, PeerRecall

CLOUD = PeerHotword("Claude", ("Cloud",), ("weather", "sky"))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("撒贝宁", "s a 1 b ei 4 n ing 2"),
        ("西安", "x i 1 an 1"),
        ("银行", "y in 2 h ang 2"),
        ("儿子", "er 2 z i 5"),
        ("嗯", "n 2"),
        ("7-Zip", "7 z i p"),
        ("iPhone15Pro", "i p h o n e 1 5 p r o"),
    ],
)
def test_phonemes_of_the_examples(text: str, values: str) -> None:
    assert " ".join(phoneme.value for phoneme in peer_phonemes(text)) == values


def test_words_are_cut_at_capitals_and_digits() -> None:
    starts = [each.start for each in peer_phonemes("CapsWriter iPhone15Pro") if each.starts_word]
    assert starts == [0, 4, 11, 12, 17, 19]


@pytest.mark.parametrize(
    ("words", "text", "corrected", "scores"),
    [
        (["康辉"], "康灰是央视著名主持人", "康辉是央视著名主持人", [1.0]),
        (["东方财富"], "东方菜富股票上涨了", "东方财富股票上涨了", [0.958]),
        (
            ["麦当劳", "肯德基"],
            "我想去吃买当劳和啃得鸡",
            "我想去吃麦当劳和肯德基",
            [1.0, 0.944],
        ),
        (["撒贝宁"], "我非常喜欢撒贝你说的新闻", "我非常喜欢撒贝你说的新闻", [0.833]),
        (["督工"], "杜工，你怎么看", "督工，你怎么看", [0.917]),
        (["督工"], "都工你怎么看", "都工你怎么看", [0.833]),
        (["CapsWriter"], "use caps riter to type", "use CapsWriter to type", [0.9]),
        (["Python"], "download pythn code", "download pythn code", [0.833]),
        (["Microsoft"], "install micro soft office", "install Microsoft office", [1.0]),
        (["iPhone"], "my i fone is broken", "my i fone is broken", [0.667]),
        (["7-Zip"], "compress with 7 zip", "compress with 7-Zip", [1.0]),
        ([CLOUD], "我很喜欢 cloud", "我很喜欢 Claude", [1.0]),
        ([CLOUD], "cloud in the sky", "cloud in the sky", [1.0]),
        (["句子"], "请把那个锯子发给我一下", "请把那个句子发给我一下", [1.0]),
    ],
)
def test_reference_results(
    words: list[str | PeerHotword], text: str, corrected: str, scores: list[float]
) -> None:
    index = PeerRecall(words)
    assert [hit.score for hit in index.recall(text)] == pytest.approx(scores, abs=6e-4)
    assert index.corrected(text) == corrected
