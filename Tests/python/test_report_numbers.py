"""The numbers of examples/report.py, and their places in its pictures."""

import random
import statistics
from collections import Counter
from datetime import datetime, timezone

import pytest
from reports import DAY, HOUR, ODD, T0, many, nightly

from job_report import charts
from job_report.runs import (Run, duration_text, failures, moment_text, newest, percent_text,
                             percentile, summarize)
from job_report.time_scale import EARLIEST, LATEST, step_for


@pytest.mark.parametrize("count", [1, 2, 3, 20, 21, 1000])
def test_percentiles_match_statistics(count):
    values = sorted(random.Random(count).expovariate(0.01) for _ in range(count))
    assert percentile(values, 0.5) == pytest.approx(statistics.median(values))
    if count > 1:
        cuts = statistics.quantiles(values, n=20, method="inclusive")
        assert percentile(values, 0.95) == pytest.approx(cuts[18])


def test_sums():
    runs = [Run("a", "SUCCESS", None, 0, 10, 20), Run("b", "FAILED", "m", 0, 30, 90),
            Run("c", "SUCCESS", None, 0, 40, 70), Run("d", "IN_PROGRESS", None, 0, 50),
            Run("e", "CANCELED", None, 0), Run("f", "BOGUS", None, 0, 60, 1060)]
    found = summarize(runs)
    assert found.by_kind == {"SUCCESS": 2, "FAILED": 1, "CANCELED": 1, "IN_PROGRESS": 1, "OTHER": 1}
    assert (found.total, found.finished, found.success_rate) == (6, 5, 0.4)
    assert (found.median, found.longest.id, found.last_failure.id) == (45, "f", "b")
    assert (found.first, found.last) == (0, 60)


def test_sums_of_no_runs_and_of_runs_without_times():
    for runs in [], [Run("a", "FAILED")]:
        found = summarize(runs)
        assert (found.median, found.p95, found.longest, found.first) == (None, None, None, None)
    assert (summarize([]).success_rate, summarize([]).last_failure) == (None, None)
    assert (found.success_rate, found.last_failure.id, found.placeless) == (0, "a", 1)


def test_odd_runs_do_not_spoil_the_durations():
    found = summarize(ODD)
    assert (found.median, found.longest.id, found.backwards, found.placeless) == (1, "-", 1, 1)
    assert [run.id for run in newest(ODD)][-1] == "no time"


def test_equal_failures_are_grouped():
    runs = nightly()
    groups = failures(runs)
    assert Counter((run.status, run.message) for run in runs if run.failed) == {
        (group.status, group.message): len(group.runs) for group in groups}
    last = [group.runs[0].latest for group in groups]
    assert last == sorted(last, reverse=True) and len(last) > 4
    for group in groups:
        assert [run.latest for run in group.runs] == sorted(
            (run.latest for run in group.runs), reverse=True)


@pytest.mark.parametrize("make", [nightly, many, lambda: many(60), lambda: many(299)])
def test_every_run_is_in_the_pictures(make):
    runs = make()
    chart = charts.timeline(runs, T0)
    lasted = charts.durations(runs)
    assert bool(chart.bars) != bool(chart.columns)
    if chart.bars:
        assert [bar.run for bar in chart.bars] == sorted(runs, key=lambda run: run.begin)
    else:
        assert counts(chart) == Counter(run.kind for run in runs)
        assert 20 < len(chart.columns) <= charts.MOST_COLUMNS
    assert counts(lasted) == Counter(run.kind for run in runs if run.duration is not None)
    assert len(lasted.columns) <= charts.MOST_BUCKETS + 1
    for columns in (chart.columns, lasted.columns):
        assert all(a.right == b.left for a, b in zip(columns, columns[1:]))
        assert not columns or (columns[0].left, columns[-1].right) == (0, 1)


def test_a_picture_has_a_limited_number_of_bars():
    most = charts.MOST_BARS
    assert len(charts.timeline(nightly(most - 1), T0).bars) == most
    assert charts.timeline(nightly(most), T0).bars == ()
    at_once = [Run("", "SUCCESS", None, T0, T0, T0 + 60) for _ in range(charts.MOST_LANES + 1)]
    assert len(charts.timeline(at_once[1:], T0).bars) == charts.MOST_LANES
    assert charts.timeline(at_once, T0).bars == ()


def counts(chart):
    return sum((Counter(column.counts) for column in chart.columns), Counter())


