"""Figures, the file that they are kept in, the card and the picture that show them."""

from __future__ import annotations

import json
import math
from pathlib import Path
from xml.etree import ElementTree

import pytest

from demo_model.evaluate import TRIALS
from demo_model.trials.card import BEGIN, END, TITLES, card_text, with_figures, write_card
from demo_model.trials.curve import curve_svg
from demo_model.trials.figures import Bar, Figure, percentile, share
from demo_model.trials.hotword_prompts import REST
from demo_model.trials.results import Results, fingerprint

HIT = Figure("names", 92.0, 120, "10 words", bar=Bar(92, at_least=True), words=10)
MISS = Figure("Chinese", 5.01, 324, "trained", bar=Bar(5), beside="f2 | 5.0")
PLAIN = Figure("names" + REST, 3.0, 900, "10 words", words=10)
EMPTY = Figure("kept", math.nan, 0)


def test_bars_are_met_at_their_limit() -> None:
    assert HIT.is_met is True
    assert MISS.is_met is False
    assert PLAIN.is_met is None
    assert (HIT.verdict(), MISS.verdict(), PLAIN.verdict()) == ("hit", "miss", "")
    assert (HIT.bar_text(), MISS.bar_text()) == ("≥ 92 %", "≤ 5 %")
    assert "≤ 5 %: miss" in MISS.line()


def test_values_are_short() -> None:
    assert MISS.value_text() == "5.01 %"
    assert HIT.value_text() == "92.0 %"
    assert EMPTY.value_text() == "–"


def test_shares_and_percentiles() -> None:
    assert share(3, 4) == 75
    assert math.isnan(share(0, 0))
    assert percentile([5, 1, 3], 0.5) == 3
    assert percentile(range(101), 0.95) == 95
    assert math.isnan(percentile([], 0.5))


def test_figures_come_back_from_their_file(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "results.json"
    about = {"model files": "abc"}
    results = Results(about, {"hotwords": [HIT, PLAIN], "sentences": [MISS]})
    results.save(path)
    assert Results.load(path, about) == results
    assert Results.load(path, {"model files": "other"}).figures == {}
    assert Results.load(tmp_path / "none.json", about).figures == {}
    assert json.loads(json.dumps(EMPTY.to_dict(), allow_nan=False))["value"] is None
    assert math.isnan(Figure.from_dict(EMPTY.to_dict()).value)


@pytest.mark.parametrize("text", ["", "[]", '{"about": {"model files": "abc"}}'])
def test_another_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "results.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit, match=r"results\.json"):
        Results.load(path, {"model files": "abc"})


def test_a_fingerprint_is_of_what_computes(tmp_path: Path) -> None:
    (tmp_path / "a.onnx").write_bytes(b"1")
    first = fingerprint(tmp_path)
    (tmp_path / "README.md").write_bytes(b"2")
    assert fingerprint(tmp_path) == first
    (tmp_path / "a.onnx").write_bytes(b"3")
    assert fingerprint(tmp_path) != first


def test_a_card_keeps_what_is_around_its_figures(tmp_path: Path) -> None:
    card = tmp_path / "card.md"
    card.write_text(f"# Model\n\n{BEGIN}\nstale\n{END}\n\nLicence\n", encoding="utf-8")
    results = Results({"espeak-ng": "1.51"}, {"hotwords": [HIT, PLAIN], "sentences": [MISS]})
    for _ in range(2):
        write_card(results, card, tmp_path / "images" / "curve.svg")
        text = card.read_text(encoding="utf-8")
        assert text.startswith(f"# Model\n\n{BEGIN}\n\n1 of 2 bars are reached.")
        assert text.endswith(f"{END}\n\nLicence\n")
        assert "stale" not in text
        assert "| Chinese | trained | 324 | 5.01 % | ≤ 5 % | **miss** | f2 / 5.0 |" in text
        assert "| words in the prompt | 10 |" in text
        assert "(images/curve.svg)" in text
        assert "espeak-ng 1.51" in text
        assert "Not measured." in text
    ElementTree.parse(tmp_path / "images" / "curve.svg")


@pytest.mark.parametrize("card", ["", BEGIN, f"{END} {BEGIN}", f"{BEGIN} {BEGIN} {END}"])
def test_a_card_without_its_marks_is_refused(card: str) -> None:
    with pytest.raises(ValueError, match="once each"):
        with_figures(card, "figures")


def test_every_trial_has_a_heading() -> None:
    assert list(TRIALS) == list(TITLES)
    text = card_text(Results({}), "curve.svg")
    assert all(f"### {title}" in text for title in TITLES.values())


def test_the_picture_has_a_line_for_every_set() -> None:
    svg = curve_svg("A & B", {"names": [(0, 10.0), (10, 90.0)], "products": [(0, 0.0), (10, 100)]})
    root = ElementTree.fromstring(svg)
    lines = root.findall("{http://www.w3.org/2000/svg}polyline")
    assert len(lines) == 2
    first, last = lines[1].attrib["points"].split()
    assert float(first.split(",")[1]) > float(last.split(",")[1])
