"""The numbers of a report: durations, shares of success, failures.

Times are seconds since 1970, UTC. Every member may be missing or wrong: no start, no end, an end
before the start, no message, an unknown status.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
UNFINISHED = ("SCHEDULED", "IN_PROGRESS")
FAILURES = ("FAILED", "ABORTED", "TIMED_OUT", "PARTIALLY_SUCCEEDED")
STATUSES = ("SUCCESS", "PARTIALLY_SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "CANCELED",
            "IN_PROGRESS", "SCHEDULED")
# In columns, failures are at the bottom, where heights are easy to compare.
STACKED = ("FAILED", "TIMED_OUT", "ABORTED", "PARTIALLY_SUCCEEDED", "SUCCESS", "CANCELED", "OTHER",
           "IN_PROGRESS", "SCHEDULED")
OTHER = "OTHER"  # stands for unknown statuses in the pictures


@dataclass(frozen=True)
class Run:
    id: str
    status: str
    message: str | None = None
    created: float | None = None
    start: float | None = None
    end: float | None = None

    @classmethod
    def of(cls, run: Mapping[str, Any]) -> Run:
        """Makes a run from a dict of boto3 or dzjobs."""
        error = run.get("error") or {}
        created, start, end = (
            None if run.get(name) is None else (run[name] - EPOCH).total_seconds()
            for name in ("createdAt", "startTime", "endTime"))
        return cls(run.get("runId") or "-", run.get("status") or "-", error.get("message"),
                   created, start, end)

    @property
    def kind(self) -> str:
        return self.status if self.status in STATUSES else OTHER

    @property
    def begin(self) -> float | None:
        """Its place on a timeline: its start or, before that, its creation."""
        return next((at for at in (self.start, self.created, self.end) if at is not None), None)

    @property
    def latest(self) -> float | None:
        """Its last known time: its end, or else its beginning."""
        return self.begin if self.end is None or self.is_backwards else self.end

    @property
    def is_open(self) -> bool:
        return self.status in UNFINISHED and self.end is None

    @property
    def is_backwards(self) -> bool:
        return self.start is not None and self.end is not None and self.end < self.start

    @property
    def duration(self) -> float | None:
        if self.start is None or self.end is None or self.end < self.start:
            return None
        return self.end - self.start

    @property
    def failed(self) -> bool:
        return self.status in FAILURES or bool(self.message)


@dataclass(frozen=True)
class Failure:
    """Runs with one status and one message, the newest first."""

    status: str
    message: str | None
    runs: Sequence[Run]


@dataclass(frozen=True)
class Summary:
    total: int
    by_kind: Mapping[str, int]
    finished: int
    succeeded: int
    median: float | None
    p95: float | None
    longest: Run | None
    last_failure: Run | None
    first: float | None
    last: float | None
    backwards: int
    placeless: int

    @property
    def success_rate(self) -> float | None:
        return self.succeeded / self.finished if self.finished else None


def percentile(ordered: Sequence[float], share: float) -> float:
    """Interpolates between the two nearest values, like spreadsheets and NumPy."""
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def summarize(runs: Sequence[Run]) -> Summary:
    counts = Counter(run.kind for run in runs)
    lasted = sorted((run for run in runs if run.duration is not None),
                    key=lambda run: run.duration or 0)
    durations = [run.duration or 0 for run in lasted]
    places = [run.begin for run in runs if run.begin is not None]
    failures = newest(run for run in runs if run.failed)
    return Summary(
        total=len(runs),
        by_kind={kind: counts[kind] for kind in (*STATUSES, OTHER) if counts[kind]},
        finished=sum(run.status not in UNFINISHED for run in runs),
        succeeded=counts["SUCCESS"],
        median=percentile(durations, 0.5) if durations else None,
        p95=percentile(durations, 0.95) if durations else None,
        longest=lasted[-1] if lasted else None,
        last_failure=failures[0] if failures else None,
        first=min(places, default=None), last=max(places, default=None),
        backwards=sum(run.is_backwards for run in runs),
        placeless=len(runs) - len(places))


def newest(runs: Iterable[Run]) -> list[Run]:
    """Sorts by `latest`, newest first. Runs without a time come last."""
    def moment(run: Run) -> float:
        return float("-inf") if run.latest is None else run.latest
    return sorted(runs, key=moment, reverse=True)


def failures(runs: Iterable[Run]) -> list[Failure]:
    """Groups failures with the same message. The group of the newest run comes first."""
    groups: dict[tuple[str, str | None], list[Run]] = {}
    for run in newest(run for run in runs if run.failed):
        groups.setdefault((run.status, run.message or None), []).append(run)
    return [Failure(status, message, same) for (status, message), same in groups.items()]


def moment_text(at: float, form: str = "%Y-%m-%d %H:%M") -> str:
    """A time in UTC. The year has four digits, which strftime does not ensure everywhere."""
    moment = EPOCH + timedelta(seconds=at)
    return moment.strftime(form.replace("%Y", f"{moment.year:04}"))


def duration_text(seconds: float) -> str:
    """A duration in its two largest units: 1 h 02 min, 42 min 10 s, 3 d 4 h; 0.4 s."""
    if seconds < 10:
        return f"{seconds:.1f} s" if seconds % 1 >= 0.05 else f"{seconds:.0f} s"
    whole = int(seconds + 0.5)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    minutes = int(seconds / 60 + 0.5)
    if minutes < 24 * 60:
        return f"{minutes // 60} h {minutes % 60:02} min"
    days, hours = divmod(int(seconds / 3600 + 0.5), 24)
    return f"{days:,} d {hours} h" if days < 100 else f"{days:,} d"


def percent_text(share: float) -> str:
    """A percentage with one decimal, but 0 % and 100 %, which are exact."""
    if 0 < share < 1:
        share = min(max(share, 0.001), 0.999)
    return f"{share * 100:.{0 if share in (0, 1) else 1}f} %"
