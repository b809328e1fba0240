"""The layout of the two pictures, as fractions of their width; svg.py and png.py draw it.

A few runs are bars from start to end, in as many lanes as run at once. Many runs are counted, in
columns of a round step of time. So the size of a picture does not grow with the listing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .runs import STACKED, Run, duration_text, percentile
from .time_scale import DAY, HOUR, MINUTE, step_for

MOST_BARS, MOST_LANES, MOST_COLUMNS, MOST_BUCKETS, MOST_TICKS = 300, 40, 60, 24, 8
LEAST_WIDTH = 0.005  # of a bar, so that people can see it and point at it
MARGIN = 0.012
DURATION_STEPS = (
    0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, MINUTE, 2 * MINUTE, 5 * MINUTE,
    10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY,
    2 * DAY, 5 * DAY, 10 * DAY, 30 * DAY, 100 * DAY, 1000 * DAY, 10_000 * DAY, 100_000 * DAY,
    1_000_000 * DAY)


@dataclass(frozen=True)
class Tick:
    at: float
    text: str
    more: str = ""


@dataclass(frozen=True)
class Bar:
    run: Run
    left: float
    right: float
    lane: int
    leaves: bool  # it ends beyond the picture


@dataclass(frozen=True)
class Column:
    left: float
    right: float
    text: str
    counts: Mapping[str, int]  # by kind, in the order of STACKED

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Chart:
    ticks: Sequence[Tick] = ()
    columns: Sequence[Column] = ()
    step: str = ""  # the time of a column

    @property
    def counts(self) -> list[int]:
        """Round numbers for the lines behind the columns, the last not below the highest."""
        most = max((column.total for column in self.columns), default=0)
        step = next(digit * 10 ** power for power in range(20) for digit in (1, 2, 5)
                    if digit * 10 ** power * 4 >= most)
        return list(range(0, most + step, step))[:6]


@dataclass(frozen=True)
class Timeline(Chart):
    bars: Sequence[Bar] = ()
    lanes: int = 0
    now: float | None = None


@dataclass(frozen=True)
class Durations(Chart):
    marks: Sequence[Tick] = ()
    longer: float | None = None  # the last column has all longer runs


def timeline(runs: Sequence[Run], now: float) -> Timeline:
    placed = sorted((run for run in runs if run.begin is not None),
                    key=lambda run: (run.begin or 0, run.end or 0))
    if not placed:
        return Timeline()
    if len(placed) <= MOST_BARS:
        chart = _bars(placed, now)
        if chart.lanes <= MOST_LANES:
            return chart
    return _columns(placed)


def _bars(placed: Sequence[Run], now: float) -> Timeline:
    low = placed[0].begin or 0
    high = max(max(run.begin or 0, run.end or 0) for run in placed)
    reaches_now = any(run.is_open for run in placed) and now > low and (
        now - high <= (high - low) / 2 or high == low)
    if reaches_now:
        high = max(high, now)
    if high == low:
        low, high = low - HOUR / 2, high + HOUR / 2
    margin = (high - low) * MARGIN
    low, high = low - margin, high + margin
    bars, free = [], list[float]()
    for run in placed:
        begin = run.begin or 0
        end = now if run.is_open else run.end if run.end is not None else begin
        left, right = (begin - low) / (high - low), (max(begin, end) - low) / (high - low)
        leaves = right > 1
        right = min(max(right, left + LEAST_WIDTH), 1.0)
        lane = next((lane for lane, until in enumerate(free) if until <= left), len(free))
        free[lane:lane + 1] = [right + LEAST_WIDTH / 2]
        bars.append(Bar(run, left, right, lane, leaves))
    return Timeline(_time_ticks(low, high), bars=bars, lanes=len(free),
                    now=(now - low) / (high - low) if reaches_now else None)


def _time_ticks(low: float, high: float) -> list[Tick]:
    step = step_for(low, high, MOST_TICKS)
    return [Tick((at - low) / (high - low), *step.texts(at)) for at in step.ticks(low, high)]


def _columns(placed: Sequence[Run]) -> Timeline:
    begins = [run.begin or 0 for run in placed]
    step = step_for(begins[0], begins[-1], MOST_COLUMNS)
    edges = step.edges(begins[0], begins[-1])
    low, high = edges[0], edges[-1]
    counts: list[Counter[str]] = [Counter() for _ in edges[1:]]
    place = 0
    for run, begin in zip(placed, begins):
        while begin >= edges[place + 1] and place + 2 < len(edges):
            place += 1
        counts[place][run.kind] += 1
    return Timeline(_time_ticks(low, high), [
        Column((left - low) / (high - low), (right - low) / (high - low),
               " ".join(filter(None, step.texts(left))), _in_order(count))
        for left, right, count in zip(edges, edges[1:], counts)], step.text)


def _in_order(count: Counter[str]) -> dict[str, int]:
    return {kind: count[kind] for kind in STACKED if count[kind]}


def durations(runs: Sequence[Run]) -> Durations:
    """Counts runs by duration. A last column has the outliers, which would make the other columns
    too small to see."""
    lasted = [(run.duration, run.kind) for run in runs if run.duration is not None]
    if not lasted:
        return Durations()
    ordered = sorted(duration for duration, _ in lasted)
    p95 = percentile(ordered, 0.95)
    reach = ordered[-1] if ordered[-1] <= 2.5 * p95 else p95 * 1.25
    step = next(step for step in DURATION_STEPS if reach / step < MOST_BUCKETS)
    inside = int(reach / step + 1e-9) + 1
    is_open = ordered[-1] >= inside * step
    counts: list[Counter[str]] = [Counter() for _ in range(inside + is_open)]
    for duration, kind in lasted:
        counts[min(int(duration / step + 1e-9), len(counts) - 1)][kind] += 1
    columns = []
    for number, count in enumerate(counts):
        text = f"{short_duration(number * step)} to {short_duration((number + 1) * step)}"
        if number == inside:
            text = f"{short_duration(number * step)} and longer"
        columns.append(Column(number / len(counts), (number + 1) / len(counts), text,
                              _in_order(count)))
    every = next((count for count in range(1, len(counts) + 1)
                  if len(counts) / count <= 6 and _is_round(count * step)), len(counts) // 6 + 1)
    ticks = [Tick(number / len(counts), short_duration(number * step))
             for number in range(0, len(counts) + 1, every) if number <= inside]
    marks = [Tick(min(value / step / len(counts), 1.0), name, duration_text(value))
             for name, value in (("median", percentile(ordered, 0.5)), ("95 % below", p95))]
    return Durations(ticks, columns, short_duration(step), marks,
                     inside * step if is_open else None)


def _is_round(seconds: float) -> bool:
    return any(abs(seconds - step) < step * 1e-6 for step in DURATION_STEPS)


def short_duration(seconds: float) -> str:
    """0, 0.5 s, 15 min, 1 h 30 min, 2 d: a text for a round duration."""
    if seconds < MINUTE:
        return f"{seconds:.2f}".rstrip("0").rstrip(".") + " s" if seconds else "0"
    parts = []
    for size, unit in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (1, "s")):
        number, seconds = divmod(round(seconds), size)
        if number:
            parts.append(f"{number:,} {unit}")
    return " ".join(parts[:2])
