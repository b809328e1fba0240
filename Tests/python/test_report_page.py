"""The page of examples/report.py as text: a service's texts in it, its size, its colours.

test_report_browser.py checks the page in a browser.
"""

import re
from collections import Counter

import pytest
from reports import HOSTILE, ODD, T0, hostile, many, nightly, page, parsed, report

from job_report import charts, palette
from job_report.page import MOST_FAILURES
from job_report.runs import FAILURES, OTHER, STATUSES, Run
from job_report.text import cut, one_line, visible

ELEMENTS = set("html head meta title style body main header footer p h1 h2 bdi time dl dt dd div "
               "small section svg defs pattern rect path line text g desc ul li b span figure "
               "figcaption table thead tbody tr th td details summary".split())
ATTRIBUTES = set("lang charset http-equiv content name class id width height x y x1 x2 y1 y2 dx rx "
                 "d style patternunits overflow role scope datetime text-anchor aria-labelledby "
                 "aria-hidden".split())


@pytest.mark.parametrize("runs", [[], nightly()[:1], nightly(), many(), ODD, hostile()])
def test_has_nothing_but_its_own_elements(runs):
    found = parsed(runs, job=HOSTILE[0], domain=HOSTILE[1], status=HOSTILE[2])
    assert {tag for tag, _ in found.elements} <= ELEMENTS
    assert {name for _, attributes in found.elements for name in attributes} <= ATTRIBUTES
    ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    styles = {attributes.get("style", "") for _, attributes in found.elements}
    assert all(re.fullmatch(r"(fill:var\(--[A-Z_]+\))?", style) for style in styles)
    policy = next(attributes for _, attributes in found.elements if "http-equiv" in attributes)
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"


@pytest.mark.parametrize("message", HOSTILE)
def test_shows_messages_without_hidden_characters(message):
    text = page(report([Run(message, message, message, T0, T0, T0 + 1)]))
    assert text.count("<script") == text.count("<img") == 0
    odd = {character for character in text if not character.isprintable()} - {"\n", "\t"}
    assert odd == set(), odd
    shown = "".join(parsed([Run("a", "FAILED", message, T0, T0, T0 + 1)]).text)
    # Complete up to the page's limit.
    assert visible(message)[:200] in shown
    text.encode()  # no lone surrogate


def test_invisible_characters_get_a_number():
    assert visible("a\u202e\x1b\x00\ud800\u2028\ufffe\r\n\t") == (
        "a\u2039U+202E\u203a\u2039U+001B\u203a\u2039U+0000\u203a\u2039U+D800\u203a"
        "\u2039U+2028\u203a\u2039U+FFFE\u203a\n\t")
    family = "\U0001f468\u200d\U0001f469 e\u0301 \u0645\u0631\u062d\u0628\u0627 \U0001f1ea"
    assert visible(family) == family
    assert visible("Z" + "\u0301" * 99) == "Z" + "\u0301" * 4
    assert (cut("abc", 3), cut("abcd", 3)) == ("abc", "ab\u2026")
    assert one_line(" a\n\n b\t" * 99, 9) == "a b a b\u2026"


def test_long_messages_are_visibly_cut():
    text = "".join(parsed([Run("a", "FAILED", "W" * 100_000, T0, T0, T0)]).text)
    assert "[96,000 more characters]" in text and text.count("W") < 5000


def test_size_is_bounded():
    few, lots = (len(page(report(many(count)))) for count in (10_000, 100_000))
    assert few < 400_000 and abs(lots - few) < 50_000
    assert len(page(report(nightly(2000)))) < 200_000
    assert len(page(report(hostile() * 200))) < 600_000


def test_every_run_has_a_mark_or_is_counted_in_one():
    runs = nightly()
    found = parsed(runs)
    kinds = Counter(re.search(r"s-(\w+)", each["class"]).group(1) for each in found.classes("mark"))
    columns = charts.durations(runs).columns
    assert kinds == (Counter(run.kind for run in runs)
                     + Counter(kind for column in columns for kind in column.counts))


def test_has_the_numbers():
    text = " ".join(" ".join(parsed(many(), is_cut=True, status="FAILED").text).split())
    for expected in ("The newest 10,000 runs with the status FAILED, created from", "10,000",
                     "2026-05-28 00:00 UTC", "Median duration", f"the newest {MOST_FAILURES} of"):
        assert expected in text, expected
    one = "".join(parsed([Run("a", "SUCCESS", None, T0)]).text)
    assert "1 run, created 2" in " ".join(one.split())
    odd = "".join(parsed(ODD).text)
    assert "end before they start, whose clocks differ: 1." in odd
    assert "without any time, which are not on the timeline: 1." in odd
    assert "no message" in odd and "None among these runs." in "".join(parsed([]).text)


def luminance(color):
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(color):
    values = [int(color[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
            for value in values]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


# Red, green and blue as seen by eyes without one kind of cone (Machado et al., 2009).
EYES = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
               (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
               (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
               (0.004733, 0.691367, 0.303900)),
}


def lab(color, eyes):
    """The colour that these eyes see, in CIE L*a*b*."""
    seen = [min(max(sum(a * b for a, b in zip(row, linear(color))), 0), 1) for row in EYES[eyes]]
    rows = ((0.4124, 0.3576, 0.1805, 0.9505), (0.2126, 0.7152, 0.0722, 1),
            (0.0193, 0.1192, 0.9505, 1.089))
    x, y, z = (sum(a * b for a, b in zip(row, seen)) / row[3] for row in rows)
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("colors", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
def test_colours_can_be_seen_and_told_apart(colors):
    assert contrast(colors["text"], colors["surface"]) > 7
    for ground in "surface", "page":
        assert contrast(colors["muted"], colors[ground]) > 4.5
    for kind in (*STATUSES, OTHER):
        assert contrast(colors[kind], colors["surface"]) >= 3, kind
    for eyes in EYES:
        for kind in FAILURES:
            distance = sum((a - b) ** 2 for a, b in zip(lab(colors[kind], eyes),
                                                        lab(colors["SUCCESS"], eyes))) ** 0.5
            assert distance > 25, (kind, eyes, distance)


def test_patterns_tell_them_apart_without_colours():
    for part in 0, 1:
        patterns = [palette.PATTERNS[kind][part] for kind in (*STATUSES, OTHER)
                    if kind not in palette.HOLLOW]
        assert len(patterns) == len(set(patterns)) == 8
