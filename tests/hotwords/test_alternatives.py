"""The recogniser's second choices."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotwords import Alternative, PhonemeIndex
from hotwords.alternatives import join_variants


def test_a_second_choice_brings_a_word_back() -> None:
    index = PhonemeIndex(["张三丰"])
    draft = "我昨天得上风啊"
    assert index.recall(draft, threshold=0.9) == []
    choices = [Alternative(3, 4, "章", 0.3), Alternative(4, 5, "三", 0.25)]
    (hit,) = index.recall(draft, alternatives=choices, threshold=0.9)
    assert (hit.word, hit.start, hit.end) == ("张三丰", 3, 6)
    assert hit.heard == "章三风"


def test_an_improbable_choice_counts_for_less() -> None:
    index = PhonemeIndex(["张三丰"])
    scores = [
        index.recall(
            "我昨天得上风啊",
            alternatives=[Alternative(3, 5, "章三", probability)],
            threshold=0.01,
        )[0].score
        for probability in (0.5, 0.05)
    ]
    assert scores[0] > scores[1]


def test_what_the_draft_says_itself_stays_better() -> None:
    index = PhonemeIndex(["康辉"])
    plain = index.recall("说康灰来了")
    assert index.recall("说康灰来了", alternatives=[Alternative(1, 2, "抗", 0.4)]) == plain


def test_neighbours_may_both_be_second_choices() -> None:
    choices = [
        Alternative(2, 3, "刚", 0.4),
        Alternative(2, 3, "胖", 0.3),
        Alternative(3, 4, "飞", 0.3),
        Alternative(6, 7, "北", 0.3),
    ]
    joined, variants = join_variants("是说抗辉来了卫", choices)
    changed = {joined[slice(*each.changed)] for each in variants}
    assert changed == {"刚", "胖", "飞", "北", "刚飞", "胖飞"}


def test_a_stranger_variant_counts_for_less() -> None:
    likely, strange = (
        join_variants("we saw the castle", [Alternative(7, 10, text, 0.5)])[1][0].penalty
        for text in ("a", "thuv")
    )
    assert strange < likely - 3


def test_a_choice_that_sounds_the_same_is_no_variant() -> None:
    assert join_variants("说康灰来了", [Alternative(2, 3, "恢", 0.4)]) == ("", [])


def test_a_choice_outside_the_draft_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        join_variants("短", [Alternative(0, 5, "长", 0.5)])


@given(
    st.text("康灰说了 abc", max_size=12),
    st.lists(
        st.tuples(
            st.integers(0, 12), st.integers(0, 3), st.text("东西hi ", max_size=3), st.floats(0, 1)
        ),
        max_size=5,
    ),
)
def test_every_variant_is_the_draft_but_for_its_choices(
    text: str, choices: list[tuple[int, int, str, float]]
) -> None:
    alternatives = [
        Alternative(min(at, len(text)), min(at + length, len(text)), other, probability)
        for at, length, other, probability in choices
    ]
    joined, variants = join_variants(text, alternatives)
    for variant in variants:
        begin, end = variant.original
        variant_text = joined[variant.first : variant.last]
        before = joined[variant.first : variant.changed[0]]
        after = joined[variant.changed[1] : variant.last]
        assert text[variant.begins : begin] == before
        assert text[end : end + len(after)] == after
        assert variant.penalty <= 0
        if variant.changed[0] < variant.changed[1]:
            assert variant.span(variant.first, variant.last) == (
                variant.begins if before else begin,
                end + len(after),
            )
        assert len(variant_text) <= len(text) + 2 * 3
