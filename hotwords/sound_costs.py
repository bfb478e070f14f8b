"""What it costs to hear one phoneme as another: 0 (same) … 1 (nothing in common).

The pairs are those that accents and recognisers confuse: flat and curled tongue, n and l, r and l,
h before u and f, front and back nasals; in English voiced and voiceless, neighbouring vowels.
"""

from __future__ import annotations

from hotwords.phonemes import NEUTRAL_TONE, TONES

SIMILAR = 0.5
OTHER_TONE = 0.5
NEUTRAL = 0.25

_CHINESE_PAIRS = (
    "z/zh c/ch s/sh l/n r/l f/h p/t p/b t/d k/g "
    "an/ang en/eng in/ing ian/iang uan/uang ai/ei o/uo e/ie u/v ue/ve "
    # hu- and f- are confused as whole syllables: 回/肥, 欢/翻, 黄/房, 花/发.
    "ui/ei uan/an uang/ang ua/a"
)
_ENGLISH_PAIRS = (
    "P/B T/D K/G F/V S/Z TH/DH SH/ZH CH/JH "
    "TH/S TH/F TH/T DH/D DH/Z S/SH Z/ZH JH/ZH CH/SH CH/T JH/D V/W V/B F/P M/N N/NG L/R "
    "IY/IH IH/EH EH/AE EY/EH EY/AE AE/AH AE/AA AA/AH AA/AO AO/AH AO/OW AO/AW OW/UH UH/UW UH/AH "
    "UW/OW ER/AH IH/AH EH/AH OY/AO AY/AA AW/AA ER/R IY/EY AY/IH"
)
_SIMILAR_PAIRS = frozenset(
    pair
    for text in f"{_CHINESE_PAIRS} {_ENGLISH_PAIRS}".split()
    for left, right in [text.split("/")]
    for pair in ((left, right), (right, left))
)


def sound_cost(wanted: str, heard: str) -> float:
    """The cost of hearing `heard` where the hotword has `wanted`; symmetric.

    >>> sound_cost("zh", "z"), sound_cost("1", "4"), sound_cost("ang", "AA")
    (0.5, 0.5, 1.0)
    """
    if wanted == heard:
        return 0.0
    if wanted in TONES and heard in TONES:
        return NEUTRAL if NEUTRAL_TONE in (wanted, heard) else OTHER_TONE
    return SIMILAR if (wanted, heard) in _SIMILAR_PAIRS else 1.0
