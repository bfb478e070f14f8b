"""The hot-rule.txt format: regular expressions that rewrite a finished text.

One rule per line: `pattern = replacement`, with exactly one ` = ` (space, equals sign, space)
between them. Both sides lose the spaces around them; an empty replacement, which deletes, therefore
needs the space behind its `=`. Patterns are those of Python's `re`; in the replacement `\\1` is a
group and `\\s` a space. Rules work one after the other in the order of the file, each on what the
one before left. Lines whose first character is "#" are comments.

A line that is no rule is reported and passed over, the others count. A pattern is bound in time,
not in form: it runs in the `regex` package, which knows the patterns of `re` and can stop, because
`(a|aa)+$` on forty letters would otherwise keep the program busy for years.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from hotwords.hotword_file import read_content
from hotwords.hotword_line import LINE_BREAK
from hotwords.list_encoding import decode_list

if TYPE_CHECKING:
    import regex

MOST_RULES = 10_000
LONGEST_LINE = 2_000

PATIENCE_S = 0.5
"""For one rule on one segment; an ordinary one takes a few microseconds."""

LONGEST_RESULT = 10_000
"""Characters; a minute of speech has some hundreds. A text that is longer may not grow at all."""

_SEPARATOR = " = "


class RuleFailed(Exception):
    """`rule` gave no result for a text, for `reason`, and should be left out from now on."""

    def __init__(self, rule: Rule, reason: str) -> None:
        super().__init__(rule, reason)
        self.rule = rule
        self.reason = reason


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """Line `line`, counted from 1, is no rule, for `reason`."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class RuleEdit:
    """Write `text` in the place of the characters [start, end)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and the template of what takes its place; `line` counts from 1."""

    pattern: str
    replacement: str
    line: int = 0

    def edits(self, text: str) -> list[RuleEdit]:
        """What the rule changes in `text`, in order, without overlaps.

        Raises RuleFailed where it takes longer than `PATIENCE_S`, or would make the text longer
        than `LONGEST_RESULT`.

        >>> Rule("([0-9]+)毫安时", r"\\1mAh").edits("电池5000毫安时")
        [RuleEdit(start=2, end=9, text='5000mAh')]
        """
        edits: list[RuleEdit] = []
        length, most = len(text), max(LONGEST_RESULT, len(text))
        try:
            for match in _compiled(self.pattern).finditer(text, timeout=PATIENCE_S):
                written = match.expand(self.replacement)
                if written == match.group():
                    continue
                edits.append(RuleEdit(match.start(), match.end(), written))
                length += len(written) - len(match.group())
                if length > most:
                    raise RuleFailed(self, f"its result is longer than {LONGEST_RESULT} characters")
        except TimeoutError as error:
            raise RuleFailed(self, f"it takes longer than {PATIENCE_S:g} s") from error
        return edits


@dataclass(frozen=True, slots=True)
class RuleList:
    """The rules of a file in its order, and the lines that are none."""

    rules: tuple[Rule, ...] = ()
    problems: tuple[RuleProblem, ...] = ()

    @classmethod
    def parse(cls, text: str) -> RuleList:
        """Read rules from `text`.

        >>> RuleList.parse("# units\\n赫兹 = Hz\\n(毫 = m\\n").problems
        (RuleProblem(line=3, reason='its pattern cannot be read (missing ), ...)'),)
        """
        rules: list[Rule] = []
        problems: list[RuleProblem] = []
        for parsed in _parsed(text):
            if isinstance(parsed, RuleProblem):
                problems.append(parsed)
            elif len(rules) == MOST_RULES:
                problems.append(RuleProblem(parsed.line, f"there are more than {MOST_RULES} rules"))
                break
            else:
                rules.append(parsed)
        return cls(tuple(rules), tuple(problems))

    @classmethod
    def load(cls, path: str | Path) -> RuleList:
        """Read the rules at `path`; HotwordFileError if it cannot be read or decoded."""
        text, _ = decode_list(read_content(path), str(path))
        return cls.parse(text)


def _parsed(text: str) -> Iterator[Rule | RuleProblem]:
    for number, line in enumerate(LINE_BREAK.split(text.removeprefix("\ufeff")), start=1):
        if line.strip() and not line.startswith("#"):
            yield _parse_line(line, number)


def _parse_line(line: str, number: int) -> Rule | RuleProblem:
    if len(line) > LONGEST_LINE:
        return RuleProblem(number, f"it is longer than {LONGEST_LINE} characters")
    parts = line.split(_SEPARATOR)
    if len(parts) != 2:
        return RuleProblem(
            number,
            "it needs exactly one “ = ” between pattern and replacement, with a space on each side",
        )
    pattern, replacement = parts[0].strip(), parts[1].strip().replace(r"\s", " ")
    if not pattern:
        return RuleProblem(number, "there is no pattern before the “ = ”")
    with warnings.catch_warnings():
        # What `re` means to change one day ("[[a]") it still reads as it always did.
        warnings.simplefilter("ignore", FutureWarning)
        try:
            known = re.compile(pattern)
            _compiled(pattern)
        except (re.error, ValueError, OverflowError, RecursionError) as error:
            return RuleProblem(number, f"its pattern cannot be read ({error})")
    try:
        known.sub(replacement, "")  # reads the template, whether or not anything is found
    except (re.error, IndexError, ValueError) as error:
        return RuleProblem(number, f"its replacement cannot be read ({error})")
    return Rule(pattern, replacement, number)


@lru_cache(maxsize=MOST_RULES)
def _compiled(pattern: str) -> regex.Pattern[str]:
    import regex

    try:
        return regex.compile(pattern, regex.VERSION0)
    except regex.error as error:
        raise ValueError(str(error)) from error
