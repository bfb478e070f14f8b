"""Cues that are edited while the file is still being heard: nothing lost, nothing disturbed."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr_core.transcript import HotwordUse, Replacement, Segment, Transcript, Word, spread
from export_tools.subtitles import CueRules, SubtitleDocument
from export_tools.subtitles.cue_document import Change, CueDocument, EditableCue
from export_tools.subtitles.cue_profiles import PROFILE_TITLES, PROFILES, rules_for
from export_tools.subtitles.formats import FORMATS
from export_tools.subtitles.results import ResultRequest, result_text
from export_tools.subtitles.spoken_words import SpokenWords

PHRASES = [
    *(
        "今天天气很好，",
        "我们去公园玩吧。",
        "你觉得怎么样？",
        "二零二五年上半年",
        "的了吗",
        "沃尔夫冈",
    ),
    *(" I think that we should leave", " before it gets dark,", " Mr. Smith said so. ", "35.6%"),
]


def segment(text: str, start_s: float, *, per_character_s: float = 0.12, **more: object) -> Segment:
    end_s = start_s + max(0.2, per_character_s * len(text))
    made = Segment(start_s, end_s, text, "", spread(text, start_s, end_s))
    return replace(made, **more)  # type: ignore[arg-type]


@st.composite
def made_segments(draw: st.DrawFn) -> list[Segment]:
    at_s = 0.5
    segments = []
    for _ in range(draw(st.integers(1, 6))):
        text = "".join(draw(st.lists(st.sampled_from(PHRASES), max_size=8)))
        use = HotwordUse("沃尔夫冈", "", 1.0, True, True)
        has_use = draw(st.booleans())
        segments.append(segment(text, at_s, hotwords=(use,) if has_use else ()))
        at_s = segments[-1].end + draw(st.sampled_from([0.0, 0.05, 0.4, 1.5]))
    return segments


EDITS = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["改了", "", "two\nlines", None])))


def heard(*segments: Segment, rules: CueRules | None = None) -> CueDocument:
    document = CueDocument(rules, duration_s=200.0)
    document.add_segments(segments)
    return document


def applied(cues: list[EditableCue], change: Change) -> list[EditableCue]:
    """`cues` after `change`, as a view does it."""
    end = change.first + len(change.old)
    assert tuple(cues[change.first : end]) == change.old
    return [*cues[: change.first], *change.new, *cues[end:]]


def edited(document: CueDocument, number: int, text: str | None) -> Change:
    cue = document.cues[number % len(document.cues)]
    return document.edit(cue.id, cue.heard if text is None else text)


@given(made_segments(), st.sampled_from(list(PROFILES.values())))
def test_without_edits_it_is_the_document_of_the_whole_transcript(
    segments: list[Segment], rules: CueRules
) -> None:
    transcript = Transcript("a.mp3", "", 200.0, tuple(segments))
    whole = SubtitleDocument.from_transcript(transcript, rules)
    document = CueDocument(rules, duration_s=200.0)
    for each in segments:
        document.add_segment(each)
    assert document.to_subtitles() == whole
    assert heard(*segments, rules=rules).cues == document.cues
    request = ResultRequest(
        source=Path("a.mp3"),
        target=Path("a"),
        formats=tuple(FORMATS),
        transcript=document.to_transcript(transcript),
        cues=document.to_subtitles(),
        rules=rules,
    )
    for name, write in FORMATS.items():
        assert result_text(request, name) == write(transcript, rules)


@given(made_segments(), EDITS, st.integers(0, 6))
def test_edits_survive_what_is_heard_later_and_every_view_can_follow(
    segments: list[Segment], edits: list[tuple[int, str | None]], together: int
) -> None:
    document = CueDocument(duration_s=200.0)
    shown: list[EditableCue] = []
    wanted: dict[int, str | None] = {}
    for each in segments:
        shown = applied(shown, document.add_segment(each))
        for number, text in edits[:together] if document.cues else ():
            cue = document.cues[number % len(document.cues)]
            wanted[cue.id] = text
            shown = applied(shown, edited(document, number, text))
    assert shown == list(document.cues)
    for cue_id, text in wanted.items():
        assert text is None or document.cues[document.row_of(cue_id)].text == text
    again = CueDocument(duration_s=200.0)
    again.restore(json.loads(json.dumps(document.state())))
    for each in segments:
        again.add_segment(each)
    assert again.cues == document.cues

    for cue in tuple(cue for cue in document.cues if cue.edited):
        document.edit(cue.id, cue.heard)
    transcript = Transcript("a.mp3", "", 200.0, tuple(segments))
    assert document.to_subtitles() == SubtitleDocument.from_transcript(transcript)


@given(made_segments(), st.integers(0, 40))
def test_an_edit_moves_no_other_cue(segments: list[Segment], number: int) -> None:
    document = heard(*segments)
    before = list(document.cues)
    if before:
        edited(document, number, "改了")
        row = number % len(before)
        changed = replace(before[row], text="改了")
        assert list(document.cues) == [*before[:row], changed, *before[row + 1 :]]


@given(made_segments(), EDITS)
def test_the_cues_stay_in_order_and_every_word_is_in_one(
    segments: list[Segment], edits: list[tuple[int, str | None]]
) -> None:
    document = heard(*segments[:2])
    for number, text in edits if document.cues else ():
        edited(document, number, text)
    for each in segments[2:]:
        document.add_segment(each)
    borders = [0, *(cue.end for cue in document.cues)]
    assert [cue.id for cue in document.cues] == borders[:-1]
    for before, after in pairwise(document.cues):
        assert before.start_ms < before.end_ms <= after.start_ms


def test_a_cue_under_the_cursor_keeps_its_words_until_it_is_let_go() -> None:
    first = segment("我们明天下午在公司", 1.0)
    second = segment("门口见面好吗？", first.end)
    document = heard(first)
    cue = document.cues[0]
    document.hold(cue.id)
    document.add_segment(second)
    assert [each.text for each in document.cues] == ["我们明天下午在公司", "门口见面好吗？"]
    document.release(cue.id)
    assert [each.text for each in document.cues] == ["我们明天下午在公司门口见面好吗？"]
    assert document.release(cue.id) == Change(0)


def test_an_edit_of_the_cue_under_the_cursor_stays_when_it_is_let_go() -> None:
    first = segment("我们明天下午在公司", 1.0)
    document = heard(first)
    document.hold(0)
    document.add_segment(segment("门口见面好吗？", first.end))
    document.edit(0, "我们后天")
    document.release(0)
    assert [cue.text for cue in document.cues] == ["我们后天", "门口见面好吗？"]
    assert document.edit_count == 1


def test_only_the_last_stretch_is_touched_by_what_comes() -> None:
    document = heard(segment("今天天气很好。", 1.0), segment("我们去公园", 10.0))
    assert document.cues[0].end_ms < 9000
    change = document.add_segment(segment("玩吧。", 11.0))
    assert change.first == 1
    assert [cue.text for cue in change.new] == ["我们去公园玩吧"]


def test_speech_without_any_pause_is_broken_every_half_minute() -> None:
    rules = CueRules()
    spoken = SpokenWords(rules)
    at_s = 0.0
    for _ in range(60):
        spoken.add(segment("今天天气很好，我们去公园玩吧。", at_s, per_character_s=0.2))
        at_s = spoken.segments[-1].end
    lengths_s = [
        (spoken.stretch(k).words[-1].end_ms - spoken.stretch(k).words[0].start_ms) / 1000
        for k in range(len(spoken.starts))
    ]
    assert at_s > 170 and len(lengths_s) == 6 and max(lengths_s) < 34


def test_what_is_edited_to_nothing_is_not_written_and_can_come_back() -> None:
    document = heard(segment("今天天气很好。", 1.0), segment("我们去公园。", 4.0))
    document.edit(document.cues[0].id, "")
    assert [cue.text for cue in document.to_subtitles().cues] == ["我们去公园"]
    assert document.cues[0].edited and document.cues[0].heard == "今天天气很好"
    document.edit(document.cues[0].id, "今天天气很好")
    assert document.edit_count == 0
    assert len(document.to_subtitles().cues) == 2


def test_other_rules_break_all_but_the_edited_cues() -> None:
    text = "今天天气很好我们一起去公园里面玩吧然后再去吃一顿好吃的午饭"
    document = heard(segment(text, 1.0))
    document.edit(document.cues[0].id, "不许动")
    words = document.cues[0].end
    document.set_rules(CueRules(han_per_line=6))
    assert document.cues[0].text == "不许动" and document.cues[0].end == words
    assert all(len(cue.text) <= 6 for cue in document.cues[1:])
    document.set_rules(CueRules(longest_pause_ms=1))
    assert document.cues[0].text == "不许动"


def test_the_last_cue_does_not_outlast_the_file() -> None:
    document = CueDocument()
    assert document.set_duration(2.0) == Change(0)
    document.add_segment(segment("好。", 1.0))
    assert document.cues[0].end_ms == 2000
    change = document.set_duration(1.5)
    assert [cue.end_ms for cue in change.new] == [1500]


def test_cues_are_found_by_id_and_by_time() -> None:
    document = heard(segment("今天天气很好。", 1.0), segment("我们去公园。", 4.0))
    second = document.cues[1]
    assert document.row_of(second.id) == 1 and second.segment == 1
    assert [document.row_at(ms) for ms in (0, 950, 1000, 3000, 4000, 99_000)] == [-1, 0, 0, 0, 1, 1]
    with pytest.raises(KeyError):
        document.row_of(1)
    with pytest.raises(KeyError):
        document.edit(99, "")
    with pytest.raises(KeyError):
        document.hold(99)


@pytest.mark.parametrize(
    "state",
    [
        None,
        {},
        {"edits": {}},
        {"edits": [1]},
        {"edits": [{"first": 0, "end": 0, "text": ""}]},
        {"edits": [{"first": -1, "end": 2, "text": ""}]},
        {"edits": [{"first": True, "end": 2, "text": ""}]},
        {"edits": [{"first": 0, "end": 2, "text": None}]},
        {"edits": [{"first": 0, "end": 2, "text": ""}, {"first": 1, "end": 3, "text": ""}]},
    ],
)
def test_what_makes_no_sense_is_left_out_and_the_text_is_kept(state: object) -> None:
    document = heard(segment("今天天气很好。", 1.0))
    document.restore(state)
    assert document.left_out == 1
    assert document.edit_count in (0, 1)
    assert "".join(cue.heard for cue in document.cues) == "今天天气很好"


def test_edits_that_make_sense_count_beside_those_that_do_not() -> None:
    good = {"first": 0, "end": 7, "text": "改了"}
    far = {"first": 7, "end": 10**12, "text": "太长"}
    document = heard(segment("今天天气很好。", 1.0), segment("我们去公园。", 4.0))
    document.restore({"edits": [good, {"text": "旧版"}, far]})
    assert document.left_out == 2
    document.restore(document.state())
    assert (document.left_out, document.edit_count) == (0, 1)


def test_a_newer_edit_wins_over_one_whose_words_are_still_to_come() -> None:
    document = CueDocument()
    document.restore({"edits": [{"first": 3, "end": 40, "text": "早先"}]})
    document.add_segment(segment("我们去公园。", 1.0))
    document.edit(0, "改了")
    assert document.state() == {"edits": [{"first": 0, "end": 5, "text": "改了"}]}


def transcript_with_edits(*segments: Segment, edits: dict[int, str]) -> Transcript:
    document = heard(*segments)
    for row, text in edits.items():
        document.edit(document.cues[row].id, text)
    return document.to_transcript(Transcript("a.mp3", "", 200.0, segments))


def test_text_and_json_carry_the_edits_and_the_punctuation() -> None:
    made = transcript_with_edits(
        segment("今天天气很好。我们去公园玩吧。你来吗？", 1.0), edits={0: "今天下雨", 2: "你来不来"}
    )
    assert made.text == "今天下雨。我们去公园玩吧。你来不来"
    words = made.segments[0].words
    assert "".join(word.text for word in words) == made.segments[0].text
    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(words))


def test_spaces_around_an_edit_stay_and_its_lines_are_joined() -> None:
    made = transcript_with_edits(
        segment("It is dry. ", 1.0), segment("Let us go out.", 5.0), edits={0: "It is\nwet."}
    )
    assert made.text == "It is wet. Let us go out."


def test_an_edit_over_two_segments_stands_in_the_first() -> None:
    first = segment("我们明天下午在", 1.0)
    second = segment("公司", first.end)
    assert [cue.text for cue in heard(first, second).cues] == ["我们明天下午在公司"]
    made = transcript_with_edits(first, second, edits={0: "我们不去"})
    assert [each.text for each in made.segments] == ["我们不去"]
    assert transcript_with_edits(first, second, edits={0: ""}).segments == ()


def test_what_was_said_about_the_old_text_is_not_said_about_the_edit() -> None:
    use = HotwordUse("公园", "公元", 0.9, True, True)
    made = segment(
        "我们去公园。",
        1.0,
        hotwords=(use,),
        replacements=(Replacement(3, 5, "公元"),),
        recognised=(Word("我们去公元。", 1.0, 2.0, 1.0),),
    )
    (changed,) = transcript_with_edits(made, edits={0: "我们去海边"}).segments
    assert not changed.hotwords[0].in_text and not changed.replacements and not changed.recognised
    (kept,) = transcript_with_edits(made, edits={0: "他们去公园"}).segments
    assert kept.hotwords[0].in_text


def test_every_profile_has_a_title_and_an_unknown_one_is_the_usual() -> None:
    assert set(PROFILES) == set(PROFILE_TITLES)
    assert rules_for("phone").han_per_line == 10
    assert rules_for("no such profile") == CueRules()


def test_whoever_watches_is_told_of_every_change_until_it_looks_away() -> None:
    document = CueDocument()
    told: list[Change] = []
    document.watch(told.append)
    changes = [
        document.add_segment(segment("今天天气很好。", 1.0)),
        document.edit(0, "改了"),
        document.set_duration(1.2),
        document.restore({"edits": []}),
        document.set_rules(CueRules(strip_trailing=False)),
    ]
    assert told == changes
    document.edit(0, document.cues[0].text)
    document.unwatch(told.append)
    document.edit(0, "改了")
    assert len(told) == 5


def test_words_of_no_length_push_all_that_follow() -> None:
    made = [Segment(5.0, 5.0, "好。", "", (Word("好。", 5.0, 5.0, 1.0),)) for _ in range(6)]
    document = heard(*made)
    assert [cue.start_ms for cue in document.cues] == [5000, 5001, 5002, 5003, 5004, 5005]
    document.edit(document.cues[2].id, "改了")
    assert [cue.start_ms for cue in document.cues] == [5000, 5001, 5002, 5003, 5004, 5005]
