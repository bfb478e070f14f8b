"""The curve of recall against false offers as an SVG drawing for light and dark pages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from benchmarks.hotword_measurement import Point

_WIDTH, _HEIGHT = 720, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 696, 44, 384
_LEAST_OFFERS, _MOST_OFFERS = 0.01, 10.0
_LEAST_RECALL = 0.3
_STYLE = """
    text { font: 13px system-ui, sans-serif; fill: #24292f; }
    .small { font-size: 11px; }
    .axis { stroke: #57606a; fill: none; }
    .grid { stroke: #57606a; stroke-opacity: 0.2; }
    .bar { stroke: #57606a; stroke-dasharray: 4 4; }
    .curve0 { stroke: #0969da; fill: none; stroke-width: 2.5; }
    .dot0, .name0 { fill: #0969da; }
    .curve1 { stroke: #bc4c00; fill: none; stroke-width: 2.5; }
    .dot1, .name1 { fill: #bc4c00; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .axis, .grid, .bar { stroke: #9198a1; }
      .curve0 { stroke: #58a6ff; } .dot0, .name0 { fill: #58a6ff; }
      .curve1 { stroke: #f0883e; } .dot1, .name1 { fill: #f0883e; }
    }
"""


def recall_plot(
    curves: Mapping[str, Sequence[Point]], *, most_false_offers: float, least_recall: float
) -> str:
    """An SVG document: two named curves, thresholds beside their points, both bars dashed.

    Recall is drawn from 0.3 to 1, false offers on a logarithmic axis from 0.01 to 10; what lies
    below is left out.
    """
    body = [*_axes(), *_bars(most_false_offers, least_recall)]
    for number, (name, points) in enumerate(curves.items()):
        body += _curve(number, points)
        y = _BOTTOM - 40 + 18 * number
        body.append(
            f'<text class="name{number}" x="{_RIGHT - 8}" y="{y}" {_END}>{escape(name)}</text>'
        )
    title = "Misheard words found, against words offered for nothing, by threshold"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n" + "\n".join(body) + "\n</svg>\n"
    )


_END = 'text-anchor="end"'
_MIDDLE = 'text-anchor="middle"'


def _x(false_offers: float) -> float:
    span = math.log(_MOST_OFFERS / _LEAST_OFFERS)
    inside = min(max(false_offers, _LEAST_OFFERS), _MOST_OFFERS)
    return _LEFT + (_RIGHT - _LEFT) * math.log(inside / _LEAST_OFFERS) / span


def _y(recall: float) -> float:
    inside = max(recall, _LEAST_RECALL)
    return _BOTTOM - (_BOTTOM - _TOP) * (inside - _LEAST_RECALL) / (1 - _LEAST_RECALL)


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _axes() -> Iterable[str]:
    yield f'<path class="axis" d="M{_LEFT} {_TOP}V{_BOTTOM}H{_RIGHT}"/>'
    for percent in range(round(100 * _LEAST_RECALL), 101, 10):
        y = _y(percent / 100)
        yield _line("grid", _LEFT, y, _RIGHT, y)
        yield f'<text class="small" x="{_LEFT - 6}" y="{y + 4:.1f}" {_END}>{percent} %</text>'
    for offers in (0.01, 0.03, 0.1, 0.3, 1, 3, 10):
        x = _x(offers)
        yield _line("grid", x, _TOP, x, _BOTTOM)
        yield f'<text class="small" x="{x:.1f}" y="{_BOTTOM + 18}" {_MIDDLE}>{offers:g}</text>'
    name = "misheard words found (recall@10); at the points: threshold"
    yield f'<text x="{_LEFT - 48}" y="{_TOP - 18}">{name}</text>'
    name = "wrong words offered per ordinary sentence"
    yield f'<text x="{_RIGHT}" y="{_BOTTOM + 40}" {_END}>{name}</text>'


def _bars(most_false_offers: float, least_recall: float) -> Iterable[str]:
    yield _line("bar", _x(most_false_offers), _TOP, _x(most_false_offers), _BOTTOM)
    yield _line("bar", _LEFT, _y(least_recall), _RIGHT, _y(least_recall))


def _curve(number: int, points: Sequence[Point]) -> Iterable[str]:
    points = [
        point
        for point in points
        if point.false_offers >= _LEAST_OFFERS and point.recall >= _LEAST_RECALL
    ]
    if not points:
        return
    places = [(_x(point.false_offers), _y(point.recall)) for point in points]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    yield f'<path class="curve{number}" d="M{path}"/>'
    labelled: list[tuple[float, float]] = []
    for point, (x, y) in zip(points, places, strict=True):
        yield f'<circle class="dot{number}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'
        # A label only where the last one leaves room for it.
        if all(abs(x - other) > 34 or abs(y - height) > 14 for other, height in labelled):
            labelled.append((x, y))
            below = 16 if number else -8
            yield (
                f'<text class="small name{number}" x="{x:.1f}" y="{y + below:.1f}" {_MIDDLE}>'
                f"{point.threshold:.2f}</text>"
            )