def test_columns_count_runs_by_their_start():
    runs = many(5000)
    columns = charts.timeline(runs, T0).columns
    assert charts.timeline(runs, T0).step == "2 hours"
    for number, column in enumerate(columns):
        begun = [run for run in runs if (run.start - T0) // (2 * HOUR) == number]
        assert column.counts == Counter(run.kind for run in begun)
        assert column.text.startswith(moment_text(T0 + number * 2 * HOUR, "%H:%M"))


def test_durations_are_counted_in_their_columns():
    runs = [Run("", "SUCCESS", None, 0, 0, seconds) for seconds in (0, 59.9, 60, 61, 119, 1379)]
    chart = charts.durations(runs)
    assert [(column.text, column.total) for column in chart.columns if column.total] == [
        ("0 to 1 min", 2), ("1 min to 2 min", 3), ("22 min to 23 min", 1)]
    assert [(mark.text, mark.more) for mark in chart.marks] == [
        ("median", "1 min 01 s"), ("95 % below", "17 min 44 s")]
    assert chart.marks[0].at == pytest.approx(60.5 / 60 / 23)


def test_outliers_have_their_own_column():
    runs = [Run("", "SUCCESS", None, 0, 0, 100 + number) for number in range(99)]
    chart = charts.durations([*runs, Run("", "FAILED", None, 0, 0, 30 * DAY)])
    assert chart.longer < 300 and chart.columns[-1].counts == {"FAILED": 1}
    assert chart.columns[-1].text == "4 min 15 s and longer"
    assert charts.durations(runs).longer is None


@pytest.mark.parametrize("runs", [many(60), many(299), ODD, nightly(), nightly(280)])
def test_bars_do_not_cover_each_other(runs):
    chart = charts.timeline(runs, T0 + 600)
    lanes = {}
    for bar in chart.bars:
        assert 0 <= bar.left < bar.right <= 1 and bar.right - bar.left >= charts.LEAST_WIDTH * 0.9
        assert bar.left >= lanes.get(bar.lane, 0)
        lanes[bar.lane] = bar.right
    assert len(lanes) == chart.lanes and set(lanes) == set(range(chart.lanes))


def test_bars_are_as_long_as_runs():
    chart = charts.timeline([Run("a", "SUCCESS", None, 0, 0, 3000),
                             Run("b", "SUCCESS", None, 0, 1000, 2500)], 0)
    first, second = chart.bars
    assert (second.right - second.left) / (first.right - first.left) == pytest.approx(0.5)
    assert (second.left - first.left) / (first.right - first.left) == pytest.approx(1 / 3)


def test_runs_in_progress_are_drawn_up_to_now():
    runs = [Run("a", "SUCCESS", None, 0, 0, 1000), Run("b", "IN_PROGRESS", None, 0, 500)]
    soon, late = charts.timeline(runs, 1200), charts.timeline(runs, 1e9)
    assert soon.bars[1].right == pytest.approx(soon.now) and not soon.bars[1].leaves
    assert soon.now == pytest.approx(soon.bars[0].right * 1.2, rel=0.02)
    assert late.now is None and late.bars[1].right == 1 and late.bars[1].leaves
    only = charts.timeline(runs[1:], 600)
    assert (only.bars[0].left, only.bars[0].right) == pytest.approx((0.0117, 0.9883), abs=0.001)
    future = charts.timeline([Run("c", "IN_PROGRESS", None, 0, 900)], 600)
    assert future.bars[0].right - future.bars[0].left == pytest.approx(charts.LEAST_WIDTH)


def test_steps_are_round_and_not_too_many():
    for seconds in (1, 7, 60, 500, HOUR, 5 * HOUR, DAY, 6 * DAY, 80 * DAY, 4000 * DAY, 1e6 * DAY):
        for low in (EARLIEST, 0.5, T0 + 12345.678, LATEST - seconds):
            high = min(low + seconds, LATEST)
            for most in charts.MOST_TICKS, charts.MOST_COLUMNS:
                step = step_for(low, high, most)
                edges, ticks = step.edges(low, high), step.ticks(low, high)
                assert edges == sorted(set(edges)) and len(ticks) <= most + 1, (seconds, low)
                assert edges[0] <= low and (edges[-1] > high or edges[-1] == LATEST)
                assert max(len(text) for at in ticks for text in step.texts(at)) <= 11


def test_starts_of_days_weeks_and_months():
    def first(span):
        at = step_for(T0, T0 + span, 9).ticks(T0, T0 + span)[0]
        return datetime.fromtimestamp(at, timezone.utc)

    assert first(10 * DAY).hour == 0
    assert first(50 * DAY).strftime("%A %H:%M") == "Monday 00:00"
    assert first(200 * DAY).isoformat() == "2026-06-01T00:00:00+00:00"
    assert first(3000 * DAY).isoformat() == "2028-01-01T00:00:00+00:00"


@pytest.mark.parametrize("seconds, text", [
    (0, "0 s"), (0.42, "0.4 s"), (9.97, "10.0 s"), (10, "10 s"), (59.4, "59 s"),
    (59.6, "1 min 00 s"), (3599.6, "1 h 00 min"), (3725, "1 h 02 min"), (DAY - 1, "1 d 0 h"),
    (100 * HOUR, "4 d 4 h"), (1e6 * DAY, "1,000,000 d")])
def test_durations_as_text(seconds, text):
    assert duration_text(seconds) == text


@pytest.mark.parametrize("share, text", [
    (0, "0 %"), (1, "100 %"), (0.5, "50.0 %"), (0.12345, "12.3 %"), (0.99999, "99.9 %"),
    (0.00001, "0.1 %")])
def test_shares_as_text(share, text):
    assert percent_text(share) == text


def test_a_page_of_the_package_becomes_runs():
    at = datetime(2026, 5, 28, 0, 0, 0, 500_000, timezone.utc)
    assert Run.of({"runId": "a", "status": "FAILED", "error": {"message": "m"}, "createdAt": at,
                   "startTime": at, "endTime": at}) == Run(
        "a", "FAILED", "m", T0 + 0.5, T0 + 0.5, T0 + 0.5)
    assert Run.of({"error": {}}) == Run.of({"error": None}) == Run("-", "-")
