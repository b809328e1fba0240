"""The report as one HTML file with the pictures inside. It loads and runs nothing: a content
security policy forbids both.
"""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from dataclasses import dataclass

from . import charts, svg
from .palette import DARK, HOLLOW, LIGHT, label, runs_text
from .runs import (FAILURES, OTHER, STATUSES, Failure, Run, Summary, duration_text, failures,
                   moment_text, percent_text, summarize)
from .text import cut, escaped, one_line, visible

MOST_FAILURES = 50
SHOWN, MOST_CHARACTERS = 300, 4000  # of a message: at once, and at all
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True)
class Report:
    domain: str
    job: str
    runs: Sequence[Run]
    now: float
    status: str | None = None  # the filter, if there was one
    is_cut: bool = False  # there are older runs, which the options left out


def page(report: Report) -> str:
    summary = summarize(report.runs)
    wrong = failures(report.runs)
    body = "\n".join((
        svg.patterns(), "<main>", _header(report, summary), _tiles(summary),
        *([_statuses(summary), _timeline(report, summary), _durations(report, summary)]
          if report.runs else []),
        _failures(wrong, report.runs), _footer(summary), "</main>"))
    return (f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<title>Runs of {_name(report.job)}</title>\n<style>\n{_style()}</style>\n</head>\n'
            f'<body>\n{body}\n</body>\n</html>\n')


def _style() -> str:
    def variables(colors: dict[str, str]) -> str:
        return "".join(f"--{name}:{color};" for name, color in colors.items())
    marks = "".join(
        f".s-{kind}{{fill:none;stroke:var(--{kind});stroke-width:1.5;stroke-dasharray:3 2}}\n"
        if kind in HOLLOW else
        f".s-{kind}{{fill:url(#p-{kind});stroke:var(--{kind})}}\n" for kind in (*STATUSES, OTHER))
    return (f":root{{{variables(LIGHT)}}}\n"
            f"@media screen and (prefers-color-scheme:dark){{:root{{{variables(DARK)}}}}}\n{marks}"
            + (pathlib.Path(__file__).parent / "page.css").read_text())


def _name(text: str) -> str:
    return escaped(one_line(text, 120))


def _time(at: float, zone: str = " UTC") -> str:
    moment = moment_text(at)
    return f'<time datetime="{moment.replace(" ", "T")}Z">{moment}{zone}</time>'


def _header(report: Report, summary: Summary) -> str:
    count = ("The newest " if report.is_cut else "") + runs_text(summary.total)
    if report.status:
        count += f" with the status {_name(report.status)}"
    if summary.first is not None and summary.last is not None:
        first, last = _time(summary.first), _time(summary.last)
        count += ", created " + (last if first == last else f"from {first} to {last}")
    return (f'<header><p class="eyebrow">Amazon DataZone job runs</p>\n'
            f"<h1><bdi>{_name(report.job)}</bdi></h1>\n"
            f'<p class="quiet">{count} \u00b7 Domain <bdi>{_name(report.domain)}</bdi> \u00b7 '
            f"As of {_time(report.now)}</p></header>")


def _tiles(summary: Summary) -> str:
    rate, longest, last = summary.success_rate, summary.longest, summary.last_failure
    unfinished = summary.total - summary.finished
    tiles = [
        ("Runs", f"{summary.total:,}", f"{unfinished:,} not finished" if unfinished else ""),
        ("Success rate", "\u2013" if rate is None else percent_text(rate),
         f"{summary.succeeded:,} of {summary.finished:,} finished" if summary.finished else ""),
        *((name, *((duration_text(value), note) if value is not None else ("\u2013", "")))
          for name, value, note in (
              ("Median duration", summary.median, "half of the runs took less"),
              ("95th percentile", summary.p95, "19 of 20 runs took less"))),
        ("Longest run", duration_text(longest.duration or 0) if longest else "\u2013",
         f'<bdi class="id">{_name(longest.id)}</bdi>' if longest else ""),
        ("Last failure", _day(last) if last else "none",
         _name(last.message or label(last.status)) if last else "")]
    return '<dl class="tiles">' + "\n".join(
        f'<div><dt>{name}</dt><dd class="value">{value}</dd><dd class="note">{note}</dd></div>'
        for name, value, note in tiles) + "</dl>"


def _day(run: Run) -> str:
    if run.latest is None:
        return "undated"
    day, time = moment_text(run.latest).split()
    return f"{day} <small>{time} UTC</small>"


def _statuses(summary: Summary) -> str:
    items = "\n".join(
        f"<li>{svg.swatch(kind)}{label(kind)} <b>{count:,}</b> "
        f'<span class="quiet">{percent_text(count / summary.total)}</span></li>'
        for kind, count in summary.by_kind.items())
    return (f"<section><h2>Status</h2>{svg.share_bar(summary.by_kind.items())}"
            f'<ul class="legend">{items}</ul></section>')


