"""The text that the demo model is trained on: every line can be read, every slot can be filled."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from demo_model.training.corpus import (
    MandarinCutter,
    Word,
    english_words,
    is_pinyin,
    pack,
    read_lines,
    save_json,
    split_share,
    unpack,
)
from demo_model.training.lexicon import Lexicon, syllable_parts
from demo_model.training.prepare import add_surnames, read_words
from demo_model.training.sentences import SentenceMaker
from demo_model.training.slots import fill_slot
from demo_model.training.written_text import (
    DEVELOPMENT_SHARE,
    LANGUAGES,
    TEXT_FOLDER,
    TextReader,
    fill_every_slot,
    is_aside,
    kind_of_word,
    sentence_files,
    template_files,
)


def whole(text: str) -> list[str]:
    """In place of a word cutter, which these tests do without."""
    return [text]


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader(TEXT_FOLDER, MandarinCutter({}, whole))


@pytest.fixture(scope="module")
def corpus(reader: TextReader) -> dict[str, Any]:
    """Templates and kinds of the real text, and a few of its sentences."""
    few = {
        language: [
            pack(reader.words(line, language))
            for path in sentence_files(TEXT_FOLDER, language)
            for line in read_lines(path)[:40]
        ]
        for language in LANGUAGES
    }
    templates = {language: reader.templates(language) for language in LANGUAGES}
    return {"sentences": few, "templates": templates, "kinds": reader.kinds(), "foreign": []}


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    path = tmp_path_factory.mktemp("text") / "lexicon.json"
    save_json(read_words(TEXT_FOLDER), path)
    characters = json.loads(path.read_text(encoding="utf-8"))["mono"]
    return Lexicon(path, set(characters))


def test_every_template_can_be_filled(corpus: dict[str, Any], lexicon: Lexicon) -> None:
    lines = [
        line
        for language in LANGUAGES
        for path in template_files(TEXT_FOLDER, language)
        for line in read_lines(path)
    ]
    assert len(lines) == 650 + 41 + 545 + 18
    assert fill_every_slot(corpus, lexicon) == sum(line.count("{") for line in lines)


def test_an_unknown_slot_is_an_error(lexicon: Lexicon) -> None:
    with pytest.raises(ValueError, match="nonsense"):
        fill_slot(Word("{nonsense}"), lexicon, {}, random.Random(0))


def test_made_sentences_can_be_said(
    corpus: dict[str, Any], lexicon: Lexicon, tmp_path: Path
) -> None:
    words = [["Docker", "docker", "Docker", "en", "foreign"]]
    path = tmp_path / "corpus.json"
    path.write_text(json.dumps(corpus | {"foreign": words}), encoding="utf-8")
    maker = SentenceMaker(path, lexicon, 5)
    for _ in range(600):
        _, sentence = maker.sentence()
        assert any(word.say for word in sentence)
        for word in sentence:
            assert word.text and "{" not in word.text, sentence
            if word.say and word.language == "zh":
                assert is_pinyin(word.say), word
                assert len(word.say.split()) == len(word.spoken), word


def test_the_same_seed_makes_the_same_sentences(
    corpus: dict[str, Any], lexicon: Lexicon, tmp_path: Path
) -> None:
    path = tmp_path / "corpus.json"
    words = [["Docker", "docker", "Docker", "en", "foreign"]]
    path.write_text(json.dumps(corpus | {"foreign": words}), encoding="utf-8")
    first, second = (SentenceMaker(path, lexicon, 8) for _ in range(2))
    assert [first.sentence() for _ in range(50)] == [second.sentence() for _ in range(50)]


def test_sentences_are_set_aside_by_their_text_alone() -> None:
    lines = [
        line
        for language in LANGUAGES
        for path in sentence_files(TEXT_FOLDER, language)
        if not path.name.startswith("trial_")
        for line in read_lines(path)
    ]
    shares = [split_share(line) for line in lines]
    assert all(0 <= share < 1 for share in shares)
    assert shares == [split_share(line) for line in lines]
    aside = sum(share < DEVELOPMENT_SHARE for share in shares) / len(shares)
    assert 0.01 < aside < 0.03
    assert any(is_aside(line, Path("zh_a.txt")) for line in lines)
    assert not any(is_aside(line, Path("trial_zh.txt")) for line in lines)


def test_words_with_numbers_keep_both_forms() -> None:
    cutter = MandarinCutter({}, whole)
    words = cutter.words("会议改到3:30，请带 Excel 表。")
    assert [word.text for word in words] == ["会议改到", "3:30", "，", "请带", "Excel", "表", "。"]
    assert words[1].spoken == "三点三十分"
    assert words[1].say == "san1 dian3 san1 shi2 fen1"
    assert words[2].is_mark
    assert words[4].language == "en"
    assert [w.spoken for w in english_words("Pay $20 now, it's late.", {})] == [
        "pay", "twenty dollars", "now", "", "its", "late", "",
    ]  # fmt: skip
    assert unpack(pack(words)) == words


def test_a_character_without_a_reading_is_an_error() -> None:
    with pytest.raises(ValueError, match="no reading"):
        MandarinCutter({}, whole).words("这是Ωμ吗？")


def test_words_of_several_kinds_keep_the_first() -> None:
    kinds = {"food": ["鱼", "米饭"], "animal": ["鱼", "猫"], "pet": ["猫"]}
    assert kind_of_word(kinds) == {"米饭": "food", "猫": "animal"}


@pytest.mark.parametrize(
    ("syllable", "parts"),
    [("zhang1", ("zh", "ang", 1)), ("er4", ("", "er", 4)), ("lv4", ("l", "v", 4))],
)
def test_syllables_have_an_initial_and_a_final(syllable: str, parts: tuple[str, str, int]) -> None:
    assert syllable_parts(syllable) == parts


def test_near_words_never_sound_the_same(lexicon: Lexicon) -> None:
    rng = random.Random(3)
    for _ in range(200):
        name = lexicon.person(rng)
        near = lexicon.sounds_near(name, rng)
        assert near is None or (near != name.text and len(near) == len(name.text))
        assert len(name.canonical) == len(name.text) == len(name.say.split())


def test_surnames_have_a_syllable_for_every_character() -> None:
    lines = [line.split(" ", 1) for line in read_lines(TEXT_FOLDER / "surnames.txt")]
    assert len({surname for surname, _ in lines}) == len(lines) > 400
    for surname, said in lines:
        assert is_pinyin(said), surname
        assert len(said.split()) == len(surname)


def test_new_surnames_keep_the_old_ones_as_common_as_themselves() -> None:
    words = read_words(TEXT_FOLDER)
    old = set(words["sur"])
    add_surnames(words, ["万俟 mo4 qi2", "阮 ruan3", "王 wang2"])
    assert set(words["sur"]) - old == {"万俟", "阮"}
    assert words["surpy"]["万俟"] == "mo4 qi2"
    weights = {name: count**0.5 for name, count in words["sur"].items()}
    new = weights["万俟"] + weights["阮"]
    assert new == pytest.approx(sum(weights.values()) - new)
