"""A scatter chart as inline SVG: the only chart that a report needs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 640, 300  # of the drawing, in its own units; it scales with the page
LEFT, RIGHT, TOP, BOTTOM = 50, 35, 15, 45
INK, MUTED, DOT = "#26323f", "#dde1e6", "#4272c4"


@dataclass(frozen=True)
class Point:
    """`x` above 0, `y` from 0 to 1, and the number of prompts that `y` rests on."""

    name: str
    x: float
    y: float
    n: int


def scatter(points: Sequence[Point], x_title: str, y_title: str) -> str:
    """The points over a logarithmic axis; a point's name shows when it is pointed at."""
    if not points:
        return "<p>No variant with training rows was asked.</p>"
    low = math.floor(math.log10(min(point.x for point in points)))
    high = max(low + 1, math.ceil(math.log10(max(point.x for point in points))))

    def across(x: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (math.log10(x) - low) / (high - low)

    def up(y: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * y

    lines = [_text(WIDTH / 2, HEIGHT - 6, x_title), _text(14, HEIGHT / 2, y_title, turned=True)]
    for y in (0, 0.25, 0.5, 0.75, 1):
        lines.append(_line(LEFT, up(y), WIDTH - RIGHT, up(y)))
        lines.append(_text(LEFT - 20, up(y) + 4, f"{y:g}"))
    for power in range(low, high + 1):
        lines.append(_line(across(10.0**power), TOP, across(10.0**power), HEIGHT - BOTTOM))
        lines.append(_text(across(10.0**power), HEIGHT - BOTTOM + 18, f"{10.0**power:,.0f}"))
    for point in points:
        title = f"{point.name}: {point.y:.3f} of {point.n} prompts, {point.x:,.0f} rows"
        lines.append(
            f'<circle cx="{across(point.x):.1f}" cy="{up(point.y):.1f}" r="5" fill="{DOT}" '
            f'fill-opacity="0.6"><title>{escape(title)}</title></circle>'
        )
    body = "\n".join(lines)
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img">\n{body}\n</svg>'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{MUTED}"/>'


def _text(x: float, y: float, text: str, turned: bool = False) -> str:
    turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
    style = f'font-size="13" text-anchor="middle" fill="{INK}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}{turn}>{escape(text)}</text>'
