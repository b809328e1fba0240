"""The looks of the report: ticks, dates, labels over lines, paper, fonts."""

import re

import pytest
from conftest import REPOSITORY
from job_report.svg import timeline
from job_report import charts
from job_report.time_scale import step_for
from reports import DAY, HOUR, T0, Run, browser, many, nightly, shown  # noqa: F401

# Pairs of a text and a dashed line of another mark that crosses it.
CROSSED = """(() => {
  const box = each => each.getBoundingClientRect(), found = [];
  for (const plot of document.querySelectorAll("svg.plot"))
    for (const text of plot.querySelectorAll("text.marker"))
      for (const line of plot.querySelectorAll("line.marker")) {
        const t = box(text), l = box(line);
        if (l.left > t.left + 1 && l.left < t.right - 1 && l.top < t.bottom - 4 && l.bottom > t.top)
          found.push(text.textContent);
      }
  return found;
})()"""
SHOWN = """[...document.querySelectorAll("[aria-labelledby^=timeline] text")]
  .filter(each => each.getBoundingClientRect().width > 0).map(each => each.textContent)"""


def every_minute(count, minutes=1):
    return [Run(f"run{at}", "SUCCESS", None, T0 + at * 60 * minutes, T0 + at * 60 * minutes,
                T0 + at * 60 * minutes + 40) for at in range(count)]


@pytest.mark.parametrize("seconds", [7, 13, 20, 50, 90, 400, 800, HOUR, 5 * HOUR, 14 * HOUR, DAY,
                                     3 * DAY, 13 * DAY, 15 * DAY, 20 * DAY, 33 * DAY, 50 * DAY,
                                     97 * DAY, 200 * DAY, 400 * DAY, 1500 * DAY, 9000 * DAY])
def test_any_range_has_three_ticks(seconds):
    for shift in range(0, 40):
        low = T0 + shift * seconds / 7
        assert 3 <= len(step_for(low, low + seconds, 8).ticks(low, low + seconds)) <= 8


@pytest.mark.parametrize("width", [400, 800, 1280])
def test_a_date_is_written_once(shown, width):
    texts = shown(every_minute(100), width).evaluate(SHOWN)
    dates = [text for text in texts if re.fullmatch(r"\d+ \w{3} \d{4}", text)]
    assert len(dates) == len(set(dates)) == 1 and len(texts) >= 4
    texts = shown(every_minute(2000, 11), width).evaluate(SHOWN)
    assert [text for text in texts if re.fullmatch(r"\d{4}", text)] == ["2026"]


def test_a_date_that_only_a_narrow_window_needs():
    """If the tick with the date has no text, the next tick with a text gets it."""
    ticks = [charts.Tick(at / 20, f"{at:02}:00", "1 Jan 2026" if at < 3 else "2 Jan 2026")
             for at in range(20)]
    picture = timeline(charts.Timeline(ticks, bars=(), lanes=1), "")
    for window in "wide", "middle", "phone":
        dates = re.findall(rf'<text class="more [^"]*\b{window}\b[^"]*"[^>]*>([^<]*)', picture)
        assert dates == ["1 Jan 2026", "2 Jan 2026"], window


@pytest.mark.parametrize("width", [320, 400, 700, 1280])
@pytest.mark.parametrize("runs", [nightly(), nightly(5), many(500), many(20_000)],
                         ids=["nightly", "five", "many", "twenty thousand"])
def test_labels_cross_nothing(shown, width, runs):
    there = shown(runs, width)
    assert there.evaluate(CROSSED) == []
    assert there.evaluate("document.querySelectorAll('svg.columns').length") == (
        there.evaluate("[...document.querySelectorAll('svg.columns text')]"
                       ".filter(each => each.textContent === 'runs').length"))


@pytest.mark.parametrize("width", [320, 400, 641, 1001, 1280])
@pytest.mark.parametrize("length", [5, 19, 20, 21, 36])
def test_the_id_in_a_tile_is_one_line(shown, width, length):
    """Without that, its last letter stands alone on the second line in some windows."""
    there = shown([Run("W" * length, "SUCCESS", None, T0, T0, T0 + 9)], width)
    assert there.evaluate("""(() => {
      const all = document.createRange();
      all.selectNodeContents(document.querySelector(".tiles .id"));
      return new Set([...all.getClientRects()].map(each => each.top)).size;
    })()""") == 1


def test_on_paper(shown):
    """Printing uses the light scheme, opens everything that a click opens, and leaves no heading
    alone at the end of a page."""
    long = [Run("a", "FAILED", "word " * 300, T0, T0, T0 + 9)]
    there = shown(long, 700, dark=True)
    there("Emulation.setEmulatedMedia", media="print",
          features=[{"name": "prefers-color-scheme", "value": "dark"}])
    style = "getComputedStyle(document.querySelector('%s')).%s"
    assert there.evaluate(style % ("body", "color")) == "rgb(22, 32, 44)"
    assert there.evaluate(style % ("details", "display")) == "none"
    assert there.evaluate(style % ("figure", "breakInside")) == "auto"
    assert there.evaluate(style % ("section", "breakInside")) == "avoid"
    assert there.evaluate(style % ("footer", "breakBefore")) == "avoid"
    there("Emulation.setEmulatedMedia", media="")


def test_characters_without_a_font_are_left_out_with_a_message(monkeypatch):
    fonts = pytest.importorskip("job_report.fonts")
    monkeypatch.setattr(fonts, "FAMILIES", ("DejaVu Sans",))
    texts = fonts.Texts()
    assert texts.shown("Zugriff \u00e9 verweigert", 40) == "Zugriff \u00e9 verweigert"
    assert texts.complaint() is None
    assert texts.shown("a\u63a5\u7d9ab\U0001f525\ufe0f", 40) == "a[2 characters]b[1 character]"
    assert texts.complaint() == ("the PNG leaves out characters that no installed font has: "
                                 "U+63A5, U+7D9A, U+1F525")


def test_wide_characters_count_twice():
    fonts = pytest.importorskip("job_report.fonts")
    assert fonts._fitted("\u63a5" * 10, 20) == "\u63a5" * 10
    assert fonts._fitted("\u63a5" * 11, 20) == "\u63a5" * 9 + "\u2026"
    assert fonts._fitted("abc" * 10, 20) == "abcabcabcabcabcabca\u2026"


def test_the_picture_of_the_readme_is_the_demo():
    """The data of `make demo-report` has only characters that every font has."""
    makefile = (REPOSITORY / "Makefile").read_text()
    line = re.search(r"^demo-report:.*?^$", makefile, re.M | re.S)[0]
    assert "--runs 48 --seed 7" in line and "--hostile" not in line
    assert "Tests/" not in line and "PYTHON)" not in line  # it installs the packages for drawing
