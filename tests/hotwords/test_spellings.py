"""Entries found as they are spelled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hotwords.spellings import SpellingFile, joined


def test_case_spaces_and_signs_do_not_matter() -> None:
    file = SpellingFile(["Wi-Fi 7", "GPT-4o", "康辉", "AI", "K歌"])
    text = "连wifi 7,问 G P T 4 O,见康辉,k歌,said"
    assert [(file_form, text[start:end]) for file_form, start, end in file.find(text)] == [
        (0, "wifi 7"),
        (1, "G P T 4 O"),
        (2, "康辉"),
        (4, "k歌"),
    ]


def test_forms_spelled_alike_are_all_found() -> None:
    assert [each.form for each in SpellingFile(["wifi", "Wi-Fi", "x"]).find("WIFI")] == [0, 1]


def test_nothing_is_found_of_nothing() -> None:
    assert SpellingFile([]).find("text") == []
    assert SpellingFile(["!!", ""]).find("a !! b") == []
    assert SpellingFile(["a"]).find("") == []


tokens = st.lists(
    st.sampled_from(["康", "辉", "wi", "fi", "7", "gpt", "4", "o", "东"]), max_size=12
)


@given(st.lists(tokens.map("".join), max_size=6), tokens)
def test_found_is_what_stands_between_tokens(forms: list[str], text: list[str]) -> None:
    draft = " ".join(text)
    found = {(form, draft[start:end]) for form, start, end in SpellingFile(forms).find(draft)}
    expected = {
        number
        for number, form in enumerate(forms)
        for first in range(len(text))
        for last in range(first + 1, min(len(text), first + 12) + 1)
        if form and "".join(text[first:last]) == form
    }
    assert {form for form, _ in found} == expected
    assert all(joined(heard) == joined(forms[form]) for form, heard in found)
