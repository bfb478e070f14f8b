"""Gives every word of the final text its time, by forced alignment against the CTC head.

The text comes from the decoder, the evidence from the CTC head, and the two often differ: the text
has digits, capitals and words that the CTC head heard otherwise or not at all. The lattice bears
with that; here its best path becomes times. Units that it could only read as wildcards take the
room between their neighbours. Of a long text each piece has a lattice of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from asr_core.alignment_lattice import Lattice, Reading, Visit
from asr_core.alignment_pieces import Piece, alignment_pieces
from asr_core.array_types import BoolArray
from asr_core.ctc import CtcPosterior, CtcVocabulary
from asr_core.transcript import Word, spread
from asr_core.word_splitting import TextUnit, split_words

__all__ = ["align", "spread"]

_TAIL_FRAMES = 2  # a CTC peak marks the onset of a sound, which goes on for about this long


def align(
    text: str,
    posterior: CtcPosterior,
    vocabulary: CtcVocabulary,
    *,
    start_s: float,
    end_s: float,
    delay_s: float = 0.0,
) -> tuple[Word, ...]:
    """The words of `text` with times inside [start_s, end_s], in order, never overlapping.

    Frame 0 of `posterior` begins at `start_s`; its peaks stand `delay_s` after
    their sounds, so begin and end of all words are that much earlier.
    The texts of the words joined give `text`; spaces stay at the end of a word. `confidence` is the
    mean over a word's tokens of the highest probability; a wildcard has that of its neighbours when
    it is a number (which is written otherwise than it is spoken), else 0. A text that cannot fit
    into the frames is spread over their sound. A span of more than 36 s is aligned in pieces.
    """
    frame_s = posterior.frame_s
    posterior = posterior.cut(max(1, round((end_s - start_s) / frame_s)))
    units = split_words(text)
    if not units or not units[0].core or not posterior.frames:
        return spread(text, start_s, end_s)
    path: list[Visit] = []
    sound: list[BoolArray] = []
    for piece in alignment_pieces(units, posterior, vocabulary):
        lattice = Lattice(units[piece.first : piece.last], vocabulary, _cut(posterior, piece))
        path += _placed(lattice.best_path(), piece)
        sound.append(lattice.sound)
    spans, confidences = _unit_spans(units, path, np.concatenate(sound))

    def time_s(frame: float) -> float:
        # Rounded, because a tenth of a millisecond is nothing and 0.6599999999999999 is ugly.
        return min(max(round(start_s - delay_s + frame * frame_s, 4), start_s), end_s)

    return tuple(
        Word(unit.text, time_s(begin), time_s(end), round(confidence, 4))
        for unit, (begin, end), confidence in zip(units, spans, confidences, strict=True)
    )


def _cut(posterior: CtcPosterior, piece: Piece) -> CtcPosterior:
    frames = slice(piece.begin, piece.end)
    full, best, ids = posterior.log_probs, posterior.topk_log_probs, posterior.topk_indices
    return CtcPosterior(
        None if full is None else full[frames],
        None if best is None else best[frames],
        None if ids is None else ids[frames],
        posterior.frame_s,
    )


def _placed(path: list[Visit] | None, piece: Piece) -> list[Visit]:
    """The path through `piece` in units and frames of the whole; one wildcard if there is none."""
    if path is None:
        return [Visit(Reading(piece.first, piece.last), piece.begin, piece.end, 0.0)]
    return [
        Visit(
            Reading(
                visit.reading.first + piece.first,
                visit.reading.last + piece.first,
                visit.reading.tokens,
            ),
            visit.begin + piece.begin,
            visit.end + piece.begin,
            visit.confidence,
        )
        for visit in path
    ]


def _borders(units: tuple[TextUnit, ...], begin: float, end: float) -> list[float]:
    """Where each unit begins and the last one ends, by the time that they take to say."""
    if len(units) == 1:
        return [begin, end]
    spoken = list(accumulate((unit.spoken_length for unit in units), initial=0.0))
    return [begin + (end - begin) * length / spoken[-1] for length in spoken]


def _unit_spans(
    units: tuple[TextUnit, ...], path: list[Visit], sound: BoolArray
) -> tuple[list[tuple[float, float]], list[float]]:
    """Frames [begin, end) and confidence of each unit."""
    stretches = _stretches(path, sound)
    spans: list[tuple[float, float]] = []
    confidences: list[float] = []
    for k, stretch in enumerate(stretches):
        following = stretches[k + 1].begin if k + 1 < len(stretches) else len(sound)
        end = stretch.end
        if stretch.heard:
            end = min(end + _TAIL_FRAMES, max(end, following))
        members = units[stretch.first : stretch.last]
        spans += pairwise(_borders(members, stretch.begin, end))
        around = [s.confidence for s in stretches[max(k - 1, 0) : k + 2] if s.heard]
        guess = sum(around) / len(around) if around else 0.0
        for unit in members:
            confidences.append(stretch.confidence if stretch.heard else guess * unit.is_number)
    return spans, confidences


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The units [first, last) over the frames [begin, end): one heard reading, or wildcards."""

    first: int
    last: int
    begin: float
    end: float
    confidence: float
    heard: bool


def _stretches(path: list[Visit], sound: BoolArray) -> list[_Stretch]:
    """The path with neighbouring wildcards pooled and given the room between their neighbours."""
    stretches: list[_Stretch] = []
    at = 0
    while at < len(path):
        visit = path[at]
        if visit.reading.tokens:
            first, last = visit.reading.first, visit.reading.last
            stretches.append(_Stretch(first, last, visit.begin, visit.end, visit.confidence, True))
            at += 1
            continue
        upto = at
        while upto < len(path) and not path[upto].reading.tokens:
            upto += 1
        low = stretches[-1].end if stretches else 0.0
        high = float(path[upto].begin) if upto < len(path) else float(len(sound))
        first, last = visit.reading.first, path[upto - 1].reading.last
        begin, end = _room(sound, (visit.begin, path[upto - 1].end), (low, high), last - first)
        stretches.append(_Stretch(first, last, begin, end, 0.0, False))
        at = upto
    return stretches


def _room(
    sound: BoolArray, taken: tuple[int, int], limits: tuple[float, float], units: int
) -> tuple[float, float]:
    """Frames for `units` wildcards: where sound was among those `taken`, else after `limits[0]`."""
    low, high = limits
    sounding = np.flatnonzero(sound[slice(*taken)])
    if len(sounding):
        begin = taken[0] + float(sounding[0])
        end = min(taken[0] + float(sounding[-1]) + 1 + _TAIL_FRAMES, high)
    else:
        begin = low + min(_TAIL_FRAMES, (high - low) / 2)
        end = min(begin + units * (_TAIL_FRAMES + 1), high)
    end = max(end, min(begin + units, high))
    return max(min(begin, end - units), low), end
