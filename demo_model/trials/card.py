"""Writes the measured figures into the model card, between two marks that stand in it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from demo_model.trials.curve import Points, curve_svg
from demo_model.trials.figures import Figure
from demo_model.trials.hotword_prompts import REST
from demo_model.trials.results import Results

BEGIN = "<!-- figures: made by python -m demo_model.evaluate -->"
END = "<!-- end of figures -->"
TITLES = {
    "sentences": "Test sentences",
    "samples": "Sample recordings",
    "quiet": "Nobody speaks",
    "hotwords": "Hotwords: the right word and others in the prompt",
    "wrong_words": "Hotwords: ten wrong words in the prompt",
    "recall": "Hotwords: a list of a thousand, for information",
    "word_times": "Word times",
    "long": "Long recordings",
    "precision": "Quantisation",
    "speed": "Speed and size",
}
"""Headings of the card by the name of the trial, in their order."""
_CURVE_TITLE = "Hotwords written as given, by how many words the prompt holds"


def card_text(results: Results, curve: str) -> str:
    """Everything between the marks; `curve` is where the picture lies, seen from the card."""
    rows = [figure for trial in TITLES for figure in results.figures.get(trial, [])]
    judged = [figure for figure in rows if figure.bar is not None]
    hits = sum(figure.is_met is True for figure in judged)
    parts = [f"{hits} of {len(judged)} bars are reached. {_provenance(results.about)}"]
    for trial, title in TITLES.items():
        figures = results.figures.get(trial, [])
        parts.append(f"### {title}\n\n" + (_table(figures) if figures else "Not measured."))
        if trial == "hotwords" and figures:
            parts.append(f"![{_CURVE_TITLE}]({curve})")
    return "\n\n".join(parts)


def _provenance(about: dict[str, str]) -> str:
    return "Measured with " + ", ".join(f"{name} {value}" for name, value in about.items()) + "."


def _table(figures: Sequence[Figure]) -> str:
    """One row per figure; figures over the number of words are judged here and listed below."""
    rows = [figure for figure in figures if figure.words is None or figure.bar is not None]
    lines = [_row("what", "voices or list", "n", "value", "bar", "", "beside")]
    lines.append("| --- | --- | ---: | ---: | ---: | --- | --- |")
    for figure in rows:
        verdict = f"**{figure.verdict()}**" if figure.is_met is False else figure.verdict()
        value, bar = figure.value_text(), figure.bar_text()
        lines.append(
            _row(figure.what, figure.who, f"{figure.n:,}", value, bar, verdict, figure.beside)
        )
    return "\n".join([*lines, *_by_words(figures)])


def _by_words(figures: Sequence[Figure]) -> list[str]:
    """A second table with a column for each number of words in the prompt."""
    values = {(f.what, f.words): f.value_text() for f in figures if f.words is not None}
    if not values:
        return []
    sizes = sorted({words for _, words in values if words is not None})
    lines = ["", _row("words in the prompt", *map(str, sizes)), "| --- |" + " ---: |" * len(sizes)]
    for what in dict.fromkeys(what for what, _ in values):
        lines.append(_row(what, *(values.get((what, size), "") for size in sizes)))
    return lines


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def hotword_curves(figures: Iterable[Figure]) -> dict[str, Points]:
    """The lines of the picture: what each set gave with so many words in the prompt."""
    curves: dict[str, list[tuple[int, float]]] = {}
    for figure in figures:
        if figure.words is not None and not figure.what.endswith(REST):
            curves.setdefault(figure.what, []).append((figure.words, figure.value))
    return {name: tuple(points) for name, points in curves.items()}


def with_figures(page: str, text: str, begin: str = BEGIN) -> str:
    """`page` with `text` between its marks; ValueError if they do not stand there once each."""
    if page.count(begin) != 1 or page.count(END) != 1 or page.index(begin) > page.index(END):
        raise ValueError(f"the page must hold {begin} and {END} once each, in this order")
    head, _, rest = page.partition(begin)
    return f"{head}{begin}\n\n{text}\n\n{END}{rest.partition(END)[2]}"


def write_card(results: Results, card: Path, picture: Path) -> None:
    """Put the figures into the card and draw the picture of the hotword sets."""
    curves = hotword_curves(results.figures.get("hotwords", []))
    seen_from_card = Path(os.path.relpath(picture, card.parent)).as_posix()
    text = with_figures(card.read_text(encoding="utf-8"), card_text(results, seen_from_card))
    if curves:
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_text(curve_svg(_CURVE_TITLE, curves), encoding="utf-8")
    part = card.with_name(card.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(card)
