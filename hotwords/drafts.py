"""A draft as arrays: its sounds, how surprising each is, its beats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hotwords.beats import NO_SOUND, BoolArray, IntArray, group_beats
from hotwords.letter_pieces import letter_pieces
from hotwords.ordinary_speech import surprise
from hotwords.phonemes import Piece, text_pieces
from hotwords.sound_costs import BitArray, sound_table

SoundArray = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Draft:
    """What a text says. Arrays are over its sounds unless said otherwise.

    `surprise` are the bits of each sound in ordinary speech; `piece` is the spoken unit of each;
    `starts_word`, `ends_word` say where a hotword may begin and end, `cuts_word` where it would
    begin inside an everyday word, `starts_syllable` where a syllable does; `follows` is how much
    of the surprise of a word is due to the word before it.
    `beat_sounds` (beats, 3) are the sounds of the beats, NO_SOUND for none, without nasals and
    liquids of their own; `beat_surprise` is like it, `beat_first` their first sound; `beat_crosses`
    says which of them have their vowel from the next word. From the beat `spelled_from` on they are
    the letters of unusual words (`letter_pieces`). `strange` are the pieces that are words of
    letters which no dictionary has.
    """

    text: str
    pieces: tuple[Piece, ...]
    sounds: SoundArray
    surprise: BitArray
    piece: IntArray
    starts_word: BoolArray
    ends_word: BoolArray
    cuts_word: BoolArray
    follows: BitArray
    starts_syllable: BoolArray
    beat_sounds: SoundArray
    beat_surprise: BitArray
    beat_first: IntArray
    beat_crosses: BoolArray
    spelled_from: int
    strange: BoolArray

    @classmethod
    def of(cls, text: str) -> Draft:
        """The draft of `text`."""
        number = sound_table().heard
        said = text_pieces(text)
        pieces = (*said, *letter_pieces(text))
        counts = [len(piece.sounds) for piece in pieces]
        sounds = np.array([number[each] for piece in pieces for each in piece.sounds], np.uint8)
        ordinary = surprise(text, pieces, sounds)
        bits = ordinary.bits
        piece = np.repeat(np.arange(len(pieces), dtype=np.int32), counts)
        starts_word = np.ones(len(sounds), bool)
        starts_word[1:] = piece[1:] != piece[:-1]
        ends_word = np.append(starts_word[1:], True)[: len(sounds)]
        cuts_word = ~ordinary.begins[piece] & starts_word
        # English words run into each other: "shop if i" has the beats of "Shopify".
        is_latin = np.array(
            [
                text[each.start : each.end].isascii() and text[each.start : each.end].isalpha()
                for each in pieces
            ],
            bool,
        )
        runs = np.cumsum(~(is_latin & np.append(False, is_latin[:-1]))) if pieces else piece
        beats = group_beats(sounds, runs[piece], piece)
        solid = beats.solid()
        starts_syllable = np.zeros(len(sounds), bool)
        starts_syllable[beats.first[solid]] = True
        slots = beats.slots[solid]
        first = beats.first[solid]
        per_slot = np.zeros(slots.shape, np.float32)
        at = first.copy()
        for slot in range(3):
            there = slots[:, slot] != NO_SOUND
            per_slot[there, slot] = bits[at[there]]
            at += there
        crosses = (
            (slots[:, 0] != NO_SOUND)
            & (slots[:, 2] != NO_SOUND)
            & (piece[first] != piece[np.maximum(at - 1, 0)])
        )
        return cls(
            text, pieces, sounds, bits, piece, starts_word, ends_word, cuts_word,
            ordinary.due[piece], starts_syllable | starts_word & ~np.repeat(is_latin, counts),
            slots, per_slot, first, crosses,
            int(np.searchsorted(piece[first], len(said))), ordinary.strange,
        )  # fmt: skip
