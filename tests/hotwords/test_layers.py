"""Layers: who wins, what is switched off, in which order, and what the version says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotwords import Hotword, HotwordFileError, HotwordLayer, HotwordList, layers_of, load_layers
from hotwords.layers import merged

texts = st.lists(
    st.tuples(
        st.sampled_from("甲乙丙丁戊己"), st.sampled_from(["", " | 别名", " !! off", " !! replace"])
    ),
    max_size=6,
).map(lambda lines: "\n".join(word + rest for word, rest in lines))
stacks = st.lists(texts, max_size=3).map(
    lambda stack: [HotwordList.parse(text, layer=str(at)) for at, text in enumerate(stack)]
)


def test_the_later_layer_wins_and_comes_first() -> None:
    everything = HotwordList.parse("甲\n乙 | 已\n丙", layer="全局")
    series = HotwordList.parse("丙 !! off\n乙 !! replace\n丁", layer="系列")
    this_file = HotwordList.parse("戊\n丙 | 饼\n丁 !! off\n己 !! off", layer="本片")
    assert merged([everything, series, this_file]).entries == (
        Hotword("戊", layer="本片"),
        Hotword("丙", ("饼",), layer="本片"),
        Hotword("乙", replace=True, layer="系列"),
        Hotword("甲", layer="全局"),
    )


def test_no_layers_make_an_empty_list() -> None:
    assert merged([]) == HotwordList()
    assert load_layers(()) == HotwordList()


@given(stacks)
def test_each_word_comes_from_the_last_layer_that_speaks_of_it(layers: list[HotwordList]) -> None:
    expected: dict[str, Hotword] = {}
    for each in layers:
        for word in each.switched_off:
            expected.pop(word, None)
        expected |= {entry.word: entry for entry in each.entries}
    together = merged(layers)
    assert {entry.word: entry for entry in together.entries} == expected
    assert len(together.entries) == len(expected)
    places = [entry.layer for entry in together.entries]
    assert places == sorted(places, reverse=True)


@given(stacks)
def test_merging_in_steps_is_the_same(layers: list[HotwordList]) -> None:
    assert merged([merged(layers[:1]), *layers[1:]]) == merged(layers)
    assert merged([merged(layers[:2]), *layers[2:]]) == merged(layers)


def test_one_version_over_all_layers(tmp_path: Path) -> None:
    paths = [tmp_path / "all.txt", tmp_path / "this.txt"]
    paths[0].write_text("甲\n乙\n", encoding="utf-8")
    paths[1].write_text("丙\n", encoding="utf-8")
    layers = layers_of(paths)
    before = load_layers(layers)
    assert [entry.layer for entry in before.entries] == ["this.txt", "all.txt", "all.txt"]
    paths[1].write_text("丙\n# 注释\n", encoding="utf-8")
    assert load_layers(layers).version == before.version
    paths[0].write_text("甲\n乙 !! replace\n", encoding="utf-8")
    assert load_layers(layers).version != before.version


def test_the_layer_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text("甲\n", encoding="utf-8")
    bad.write_bytes(b"\n\0")
    with pytest.raises(HotwordFileError) as caught:
        load_layers(layers_of([good, bad]))
    assert (caught.value.path, caught.value.line) == (str(bad), 2)


def test_lines_that_are_left_out_are_known_by_their_layer(tmp_path: Path) -> None:
    paths = [tmp_path / "all.txt", tmp_path / "this.txt"]
    for path in paths:
        path.write_text(f"{path.stem}\n| 乙\n", encoding="utf-8")
    together = load_layers(layers_of(paths))
    assert [entry.word for entry in together.entries] == ["this", "all"]
    assert [(each.layer, each.line) for each in together.left_out] == [
        ("all.txt", 2),
        ("this.txt", 2),
    ]


def test_names_tell_the_files_apart() -> None:
    paths = ["a/hot.txt", "b/hot.txt", "b/hot.txt", "c.txt", "x/y/c.txt"]
    assert layers_of(paths) == (
        HotwordLayer("a/hot.txt", Path("a/hot.txt")),
        HotwordLayer("b/hot.txt", Path("b/hot.txt")),
        HotwordLayer("c.txt", Path("c.txt")),
        HotwordLayer("y/c.txt", Path("x/y/c.txt")),
    )
