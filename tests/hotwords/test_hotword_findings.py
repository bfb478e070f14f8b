"""What the check says of a list, and what it leaves alone."""

from __future__ import annotations

import pickle
import string
import subprocess
import sys

import pytest
from hypothesis import given
from made_lists import texts

from hotwords import Hotword, HotwordDocument, HotwordFileError, HotwordList, findings
from hotwords.hotword_findings import SENTENCES, Finding
from hotwords.ordinary_words import known_words, ordinary_words
from hotwords.sound_findings import spoken


def found(text: str, *, sounds: bool = True) -> list[tuple[int, str, tuple[str, ...]]]:
    document = HotwordDocument.from_bytes(text.encode())
    return [(each.line, each.kind, each.values) for each in findings(document, sounds=sounds)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("康辉\n撒贝宁\nKowalski | Kovalski\n", []),
        ("甲乙丙\n| x\n", [(2, "unreadable", ("the word before the first | or ~~~ is missing",))]),
        ("#[group off] x\n| y\n#[end]\n#[end]", [(4, "stray-end", ())]),
        ("鄱阳湖\n康辉\n鄱阳湖|破阳湖\n", [(1, "repeated", ("鄱阳湖", "3"))]),
        ("鄱阳湖\n鄱阳湖 !! off\n", [(1, "repeated", ("鄱阳湖", "2"))]),
        ("Kestrova|Kowalski\nKOWALSKI\n", [(1, "alias-is-word", ("Kowalski", "2"))]),
        ("Kestrova|Costrova\nKowalski|costrova", [(2, "alias-shared", ("costrova", "1"))]),
        (
            "是\nC#\n7\nAI",
            [(n, "too-short", (w,)) for n, w in enumerate(["是", "C#", "7", "AI"], 1)],
        ),
        ("户晨风\n康辉 !! replace", [(2, "short-replacement", ("康辉",))]),
        ("户晨风 !! replace\nKestrova ~~~ 甲 | !! replace", []),
        ("户晨风｜胡成风", [(1, "full-width", ("｜", "|"))]),
        ("户晨风 ！！ replace", [(1, "full-width", ("！！", "!!"))]),
        ("户晨风 ～～～ 天气", [(1, "full-width", ("～～～", "~~~"))]),
        ("＃ 注释", [(1, "full-width", ("＃", "#"))]),
        ("张三丰\t李四光\n", [(1, "tab", ("张三丰→李四光",))]),
        ("户晨风\t|\t胡成风\t~~~\t天\n", []),
        ("陈思远!! replace", [(1, "option-in-word", ("陈思远!! replace",))]),
        ("foo | foo!!replace", [(1, "option-in-word", ("foo!!replace",))]),
        ("Wham!!\n户晨风 !! replace\nHey!!!!\n", []),
        ("锯子 =>", [(1, "arrow-in-word", ("锯子 =>",))]),
        ("锯子 => 句子", [(1, "arrow-in-word", ("锯子 => 句子",))]),
        ("户\ufffd风", [(1, "damaged", ("户\ufffd风",))]),
    ],
)
def test_what_can_be_seen(text: str, expected: list[tuple[int, str, tuple[str, ...]]]) -> None:
    assert found(text, sounds=False) == expected


@pytest.mark.parametrize(
    ("text", "line", "kind", "said"),
    [
        ("!?—", 1, "no-sound", "“!?—”"),
        ("我们", 1, "ordinary", "everyday word"),
        ("锯子", 1, "homophone", "“句子”"),
        ("锯子 ~~~ 木头 | !! replace", 1, "homophone-replacement", "hint is safer"),
        ("Shure", 1, "homophone", "“sure”"),
        ("Claude|Cloud !! replace", 1, "ordinary-alias", "every “Cloud” becomes “Claude”"),
        ("孙雅婷\n孙崖廷", 2, "sounds-alike", "“孙雅婷” in line 1"),
        ("刘诗诗\n牛思思", 2, "sounds-alike", "“刘诗诗” in line 1"),
        ("Zimmerman\nZimmermann", 2, "sounds-alike", "“Zimmerman” in line 1"),
        ("重整", 1, "reading", "chong2"),
        ("钱多乐", 1, "reading", "「乐」 can also be yue4"),
    ],
)
def test_what_can_be_heard(text: str, line: int, kind: str, said: str) -> None:
    document = HotwordDocument.from_bytes(text.encode())
    matching = [each for each in findings(document) if each.kind == kind]
    assert [each.line for each in matching] == [line]
    assert said in matching[0].message("en")


