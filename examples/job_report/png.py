"""The report as one PNG, by matplotlib: the numbers, the two pictures, the newest failures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

from . import charts
from .fonts import Texts, installed
from .page import Report
from .palette import HOLLOW, LIGHT, PATTERNS, label, runs_text
from .runs import (OTHER, Failure, Summary, duration_text, failures, moment_text, percent_text,
                   summarize)

WIDTH, DPI = 12.8, 100
MOST_FAILURES, LEGEND = 6, 4  # lines, and statuses on a line
STYLE: dict[Any, Any] = {
    "text.parse_math": False,  # a message may have dollars
    "font.size": 9, "text.color": LIGHT["text"],
    "axes.edgecolor": LIGHT["strong"], "axes.titlesize": 11, "axes.titleweight": "bold",
    "axes.titlelocation": "left", "axes.titlepad": 18, "xtick.color": LIGHT["muted"],
    "ytick.color": LIGHT["muted"], "grid.color": LIGHT["line"], "axes.axisbelow": True,
    "hatch.linewidth": 0.8,
}


def save(report: Report, path: str) -> str | None:
    """Saves the PNG. Returns the message about characters that were left out, if there is one."""
    texts = Texts()
    summary, wrong = summarize(report.runs), failures(report.runs)[:MOST_FAILURES]
    timeline = charts.timeline(report.runs, report.now)
    tall = 1.0 + min(timeline.lanes * 0.09, 2.6) if timeline.bars else 2.4
    legend = -(-len(summary.by_kind) // LEGEND)
    # The height of each part, and the room under it, in inches.
    parts = ((1.4, 0.1), (0.35 + 0.26 * legend, 0.65), (tall, 1.0), (2.4, 0.85),
             (0.24 * max(len(wrong), 1), 0.25))
    height = top = 0.2 + sum(map(sum, parts))
    with matplotlib.rc_context({**STYLE, "font.family": installed()}):
        figure, places = Figure(figsize=(WIDTH, height), dpi=DPI), []
        top -= 0.2
        for tall, room in parts:
            places.append(figure.add_axes((0.045, (top - tall) / height, 0.92, tall / height)))
            top -= tall + room
        head, status, above, below, foot = places
        for axes, tall in (head, 1.4), (status, parts[1][0]), (foot, 1):
            axes.set_axis_off()
            axes.set(xlim=(0, 1), ylim=(0, tall))
        _head(head, report, summary, texts)
        _statuses(status, summary)
        _timeline(above, timeline)
        _durations(below, charts.durations(report.runs))
        _failures(foot, wrong, texts)
        drawn = io.BytesIO()
        figure.savefig(drawn, format="png")
    # The colours are flat, so a palette needs a third of the size and looks the same.
    with Image.open(drawn) as image:
        image.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(path, "PNG", optimize=True)
    return texts.complaint()


def _fill(kind: str) -> dict[str, Any]:
    if kind in HOLLOW:
        return {"fill": False, "edgecolor": LIGHT[kind], "linestyle": (0, (3, 2)), "linewidth": 1}
    return {"facecolor": LIGHT[kind], "edgecolor": (1, 1, 1, 0.55), "linewidth": 0,
            "hatch": PATTERNS[kind][1] or None}


def _head(axes: Axes, report: Report, summary: Summary, texts: Texts) -> None:
    muted = LIGHT["muted"]
    axes.text(0, 1.4, "Amazon DataZone job runs", color=LIGHT["SUCCESS"], weight="bold", va="top")
    axes.text(0, 1.2, texts.shown(report.job, 70), size=19, weight="bold", va="top")
    count = ("The newest " if report.is_cut else "") + runs_text(summary.total)
    if report.status:
        count += f" with the status {texts.shown(report.status, 40)}"
    if summary.first is not None and summary.last is not None:
        count += (f", created from {moment_text(summary.first)} "
                  f"to {moment_text(summary.last)} UTC")
    domain = texts.shown(report.domain, 40)
    axes.text(0, 0.8, f"{count} \u00b7 Domain {domain} \u00b7 As of {moment_text(report.now)} UTC",
              color=muted, va="top")
    rate, longest, last = summary.success_rate, summary.longest, summary.last_failure
    at = last.latest if last else None
    for place, (name, value) in enumerate((
            ("Runs", f"{summary.total:,}"),
            ("Success of the finished", "\u2013" if rate is None else percent_text(rate)),
            ("Median duration", _duration(summary.median)),
            ("95th percentile", _duration(summary.p95)),
            ("Longest run", _duration(longest.duration if longest else None)),
            ("Last failure", "none" if last is None else
             "undated" if at is None else moment_text(at) + " UTC"))):
        axes.text(place * 0.16, 0.36, name, color=muted)
        axes.text(place * 0.16, 0.12, value, size=13, weight="bold")


def _duration(value: float | None) -> str:
    return "\u2013" if value is None else duration_text(value)


def _statuses(axes: Axes, summary: Summary) -> None:
    top, left = axes.get_ylim()[1], 0.0
    for place, (kind, count) in enumerate(summary.by_kind.items()):
        share = count / summary.total
        axes.add_patch(Rectangle((left, top - 0.25), share, 0.25, **_fill(kind)))
        left += share
        x, y = place % LEGEND / LEGEND, top - 0.47 - place // LEGEND * 0.26
        axes.add_patch(Rectangle((x, y - 0.07), 0.012, 0.14, **_fill(kind)))
        axes.text(x + 0.018, y, f"{label(kind)} {count:,} ({percent_text(share)})", va="center")


def _plain(axes: Axes, title: str, chart: charts.Chart) -> None:
    axes.set_title(title)
    axes.set_xlim(0, 1)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_xticks([tick.at for tick in chart.ticks],
                    ["\n".join(filter(None, (tick.text, "" if before and before.more == tick.more
                                              else tick.more)))
                     for before, tick in zip([None, *chart.ticks], chart.ticks)])
    for tick, text in zip(chart.ticks, axes.get_xticklabels()):
        text.set_horizontalalignment("right" if tick.at > 0.97 else "center")
    axes.tick_params(length=0)
    axes.grid(True)
    if not chart.ticks:
        axes.set(xticks=(), yticks=())
        axes.text(0.5, 0.5, "nothing to show", ha="center", color=LIGHT["muted"])


def _columns(axes: Axes, chart: charts.Chart) -> None:
    for column in chart.columns:
        bottom = 0
        for kind, count in column.counts.items():
            axes.add_patch(Rectangle((column.left + 0.001, bottom),
                                     column.right - column.left - 0.002, count, **_fill(kind)))
            bottom += count
    counts = chart.counts
    axes.set_ylim(0, counts[-1])
    axes.set_yticks(counts, [f"{count:,}" for count in counts])
    axes.annotate("runs", (0, 1), (-6, 7), xycoords="axes fraction", textcoords="offset points",
                  ha="right", color=LIGHT["muted"])


def _timeline(axes: Axes, chart: charts.Timeline) -> None:
    _plain(axes, f"Timeline: runs by start, a column is {chart.step}, UTC" if chart.columns else
           "Timeline, UTC", chart)
    if chart.columns:
        _columns(axes, chart)
        return
    axes.grid(axis="y", visible=False)
    axes.set(yticks=(), ylim=(max(chart.lanes, 4), 0))
    for bar in chart.bars:
        axes.add_patch(Rectangle((bar.left, bar.lane + 0.1), bar.right - bar.left, 0.8,
                                 **_fill(bar.run.kind)))
        if bar.leaves:
            axes.plot([1.004], [bar.lane + 0.5], marker=">", color=LIGHT["text"], markersize=4,
                      clip_on=False)
    if chart.now is not None:
        axes.axvline(chart.now, color=LIGHT["text"], linestyle=":", linewidth=1.2)
        axes.text(chart.now, 0, "now ", ha="right", va="bottom", weight="bold")


def _durations(axes: Axes, chart: charts.Durations) -> None:
    title = f"Duration: a column is {chart.step}" if chart.step else "Duration"
    if chart.longer is not None:
        title += f", the last column longer than {charts.short_duration(chart.longer)}"
    _plain(axes, title, chart)
    if not chart.columns:
        return
    _columns(axes, chart)
    for row, mark in enumerate(chart.marks):
        axes.axvline(mark.at, color=LIGHT["text"], linestyle=":", linewidth=1.2)
        axes.annotate(f"{mark.text} {mark.more}", (mark.at, 1), (0, 12 - 11 * row),
                      xycoords=("data", "axes fraction"), textcoords="offset points", size=8,
                      weight="bold", ha="right" if mark.at > 0.7 else "left", annotation_clip=False)


def _failures(axes: Axes, wrong: Sequence[Failure], texts: Texts) -> None:
    axes.set_title("Failures, the newest first")
    if not wrong:
        axes.text(0, 0.6, "None among these runs.", color=LIGHT["muted"])
    for place, failure in enumerate(wrong):
        y, last = 1 - (place + 0.5) / len(wrong), failure.runs[0]
        kind = last.kind
        when = "\u2013" if last.latest is None else moment_text(last.latest) + " UTC"
        name = label(kind) if kind != OTHER else texts.shown(failure.status, 20)
        more = f" \u00d7{len(failure.runs):,}" if len(failure.runs) > 1 else ""
        axes.text(0, y, when, va="center")
        axes.add_patch(Rectangle((0.14, y - 0.06), 0.01, 0.12, **_fill(kind)))
        axes.text(0.156, y, name + more, va="center")
        message = texts.shown(failure.message or "no message", 92)
        axes.text(0.32, y, message, va="center")
