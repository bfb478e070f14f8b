"""The letters of unusual words behind a draft, and of listed words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hotwords.drafts import Draft
from hotwords.letter_pieces import letter_pieces
from hotwords.sound_costs import sound_table
from hotwords.wanted_sounds import letter_rows


def words(text: str) -> list[str]:
    return [text[piece.start : piece.end] for piece in letter_pieces(text)]


def test_unusual_words_come_with_their_neighbours() -> None:
    # An empty piece stands before each stretch.
    assert words("we like to eat pythn code and then we came back") == [
        "",
        "eat",
        "pythn",
        "code",
    ]
    assert words("the weather is nice") == []
    assert words("我们用pythn写") == ["", "pythn"]


@given(st.text("abcdefghij' 我们0123é", max_size=40))
def test_every_letter_is_one_sound(text: str) -> None:
    for piece in letter_pieces(text):
        spelled = [sound for sound in piece.sounds if sound.startswith("@")]
        assert len(spelled) == sum(letter != "'" for letter in text[piece.start : piece.end])


def test_a_draft_knows_where_its_letters_begin() -> None:
    draft = Draft.of("用pythn写")
    letters = [
        sound_table().names[slots[0]].startswith("@") or sound_table().names[slots[2]][0] == "@"
        for slots in draft.beat_sounds.clip(max=len(sound_table().names) - 1).tolist()
    ]
    assert not any(letters[: draft.spelled_from])
    assert any(letters[draft.spelled_from :])


def test_short_words_have_no_row_of_letters() -> None:
    assert letter_rows("Lua") == ()
    (row,) = letter_rows("Mac OS")
    names = sound_table().names
    assert "".join(names[number] for number in row) == "@m@a@c@o@s"