@pytest.mark.parametrize(
    "text",
    [
        "重庆话",  # a phrase decides
        "重整 !! reading: chong2 zheng3",
        "Claude|Cloud",
        "Claude|Cloud ~~~ weather | !! replace",
        "我们 !! off",
    ],
)
def test_what_needs_no_look(text: str) -> None:
    assert found(text) == []


def test_a_surname_that_is_read_as_one_is_left_alone() -> None:
    said = [each for each in found("曾宪琛") if each[1] in ("surname", "reading")]
    reading = spoken(Hotword("曾宪琛"))[0]
    if reading.startswith("zeng1"):
        assert said == []
    else:
        assert said == [(1, "surname", ("曾宪琛", reading, "曾", "zeng1 xian4 chen1"))]


def test_how_words_are_said_to_sound() -> None:
    assert spoken(Hotword("西安")) == ("xi1 an1",)
    # 子 keeps its tone inside a name, as in recall, unless an ordinary word ends with it.
    assert spoken(Hotword("徐子轩")) == ("xu2 zi3 xuan1",)
    assert spoken(Hotword("刘子涵")) == ("liu2 zi3 han2",)
    assert spoken(Hotword("包子铺"))[0].startswith("bao1 zi5")
    assert spoken(Hotword("孔子")) == ("kong3 zi5",)
    assert spoken(Hotword("西安", readings=("xi1 an4", "xian1 an1"))) == ("xi1 an4", "xian1 an1")
    assert spoken(Hotword("重庆 Claude 7号")) == ("chong2 qing4 K-L-AO-D qi1 hao4",)


def test_a_word_that_sounds_like_one_of_an_earlier_list() -> None:
    earlier = [
        HotwordList.parse("孙雅婷\n刘诗诗\n户晨风\n", layer="all.txt"),
        HotwordList.parse("刘诗诗 !! off\n", layer="series.txt"),
    ]
    document = HotwordDocument.from_bytes("孙崖廷\n牛思思\n户晨风\n".encode())
    alike = [each for each in findings(document, earlier) if each.kind == "sounds-alike-earlier"]
    assert alike == [Finding("sounds-alike-earlier", 1, ("孙崖廷", "孙雅婷", "all.txt"))]
    assert "“孙雅婷” of all.txt" in alike[0].message()


def test_a_word_that_no_earlier_list_has() -> None:
    document = HotwordDocument.from_bytes("户晨风 !! off\n鄱阳湖 !! off".encode())
    earlier = HotwordList.of(["鄱阳湖"])
    assert findings(document, [earlier], sounds=False) == [
        Finding("nothing-to-switch-off", 1, ("户晨风",))
    ]
    assert findings(document) == []


def test_too_many_words_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotwords.hotword_file.MOST_FORMS", 2)
    assert found("甲乙丙\n乙丙丁\n丙丁戊", sounds=False)[0][:2] == (3, "unreadable")


@given(texts)
def test_errors_are_found_where_the_list_cannot_be_used(text: str) -> None:
    document = HotwordDocument.from_bytes(text.encode())
    all_found = findings(document, sounds=False)
    assert [each.line for each in all_found] == sorted(each.line for each in all_found)
    errors = [each for each in all_found if each.severity == "error"]
    try:
        hotwords = document.hotwords()
    except HotwordFileError as error:
        assert (error.line, error.reason) in [(each.line, each.message()) for each in errors]
        return
    left_out = [(each.line, each.reason) for each in hotwords.left_out]
    assert [(each.line, each.message()) for each in errors] == left_out
    for each in all_found:
        assert pickle.loads(pickle.dumps(each)) == each
        # Why a line cannot be read is translated where it is shown.
        assert each.severity == "error" or each.message("en") != each.message("zh")


@pytest.mark.parametrize("kind", SENTENCES)
def test_both_languages_name_the_same_values(kind: str) -> None:
    _, english, chinese = SENTENCES[kind]
    fields = [
        {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
        for sentence in (english, chinese)
    ]
    assert fields[0] == fields[1]


def test_ordinary_words_of_both_languages() -> None:
    assert {"我们", "the", "cloud"} <= ordinary_words()
    assert {"我们", "句子", "the", "cloud"} <= set(known_words())
    assert not any(len(word) == 1 for word in known_words() if not word.isascii())


def test_what_can_be_seen_needs_no_pypinyin() -> None:
    code = (
        "import sys; from hotwords import HotwordDocument, findings\n"
        "document = HotwordDocument.from_bytes('重庆 !! reading: chong2 qing4'.encode())\n"
        "findings(document, sounds=False); document.hotwords()\n"
        "print('pypinyin' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"