def _figure(title: str, caption: str, picture: str) -> str:
    return (f"<section><figure><h2>{title}</h2><figcaption>{caption}</figcaption>\n{picture}"
            "</figure></section>")


def _timeline(report: Report, summary: Summary) -> str:
    chart = charts.timeline(report.runs, report.now)
    if summary.first is None or summary.last is None:
        return ""
    if chart.columns:
        caption = f"Runs by when they started, UTC; a column is a {chart.step}."
        if not chart.step.isalpha():
            caption = f"Runs by when they started, UTC; a column is {chart.step}."
    else:
        caption = "Each bar is a run from start to end, UTC; bars below each other ran at once."
    leaving = sum(bar.leaves for bar in chart.bars)
    if leaving:
        caption += f" With an arrow: not finished by {_time(report.now)}, {leaving:,} in all."
    counts = ", ".join(f"{count:,} {label(kind)}" for kind, count in summary.by_kind.items())
    return _figure("Timeline", caption, svg.timeline(
        chart, f"{runs_text(summary.total)} from {moment_text(summary.first)} to "
               f"{moment_text(summary.last)} UTC: {counts}."))


def _durations(report: Report, summary: Summary) -> str:
    chart = charts.durations(report.runs)
    if summary.median is None or summary.p95 is None or summary.longest is None:
        return ""
    caption = f"Runs by how long they took; a column is {chart.step}"
    if chart.longer is not None:
        caption += f", the last one whatever took longer than {charts.short_duration(chart.longer)}"
    return _figure("Duration", caption + ".", svg.durations(
        chart, f"Half of the runs took less than {duration_text(summary.median)}, 19 of 20 less "
               f"than {duration_text(summary.p95)}, the longest "
               f"{duration_text(summary.longest.duration or 0)}."))


def _failures(wrong: Sequence[Failure], runs: Sequence[Run]) -> str:
    if not wrong:
        return '<section><h2>Failures</h2><p class="quiet">None among these runs.</p></section>'
    count = sum(run.failed for run in runs)
    caption = (f"{count:,} of {runs_text(len(runs))}, the newest first. Runs with the same status "
               "and message share a line.")
    if len(wrong) > MOST_FAILURES:
        caption += f" These are the newest {MOST_FAILURES} of {len(wrong):,} lines."
    rows = "\n".join(map(_row, wrong[:MOST_FAILURES]))
    return (f'<section><h2 id="failures">Failures</h2><p class="quiet">{caption}</p>\n'
            f'<table role="table" aria-labelledby="failures"><thead role="rowgroup">'
            f'<tr role="row"><th role="columnheader" scope="col">Last (UTC)</th>'
            f'<th role="columnheader" scope="col">Status</th>'
            f'<th role="columnheader" scope="col">Run and message</th></tr></thead>\n'
            f'<tbody role="rowgroup">\n{rows}\n</tbody></table></section>')


def _row(failure: Failure) -> str:
    last = failure.runs[0]
    when = "\u2013" if last.latest is None else _time(last.latest, zone="")
    ids = f'<bdi class="id">{_name(last.id)}</bdi>'
    if len(failure.runs) > 1:
        ids += f' <span class="quiet">and {len(failure.runs) - 1:,} more</span>'
    kind = last.kind
    name = label(kind) if kind != OTHER else escaped(one_line(failure.status, 40))
    return (f'<tr role="row"><td role="cell" class="when">{when}</td>'
            f'<td role="cell" class="status">{svg.swatch(kind)} <bdi>{name}</bdi></td>'
            f'<td role="cell">{ids}{_message(failure.message)}</td></tr>')


def _message(message: str | None) -> str:
    if not message:
        return '<span class="message quiet">no message</span>'
    text = visible(message[:MOST_CHARACTERS])
    if len(message) > MOST_CHARACTERS:
        text += f"\u2026 [{len(message) - MOST_CHARACTERS:,} more characters]"
    if len(text) <= SHOWN:
        return f'<bdi class="message">{escaped(text)}</bdi>'
    return (f'<bdi class="message">{escaped(cut(text, SHOWN))}</bdi><details><summary>Whole message'
            f'</summary><bdi class="message">{escaped(text)}</bdi></details>')


def _footer(summary: Summary) -> str:
    notes = ["The success rate is that of the runs that have finished. Failures are runs that are "
             + ", ".join(label(kind).lower() for kind in FAILURES) + ", or have a message."]
    if summary.backwards:
        notes.append(f"Runs that end before they start, whose clocks differ: "
                     f"{summary.backwards:,}. They have no duration here.")
    if summary.placeless:
        notes.append(f"Runs without any time, which are not on the timeline: "
                     f"{summary.placeless:,}.")
    return "<footer>" + "".join(f"<p>{note}</p>" for note in notes) + "</footer>"
