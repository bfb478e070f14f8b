"""Hearing a span a second time: without the list after a leak, or with it after a first hearing.

An engine with a CTC head recalls words from the head's draft and hears once, with the words; only
what looks like a leak is heard again, without them (`hear_guarded`). An engine without such a head
(Qwen3-ASR, Fun-ASR-MLT) has to hear first: words are recalled from that text, and only where some
were found that are not yet in it the span is heard again, with them (`hear_then_recall`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass

from asr_core.engine import Hearing, SpanHearing
from asr_core.leak_guard import LeakGuard, Suspicion, Witness
from asr_core.transcript import HotwordNote, KeptHearing
from asr_core.transcription import TextArrived, TextDiscarded
from asr_core.word_occurrences import is_written
from hotwords import HotwordHit


@dataclass(frozen=True, slots=True)
class Heard:
    """The text that stays, the hits whose words were sent, and what was noticed about a leak.

    `found` are all hits, whether sent or not; where they were recalled from a first hearing,
    `first` is its text. `looped` is said of the hearing that stays.
    """

    text: str
    sent: tuple[HotwordHit, ...] = ()
    note: HotwordNote | None = None
    first: str = ""
    found: tuple[HotwordHit, ...] = ()
    looped: bool = False


HeardEvents = Generator[TextArrived | TextDiscarded, None, Heard]


def hear_guarded(
    hear: SpanHearing, sent: Sequence[HotwordHit], guard: LeakGuard, witness: Witness
) -> HeardEvents:
    """Hear with the words of `sent`, and where that looks like a leak once more without them.

    Yields the text as it comes; the text since the last `TextDiscarded` is the one that stays.
    """
    first = yield from hear([hit.word for hit in sent])
    suspicion = guard.suspicion(first, witness)
    if suspicion is None:
        return Heard(first.text, tuple(sent), found=tuple(sent), looped=first.looped)
    yield TextDiscarded(f"the hotword list may have leaked ({', '.join(suspicion.reasons)})")
    second = yield from hear([], bare=True)
    kept = guard.better(first, second, witness)
    if kept == "with-list":
        yield from _instead("the text with the list is nearer to what was heard", first)
    note = _note(suspicion, kept, with_list=first, without=second)
    stays = first if kept == "with-list" else second
    return Heard(stays.text, tuple(sent), note, found=tuple(sent), looped=stays.looped)


def hear_then_recall(
    hear: SpanHearing,
    recall: Callable[[str], Sequence[HotwordHit]],
    choose: Callable[[Sequence[HotwordHit]], Sequence[HotwordHit]],
    guard_of: Callable[[Sequence[HotwordHit]], LeakGuard],
    *,
    span_s: float,
) -> HeardEvents:
    """Hear without a list, and only where that found words it does not hold once more with them.

    `recall` finds hits in a text, best first; `choose` picks those for the prompt (`PromptBudget`).
    The first hearing is the witness of the second: where that looks like a leak, the first stays.
    """
    first = yield from hear([])
    found = tuple(recall(first.text))
    missing = [hit for hit in found if not is_written(hit.word, first.text)]
    # Words that are there already are sent too: the second hearing must not lose them.
    sent = tuple(choose(found)) if missing else ()
    if not any(hit in missing for hit in sent):
        return Heard(first.text, first=first.text, found=found, looped=first.looped)
    yield TextDiscarded("words of the list were found in the text")
    second = yield from hear([hit.word for hit in sent])
    witness = Witness.of_text(first.text, span_s)
    guard = guard_of(sent)
    suspicion = guard.suspicion(second, witness)
    if suspicion is None:
        return Heard(second.text, sent, first=first.text, found=found, looped=second.looped)
    kept = guard.better(second, first, witness)
    if kept == "without-list":
        yield from _instead("the hotword list may have leaked", first)
    note = _note(suspicion, kept, with_list=second, without=first)
    stays = second if kept == "with-list" else first
    return Heard(stays.text, sent, note, first.text, found, stays.looped)


def _instead(reason: str, hearing: Hearing) -> Iterator[TextArrived | TextDiscarded]:
    yield TextDiscarded(reason)
    yield TextArrived(hearing.text)


def _note(
    suspicion: Suspicion, kept: KeptHearing, *, with_list: Hearing, without: Hearing
) -> HotwordNote | None:
    """The note for the segment; none where the list made no difference."""
    if with_list.text == without.text:
        return None
    other = without if kept == "with-list" else with_list
    return HotwordNote(suspicion.reasons, suspicion.words, kept, other.text)
