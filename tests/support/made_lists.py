"""Lists of hotwords made up by Hypothesis: entries, lines and whole files, sensible and odd."""

from __future__ import annotations

from hypothesis import strategies as st

from hotwords.hotword import Hotword, HotwordFileError
from hotwords.hotword_line import entry_text
from hotwords.pinyin import SYLLABLES, hanzi_of

_ODD = "甲乙重庆aB7 \t|~!#[]:;…\u3000\u200b\ufeff\x0b\x85\u2028é😀"

words = st.one_of(
    st.text("甲乙丙丁重庆", min_size=1, max_size=4),
    st.text("abcXYZ 019.-'", min_size=1, max_size=8),
    st.text(max_size=12),
)


def _can_be_written(entry: Hotword) -> bool:
    try:
        entry_text(entry)
    except HotwordFileError:
        return False
    return True


@st.composite
def entries(draw: st.DrawFn) -> Hotword:
    """Entries that a line can hold, with everything that an entry may have."""
    word = draw(words.map(str.strip))
    fields = st.lists(words.map(str.strip), max_size=3, unique=True).map(tuple)
    count = len(hanzi_of(word))
    syllables = st.lists(
        st.tuples(st.sampled_from(sorted(SYLLABLES)), st.sampled_from("12345")).map("".join),
        min_size=count,
        max_size=count,
    ).map(" ".join)
    readings = draw(st.lists(syllables, max_size=3, unique=True)) if count else []
    entry = Hotword(
        word, draw(fields), draw(fields), draw(st.booleans()), tuple(map(_typed, readings))
    )
    return entry if _can_be_written(entry) else Hotword(draw(st.sampled_from("甲乙丙丁戊")))


def _typed(reading: str) -> str:
    """`reading` in the one spelling that lists keep."""
    from hotwords.pinyin import syllable

    return " ".join(syllable(each) or each for each in reading.split())


lines = st.one_of(
    entries().map(entry_text),
    st.sampled_from(
        [
            "",
            "  ",
            "# a comment",
            "#[group] 嘉宾",
            "# [ group  off ] 嘉宾 ",
            "#[group]",
            "#[end]",
            "甲 !! replace",
            "甲|乙 ~~~ !!off",
            "重庆 !! reading: chóng qìng; zhong4 qing4",
            "甲 !! what",
            "| 乙",
        ]
    ),
    st.text(_ODD, max_size=20),
)
"""Lines without line ends, some of which no list can be made of."""

ends = st.sampled_from(["\n", "\r\n", "\r"])

texts = st.lists(st.tuples(lines, ends), max_size=8).flatmap(
    lambda pairs: st.sampled_from(["", "\n", "最后"]).map(
        lambda last: "".join(line + end for line, end in pairs) + last
    )
)
"""Whole files as text, with mixed line ends, ending with or without one."""
