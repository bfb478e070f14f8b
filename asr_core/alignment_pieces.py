"""Cuts a long alignment into pieces, so that time and memory grow with its length, not its square.

A cut is a place in the text and a frame that surely belong together: around it the text and the
CTC head's own reading agree for a dozen bytes, four Han characters or two to three English words.
Where they agree nowhere for long, the text is shared out by the time that it takes to say; the
head heard something else there, so no alignment could tell better.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from asr_core.ctc import CtcPosterior, CtcVocabulary, greedy_draft
from asr_core.word_splitting import TextUnit

# Longer than any span that the segmenter makes by itself; those are aligned in one piece.
LONGEST_FRAMES = 600

_AGREEING_BYTES = 12
# A refrain may come back a few times; what comes back more often tells nothing.
_MOST_PLACES = 16
# What a byte's change of the lead costs, in agreeing bytes.
_LEAD_PRICE = 0.5
# How many runs of agreement back the run before is looked for: some minutes of speech.
_REACH_RUNS = 500


@dataclass(frozen=True, slots=True)
class Piece:
    """The units [first, last), at least one, and the frames [begin, end) that they lie in."""

    first: int
    last: int
    begin: int
    end: int


def alignment_pieces(
    units: tuple[TextUnit, ...], posterior: CtcPosterior, vocabulary: CtcVocabulary
) -> list[Piece]:
    """Pieces that cover all of `units` and all frames, in order.

    None is longer than LONGEST_FRAMES, except that a unit is never cut.
    """
    whole = (len(units), posterior.frames)
    if posterior.frames <= LONGEST_FRAMES:
        return [Piece(0, len(units), 0, posterior.frames)]
    cuts = [(0, 0)]
    latest = (0, 0)
    for cut in [*_sure_cuts(units, posterior, vocabulary), whole]:
        if cut[1] - cuts[-1][1] > LONGEST_FRAMES and latest != cuts[-1]:
            cuts.append(latest)
        latest = cut
    cuts.append(whole)
    spoken = [*accumulate((unit.spoken_length for unit in units), initial=0.0)]
    return [
        piece
        for (first, begin), (last, end) in pairwise(cuts)
        for piece in _even_pieces(Piece(first, last, begin, end), spoken)
    ]


def _even_pieces(piece: Piece, spoken: Sequence[float]) -> list[Piece]:
    """`piece` in parts of LONGEST_FRAMES at most; `spoken` is the syllables before each unit."""
    units, frames = piece.last - piece.first, piece.end - piece.begin
    count = min(-(-frames // LONGEST_FRAMES), units)
    cuts = [(piece.first, piece.begin)]
    for number in range(1, count):
        said = spoken[piece.first] + (spoken[piece.last] - spoken[piece.first]) * number / count
        unit = max(bisect_left(spoken, said), cuts[-1][0] + 1)
        unit = min(unit, piece.last - (count - number))  # one for each part that follows
        cuts.append((unit, piece.begin + frames * number // count))
    cuts.append((piece.last, piece.end))
    return [Piece(first, last, begin, end) for (first, begin), (last, end) in pairwise(cuts)]


def _sure_cuts(
    units: tuple[TextUnit, ...], posterior: CtcPosterior, vocabulary: CtcVocabulary
) -> list[tuple[int, int]]:
    """Units and the frames in the silence before them, both rising."""
    draft = greedy_draft(posterior, vocabulary).pieces
    text, unit_of = _folded([unit.core for unit in units])
    heard, piece_of = _folded([piece.text for piece in draft])
    cuts: list[tuple[int, int]] = []
    for in_text, in_heard in _agreements(text, heard):
        a, b = in_text + _AGREEING_BYTES // 2, in_heard + _AGREEING_BYTES // 2
        if unit_of[a] != unit_of[a - 1] and piece_of[b] != piece_of[b - 1]:
            before_s, after_s = draft[piece_of[b] - 1].end_s, draft[piece_of[b]].start_s
            cuts.append((unit_of[a], round((before_s + after_s) / 2 / posterior.frame_s)))
    return cuts


def _folded(texts: Sequence[str]) -> tuple[bytes, list[int]]:
    """Letters and digits of `texts` without case as UTF-8, and which text each byte is from."""
    raw = bytearray()
    owners: list[int] = []
    for number, text in enumerate(texts):
        folded = unicodedata.normalize("NFKC", text).casefold()
        part = "".join(c for c in folded if c.isalnum()).encode()
        raw += part
        owners += [number] * len(part)
    return bytes(raw), owners


def _agreements(text: bytes, heard: bytes) -> list[tuple[int, int]]:
    """Where the same bytes stand in both, as offsets that rise in both.

    Of the runs of such places a row is chosen that holds many, while its lead (how much further it
    is in `heard`) seldom changes: what is said twice must not be taken for its other time.
    """
    runs = _runs(text, heard)
    if not runs:
        return []
    starts = np.array([run[:2] for run in runs])
    lengths = np.array([run[2] for run in runs])
    ends = starts + lengths[:, None]
    leads = starts[:, 1] - starts[:, 0]
    scores = lengths - _LEAD_PRICE * np.abs(leads)  # of the best row that ends with each run
    before = np.full(len(runs), -1)
    for number in range(1, len(runs)):
        near = slice(max(number - _REACH_RUNS, 0), number)
        changes = np.abs(leads[near] - leads[number])
        links = scores[near] - _LEAD_PRICE * changes + lengths[number]
        links[(ends[near] > starts[number]).any(axis=1)] = -np.inf
        best = int(links.argmax())
        if links[best] > scores[number]:
            before[number], scores[number] = near.start + best, links[best]
    row: list[tuple[int, int]] = []
    at = int((scores - _LEAD_PRICE * np.abs(len(heard) - len(text) - leads)).argmax())
    while at >= 0:
        in_text, in_heard, length = runs[at]
        row += [(in_text + k, in_heard + k) for k in reversed(range(length))]
        at = int(before[at])
    return row[::-1]


def _runs(text: bytes, heard: bytes) -> list[tuple[int, int, int]]:
    """Agreements that follow each other byte by byte: where they begin in both, and how many."""
    in_heard = _places(heard)
    runs: list[tuple[int, int, int]] = []
    growing: dict[int, tuple[int, int, int]] = {}  # by the place in `heard` that would come next
    for key, at_text in _keys(text):
        places = in_heard.get(key, ())
        grown = {}
        for at_heard in places if len(places) <= _MOST_PLACES else ():
            begin, there, length = growing.pop(at_heard, (at_text, at_heard, 0))
            grown[at_heard + 1] = (begin, there, length + 1)
        runs += growing.values()
        growing = grown
    return sorted([*runs, *growing.values()])


def _places(raw: bytes) -> dict[bytes, list[int]]:
    places: dict[bytes, list[int]] = defaultdict(list)
    for key, at in _keys(raw):
        places[key].append(at)
    return places


def _keys(raw: bytes) -> Iterator[tuple[bytes, int]]:
    for at in range(len(raw) - _AGREEING_BYTES + 1):
        yield raw[at : at + _AGREEING_BYTES], at
