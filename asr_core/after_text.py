"""What happens to a segment's text once it is final: listed words that replace, then the rules.

Both change only the text: the times follow (`asr_core.rewriting`), every change is on record in the
segment, and the words as recognised are kept beside it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from asr_core.errors import RulesUnreadable
from asr_core.rewriting import RewrittenText, rewritten_segment
from asr_core.transcript import HotwordUse, Segment, WrittenBy
from asr_core.transcription import Noticed
from asr_core.word_occurrences import is_written
from hotwords import HotwordFileError, HotwordHit
from hotwords.replacements import Replacer
from hotwords.rules import Rule, RuleFailed, RuleList


def load_rules(path: Path) -> RuleList:
    """The rules at `path`; raises `RulesUnreadable`."""
    try:
        return RuleList.load(path)
    except HotwordFileError as failure:
        raise RulesUnreadable(str(path), failure.located_reason) from failure


class AfterText:
    """The rules of one run; a rule that fails is left out from then on and told once.

    `writer` is who wrote the listed words of a text that comes in.
    """

    def __init__(self, rules: RuleList, writer: WrittenBy = "model") -> None:
        self._rules = list(rules.rules)
        self._writer = writer
        self._news = deque(
            Noticed("rule-refused", f"line {problem.line}: {problem.reason}")
            for problem in rules.problems
        )

    def news(self) -> Iterator[Noticed]:
        """Which rules do not count, and why, since the last call."""
        while self._news:
            yield self._news.popleft()

    def finish(self, segment: Segment, replacer: Replacer) -> Segment:
        """`segment` with its text replaced; `replacer` holds the list that was in force for it."""
        hits = replacer.hits(segment.text)
        by_entries = RewrittenText(segment.text)
        for hit in reversed(hits):
            by_entries = by_entries.replaced(hit.start, hit.end, hit.word, entries=(hit.word,))
        by_rules = by_entries
        for rule in list(self._rules):
            by_rules = self._applied(rule, by_rules)
        if not by_rules.replacements:
            return segment
        finished = rewritten_segment(segment, by_rules)
        uses = _with_new_uses(segment.hotwords, hits)
        stages: list[tuple[str, WrittenBy]] = [
            (segment.text, self._writer),
            (by_entries.text, "replacement"),
            (by_rules.text, "rule"),
        ]
        return replace(finished, hotwords=tuple(_judged(use, stages) for use in uses))

    def _applied(self, rule: Rule, rewritten: RewrittenText) -> RewrittenText:
        try:
            edits = rule.edits(rewritten.text)
        except RuleFailed as failure:
            self._rules.remove(rule)
            self._news.append(Noticed("rule-refused", f"line {rule.line}: {failure.reason}"))
            return rewritten
        for edit in reversed(edits):
            rewritten = rewritten.replaced(edit.start, edit.end, edit.text, rules=(rule.pattern,))
        return rewritten


def _with_new_uses(uses: tuple[HotwordUse, ...], hits: list[HotwordHit]) -> tuple[HotwordUse, ...]:
    """`uses`, and one for every word that only the finished text brought up."""
    known = {use.word for use in uses}
    new: dict[str, HotwordUse] = {}
    for hit in hits:
        if hit.word not in known:
            use = HotwordUse(hit.word, hit.heard, round(hit.score, 4), sent=False, in_text=True)
            new.setdefault(hit.word, use)
    return (*uses, *new.values())


def _judged(use: HotwordUse, stages: list[tuple[str, WrittenBy]]) -> HotwordUse:
    """`use` as it stands after the last stage, credited to the first stage that wrote it."""
    if not is_written(use.word, stages[-1][0]):
        return replace(use, in_text=False, by="")
    by = use.by or next(name for text, name in stages if is_written(use.word, text))
    return replace(use, in_text=True, by=by)
