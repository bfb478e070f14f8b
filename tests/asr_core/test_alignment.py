"""Alignment on synthetic posteriors: exact where the text was heard, steady where it was not.

The speech is a row of tokens with known frames; the text is what the language model might have
written instead: other words, missing words, words too many, digits, capitals.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asr_core.alignment import align, spread
from asr_core.alignment_lattice import Lattice
from asr_core.array_types import FloatArray
from asr_core.ctc import FRAME_S, CtcPosterior, CtcVocabulary
from asr_core.transcript import Word
from asr_core.word_splitting import split_words

HAN = "我们今天开会讨论预算他说明再来的是了不在有人这上大国年月日一二三四五六七八九十百分之点哈好"
ENGLISH = (
    "good morning the meeting is moved to thursday twenty percent of people iphone fifteen dont"
)
TOKENS = [
    *(bytes([value]) for value in range(256)),
    *(character.encode() for character in HAN),
    *(f" {word}".encode() for word in ENGLISH.split()),
    b" US",
    "我们".encode(),
    "，".encode(),
    b"<blk>",
]
VOCABULARY = CtcVocabulary(TOKENS)
BLANK = VOCABULARY.blank_id


class Speech:
    """Spoken pieces with their peaks: `log_probs` (frames, vocabulary), `onset` frames by place."""

    def __init__(
        self,
        pieces: Sequence[str],
        *,
        gap: int = 2,
        lead: int = 4,
        noise: float = 1.0,
        seed: int = 0,
    ) -> None:
        self.onsets: list[int] = []
        ids = [BLANK] * lead
        for piece in pieces:
            self.onsets.append(len(ids))
            for token in VOCABULARY.encode(piece) or ():
                ids += [token] + [BLANK] * gap
        ids += [BLANK] * lead
        generator = np.random.default_rng(seed)
        log_probs = generator.normal(-13, noise, (len(ids), len(TOKENS)))
        log_probs[:, BLANK] = -6
        log_probs[np.arange(len(ids)), ids] = math.log(0.95)
        self.log_probs = log_probs.astype(np.float32)

    def posterior(self, best: int | None = None) -> CtcPosterior:
        if best is None:
            return CtcPosterior(self.log_probs)
        order = np.argsort(-self.log_probs, axis=1)[:, :best]
        values = np.take_along_axis(self.log_probs, order, axis=1)
        return CtcPosterior(topk_log_probs=values, topk_indices=order.astype(np.int64))

    @property
    def duration_s(self) -> float:
        return len(self.log_probs) * FRAME_S


def aligned(text: str, speech: Speech, best: int | None = None) -> tuple[Word, ...]:
    words = align(
        text, speech.posterior(best), VOCABULARY, start_s=100.0, end_s=100.0 + speech.duration_s
    )
    check_order(words, text, 100.0, 100.0 + speech.duration_s)
    return words


def check_order(words: Sequence[Word], text: str, start_s: float, end_s: float) -> None:
    assert "".join(word.text for word in words) == text
    borders = [time for word in words for time in (word.start, word.end)]
    assert borders == sorted(borders)
    assert not borders or (start_s <= borders[0] and borders[-1] <= end_s)
    assert all(0 <= word.confidence <= 1 for word in words)


def frame(time_s: float) -> float:
    return (time_s - 100.0) / FRAME_S


def starts(words: Sequence[Word]) -> list[float]:
    return [round(frame(word.start), 6) for word in words]


BOTH_FORMS = pytest.mark.parametrize("best", [None, 30, 3])


@BOTH_FORMS
def test_what_was_heard_starts_at_its_peak(best: int | None) -> None:
    speech = Speech([*"今天开会", *"讨论预算"])
    words = aligned("今天开会，讨论预算。", speech, best)
    assert starts(words) == speech.onsets
    assert all(abs(word.confidence - 0.95) < 0.01 for word in words)
    # A peak marks the onset; a sound lasts about three frames.
    assert [round(frame(w.end) - frame(w.start)) for w in words] == [3] * 8


def test_a_repeated_character_needs_both_its_peaks() -> None:
    speech = Speech([*"哈哈哈好"], gap=1)
    assert starts(aligned("哈哈哈好", speech)) == speech.onsets


def test_one_long_peak_is_one_character() -> None:
    speech = Speech([*"哈好"], gap=3)
    speech.log_probs[speech.onsets[0] + 1] = speech.log_probs[speech.onsets[0]]
    first, second = aligned("哈好", speech)
    assert (frame(first.start), frame(second.start)) == pytest.approx(speech.onsets)


@BOTH_FORMS
def test_english_words_are_found_in_any_case(best: int | None) -> None:
    speech = Speech([" good", " morning", " the", " meeting", " is", " moved", " to", " thursday"])
    words = aligned("Good MORNING, the meeting is moved to Thursday.", speech, best)
    assert starts(words) == speech.onsets
    assert min(word.confidence for word in words) > 0.9


def test_upper_case_tokens_and_inner_signs() -> None:
    speech = Speech([" good", " US", " dont"])
    words = aligned("good us don't", speech)
    assert starts(words) == speech.onsets
    assert min(word.confidence for word in words) > 0.9


def test_one_token_for_two_characters_is_shared_between_them() -> None:
    speech = Speech(["我们", *"开会"], gap=4)
    words = aligned("我们开会", speech)
    assert starts(words)[::2] == [speech.onsets[0], speech.onsets[1]]
    assert speech.onsets[0] < frame(words[1].start) < speech.onsets[1]


def test_a_character_without_a_token_is_found_by_its_bytes() -> None:
    speech = Speech(["今", "龘", "天"])
    words = aligned("今龘天", speech)
    assert starts(words) == speech.onsets
    assert words[1].confidence > 0.9


def test_spoken_punctuation_marks_disturb_nothing() -> None:
    speech = Speech(["今", "天", "，", "开", "会"])
    words = aligned("今天开会", speech)
    assert starts(words) == [speech.onsets[k] for k in (0, 1, 3, 4)]


@BOTH_FORMS
@pytest.mark.parametrize(
    ("spoken", "text", "number"),
    [
        ([*"预算是", *"百分之三十", *"的"], "预算是30%的", 3),
        ([*"今年", *"二", *"百", *"五", *"十", *"人"], "今年250人", 2),
        ([" good", " twenty", " percent", " of", " people"], "good 20% of people", 1),
        ([" iphone", " fifteen", " is", " good"], "iPhone 15 is good", 1),
    ],
)
def test_a_number_takes_the_room_between_its_neighbours(
    spoken: list[str], text: str, number: int, best: int | None
) -> None:
    speech = Speech(spoken)
    words = aligned(text, speech, best)
    extra = len(spoken) - len(words)
    after = [speech.onsets[k + extra] for k in range(number + 1, len(words))]
    assert starts(words) == speech.onsets[: number + 1] + after
    assert frame(words[number].end) >= after[0] - 3
    assert words[number].confidence > 0.9


@BOTH_FORMS
@pytest.mark.parametrize("seed", range(6))
def test_wrong_missing_and_extra_words_do_not_move_their_neighbours(
    best: int | None, seed: int
) -> None:
    dice = random.Random(seed)
    spoken = [dice.choice(HAN[:-12]) for _ in range(60)]
    speech = Speech(spoken, gap=2, seed=seed)
    text = ""
    expected: list[int | None] = []
    at = 0
    while at < len(spoken):
        fate = dice.random()
        if fate < 0.06:  # a wrong character
            text += dice.choice("猫狗鱼鸟")
            expected.append(None)
        elif fate < 0.12:  # one left out, or two
            at += dice.choice([0, 1])
        elif fate < 0.18:  # one too many
            text += dice.choice("猫狗鱼鸟") + spoken[at]
            expected += [None, speech.onsets[at]]
        else:
            text += spoken[at]
            expected.append(speech.onsets[at])
        at += 1
    found = starts(aligned(text, speech, best))
    shifts = [abs(f - e) for f, e in zip(found, expected, strict=True) if e is not None]
    assert sum(shift <= 1 for shift in shifts) >= 0.95 * len(shifts)
    assert max(shifts) <= 6


def test_a_word_that_was_replaced_keeps_its_place() -> None:
    speech = Speech([*"我们今天开会"])
    words = aligned("我们猫天开会", speech)
    assert starts(words) == speech.onsets
    assert words[2].confidence == 0


def test_a_sentence_that_nobody_spoke_squeezes_in() -> None:
    speech = Speech([*"我今天", *"开会讨论"], gap=3)
    words = aligned("我今天" + "好的好的好的好的好的好的" + "开会讨论", speech)
    found = starts(words)
    assert found[:3] + found[-3:] == speech.onsets[:3] + speech.onsets[-3:]
    assert max(word.confidence for word in words[4:14]) < 0.5


def test_a_sentence_left_out_is_passed_over() -> None:
    speech = Speech([*"我们", *"他说明再来的是", *"开会"])
    assert starts(aligned("我们开会", speech)) == speech.onsets[:2] + speech.onsets[-2:]


def test_more_text_than_frames_is_spread() -> None:
    speech = Speech(["我"], lead=1)
    text = "今天开会讨论预算" * 12
    words = aligned(text, speech)
    assert len(words) == len(text)
    assert {word.confidence for word in words} == {0.0}


def test_greedy_ids_alone_are_enough() -> None:
    speech = Speech([*"今天开会"])
    ids = speech.log_probs.argmax(axis=1)[:, None]
    posterior = CtcPosterior(topk_log_probs=np.zeros(ids.shape, np.float32), topk_indices=ids)
    words = align("今天开会", posterior, VOCABULARY, start_s=100.0, end_s=100 + speech.duration_s)
    assert starts(words) == speech.onsets


def test_late_peaks_are_moved_back_but_not_out_of_the_span() -> None:
    speech = Speech([*"今天开会"])
    bounds = {"start_s": 0.0, "end_s": speech.duration_s}
    usual = align("今天开会", speech.posterior(), VOCABULARY, **bounds)
    early = align("今天开会", speech.posterior(), VOCABULARY, **bounds, delay_s=0.06)
    for late, moved in zip(usual, early, strict=True):
        assert moved.start == pytest.approx(max(0.0, late.start - 0.06))
        assert 0.0 <= moved.start <= moved.end <= speech.duration_s
    far = align("今天开会", speech.posterior(), VOCABULARY, **bounds, delay_s=9.0)
    assert {word.start for word in far} == {0.0}


def test_silence_and_punctuation_alone() -> None:
    speech = Speech([])
    assert aligned("", speech) == ()
    assert len(aligned("……", speech)) == 1
    assert len(aligned("今天", speech)) == 2
    empty = CtcPosterior(np.zeros((0, len(TOKENS)), np.float32))
    assert len(align("今天", empty, VOCABULARY, start_s=1.0, end_s=1.0)) == 2


def test_frames_past_the_end_are_not_used() -> None:
    speech = Speech([*"今天开会"])
    words = align("今天开会", speech.posterior(), VOCABULARY, start_s=100.0, end_s=100.5)
    check_order(words, "今天开会", 100.0, 100.5)


@settings(max_examples=60, deadline=None)
@given(
    st.text("我们今天猫 ab1,.，。%“”'-\n", max_size=30),
    st.lists(st.sampled_from(HAN), max_size=10),
    st.sampled_from([None, 5]),
)
def test_any_text_against_any_speech_is_in_order(
    text: str, spoken: list[str], best: int | None
) -> None:
    words = aligned(text, Speech(spoken, gap=1, lead=2), best)
    if len(words) * 3 < Speech(spoken, gap=1, lead=2).duration_s / FRAME_S:
        assert all(word.end > word.start for word in words)


def naive_best_score(tokens: list[int], log_probs: FloatArray) -> float:
    """The best CTC path for `tokens` by trying every way to lay them over the frames."""
    frames = len(log_probs)
    best = -math.inf
    for cuts in itertools.combinations(range(frames + 1), 2 * len(tokens)):
        spans = list(zip(cuts[::2], cuts[1::2], strict=True))
        if any(
            a == b and spans[k][1] == spans[k + 1][0]
            for k, (a, b) in enumerate(itertools.pairwise(tokens))
        ):
            continue
        score = log_probs[:, BLANK].sum()
        for token, (begin, end) in zip(tokens, spans, strict=True):
            score += (log_probs[begin:end, token] - log_probs[begin:end, BLANK]).sum()
        best = max(best, score)
    # Spans that touch are made by combinations with equal borders, which are not generated above.
    return best


def test_the_path_is_the_best_one() -> None:
    generator = np.random.default_rng(5)
    tokens = [VOCABULARY.ids[c.encode()] for c in "好人"]
    for _ in range(20):
        log_probs = np.full((7, len(TOKENS)), -30.0, np.float32)
        log_probs[:, [*tokens, BLANK]] = np.log(generator.dirichlet(np.ones(3), 7))
        lattice = Lattice(split_words("好人"), VOCABULARY, CtcPosterior(log_probs))
        path = lattice.best_path()
        assert path is not None
        assert [visit.reading.tokens for visit in path] == [(tokens[0],), (tokens[1],)]
        found = log_probs[:, BLANK].sum()
        for visit, token in zip(path, tokens, strict=True):
            span = slice(visit.begin, visit.end)
            found += (log_probs[span, token] - log_probs[span, BLANK]).sum()
        assert found >= naive_best_score(tokens, log_probs) - 1e-3


@given(
    st.text("我们今天 ab1,.，。", max_size=40),
    st.floats(0, 1e5),
    st.floats(0, 1e3),
)
def test_spread_keeps_order_and_text(text: str, start_s: float, length_s: float) -> None:
    words = spread(text, start_s, start_s + length_s)
    check_order(words, text, start_s, start_s + length_s)
    assert {word.confidence for word in words} <= {0.0}
    if words:
        assert words[0].start == start_s
        assert words[-1].end == pytest.approx(start_s + length_s)
