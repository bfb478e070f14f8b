"""Draws how often a hotword is written as given against the number of words in the prompt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

Points = Sequence[tuple[int, float]]
"""Words in the prompt and per cent."""

_WIDTH, _HEIGHT = 640, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 20, 24, 84
_COLOURS = ("#1f6feb", "#d1242f", "#1a7f37", "#8250df")
_TEXT, _GRID = "#24292f", "#d8dee4"


def curve_svg(title: str, curves: Mapping[str, Points]) -> str:
    """An SVG picture with one line per name; the numbers of words stand at even distances."""
    sizes = sorted({size for points in curves.values() for size, _ in points})
    step = (_WIDTH - _LEFT - _RIGHT) / max(1, len(sizes) - 1)
    bottom = _HEIGHT - _BOTTOM

    def x(size: int) -> float:
        return _LEFT + step * sizes.index(size)

    def y(percent: float) -> float:
        return bottom - (bottom - _TOP) * percent / 100

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'font-family="sans-serif" font-size="12" fill="{_TEXT}">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
    ]
    for percent in range(0, 101, 20):
        parts.append(_line(_LEFT, y(percent), _WIDTH - _RIGHT, y(percent), _GRID))
        parts.append(_label(_LEFT - 8, y(percent) + 4, f"{percent} %", "end"))
    parts += [_label(x(size), bottom + 18, str(size) if size else "none") for size in sizes]
    parts.append(_label((_LEFT + _WIDTH - _RIGHT) / 2, bottom + 38, "words in the prompt"))
    for number, (name, points) in enumerate(curves.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        places = [(x(size), y(percent)) for size, percent in sorted(points)]
        path = " ".join(f"{across:.1f},{down:.1f}" for across, down in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{across:.1f}" cy="{down:.1f}" r="3.5" fill="{colour}"/>'
            for across, down in places
        ]
        start = _LEFT + number * (_WIDTH - _LEFT - _RIGHT) / max(1, len(curves))
        parts.append(_line(start, _HEIGHT - 20, start + 18, _HEIGHT - 20, colour, 3))
        parts.append(_label(start + 24, _HEIGHT - 16, name, "start"))
    return "\n".join([*parts, "</svg>", ""])


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: int = 1) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width}"/>'


def _label(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
