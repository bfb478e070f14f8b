"""Joins the words of two neighbouring windows that share some seconds of sound.

Both windows heard the shared stretch, mostly with the same words, but at its edges each was cut off
in the middle of one. So the change from one to the other happens at a word that both heard at about
the same time, as near to the middle of the stretch as there is one; where there is none, times
alone decide.
"""

from __future__ import annotations

from collections.abc import Sequence

from asr_core.transcript import Word

# Two words spelled alike are one when their starts differ by no more than this.
_SAME_TIME_S = 1.0


def merge_overlap(
    previous: Sequence[Word],
    following: Sequence[Word],
    overlap_start_s: float,
    overlap_end_s: float,
) -> tuple[list[Word], list[Word]]:
    """The words to keep of each window, so that what both heard is written once.

    Words that lie outside [overlap_start_s, overlap_end_s] are never dropped.
    """
    first = next((k for k, word in enumerate(previous) if word.end > overlap_start_s), None)
    first = len(previous) if first is None else first
    last = next((k for k, word in enumerate(following) if word.start >= overlap_end_s), None)
    tail, head = previous[first:], following[:last]
    middle_s = (overlap_start_s + overlap_end_s) / 2
    keep, drop = _cut_at_common_word(tail, head, middle_s) or _cut_by_time(tail, head, middle_s)
    return list(previous[: first + keep]), list(following[drop:])


def _cut_at_common_word(
    tail: Sequence[Word], head: Sequence[Word], middle_s: float
) -> tuple[int, int] | None:
    """How many words of `tail` to keep and of `head` to drop; the common word comes from `head`.

    Its punctuation depends on what follows, which only `head` heard in full.
    """
    pairs = _common_words(tail, head)
    together = set(pairs)
    in_runs = [(a, b) for a, b in pairs if (a - 1, b - 1) in together or (a + 1, b + 1) in together]
    return min(in_runs or pairs, key=lambda pair: abs(tail[pair[0]].start - middle_s), default=None)


def _common_words(tail: Sequence[Word], head: Sequence[Word]) -> list[tuple[int, int]]:
    """The longest row of words that both have in this order; of equal ones the closest in time."""
    tail_keys, head_keys = [_key(word) for word in tail], [_key(word) for word in head]
    best = [[0.0] * (len(head) + 1) for _ in range(len(tail) + 1)]
    gains: dict[tuple[int, int], float] = {}
    for a in range(len(tail) - 1, -1, -1):
        for b in range(len(head) - 1, -1, -1):
            best[a][b] = max(best[a + 1][b], best[a][b + 1])
            apart_s = abs(tail[a].start - head[b].start)
            if tail_keys[a] and tail_keys[a] == head_keys[b] and apart_s <= _SAME_TIME_S:
                gains[a, b] = 1.0 - 0.5 * apart_s / _SAME_TIME_S
                best[a][b] = max(best[a][b], best[a + 1][b + 1] + gains[a, b])
    pairs: list[tuple[int, int]] = []
    a = b = 0
    while a < len(tail) and b < len(head):
        if (a, b) in gains and best[a][b] == best[a + 1][b + 1] + gains[a, b]:
            pairs.append((a, b))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            a += 1
        else:
            b += 1
    return pairs


def _cut_by_time(tail: Sequence[Word], head: Sequence[Word], middle_s: float) -> tuple[int, int]:
    """Words up to the middle come from `tail`, and from `head` those that come after them."""
    keep = sum(_centre_s(word) <= middle_s for word in tail)
    kept_until_s = tail[keep - 1].end if keep else float("-inf")
    drop = sum(_centre_s(word) < kept_until_s for word in head)
    # What only `tail` heard stays, although it lies past the middle.
    goes_on_s = head[drop].start if drop < len(head) else float("inf")
    keep += sum(word.end <= goes_on_s for word in tail[keep:])
    return keep, drop


def _centre_s(word: Word) -> float:
    return (word.start + word.end) / 2


def _key(word: Word) -> str:
    """What is compared: the letters and digits, without case."""
    return "".join(character for character in word.text.casefold() if character.isalnum())
