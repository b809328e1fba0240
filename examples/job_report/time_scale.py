"""Round steps of time for ticks and buckets, from seconds to centuries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from .runs import EPOCH, moment_text

MINUTE, HOUR, DAY = 60, 3600, 86400
# Each step is at most twice the one before, so that every range has at least three ticks.
SECONDS = (1, 2, 3, 5, 10, 15, 30, MINUTE, 2 * MINUTE, 3 * MINUTE, 5 * MINUTE, 10 * MINUTE,
           15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY,
           4 * DAY, 7 * DAY, 14 * DAY)
MONTHS = (1, 2, 3, 6, 12, 24, 48, 60, 120, 240, 360, 600, 1200, 2400, 3600, 6000, 12000, 24000,
          36000, 60000, 120000)
EARLIEST, LATEST = -62135596800, 253402300799  # the years 1 to 9999
MONDAY = 4 * DAY  # 1970-01-05: weeks begin on Mondays


@dataclass(frozen=True)
class Step:
    seconds: int = 0
    months: int = 0

    def edges(self, low: float, high: float) -> list[float]:
        """The round times from the last one not after low to the first one after high."""
        found = [self._floor(low)]
        while found[-1] <= high and found[-1] < LATEST:
            found.append(self._next(found[-1]))
        return found

    def ticks(self, low: float, high: float) -> list[float]:
        return [at for at in self.edges(low, high) if low <= at <= high]

    def texts(self, at: float) -> tuple[str, str]:
        """The two lines of text for a tick."""
        if self.seconds and self.seconds < DAY:
            return moment_text(at, "%H:%M" if self.seconds >= MINUTE else "%H:%M:%S"), moment_text(
                at, "%d %b %Y").lstrip("0")
        if self.seconds:
            return moment_text(at, "%d %b").lstrip("0"), moment_text(at, "%Y")
        if self.months < 12:
            return moment_text(at, "%b"), moment_text(at, "%Y")
        return moment_text(at, "%Y"), ""

    @property
    def text(self) -> str:
        """A text such as `15 minutes`, or `minute` for one."""
        number, unit = self.months, "month"
        if self.months >= 12:
            number, unit = self.months // 12, "year"
        for size, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (1, "second")):
            if self.seconds >= size:
                number, unit = self.seconds // size, name
                break
        return unit if number == 1 else f"{number:,} {unit}s"

    @property
    def _origin(self) -> float:
        return MONDAY if self.seconds % (7 * DAY) == 0 else 0

    def _floor(self, at: float) -> float:
        if self.seconds:
            return max((at - self._origin) // self.seconds * self.seconds + self._origin, EARLIEST)
        return _month(_months(at) // self.months * self.months)

    def _next(self, at: float) -> float:
        if self.seconds:
            return ((at - self._origin) // self.seconds + 1) * self.seconds + self._origin
        return _month((_months(at) // self.months + 1) * self.months)


def step_for(low: float, high: float, most: int) -> Step:
    """The smallest round step that needs no more than this number of steps."""
    for seconds in SECONDS:
        if (high - low) / seconds <= most - 1:
            return Step(seconds=seconds)
    for months in MONTHS:
        if (high - low) / (months * 30.4 * DAY) <= most - 1:
            return Step(months=months)
    return Step(months=MONTHS[-1])


def _months(at: float) -> int:
    moment = EPOCH + timedelta(seconds=min(max(at, EARLIEST), LATEST))
    return moment.year * 12 + moment.month - 1


def _month(months: int) -> float:
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        return EARLIEST if year < 1 else LATEST
    return (datetime(year, month + 1, 1, tzinfo=timezone.utc) - EPOCH).total_seconds()
