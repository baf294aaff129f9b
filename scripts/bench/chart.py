"""Rows as bars: how many times as fast as the other one, on a scale where twice and half are equally far from once."""

from __future__ import annotations

import math
from collections.abc import Sequence

from jinja2 import Environment, StrictUndefined

from bench.measuring import Row

_JINJA = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
_TEMPLATE = _JINJA.from_string("""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{ width }} {{ height }}" font-family="sans-serif" font-size="12">
<title>How many times as fast as the alternative</title>
<rect width="100%" height="100%" fill="#fff"/>
{% for tick in ticks %}
<path d="M{{ tick.x }} 24V{{ height - 8 }}" stroke="{{ '#555' if tick.is_one else '#ddd' }}"/>
<text x="{{ tick.x }}" y="16" text-anchor="middle" fill="#555">{{ tick.text }}</text>
{% endfor %}
{% for bar in bars %}
<text x="8" y="{{ bar.y + 4 }}" fill="#111">{{ bar.work }}</text>
<text x="8" y="{{ bar.y + 18 }}" fill="#777" font-size="10">{{ bar.against }}</text>
<g transform="translate(0 {{ bar.y }})">
<rect x="{{ bar.x }}" y="-6" width="{{ bar.width }}" height="18" fill="{{ '#2a7ab8' if bar.reached else '#c98a2b' }}"/>
<path d="M{{ bar.low }} 3H{{ bar.high }}" stroke="#111"/>
<path d="M{{ bar.target }} -10V16" stroke="#111" stroke-width="2"/>
</g>
{% endfor %}
</svg>
""")
_LEFT, _WIDTH, _STEP = 430, 960, 40
_SLOWEST, _FASTEST = 0.4, 32.0


def drawn(rows: Sequence[Row]) -> str:
    """Return the chart of all rows that have somebody to be compared with, as SVG; a thick mark is the target."""
    compared = [row for row in rows if row.unit in {"times as fast", "of its time"}]
    ticks = [{"x": _place(times), "text": f"{times:g}x", "is_one": times == 1} for times in (0.5, 1, 2, 4, 8, 16)]
    bars = [_bar(row, 52 + _STEP * number) for number, row in enumerate(compared)]
    return _TEMPLATE.render(width=_WIDTH, height=40 + _STEP * len(bars), ticks=ticks, bars=bars)


def _bar(row: Row, y: int) -> dict[str, object]:
    one, end = _place(1), _place(_times(row, row.middle))
    low, high = sorted(_place(_times(row, figure)) for figure in row.spread)
    return {
        "work": row.work.replace("`", ""),
        "against": row.against.replace("`", ""),
        "y": y,
        "x": min(one, end),
        "width": round(abs(end - one), 1),
        "low": low,
        "high": high,
        "target": _place(_times(row, row.bound)),
        "reached": row.reached,
    }


def _times(row: Row, figure: float) -> float:
    return figure if row.unit == "times as fast" else 1 / figure


def _place(times: float) -> float:
    within = min(max(times, _SLOWEST), _FASTEST)
    share = math.log(within / _SLOWEST) / math.log(_FASTEST / _SLOWEST)
    return round(_LEFT + share * (_WIDTH - _LEFT - 20), 1)
