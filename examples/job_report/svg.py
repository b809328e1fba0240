"""The two pictures as SVG. Heights are pixels and widths are fractions, so they fit a phone and a
wall. There is no script; a tooltip explains each mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .charts import Bar, Chart, Column, Durations, Tick, Timeline
from .palette import PATTERNS, label, runs_text
from .runs import Run, duration_text, moment_text
from .text import escaped, one_line

LINE = 15  # pixels of a line of text under a picture
CHARACTER = 7.5  # its width in pixels, about, with the space between texts
WIDTHS = (880, 520, 220)  # of a picture in a window of 1001, 641 and 320 pixels: see page.css
HEADROOM = 20
COLUMNS_HEIGHT = 200
GAP = 0.0012  # between columns


def patterns() -> str:
    """The fill patterns of the marks, once for a page."""
    tiles = "".join(
        f'<pattern id="p-{kind}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" style="fill:var(--{kind})"/>'
        + (f'<path d="{path}"/>' if path else "") + "</pattern>"
        for kind, (path, _) in PATTERNS.items())
    return (f'<svg class="patterns" width="0" height="0" aria-hidden="true"><defs>{tiles}</defs>'
            "</svg>")


def swatch(kind: str) -> str:
    return (f'<svg class="swatch" width="16" height="16" aria-hidden="true">'
            f'<rect class="s-{kind}" x="1" y="1" width="14" height="14" rx="3"/></svg>')


def timeline(chart: Timeline, description: str) -> str:
    if chart.columns:
        return _columns(chart, "timeline", "Runs over time", description)
    lane = min(max(300 // max(chart.lanes, 1), 11), 24)
    bottom = HEADROOM + max(chart.lanes * lane, 48)
    parts = [_grid(chart.ticks, bottom)]
    parts += (_bar(bar, HEADROOM + 1 + bar.lane * lane, lane - 3) for bar in chart.bars)
    if chart.now is not None:
        parts.append(_mark(Tick(chart.now, "now"), bottom, 0, 1))
    return _svg(chart, "timeline", "Runs over time", description, bottom, parts)


def durations(chart: Durations, description: str) -> str:
    bottom = HEADROOM * len(chart.marks) + COLUMNS_HEIGHT
    rows = len(chart.marks)
    marks = [_mark(mark, bottom, row, rows) for row, mark in enumerate(chart.marks)]
    return _columns(chart, "durations", "How long runs took", description, marks)


def share_bar(counts: Iterable[tuple[str, int]]) -> str:
    """All runs as one bar, by status. The legend beside it has the numbers."""
    counts = list(counts)
    total, left, parts = sum(count for _, count in counts), 0, []
    for kind, count in counts:
        parts.append(f'<rect class="s-{kind}" x="{_percent(left / total)}" y="1" '
                     f'width="{_percent(count / total)}" height="20">'
                     f'<title>{label(kind)}: {count:,}</title></rect>')
        left += count
    return f'<svg class="share" width="100%" height="22" aria-hidden="true">{"".join(parts)}</svg>'


def _svg(chart: Chart, name: str, title: str, description: str, bottom: int,
         parts: Iterable[str]) -> str:
    height = bottom + 6 + LINE * (2 if any(tick.more for tick in chart.ticks) else 1)
    kind = "plot columns" if chart.columns else "plot"
    return (f'<svg class="{kind}" width="100%" height="{height}" role="img" '
            f'aria-labelledby="{name}-title {name}-text"><title id="{name}-title">{title}</title>'
            f'<desc id="{name}-text">{escaped(description)}</desc>\n'
            + "\n".join(parts) + "\n</svg>")


def _grid(ticks: Sequence[Tick], bottom: int) -> str:
    """The ticks. If there are many, narrow windows show only every second or third text."""
    wide, middle, phone = strides = _strides(ticks)
    dated = [_dated(ticks, stride) for stride in strides]
    parts = [f'<line class="axis" x1="0" x2="100%" y1="{bottom}" y2="{bottom}"/>']
    for number, tick in enumerate(ticks):
        name = ("always" if number % phone == 0 else "from-641" if number % middle == 0 else
                "from-1001" if number % wide == 0 else "never")
        x, place = _percent(tick.at), f'text-anchor="{_anchor(tick)}"'
        texts = ""
        if name != "never":
            texts = f'<text x="{x}" y="{bottom + LINE + 2}" {place}>{tick.text}</text>'
        windows = " ".join(window for window, those in zip(("wide", "middle", "phone"), dated)
                           if number in those)
        if windows:
            texts += (f'<text class="more {windows}" x="{x}" y="{bottom + LINE * 2 + 2}" '
                      f'{place}>{tick.more}</text>')
        parts.append(f'<g class="{name}"><line class="grid" x1="{x}" x2="{x}" y1="{HEADROOM}" '
                     f'y2="{bottom}"/>{texts}</g>')
    return "".join(parts)


def _dated(ticks: Sequence[Tick], stride: int) -> set[int]:
    """The ticks of a window whose second line differs from that of the tick before."""
    found, before = set(), ""
    for number, tick in list(enumerate(ticks))[::stride]:
        if tick.more and tick.more != before:
            found.add(number)
        before = tick.more
    return found


def _anchor(tick: Tick) -> str:
    return "start" if tick.at < 0.1 else "end" if tick.at > 0.9 else "middle"


def _strides(ticks: Sequence[Tick]) -> list[int]:
    """The multiples of ticks whose texts have room, for the least width of each kind of window."""
    found = [1]
    for width in WIDTHS:
        stride = found[-1]
        while not _have_room(ticks, stride, width):
            stride += found[-1]
        found.append(stride)
    return found[1:]


def _have_room(ticks: Sequence[Tick], stride: int, width: int) -> bool:
    """True if neither the first lines nor the second ones overlap."""
    shown = list(enumerate(ticks))[::stride]
    dated = _dated(ticks, stride)
    return (_are_apart([(tick, tick.text) for _, tick in shown], width) and
            _are_apart([(tick, tick.more) for number, tick in shown if number in dated], width))


def _are_apart(texts: Sequence[tuple[Tick, str]], width: int) -> bool:
    end = float("-inf")
    for tick, text in texts:
        size = len(text) * CHARACTER / width
        start = tick.at - {"start": 0, "middle": size / 2, "end": size}[_anchor(tick)]
        if start < end:
            return False
        end = start + size
    return True


def _bar(bar: Bar, y: int, height: int) -> str:
    text = f"<title>{escaped(run_text(bar.run))}</title>"
    parts = (f'<rect class="mark s-{bar.run.kind}" x="{_percent(bar.left)}" y="{y}" '
             f'width="{_percent(bar.right - bar.left)}" height="{height}" rx="2">{text}</rect>')
    if bar.leaves:
        parts += (f'<svg x="100%" y="{y}" overflow="visible" width="1" height="1">'
                  f'<path class="leaves" d="M-9 0h2l7 {height / 2}-7 {height / 2}h-2z"/></svg>')
    return parts


def _columns(chart: Chart, name: str, title: str, description: str,
             marks: Sequence[str] = ()) -> str:
    bottom = HEADROOM * max(len(marks), 1) + COLUMNS_HEIGHT
    counts = chart.counts
    scale = COLUMNS_HEIGHT / counts[-1]
    parts = [_grid(chart.ticks, bottom)]
    for count in counts[1:]:
        y = bottom - count * scale
        parts.append(f'<line class="grid" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>')
    parts += (_column(column, bottom, scale) for column in chart.columns)
    parts += (f'<text x="-8" y="{bottom - count * scale + 4:.1f}" text-anchor="end">{count:,}'
              "</text>" for count in counts)
    parts.append(f'<text x="-36" y="{bottom - COLUMNS_HEIGHT - 9}">runs</text>')
    return _svg(chart, name, title, description, bottom, [*parts, *marks])


def _column(column: Column, bottom: float, scale: float) -> str:
    parts, y = [], bottom
    for kind, count in column.counts.items():
        y -= count * scale
        parts.append(
            f'<rect class="mark s-{kind}" x="{_percent(column.left + GAP)}" y="{y:.2f}" '
            f'width="{_percent(column.right - column.left - 2 * GAP)}" '
            f'height="{count * scale:.2f}"><title>{escaped(column.text)}: {count:,} '
            f'{label(kind)} of {runs_text(column.total)}</title></rect>')
    return "".join(parts)


def _mark(mark: Tick, bottom: int, row: int, rows: int) -> str:
    """A line that begins below the texts of all marks, and a text on the side that has room."""
    x, y = _percent(mark.at), 13 + row * HEADROOM
    anchor, shift = ("end", -5) if mark.at > 0.5 else ("start", 5)
    text = " ".join(filter(None, (mark.text, mark.more)))
    return (f'<line class="marker" x1="{x}" x2="{x}" y1="{rows * HEADROOM - 2}" '
            f'y2="{bottom}"/>'
            f'<text class="marker" x="{x}" dx="{shift}" y="{y}" text-anchor="{anchor}">{text}'
            "</text>")


def run_text(run: Run) -> str:
    """The tooltip of a run."""
    lines = [f"{one_line(run.id, 80)}: {one_line(run.status, 40)}"]
    for name, at in (("asked for", run.created), ("start", run.start), ("end", run.end)):
        if at is not None:
            lines.append(f"{name} {moment_text(at, '%Y-%m-%d %H:%M:%S')} UTC")
    if run.duration is not None:
        lines.append(f"took {duration_text(run.duration)}")
    if run.is_backwards:
        lines.append("ends before it starts")
    if run.message:
        lines.append(one_line(run.message, 200))
    return "\n".join(lines)


def _percent(share: float) -> str:
    return f"{share * 100:.3f}".rstrip("0").rstrip(".") + "%"
