"""The page of examples/report.py in a browser: nothing is fetched or run, and everything is visible
on a phone and on a desk, in the light and the dark scheme. Without a browser the tests are skipped,
with a message.
"""

import pytest
from reports import ODD, T0, Run, browser, hostile, many, nightly, shown  # noqa: F401

LISTINGS = {"none": [], "one": nightly()[:1], "nightly": nightly(), "few": many(60), "odd": ODD,
            "many": many(), "hostile": hostile(),
            "long ago": [Run("a", "SUCCESS", None, -62135596800, -62135596800, 253402300799.9),
                         Run("b", "FAILED", "m" * 9999, 0, 0, 0)]}
# The boxes of visible texts in pictures, and of the pictures.
BOXES = """(name => [...document.querySelectorAll(name)].map(each => {
  const box = each.getBoundingClientRect();
  return {text: each.textContent, left: box.left, right: box.right, top: box.top,
          bottom: box.bottom, picture: each.closest('svg.plot')?.getAttribute('aria-labelledby')};
}).filter(box => box.right > box.left))('%s')"""
# Cards that are narrower than their contents.
CLIPPED = """[...document.querySelectorAll('section, .tiles > div, td, .message, .value, h1')]
  .filter(each => each.scrollWidth > each.clientWidth + 1 && each.clientWidth)
  .map(each => each.textContent.slice(0, 60))"""


@pytest.mark.parametrize("width", [320, 400, 641, 1001, 1280])
@pytest.mark.parametrize("name", LISTINGS)
def test_fits(shown, name, width):
    found = shown(LISTINGS[name], width)
    assert found.evaluate("document.documentElement.scrollWidth") == width
    assert found.evaluate(CLIPPED) == []
    pictures = {box["picture"]: box for box in found.evaluate(BOXES % "svg.plot")}
    assert len(pictures) == {"none": 0}.get(name, 2)
    texts = found.evaluate(BOXES % "svg.plot text")
    assert len(texts) >= 4 * len(pictures)
    for number, text in enumerate(texts):
        assert 0 <= text["left"] and text["right"] <= width, text
        assert text["bottom"] <= pictures[text["picture"]]["bottom"] + 1, text
        for other in texts[:number]:
            apart = (text["left"] >= other["right"] or text["right"] <= other["left"]
                     or text["top"] >= other["bottom"] - 3 or text["bottom"] <= other["top"] + 3)
            assert apart, (text, other)


@pytest.mark.parametrize("dark", [False, True])
def test_shows_every_run(shown, dark):
    runs = nightly(40)
    found = shown(runs, dark=dark)
    marks = found.evaluate(BOXES % "[aria-labelledby^=timeline] .mark")
    assert len(marks) == len(runs) == 41
    assert all(mark["right"] - mark["left"] > 4 and mark["bottom"] - mark["top"] > 8
               for mark in marks)
    lefts = {mark["text"].split(":")[0]: mark["left"] for mark in marks}
    a, b, c = (lefts[runs[at].id] for at in (0, 10, 39))
    starts = [runs[at].start for at in (0, 10, 39)]
    assert (b - a) / (c - a) == pytest.approx(
        (starts[1] - starts[0]) / (starts[2] - starts[0]), abs=0.002)
    text = found.evaluate("document.body.innerText")
    failed = [run for run in runs if run.failed]
    assert len(failed) > 3
    for run in failed:
        assert (run.message or "no message") in text
    for expected in ("Timeline", "Duration", "Failures", "Success rate", "Median duration",
                     "95th percentile", "Longest run", "Last failure", "Timed out"):
        assert expected in text
    ground, ink = (found.evaluate(f"getComputedStyle(document.body).{name}")
                   for name in ("backgroundColor", "color"))
    assert (ground, ink) == (("rgb(16, 21, 28)", "rgb(232, 237, 243)") if dark else
                             ("rgb(244, 246, 248)", "rgb(22, 32, 44)"))


def test_columns_are_as_high_as_their_counts(shown):
    runs = [Run("", status, None, T0, T0, T0 + 60 * minute + 1) for minute, count in
            ((0, 1), (1, 4), (9, 2)) for status in ["SUCCESS"] * count + ["FAILED"]]
    marks = shown(runs).evaluate(BOXES % "[aria-labelledby^=durations] .mark")
    heights = {mark["text"]: mark["bottom"] - mark["top"] for mark in marks}
    assert len(heights) == 6
    unit = heights["0 to 30 s: 1 Success of 2 runs"]
    assert unit > 20
    assert heights["1 min to 1 min 30 s: 4 Success of 5 runs"] == pytest.approx(4 * unit, abs=4)
    assert heights["9 min to 9 min 30 s: 2 Success of 3 runs"] == pytest.approx(2 * unit, abs=4)


def test_texts_of_the_service_stay_text(shown):
    runs = hostile()
    found = shown(runs, job=runs[0].message, domain=runs[2].message)
    assert found.evaluate("document.querySelectorAll('script, img, a, iframe').length") == 0
    title = found.evaluate("document.title")
    assert title.startswith("Runs of <script>") and "owned" in title and title != "owned"
    assert "<script>" in found.evaluate("document.querySelector('h1').innerText")
    assert found.evaluate("getComputedStyle(document.querySelector('h1 bdi')).unicodeBidi") in (
        "isolate", "bidi-override isolate", "isolate-override")


@pytest.mark.parametrize("width", [400, 1280])
def test_is_read_aloud(shown, width):
    """Checks the input of a screen reader: headings, pictures with a name and a text, and the
    table."""
    runs = nightly()
    found = shown(runs, width)
    nodes = [(node["role"]["value"], node.get("name", {}).get("value", ""),
              node.get("description", {}).get("value", ""))
             for node in found("Accessibility.getFullAXTree")["nodes"] if not node["ignored"]]
    images = [(name, about) for role, name, about in nodes if role == "image"]
    assert [name[:14] for name, _ in images] == ["Runs over time", "How long runs "]
    assert "91 runs from 2026-05-28" in str(images) and "19 of 20 less than" in str(images)
    roles = [role for role, _, _ in nodes]
    lines = len({(run.status, run.message) for run in runs if run.failed})
    assert roles.count("row") == lines + 1 and roles.count("columnheader") == 3
    assert {name for role, name, _ in nodes if role == "heading"} == {
        "nightly", "Status", "Timeline", "Duration", "Failures"}
    assert found.evaluate("document.documentElement.lang") == "en"


def test_a_long_message_opens(shown):
    found = shown([Run("a", "FAILED", "start " + "x " * 400 + "the end", T0, T0, T0 + 9)])
    assert "the end" not in found.evaluate("document.body.innerText")
    found.evaluate("document.querySelector('summary').click()")
    assert "the end" in found.evaluate("document.body.innerText")
