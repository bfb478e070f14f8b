"""How one word was found in a text: its sounds beside those that were heard, in their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from hotwords.alignment import Step, evidence
from hotwords.differences import differences
from hotwords.drafts import Draft
from hotwords.hotword import Hotword
from hotwords.list_part import ListPart
from hotwords.phonemes import fold, other_symbol
from hotwords.sound_costs import plain, sound_table, unplaced

# Everything that can be told apart from nothing at all.
_LEAST_BITS = -40.0
_TO_SHOW = {"-n": "n", "-ng": "ng", "E": "e", "I": "i", "v": "ü"}


@dataclass(frozen=True, slots=True)
class ExplainedStep:
    """Sounds of the word, `wanted`, beside sounds of the text, `heard`; one of both may be "".

    Sounds are written as people write them, tones behind their vowels, and apart by spaces. `text`
    are the characters that begin with these sounds; `difference` is "" where none is worth telling.
    """

    wanted: str
    heard: str
    text: str
    difference: str


def explained(entry: Hotword, text: str) -> list[ExplainedStep]:
    """The alignment of `entry` with the place in `text` that fits best, whatever its score.

    Empty where nothing of the word was heard.
    """
    draft = Draft.of(text)
    heard = evidence(draft)
    part = ListPart([entry])
    fits = part.fits(draft, heard, _LEAST_BITS)
    if not len(fits.rows):
        fits = part.nearest(draft, heard)
    if not len(fits.rows):
        return []
    best = int(fits.bits.argmax())
    row = int(fits.rows[best])
    names = sound_table().names
    first, last = part.wanted.offsets[row : row + 2].tolist()
    wanted = [names[number] for number in part.wanted.sounds[first:last].tolist()]
    sounds = [names[number] for number in draft.sounds.tolist()]
    trace = part.traced(fits, [best], heard)[0]
    if int(fits.ends[best]) > _said(draft) and not wanted[0].startswith("@"):
        return []
    # Two letters may share a symbol: where both occur, that of the word is shown.
    letters = {other_symbol(each): each for each in fold("".join((text, *entry.spoken_forms)))}
    steps = [
        ExplainedStep(
            _shown(wanted[step.wanted_from : step.wanted_to], letters),
            _shown(sounds[step.heard_from : step.heard_to], letters),
            _text(draft, step),
            ", ".join(differences(wanted, sounds, [step])),
        )
        for step in trace
    ]
    if not any(step.wanted and step.heard for step in steps):
        return []
    # A place where a vowel might have slipped in, and none did.
    return [step for step in steps if step.wanted or step.heard]


def _said(draft: Draft) -> int:
    """How many sounds are those of the words; behind them stand their letters, for other rows."""
    for number, (before, after) in enumerate(pairwise(draft.pieces), 1):
        if after.start < before.end:
            return int(np.searchsorted(draft.piece, number))
    return len(draft.sounds)


def _text(draft: Draft, step: Step) -> str:
    numbers = draft.piece.tolist()
    pieces = [
        draft.pieces[numbers[at]]
        for at in range(step.heard_from, step.heard_to)
        if at == 0 or numbers[at] != numbers[at - 1]
    ]
    return " ".join(draft.text[piece.start : piece.end] for piece in pieces)


def _shown(sounds: list[str], letters: Mapping[str, str]) -> str:
    return " ".join(filter(None, (letters.get(each) or _one_shown(each) for each in sounds)))


def _one_shown(sound: str) -> str:
    """A sound as people write it; nothing for places where a vowel may slip in.

    >>> [_one_shown(sound) for sound in ("zh", "I4", "-ng", "TR", "T.", "_s")]
    ['zh', 'i4', 'ng', 'T', 'T', '']
    """
    if sound.startswith("_"):
        return ""
    toneless = plain(sound)
    bare = unplaced(toneless).removeprefix("@")
    return _TO_SHOW.get(bare, bare) + sound.removeprefix(toneless)
