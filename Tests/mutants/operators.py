"""What a mutant changes: one operator, number or word of one line."""

import random
import re

# (what is found, what stands there instead), for every language here.
SWAPS = [
    (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "),
    (r" == ", " != "), (r" != ", " == "), (r" && ", " || "), (r" \|\| ", " && "),
    (r" &\+ ", " &- "), (r" &- ", " &+ "), (r" \+ ", " - "), (r" - ", " + "),
    (r"\btrue\b", "false"), (r"\bfalse\b", "true"), (r"\bTrue\b", "False"),
    (r"\bFalse\b", "True"), (r" and ", " or "), (r" or ", " and "),
    (r" is not None\b", " is None"), (r" is None\b", " is not None"), (r" not in ", " in "),
    (r"\b(if|while|guard) !", r"\1 "), (r"\bif not ", "if "), (r"\bmin\(", "max("),
    (r"\bmax\(", "min("), (r"\.\.<", "..."), (r"\+= 1\b", "-= 1"), (r"\bcontinue\b", "break"),
]
NUMBER = re.compile(r"(?<![\w.\"'])\d[\d_]*(?![\w.\"'x])")
COMMENT = re.compile(r"^\s*(//|#|\*|/\*|\"\"\")")


def mutations(lines):
    """[(line number, from, to, text before)]: each change that can be made to these lines."""
    found, in_text = [], False
    for number, line in enumerate(lines):
        quotes = line.count('"""')
        if in_text or quotes or COMMENT.match(line):
            in_text ^= quotes % 2 == 1
            continue
        code = re.split(r"\s(?://|#) ", line)[0]
        for pattern, instead in SWAPS:
            for match in re.finditer(pattern, code):
                found.append((number, *match.span(), match.expand(instead)))
        for match in NUMBER.finditer(code):
            value = int(match[0].replace("_", ""))
            found.append((number, *match.span(), str(value + 1)))
    return found


def choose(root, areas, count, seed):
    """So many mutants for each area, at most: [(area, path, line number, old line, new line)]."""
    chosen = []
    for area, patterns in areas.items():
        every = []
        for pattern in patterns:
            for path in sorted(root.glob(pattern)):
                lines = path.read_text().splitlines()
                every += [(area, path.relative_to(root), at, lines[at],
                           lines[at][:start] + instead + lines[at][end:])
                          for at, start, end, instead in mutations(lines)]
        random.Random(f"{seed} {area}").shuffle(every)
        chosen += every[:count]
    return chosen
