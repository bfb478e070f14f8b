"""Two windows that share some seconds become one row of words."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from asr_core.overlap import merge_overlap
from asr_core.transcript import Word

# A minute of speech, a word every 0.4 s; windows of it share 56 s … 60 s.
SPEECH = ["今", "天", "我", "们", "开", "会，", "the ", "Thursday ", "meeting. ", "哈", "哈", "好"]


def word(text: str, start: float) -> Word:
    return Word(text, start, start + 0.3, 0.9)


def window(first: int, last: int, shift_s: float = 0.0) -> list[Word]:
    """The words [first, last) of the speech; word k begins at 0.4·k s."""
    return [word(SPEECH[k % len(SPEECH)], 0.4 * k + shift_s) for k in range(first, last)]


def texts(*parts: Sequence[Word]) -> list[str]:
    return [one.text for part in parts for one in part]


def test_what_both_heard_is_written_once() -> None:
    kept, rest = merge_overlap(window(0, 150), window(140, 200, 0.1), 56.0, 60.0)
    assert texts(kept, rest) == texts(window(0, 200))
    assert kept[-1].start < 58 < rest[1].start


def test_edges_that_were_cut_off_do_not_count() -> None:
    previous = [*window(0, 147), word("The", 58.8)]
    following = [word("塔", 56.1), *window(142, 160)]
    kept, rest = merge_overlap(previous, following, 56.0, 60.0)
    assert texts(kept, rest) == texts(window(0, 160))


def test_repeated_words_are_matched_by_their_times() -> None:
    laughter = [word("哈", 50 + 0.4 * k) for k in range(40)]
    kept, rest = merge_overlap(laughter[:25], laughter[15:], 56.0, 60.0)
    assert [w.start for w in kept + rest] == [w.start for w in laughter]


def test_times_decide_where_nothing_is_alike() -> None:
    previous = [word("猫", 55.0), word("狗", 57.0), word("鱼", 59.0)]
    following = [word("大", 56.2), word("小", 58.4), word("多", 61.0)]
    kept, rest = merge_overlap(previous, following, 56.0, 60.0)
    assert texts(kept, rest) == ["猫", "狗", "小", "多"]


def test_equal_words_far_apart_in_time_are_not_the_same() -> None:
    previous = [word("的", 56.1)]
    following = [word("的", 59.7)]
    kept, rest = merge_overlap(previous, following, 56.0, 60.0)
    assert texts(kept, rest) == ["的", "的"]


def test_a_full_stop_at_the_edge_of_a_window_does_not_stay() -> None:
    previous = [word("我", 57.0), word("们", 57.4), word("开。", 57.8)]
    following = [word("我", 57.0), word("们", 57.4), word("开", 57.8), word("会。", 58.2)]
    kept, rest = merge_overlap(previous, following, 56.0, 60.0)
    assert texts(kept, rest) == ["我", "们", "开", "会。"]


def test_case_and_punctuation_do_not_matter() -> None:
    previous = [word("Good ", 57.0), word("Morning.", 57.5)]
    following = [word("good ", 57.1), word("morning, ", 57.6), word("all ", 58.2)]
    kept, rest = merge_overlap(previous, following, 56.0, 60.0)
    assert len(kept + rest) == 3


def test_one_side_may_be_empty() -> None:
    words = window(140, 150)
    assert merge_overlap(words, [], 56.0, 60.0) == (words, [])
    assert merge_overlap([], words, 56.0, 60.0) == ([], words)
    assert merge_overlap([], [], 56.0, 60.0) == ([], [])


def test_silence_in_one_window_loses_nothing_of_the_other() -> None:
    kept, rest = merge_overlap(window(0, 138), window(140, 160), 56.0, 60.0)
    assert texts(kept, rest) == texts(window(0, 138), window(140, 160))


@given(
    st.lists(st.sampled_from("一二三四五六七八九十"), min_size=30, max_size=60),
    st.floats(-0.15, 0.15),
    st.integers(0, 20),
)
def test_a_speech_cut_in_two_comes_back_whole(spoken: list[str], shift_s: float, at: int) -> None:
    words = [word(text, 0.4 * k) for k, text in enumerate(spoken)]
    overlap_start_s, overlap_end_s = 0.4 * at, 0.4 * at + 4.0
    previous = [w for w in words if w.end <= overlap_end_s]
    following = [
        Word(w.text, w.start + shift_s, w.end + shift_s, 0.9)
        for w in words
        if w.start >= overlap_start_s
    ]
    kept, rest = merge_overlap(previous, following, overlap_start_s, overlap_end_s)
    assert texts(kept, rest) == spoken


WORDS = st.lists(
    st.tuples(st.sampled_from(["的", "了。", "A ", "哈"]), st.floats(0, 20)), max_size=15
).map(lambda pairs: [word(text, start) for text, start in sorted(pairs, key=lambda p: p[1])])


@given(WORDS, WORDS)
def test_nothing_outside_the_shared_stretch_is_lost(
    previous: list[Word], following: list[Word]
) -> None:
    kept, rest = merge_overlap(previous, following, 8.0, 12.0)
    assert kept == previous[: len(kept)]
    assert rest == following[len(following) - len(rest) :]
    assert all(w.end > 8.0 for w in previous[len(kept) :])
    assert all(w.start < 12.0 for w in following[: len(following) - len(rest)])
