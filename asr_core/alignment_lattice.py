"""The lattice that a text makes over CTC frames, and the search for the best path through it.

A unit of the text may be read as any of its spellings that the vocabulary has and that were heard
at all, or as a wildcard that fits any sound at a price; sound that no unit wants is passed over at
a price too. The Viterbi search goes from frame to frame and is vectorised over the states.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from asr_core.array_types import BoolArray, FloatArray, IntArray
from asr_core.ctc import CtcPosterior, CtcVocabulary
from asr_core.word_splitting import TextUnit

# All prices are natural log-probabilities, tuned on synthetic posteriors with wrong, missing and
# extra words (see the tests).
_WILDCARD = -4.0  # reading a unit as a wildcard
_WILDCARD_SOUND = (
    -3.5
)  # each frame of sound in it, so that it does not eat words left out beside it
_WILDCARD_STAY = -0.1  # each other frame; of a number every frame: its spoken form may be long
_PASS_OVER = -4.0  # each frame of sound that belongs to no unit
_HEARD = -7.0  # a spelling is possible when each token reaches this somewhere
_LEAPS = (4, 16)  # so many units may share one wildcard: a sentence that nobody spoke

_LONGEST_HAN_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the units [first, last): as these tokens, or as a wildcard when empty."""

    first: int
    last: int
    tokens: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """A reading that the best path took, its frames [begin, end) and its confidence, 0 … 1."""

    reading: Reading
    begin: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class _Arc:
    """One token of a reading, or a wildcard; `column` is where its scores stand."""

    start: int
    end: int
    column: int
    price: float
    reading: int
    token: int


class Lattice:
    """The states of the search and their scores.

    A node stands between two units, or between two tokens of one reading; at a node the path waits
    in silence. An arc leads from node to node. Arcs to a node between units lie in a grid with a
    column for each such node (node 0 has none), so that the best way there is a maximum over the
    rows. Behind the grid come the arcs to nodes inside readings, one for each.
    """

    def __init__(
        self, units: tuple[TextUnit, ...], vocabulary: CtcVocabulary, posterior: CtcPosterior
    ) -> None:
        self.units = units
        readings = _readings(units, vocabulary)
        tokens = np.array(sorted({t for r in readings for t in r.tokens}), np.int64)
        columns = {int(token): column for column, token in enumerate(tokens)}
        scores = posterior.log_prob_of(np.append(tokens, vocabulary.blank_id))
        heard = (scores.max(axis=0) >= _HEARD).tolist()
        self._readings = [r for r in readings if all(heard[columns[t]] for t in r.tokens)]
        best, best_ids = posterior.best()
        self.sound: BoolArray = ~vocabulary.is_silent[np.minimum(best_ids, vocabulary.size - 1)]
        passed = np.where(self.sound, best + np.float32(_PASS_OVER), best)
        self._silence: FloatArray = np.maximum(scores[:, -1], passed)
        price = np.where(self.sound, np.float32(_WILDCARD_SOUND), np.float32(_WILDCARD_STAY))
        wildcards = np.stack([best + price, best + np.float32(_WILDCARD_STAY)], axis=1)
        scores = np.hstack([scores[:, :-1], wildcards])
        self._lay_out(self._arcs(columns))
        self._emissions: FloatArray = scores.take(self._columns, axis=1)

    @property
    def frames(self) -> int:
        return len(self._silence)

    def _arcs(self, columns: dict[int, int]) -> list[_Arc]:
        nodes = len(self.units) + 1
        arcs: list[_Arc] = []
        for number, reading in enumerate(self._readings):
            start = reading.first
            if not reading.tokens:
                length = reading.last - start
                column = len(columns) + (length == 1 and self.units[start].is_number)
                arcs.append(_Arc(start, reading.last, column, _WILDCARD * length, number, -1))
            for token in reading.tokens[:-1]:
                arcs.append(_Arc(start, nodes, columns[token], 0.0, number, token))
                start, nodes = nodes, nodes + 1
            for token in reading.tokens[-1:]:
                arcs.append(_Arc(start, reading.last, columns[token], 0.0, number, token))
        self._nodes = nodes
        return arcs

    def _lay_out(self, arcs: list[_Arc]) -> None:
        width = len(self.units)
        rows = max(Counter(arc.end for arc in arcs if arc.end <= width).values())
        self._grid_size = rows * width
        used = [0] * (width + 1)
        cells: list[int] = []
        into: set[tuple[int, int]] = {(arc.end, arc.token) for arc in arcs if arc.token >= 0}
        for arc in arcs:
            if arc.end <= width:
                cells.append(used[arc.end] * width + arc.end - 1)
                used[arc.end] += 1
            else:
                cells.append(self._grid_size + arc.end - width - 1)
        size = self._grid_size + self._nodes - width - 1
        self._arc_in: dict[int, _Arc] = dict(zip(cells, arcs, strict=True))
        self._columns: IntArray = np.zeros(size, np.int64)
        self._columns[cells] = [arc.column for arc in arcs]
        self._prices: FloatArray = np.full(size, -np.inf, np.float32)
        self._prices[cells] = [arc.price for arc in arcs]
        # A token that follows itself must pass a silence, or CTC would hear it once; such arcs
        # leave from the silent half of the node scores (see best_path).
        self._sources: IntArray = np.zeros(size, np.int64)
        self._sources[cells] = [
            arc.start + self._nodes * ((arc.start, arc.token) in into) for arc in arcs
        ]

    def best_path(self) -> list[Visit] | None:
        """The readings on the best path in order; None when the frames are too few for the text."""
        frames, nodes, units = self.frames, self._nodes, len(self.units)
        on_arc = np.empty((frames + 1, len(self._columns)), np.float32)
        on_arc[0] = -np.inf
        # The first half: the best score with which a node was reached by now, in whatever way;
        # the second half: the score of waiting there in silence.
        at_node = np.empty((frames + 1, 2 * nodes), np.float32)
        at_node[0] = -np.inf
        at_node[0, [0, nodes]] = 0.0
        enter = np.empty_like(on_arc[0])
        grid = self._grid_size
        sources, prices, emissions = self._sources, self._prices, self._emissions
        silence = self._silence.tolist()
        for t in range(frames):
            before, after, score = at_node[t], at_node[t + 1], on_arc[t + 1]
            before.take(sources, out=enter, mode="clip")  # "raise" would copy through a buffer
            np.add(enter, prices, out=enter)
            np.maximum(on_arc[t], enter, out=score)
            np.add(score, emissions[t], out=score)
            waiting = np.add(before[:nodes], silence[t], out=after[nodes:])
            after[0] = waiting[0]
            reached = after[1 : units + 1]
            np.maximum.reduce(score[:grid].reshape(-1, units), axis=0, out=reached)
            np.maximum(reached, waiting[1 : units + 1], out=reached)
            np.maximum(score[grid:], waiting[units + 1 :], out=after[units + 1 : nodes])
        if not np.isfinite(at_node[frames, units]):
            return None
        return self._trace(on_arc, at_node)

    def _trace(self, on_arc: FloatArray, at_node: FloatArray) -> list[Visit]:
        units = len(self.units)
        t, node, cell = self.frames, units, -1
        last, must_wait = 0, 0
        spans: list[tuple[int, int, int]] = []
        while t > 0:
            if cell < 0:
                if not must_wait and node and at_node[t, self._nodes + node] < at_node[t, node]:
                    cell, last = self._grid_size + node - units - 1, t
                    if node <= units:
                        ways = on_arc[t, node - 1 : self._grid_size : units]
                        cell = node - 1 + units * int(ways.argmax())
                    continue
                must_wait = 0
            elif on_arc[t - 1, cell] < at_node[t - 1, self._sources[cell]] + self._prices[cell]:
                spans.append((cell, t - 1, last))
                must_wait, node = divmod(int(self._sources[cell]), self._nodes)
                cell = -1
            t -= 1
        by_reading = groupby(reversed(spans), key=lambda span: self._arc_in[span[0]].reading)
        return [self._visit(self._readings[number], list(group)) for number, group in by_reading]

    def _visit(self, reading: Reading, spans: list[tuple[int, int, int]]) -> Visit:
        confidence = 0.0
        if reading.tokens:
            peaks = [float(self._emissions[begin:end, cell].max()) for cell, begin, end in spans]
            confidence = sum(math.exp(min(peak, 0.0)) for peak in peaks) / len(peaks)
        return Visit(reading, spans[0][1], spans[-1][2], confidence)


