"""The command line's own words in English and Simplified Chinese.

English sentences are the keys, so that the code reads as it speaks; the language is taken from
HOTSCRIBE_LANG ("en" or "zh"), else from the system's locale.
"""

from __future__ import annotations

import locale
import os

from asr_core.errors import Language
from asr_core.reasons_zh import chinese_reason
from cli.texts_zh import CHINESE


def system_language() -> Language:
    """The language to speak: HOTSCRIBE_LANG, else the locale's, else English."""
    wanted = (
        os.environ.get("HOTSCRIBE_LANG")
        or os.environ.get("LC_ALL")
        or os.environ.get("LC_MESSAGES")
        or os.environ.get("LANG")
        or locale.getlocale()[0]
        or ""
    )
    return "zh" if wanted.lower().startswith(("zh", "chinese")) else "en"


LANGUAGE = system_language()


def tr(english: str, **values: object) -> str:
    """`english`, in the user's language, with `values` filled in.

    >>> tr("{count} files", count=3)
    '3 files'
    """
    sentence = CHINESE.get(english, english) if LANGUAGE == "zh" else english
    return sentence.format(**values) if values else sentence


def tr_reason(english: str) -> str:
    """A reason that the core or a list has given, in the user's language."""
    return chinese_reason(english) if LANGUAGE == "zh" else english


def counted_words(count: int) -> str:
    """So many words of a list.

    >>> counted_words(1), counted_words(2)
    ('1 word', '2 words')
    """
    return tr("1 word") if count == 1 else tr("{count} words", count=count)


def score_text(score: float) -> str:
    """A score, 0 … 1, with two decimals.

    Never rounded up: 1 is for what is spelled as in the list, and no threshold is reached by
    rounding.

    >>> score_text(0.9984), score_text(1.0)
    ('0.99', '1.00')
    """
    return f"{int(score * 100 + 1e-6) / 100:.2f}"
