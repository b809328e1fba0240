"""Answers of the service as text. hypothesis draws the contents, a seed the notation.

JSON has many notations (order, space, escapes, duplicate names), and a reader must accept all. Seed
0 is the plain notation, so that shrinking ends with a readable body.
"""

import datetime
import email.utils
import fractions
import json
import random
import re

from hypothesis import strategies as st
from run_members import NAMES as MEMBERS
from run_members import TIMES

NUMERIC = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
EARLIEST_S, LATEST_S = -62_135_596_800, 253_402_300_799
EPOCH = datetime.datetime(1970, 1, 1)


class Number(str):
    """A JSON number, by its text."""


class Object(list):
    """A JSON object: [(name, value)], in this order and with duplicates."""


strings = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
json_numbers = st.from_regex(
    r"-?(0|[1-9][0-9]{0,12})(\.[0-9]{1,12})?([eE][+-]?[0-9]{1,3})?", fullmatch=True
).map(Number)
scalars = st.one_of(st.none(), st.booleans(), json_numbers, strings)
anything = st.recursive(
    scalars,
    lambda values: st.lists(values, max_size=3)
    | st.lists(st.tuples(strings, values), max_size=3).map(Object),
    max_leaves=6,
)


def render(value, seed=0):
    """The JSON text of a value. Seed 0 is plain; every other seed has its own notation."""
    return _Writer(seed).text(value, 0)


class _Writer:
    SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r"}

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.indent = seed and self.random.choice([0, 0, 1, 4])
        self.escaping = seed and self.random.choice([0, 0, 0.1, 1])
        self.spacing = seed and self.random.choice([0, 0, 0.5])

    def text(self, value, depth):
        if isinstance(value, Number):
            return str(value)
        if isinstance(value, str):
            return self.string(value)
        if isinstance(value, Object):
            pairs = [
                self.string(name) + self.space() + ":" + self.space() + self.text(item, depth + 1)
                for name, item in value
            ]
            return self.join("{", pairs, "}", depth)
        if isinstance(value, list):
            return self.join("[", [self.text(item, depth + 1) for item in value], "]", depth)
        return json.dumps(value)

    def join(self, opening, parts, closing, depth):
        if self.indent and parts:
            line = "\n" + " " * self.indent * depth
            inner = line + " " * self.indent
            return opening + inner + ("," + inner).join(parts) + line + closing
        return opening + ("," + self.space()).join(parts) + self.space() + closing

    def space(self):
        if not self.spacing or self.random.random() > self.spacing:
            return ""
        return self.random.choice([" ", "\t", "\r\n", "  "])

    def string(self, value):
        return '"' + "".join(map(self.character, value)) + '"'

    def character(self, character):
        must = character in '"\\' or character < " "
        if not must and not (self.escaping and self.random.random() < self.escaping):
            return character
        if character in self.SHORT and self.random.random() < 0.5:
            return self.SHORT[character]
        if character == "/" and self.random.random() < 0.5:
            return "\\/"
        units = character.encode("utf-16-be").hex()
        digits = self.random.choice([str.lower, str.upper])(units)
        return "".join("\\u" + digits[i : i + 4] for i in range(0, len(digits), 4))


def microseconds(number):
    """The instant of epoch seconds in decimal text, rounded half to even."""
    return round(fractions.Fraction(number) * 10**6)


def in_range(number):
    """True if it is in the years 1 to 9999 after rounding to microseconds."""
    instant = microseconds(number)
    return EARLIEST_S * 10**6 <= instant < (LATEST_S + 1) * 10**6


def _shift(number, places):
    """The same number with an exponent."""
    sign = "-" if number.startswith("-") else ""
    whole, _, fraction = number.lstrip("-").partition(".")
    digits = whole + fraction
    point = len(whole) + places
    if point <= 0:
        digits, point = "0" * (1 - point) + digits, 1
    elif point > len(digits):
        digits = digits.ljust(point, "0")
    whole, fraction = digits[:point].lstrip("0") or "0", digits[point:]
    return f"{sign}{whole}{'.' + fraction if fraction else ''}e{-places}"


# Decimal text of seconds: whole numbers, near today and anywhere, exact halves of a microsecond.
_decimals = st.builds(
    lambda seconds, fraction: f"{seconds}{'.' + fraction if fraction else ''}",
    st.integers(1_600_000_000, 1_900_000_000) | st.integers(EARLIEST_S, LATEST_S),
    st.one_of(
        st.just(""),
        st.text("0123456789", min_size=1, max_size=20),
        st.from_regex(r"[0-9]{6}(5|50|500000001|4999999999)", fullmatch=True),
    ),
)
epoch_seconds = st.one_of(
    _decimals,
    st.builds(_shift, _decimals, st.integers(-25, 25)),
    st.sampled_from(["0", "-0", "-0.0", "0e9", "0.0000005", "0.0000015", "-0.0000005", "1E+1"]),
).filter(in_range)

