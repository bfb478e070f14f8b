"""Long spans: cut where text and draft agree, into pieces that cost no more than their length."""

from __future__ import annotations

import random
import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asr_core.alignment import align
from asr_core.alignment_pieces import LONGEST_FRAMES, Piece, alignment_pieces
from asr_core.ctc import FRAME_S, CtcPosterior, CtcVocabulary
from asr_core.transcript import Word
from asr_core.word_splitting import split_words

HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 400)]
SYLLABLES = [a + b for a in "bdfgklmnprst" for b in "aeiou"]
VOCABULARY = CtcVocabulary(
    [*(t.encode() for t in [*HAN, *SYLLABLES, *(f" {s}" for s in SYLLABLES), "，"]), b"<blk>"]
)


def posterior(spoken: list[str], gap: int = 2) -> CtcPosterior:
    """A peak for each token, then `gap` silent frames; the best two tokens of each frame."""
    ids = [VOCABULARY.blank_id] * 4
    for piece in spoken:
        for token in VOCABULARY.encode(piece) or ():
            ids += [token] + [VOCABULARY.blank_id] * gap
    best = np.stack([np.array(ids), np.full(len(ids), VOCABULARY.blank_id - 1)], axis=1)
    return CtcPosterior(
        topk_log_probs=np.tile(np.array([-0.05, -9], np.float32), (len(ids), 1)),
        topk_indices=best,
    )


def aligned(text: str, heard: CtcPosterior) -> tuple[Word, ...]:
    return align(text, heard, VOCABULARY, start_s=0.0, end_s=heard.frames * FRAME_S)


def sentence(dice: random.Random, length: int) -> list[str]:
    return [dice.choice(HAN) for _ in range(length)]


def pieces_of(text: str, heard: CtcPosterior) -> list[Piece]:
    units = split_words(text)
    found = alignment_pieces(units, heard, VOCABULARY)
    assert (found[0].first, found[0].begin) == (0, 0)
    assert (found[-1].last, found[-1].end) == (len(units), heard.frames)
    assert all((a.last, a.end) == (b.first, b.begin) for a, b in pairwise(found))
    assert all(piece.first < piece.last and piece.begin < piece.end for piece in found)
    assert all(
        piece.end - piece.begin <= LONGEST_FRAMES or piece.last - piece.first == 1
        for piece in found
    )
    return found


def test_a_span_of_ordinary_length_is_one_piece() -> None:
    spoken = sentence(random.Random(0), 190)
    assert len(pieces_of("".join(spoken), posterior(spoken))) == 1


@pytest.mark.parametrize("seed", range(4))
def test_long_chinese_with_mistakes_keeps_its_times(seed: int) -> None:
    dice = random.Random(seed)
    spoken = sentence(dice, 1000)
    text = ""
    onsets: list[int | None] = []
    for place, character in enumerate(spoken):
        fate = dice.random()
        if fate < 0.04:
            text += "猫"
            onsets.append(None)
        elif fate >= 0.08:
            text += character
            onsets.append(4 + 3 * place)
    words = aligned(text, posterior(spoken))
    shifts = [abs(w.start / FRAME_S - o) for w, o in zip(words, onsets, strict=True) if o]
    assert max(shifts) < 7
    assert sum(shift < 1.01 for shift in shifts) > 0.98 * len(shifts)
    assert len(pieces_of(text, posterior(spoken))) == 6


def test_long_english_keeps_its_times() -> None:
    dice = random.Random(5)
    words = ["".join(dice.choices(SYLLABLES, k=dice.randint(1, 3))) for _ in range(700)]
    heard = posterior([f" {word}" for word in words])
    onsets = np.cumsum([4] + [3 * len(VOCABULARY.encode(f" {word}") or ()) for word in words])
    text = " ".join(words).capitalize().replace(" ba", ", Ba") + "."
    found = [word.start / FRAME_S for word in aligned(text, heard)]
    assert found == pytest.approx(onsets[:-1], abs=0.01)
    assert len(pieces_of(text, heard)) > 2


def test_a_sentence_said_twice_is_not_taken_for_its_other_time() -> None:
    dice = random.Random(3)
    refrain, other = sentence(dice, 20), ["一"] * 20
    parts = [sentence(dice, 250) for _ in range(3)]
    # The text lacks the refrain's second time, the head's reading lacks the first.
    text = [*parts[0], *refrain, *parts[1], *other, *parts[2]]
    heard = [*parts[0], *other, *parts[1], *refrain, *parts[2]]
    words = aligned("".join(text), posterior(heard))
    for first in (0, 270, 540):
        starts = [word.start / FRAME_S for word in words[first : first + 250]]
        assert starts == pytest.approx([4 + 3 * k for k in range(first, first + 250)], abs=0.01)


@pytest.mark.parametrize("left_out", ["text", "speech"])
def test_a_minute_left_out_moves_nothing_else(left_out: str) -> None:
    dice = random.Random(4)
    before, between, after = (sentence(dice, 350) for _ in range(3))
    whole = [*before, *between, *after]
    parts = [*before, *after]
    said, written = (whole, parts) if left_out == "text" else (parts, whole)
    words = aligned("".join(written), posterior(said))
    starts = [word.start / FRAME_S for word in (*words[:345], *words[-345:])]
    places = [*range(345), *range(len(said) - 345, len(said))]
    assert starts == pytest.approx([4 + 3 * place for place in places], abs=0.01)


def test_a_long_text_that_nobody_spoke_is_shared_out() -> None:
    dice = random.Random(6)
    heard = posterior(sentence(dice, 800))
    text = "猫狗鱼鸟" * 150
    found = pieces_of(text, heard)
    assert len(found) == 5
    assert all(piece.last - piece.first == 120 for piece in found)
    starts = [word.start for word in aligned(text, heard)]
    assert starts == sorted(starts)
    assert len(pieces_of("猫狗", heard)) == 2
    assert len(pieces_of("猫", heard)) == 1


def test_the_cost_of_memory_grows_with_the_length_only() -> None:
    peaks = []
    for count in (1000, 2000):
        spoken = sentence(random.Random(1), count)
        heard = posterior(spoken)
        tracemalloc.start()
        aligned("".join(spoken), heard)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2.2 * peaks[0]
    assert peaks[0] < 50e6


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_long_speech_is_covered_in_order(data: st.DataObject) -> None:
    stock = ["".join(HAN[at : at + 9]) for at in range(0, 60, 6)] + [" ba be bi", "，", "25%"]
    said = data.draw(st.lists(st.sampled_from(stock), min_size=1, max_size=8))
    text = "".join(data.draw(st.lists(st.sampled_from(stock), min_size=1, max_size=20)))
    gap = data.draw(st.sampled_from([2, 40]))
    heard = posterior([*"".join(said)], gap)
    words = aligned(text, heard)
    assert "".join(word.text for word in words) == text
    borders = [time for word in words for time in (word.start, word.end)]
    assert borders == sorted(borders)
    pieces_of(text, heard)
