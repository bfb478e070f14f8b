"""Which language a finished text is in, told by its script."""

from __future__ import annotations


def language_of(text: str) -> str:
    """ "zh", "ja", "ko" or "en" for the script that `text` mostly uses, "" if it has no letters.

    One Latin word weighs as much as one Han character, so that a Chinese sentence with a product
    name in it stays Chinese.

    >>> language_of("我在用 HotScribe 写字幕"), language_of("a cup of tea"), language_of("これは何")
    ('zh', 'en', 'ja')
    """
    han = kana = hangul = latin_words = 0
    inside_latin_word = False
    for character in text:
        han += "一" <= character <= "鿿"
        kana += "぀" <= character <= "ヿ"
        hangul += "가" <= character <= "힣"
        is_latin = character.isalpha() and character < "ɐ"
        latin_words += is_latin and not inside_latin_word
        inside_latin_word = is_latin or (inside_latin_word and character in "'’-")
    if kana and kana * 5 >= han:
        return "ja"
    counts = {"zh": han, "ko": hangul, "en": latin_words}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] else ""
