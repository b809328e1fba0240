"""Prints the last line of `make test`: the number of skipped tests, by reason. It reads the file
of runner.sh, conftest.py and unit.sh, which has a line for each skip: the reason, a tab, the test.

With CI=true a skip fails unless its reason is in skips-allowed.txt.
"""

import collections
import fnmatch
import os
import pathlib
import sys

ALLOWED = pathlib.Path(__file__).with_name("skips-allowed.txt")


def allowed_patterns():
    lines = ALLOWED.read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def read(path):
    """[(reason, test)], without duplicates: a target may run a test twice."""
    if not path.exists():
        return []
    return sorted({tuple(line.split("\t", 1)) for line in path.read_text().splitlines()})


def main(path):
    skips = read(path)
    forbidden = []
    if os.environ.get("CI") == "true":
        allowed = allowed_patterns()
        forbidden = [skip for skip in skips
                     if not any(fnmatch.fnmatchcase(skip[0], each) for each in allowed)]
    for reason, test in forbidden:
        print(f"FAILED  skipped, and CI allows no such skip: {test}: {reason}")
    counts = collections.Counter(reason for reason, _ in skips).most_common()
    told = "; ".join(f"{count} {reason}" for reason, count in counts)
    print(f"make test: {'failed' if forbidden else 'passed'}, {len(skips)} skipped"
          f"{': ' if told else ''}{told}")
    return 1 if forbidden else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
