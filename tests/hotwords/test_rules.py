"""The hot-rule.txt format: what is a rule, what is reported, and what a rule does to a text."""

from __future__ import annotations

import doctest
import pickle
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotwords import HotwordFileError
from hotwords import rules as module
from hotwords.rules import MOST_RULES, Rule, RuleFailed, RuleList


def rewritten(rules: RuleList, text: str) -> str:
    """`text` after all rules."""
    for rule in rules.rules:
        for edit in reversed(rule.edits(text)):
            text = text[: edit.start] + edit.text + text[edit.end :]
    return text


@pytest.mark.parametrize(
    ("lines", "text", "expected"),
    [
        ("毫安时 = mAh", "五千毫安时", "五千mAh"),
        ("([0-9]+)\\s*赫兹 = \\1 Hz", "440赫兹", "440 Hz"),
        ("  负一   =   -1  ", "负一", "-1"),
        ("艾特\\s*(\\w+)\\s*点 = @\\1.", "艾特 QQ 点 com", "@QQ. com"),
        ("/sil = ", "你好/sil，再见/sil", "你好，再见"),
        ("\\[breath\\] = \\s", "a[breath]b", "a b"),
        ("^(逗号|句号) = ，", "逗号你好", "，你好"),
        ("(回车)+ = \\n", "第一行回车回车第二行", "第一行\n第二行"),
        ("a = b\nb = c", "ab", "cc"),
        ("(?i)iphone = iPhone", "IPHONE", "iPhone"),
        ("a=b = c", "a=b", "c"),
        ("x* = -", "axb", "-a--b-"),
    ],
)
def test_rules_of_the_peers_format(lines: str, text: str, expected: str) -> None:
    rules = RuleList.parse(lines)
    assert rules.problems == ()
    assert rewritten(rules, text) == expected


@pytest.mark.parametrize("line", ["", "   ", "# a = b", "#a = b"])
def test_lines_that_mean_nothing(line: str) -> None:
    assert RuleList.parse(line) == RuleList()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("a=b", "exactly one"),
        ("a =", "exactly one"),
        ("a = b = c", "exactly one"),
        (" = b", "no pattern"),
        ("(a = b", "pattern cannot be read"),
        ("*a = b", "pattern cannot be read"),
        ("a{99999999999} = b", "pattern cannot be read"),
        (r"\p{L} = b", "pattern cannot be read"),
        (r"(a) = \2", "replacement cannot be read"),
        (r"a = \q", "replacement cannot be read"),
        ("a" * 3000 + " = b", "longer than"),
        ("(" * 900 + ")" * 900 + " = b", "cannot be read"),
    ],
)
def test_a_line_that_is_no_rule_is_reported_and_passed_over(line: str, reason: str) -> None:
    rules = RuleList.parse(f"# rules\na = b\n{line}\nc = d\n")
    [problem] = rules.problems
    assert problem.line == 3
    assert reason in problem.reason
    assert [rule.line for rule in rules.rules] == [2, 4]


def test_what_re_finds_suspicious_is_read_as_ever() -> None:
    rules = RuleList.parse("[[a] = b")
    assert rules.problems == ()
    assert rewritten(rules, "[a") == "bb"


def test_a_file_of_any_kind(tmp_path: Path) -> None:
    path = tmp_path / "hot-rule.txt"
    path.write_bytes("# 规则\r\n赫兹 = Hz\r\n/sil = \r\n".encode("gb18030"))
    assert [rule.pattern for rule in RuleList.load(path).rules] == ["赫兹", "/sil"]
    path.write_bytes("\ufeff赫兹 = Hz".encode())
    assert RuleList.load(path).rules == (Rule("赫兹", "Hz", 1),)
    with pytest.raises(HotwordFileError, match="no such file"):
        RuleList.load(tmp_path / "none.txt")


def test_too_many_rules() -> None:
    rules = RuleList.parse("a = b\n" * (MOST_RULES + 3))
    assert len(rules.rules) == MOST_RULES
    assert [problem.line for problem in rules.problems] == [MOST_RULES + 1]


@pytest.mark.parametrize("pattern", ["(a|a)*$", "(a|aa)+$", "(.*a){12}b", r"(\w+\s?)*!"])
def test_a_catastrophic_pattern_ends(pattern: str) -> None:
    rule = Rule(pattern, "x", 7)
    try:
        rule.edits("a" * 2000 + "c")
    except RuleFailed as failure:
        assert failure.rule is rule
        assert "longer than" in failure.reason
        assert str(pickle.loads(pickle.dumps(failure)).reason) == failure.reason


def test_one_pattern_at_least_is_stopped() -> None:
    with pytest.raises(RuleFailed, match="longer than"):
        Rule("(a|a)*$", "x").edits("a" * 60 + "b")


def test_a_text_cannot_grow_without_end() -> None:
    with pytest.raises(RuleFailed, match="result is longer"):
        Rule("(.+)", r"\1" * 30).edits("a" * 900)
    doubling = RuleList(tuple(Rule("^(.*)$", r"\1\1", line) for line in range(60)))
    text = "abcd" * 10
    with pytest.raises(RuleFailed):
        rewritten(doubling, text)


@given(st.text(max_size=60))
def test_any_text_is_rules_or_problems(text: str) -> None:
    rules = RuleList.parse(text)
    numbers = [*(rule.line for rule in rules.rules), *(each.line for each in rules.problems)]
    assert len(set(numbers)) == len(numbers)


@given(
    st.sampled_from(["a", "b*", "(?=a)", "^", "a|b", "[ab]+", "b?a"]),
    st.sampled_from(["", "x", r"\g<0>", "ab"]),
    st.text(alphabet="ab ", max_size=12),
)
def test_edits_stand_in_order_and_agree_with_re(pattern: str, replacement: str, text: str) -> None:
    import re

    rule = Rule(pattern, replacement)
    edits = rule.edits(text)
    for before, after in pairwise(edits):
        assert before.end <= after.start
    assert rewritten(RuleList((rule,)), text) == re.sub(pattern, replacement, text)


def test_the_examples() -> None:
    flags = doctest.ELLIPSIS
    assert doctest.testmod(module, optionflags=flags).failed == 0


@pytest.mark.parametrize("name", ["hot-rules.md", "hot-rules.zh-CN.md"])
def test_the_example_of_the_documentation(name: str) -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / name).read_text(encoding="utf-8")
    example = text.split("```\n")[3]
    rules = RuleList.parse(example)
    assert rules.problems == ()
    assert rewritten(rules, "5000 毫安时[breath]回车回车50赫兹") == "5000mAh\n50Hz"
