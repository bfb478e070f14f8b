"""Vocabularies of the right size for a model that knows nothing: for the decoder and the CTC head.

Everyday Chinese characters are single tokens in both, as they nearly are in the real ones, so that
prompts, drafts and texts have about as many tokens as real ones have. The rest is filler that no
everyday text reaches but that costs what real entries cost when a model is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product

from export_tools.models.ctc_vocabulary import special_labels
from export_tools.models.llm_tokenizer import LlmTokenizer, TokenKind

END_OF_TEXT = "<|endoftext|>"
TURN_START = "<|im_start|>"
TURN_END = "<|im_end|>"
SPECIAL_TOKENS = (END_OF_TEXT, TURN_START, TURN_END)

_PROMPT_WORDS = ("system", "You", " are", " a", " helpful", " assistant", "user", "assistant")
_PUNCTUATION = "，。？！：、；“”（）《》"
_UNUSED_ROWS = 290
"""The real embedding has that many rows behind its last token."""


def decoder_tokenizer(row_count: int) -> LlmTokenizer:
    """A byte-level BPE tokenizer for an embedding of `row_count` rows, of Qwen's kind.

    ValueError if the rows are too few for the bytes, the prompt and the special tokens.
    """
    letters = _byte_letters()
    texts = dict.fromkeys(letters, TokenKind.NORMAL)
    merges: list[str] = []
    unused = min(_UNUSED_ROWS, row_count // 10)
    room = row_count - unused - len(SPECIAL_TOKENS)
    for word in _words():
        symbols = [letters[byte] for byte in word.encode()]
        if len(texts) + len(symbols) > room:
            break
        left = symbols[0]
        for right in symbols[1:]:
            if left + right not in texts:
                texts[left + right] = TokenKind.NORMAL
                merges.append(f"{left} {right}")
            left += right
    for number in range(room - len(texts)):
        texts[f"[FILL{number}]"] = TokenKind.NORMAL
    texts |= dict.fromkeys(SPECIAL_TOKENS, TokenKind.CONTROL)
    texts |= {f"[PAD{number}]": TokenKind.UNUSED for number in range(unused)}
    ids = {text: index for index, text in enumerate(texts)}
    if len(texts) != row_count or _PROMPT_WORDS[0] not in ids:
        raise ValueError(f"{row_count} rows are too few for a vocabulary")
    return LlmTokenizer(
        texts=tuple(texts),
        kinds=tuple(texts.values()),
        merges=tuple(merges),
        special_ids={"eos": ids[TURN_END], "pad": ids[END_OF_TEXT], "bos": ids[END_OF_TEXT]},
        add_bos=False,
        chat_template=None,
    )


def ctc_tokens(class_count: int) -> list[bytes]:
    """The bytes of each class: bytes, characters, filler, then the official labels and the blank.

    ValueError if the classes are too few for the bytes and the labels.
    """
    labels = [label.encode() for label in special_labels()]
    rank_count = class_count - len(labels)
    ranks = [bytes([value]) for value in range(256)]
    if rank_count < len(ranks):
        raise ValueError(f"{class_count} classes are too few for a vocabulary")
    words = (word.encode() for word in _words() if len(word.encode()) > 1)
    ranks += islice(words, rank_count - len(ranks))
    return [*ranks, *labels]


def _words() -> Iterator[str]:
    """Words in the order in which they get a place, each once."""
    everyday = list(_everyday_characters())
    known = {*_PROMPT_WORDS, *_PUNCTUATION, *everyday}
    rare = [chr(code) for code in range(0x4E00, 0x9FA6) if chr(code) not in known]
    yield from _PROMPT_WORDS
    yield from _PUNCTUATION
    yield from everyday
    yield from rare
    # Pairs of rare characters: their merges slow no everyday text down, but have to be loaded.
    yield from (first + second for first, second in product(rare, rare[:20]))


def _everyday_characters() -> Iterable[str]:
    """The 3,755 characters of the first level of GB 2312."""
    for lead, trail in product(range(0xB0, 0xD8), range(0xA1, 0xFF)):
        try:
            yield bytes([lead, trail]).decode("gb2312")
        except UnicodeDecodeError:
            continue


def _byte_letters() -> list[str]:
    """The letter that stands for each byte in a byte-level vocabulary: itself where it prints."""
    printable = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    letters, others = [], 0
    for byte in range(256):
        if byte in printable:
            letters.append(chr(byte))
        else:
            letters.append(chr(256 + others))
            others += 1
    return letters