_moments = st.datetimes(datetime.datetime(1000, 1, 2), datetime.datetime(9999, 12, 30))
_offsets = st.integers(-23 * 60 - 59, 23 * 60 + 59)


def _zone(minutes, form):
    sign, minutes = ("-" if minutes < 0 else "+"), abs(minutes)
    if form == "hours" and minutes % 60 == 0:
        return f"{sign}{minutes // 60:02}"
    return f"{sign}{minutes // 60:02}{':' if form == 'colon' else ''}{minutes % 60:02}"


@st.composite
def iso8601(draw):
    """(text, instant): extended and basic form, any zone, any number of fraction digits."""
    moment = draw(_moments).replace(microsecond=0)
    basic = draw(st.booleans())
    fraction = draw(st.text("0123456789", max_size=9))
    offset = draw(st.none() | _offsets)
    form = draw(st.sampled_from(["colon", "plain", "hours"]))
    zone = "Z" if offset is None else _zone(offset, form)
    # strftime("%Y") does not write four digits everywhere
    form = "%m%dT%H%M%S" if basic else "-%m-%dT%H:%M:%S"
    text = f"{moment.year:04}{moment.strftime(form)}{'.' + fraction if fraction else ''}{zone}"
    instant = (moment - EPOCH) // datetime.timedelta(microseconds=1)
    instant += int(fraction[:6].ljust(6, "0")) - (offset or 0) * 60_000_000
    return text, instant


@st.composite
def rfc822(draw):
    """(text, instant): the form of HTTP's dates, also with an offset."""
    moment = draw(_moments).replace(microsecond=0)
    offset = draw(st.none() | _offsets)
    text = email.utils.format_datetime(moment.replace(tzinfo=datetime.timezone.utc), usegmt=True)
    if offset is not None:
        text = text.replace("GMT", _zone(offset, "plain"))
    if draw(st.booleans()):
        text = text.partition(", ")[2]
    instant = (moment - EPOCH) // datetime.timedelta(microseconds=1)
    return text, instant - (offset or 0) * 60_000_000


# (JSON value, instant in microseconds)
timestamps = st.one_of(
    epoch_seconds.map(lambda number: (Number(number), microseconds(number))),
    epoch_seconds.map(lambda number: (str(number), microseconds(number))),
    iso8601(),
    rfc822(),
)
statuses = st.sampled_from(["SUCCESS", "FAILED", "TIMED_OUT", "A_NEW_ONE", "success", ""])


def _unknown(known):
    return st.tuples(strings.filter(lambda name: name not in known), anything)


def _shuffled(draw, pairs):
    order = draw(st.permutations(range(len(pairs)))) if len(pairs) > 1 else range(len(pairs))
    return Object(pairs[i] for i in order)


@st.composite
def run_objects(draw):
    """A run: members may be absent, null, present or duplicated; unknown members may occur."""
    pairs = []
    for name in MEMBERS:
        for _ in range(draw(st.sampled_from([0, 1, 1, 1, 1, 2]))):
            if draw(st.integers(0, 9)) == 0:
                value = None
            elif name in TIMES:
                value = draw(timestamps)[0]
            elif name == "error":
                message = draw(st.sampled_from([[], [("message", None)]]) | st.just(None))
                if message is None:
                    message = [("message", draw(strings))]
                value = _shuffled(draw, message + draw(st.lists(_unknown(["message"]), max_size=1)))
            else:
                value = draw(statuses if name == "status" else strings)
            pairs.append((name, value))
    pairs += draw(st.lists(_unknown(MEMBERS), max_size=2))
    return _shuffled(draw, pairs)


@st.composite
def page_objects(draw):
    pairs = draw(st.lists(_unknown(["items", "nextToken"]), max_size=2))
    for _ in range(draw(st.sampled_from([0, 1, 1, 1, 1, 1, 2]))):
        pairs.append(("items", draw(st.none() | st.lists(run_objects() | st.none(), max_size=4))))
    for _ in range(draw(st.sampled_from([0, 1, 1, 2]))):
        pairs.append(("nextToken", draw(st.none() | strings)))
    return _shuffled(draw, pairs)


def members(text):
    """[(name, the value's own text)] of the JSON object that text is, in order."""
    decoder, space, found, at = json.JSONDecoder(), " \t\r\n", [], 1

    def skip(position, separators=""):
        while text[position] in space + separators:
            position += 1
        return position

    while text[at := skip(at, ",")] != "}":
        name, at = decoder.raw_decode(text, at)
        start = skip(at, ":")
        _, at = decoder.raw_decode(text, start)
        found.append((name, text[start:at]))
    return found