def _readings(units: tuple[TextUnit, ...], vocabulary: CtcVocabulary) -> list[Reading]:
    readings: list[Reading] = []
    for k, unit in enumerate(units):
        readings.append(Reading(k, k + 1))
        readings += [Reading(k, k + leap) for leap in _LEAPS if k + leap <= len(units)]
        encoded = {vocabulary.encode(spelling) or () for spelling in _spellings(unit)}
        readings += [Reading(k, k + 1, tokens) for tokens in sorted(encoded) if tokens]
        if unit.is_han:
            readings += _joined_readings(units, k, vocabulary)
    return readings


def _joined_readings(
    units: tuple[TextUnit, ...], first: int, vocabulary: CtcVocabulary
) -> list[Reading]:
    """Single tokens for two and more Han characters from `first` on."""
    readings: list[Reading] = []
    joined = units[first].core
    for at in range(first + 1, min(first + _LONGEST_HAN_TOKEN, len(units))):
        if not units[at].is_han:
            break
        joined += units[at].core
        for spelling in (joined, " " + joined):
            if (token := vocabulary.ids.get(spelling.encode())) is not None:
                readings.append(Reading(first, at + 1, (token,)))
    return readings


def _spellings(unit: TextUnit) -> set[str]:
    """How the CTC head may write a unit: other case, inner signs left out, a space before it."""
    core = unicodedata.normalize("NFKC", unit.core)
    if unit.is_han:
        return {core, " " + core}
    plain = "".join(c for c in core if c.isalnum())
    apart = " ".join("".join(c if c.isalnum() else " " for c in core).split())
    cased = {
        f(s) for s in (core, plain, apart) for f in (str, str.lower, str.upper, str.capitalize)
    }
    return {before + spelling for spelling in cased for before in ("", " ")}
