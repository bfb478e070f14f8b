"""The table of sounds: probabilities, what is likelier than what, losses and additions."""

from __future__ import annotations

import numpy as np
import pytest

from hotwords.sound_confusions import (
    CHINESE_AS_CHINESE,
    ENGLISH_AS_CHINESE,
    ENGLISH_AS_ENGLISH,
    shares,
)
from hotwords.sound_costs import CHINESE_VOWELS, TONES, is_vowel, plain, sound_table


def evidence(wanted: str, heard: str) -> float:
    table = sound_table()
    return float(table.bits[table.wanted[wanted], table.heard[heard]]) + float(
        table.own[table.heard[heard]]
    )


@pytest.mark.parametrize("table", [CHINESE_AS_CHINESE, ENGLISH_AS_ENGLISH, ENGLISH_AS_CHINESE])
def test_shares_are_of_known_sounds_and_do_not_exceed_the_whole(table: str) -> None:
    known = {plain(sound) for sound in sound_table().wanted}
    for wanted, row in shares(table).items():
        assert wanted in known
        assert set(row) <= known
        assert 0 < sum(row.values()) <= 1.0


def test_what_is_heard_of_a_sound_adds_up_to_no_more_than_certainty() -> None:
    table = sound_table()
    chinese = [
        number
        for sound, number in table.heard.items()
        if sound[0].islower() or sound[0] == "-" or plain(sound) in CHINESE_VOWELS
    ]
    english = [n for s, n in table.heard.items() if s.isupper() and plain(s) not in CHINESE_VOWELS]
    for heard in (chinese, english):
        assert np.exp2(table.bits[:, heard]).sum(axis=1).max() < 1.35


@pytest.mark.parametrize(
    ("likely", "less"),
    [
        (("zh", "zh"), ("zh", "z")),
        (("zh", "z"), ("zh", "b")),
        (("n", "l"), ("n", "k")),
        (("f", "h"), ("f", "t")),
        (("-n", "-ng"), ("-n", "l")),
        (("a1", "a1"), ("a1", "a4")),
        (("a1", "a4"), ("a1", "i1")),
        (("TH", "TH"), ("TH", "S")),
        (("TH", "s"), ("TH", "g")),
        (("IY", "IH"), ("IY", "AW")),
        (("AY", "ai4"), ("AY", "u4")),
        (("L.", "er3"), ("L.", "b")),
        (("_t", "e4"), ("_t", "ao4")),
        (("k", "K"), ("k", "M")),
    ],
)
def test_likelier_than(likely: tuple[str, str], less: tuple[str, str]) -> None:
    assert evidence(*likely) > evidence(*less) + 0.5


def test_every_heard_sound_is_evidence_for_itself() -> None:
    for sound in sound_table().heard:
        assert evidence(sound, sound) > 2


def test_what_closes_a_syllable_is_lost_more_easily() -> None:
    table = sound_table()
    lost = {sound: float(table.lost[number]) for sound, number in table.wanted.items()}
    assert lost["T"] < lost["T."] < lost["R."] < lost["_t"] < 0
    assert (table.lost < 0).all()
    assert (table.added < -table.own).all()


def test_vowels_know_their_tones() -> None:
    assert is_vowel("a4") and is_vowel("AY") and is_vowel("_s")
    assert not is_vowel("-n") and not is_vowel("K") and not is_vowel("·4")
    assert {plain(f"ai{tone}") for tone in TONES} == {"ai"}
