"""Makes mutants: copies of one line in which one operator, number or word is another."""

import random
import re

# What is found, and what stands there instead, in every language of the repository.
SWAPS = [
    (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "),
    (r" == ", " != "), (r" != ", " == "), (r" && ", " || "), (r" \|\| ", " && "),
    (r" &\+ ", " &- "), (r" &- ", " &+ "), (r" \+ ", " - "), (r" - ", " + "),
    (r"\btrue\b", "false"), (r"\bfalse\b", "true"), (r"\bTrue\b", "False"),
    (r"\bFalse\b", "True"), (r" and ", " or "), (r" or ", " and "),
    (r" is not None\b", " is None"), (r" is None\b", " is not None"), (r" not in ", " in "),
    (r"\b(if|while|guard) !", r"\1 "), (r"\bif not ", "if "), (r"\bmin\(", "max("),
    (r"\bmax\(", "min("), (r"\.\.<", "..."), (r"\+= ", "-= "), (r"\bcontinue\b", "break"),
]
NUMBER = re.compile(r"(?<![\w.\"'])\d[\d_]*(?![\w.\"'])")
COMMENT = re.compile(r"^\s*(//|#|@|\*|/\*|import )")


def mutations(lines):
    """Each change that can be made: [(line index, new line)]."""
    found, in_text = [], False
    for at, line in enumerate(lines):
        quotes = line.count('"""')
        if in_text or quotes or COMMENT.match(line):
            in_text ^= quotes % 2 == 1
            continue
        code = re.split(r"\s(?://|#) ", line)[0]
        changes = [(*match.span(), match.expand(instead))
                   for pattern, instead in SWAPS for match in re.finditer(pattern, code)]
        changes += [(*match.span(), str(int(match[0].replace("_", "")) + 1))
                    for match in NUMBER.finditer(code)]
        # Two spellings of one character in texts and patterns change no behaviour by rule.
        found += [(at, line[:start] + instead + line[end:]) for start, end, instead in changes
                  if code[:start].count('"') % 2 == 0]
    return found


def choose(root, patterns, count, seed, equivalent):
    """A seeded sample: [(path, line index, old line, new line)]. Known equivalents are left out."""
    every = []
    for path in sorted(path for pattern in patterns for path in root.glob(pattern)):
        lines, name = path.read_text().splitlines(), path.relative_to(root)
        every += [(name, at, lines[at], new) for at, new in mutations(lines)
                  if (str(name), lines[at].strip(), new.strip()) not in equivalent]
    random.Random(seed).shuffle(every)
    return every[:count]
