"""Changes one operator at a time and runs the tests that should notice: `make mutants`. Coverage
tells which lines are run; this tells whether a test would fail.

A mutant survives if the tests of relevant.py pass, so that one of another folder may still see it.
The same seed chooses the same mutants of the same sources. equivalent.txt has those that change
nothing that a caller could see. Usage: run.py [--count N] [--seed N] [--workers N] [AREA...]
"""

import argparse
import collections
import concurrent.futures
import itertools
import pathlib
import queue
import time

from operators import choose
from workplace import Workplace

ROOT = pathlib.Path(__file__).resolve().parents[2]
AREAS = {
    "core": ["Sources/DZJobsCore/**/*.swift"],
    "client": ["Sources/DZJobsClient/**/*.swift"],
    "cpp": ["include/dzjobs.hpp", "include/dzjobs/*.hpp"],
    "python": ["packaging/python/dzjobs/*.py"],
}


def known_equivalents():
    """{(path, old line, new line)}. The file has three lines a mutant, below a reason."""
    lines = [line for line in (ROOT / "Tests/mutants/equivalent.txt").read_text().splitlines()
             if line and not line.startswith("#")]
    return {(path.strip(), old[2:].strip(), new[2:].strip())
            for path, old, new in zip(lines[::3], lines[1::3], lines[2::3])}


def sample(areas, count, seed):
    """[(area, mutant)], as many of each area, in turn."""
    equivalent = known_equivalents()
    each = -(-count // len(areas))
    chosen = [[(area, mutant) for mutant in choose(ROOT, AREAS[area], each, f"{seed} {area}",
                                                   equivalent)] for area in areas]
    turns = itertools.zip_longest(*chosen)
    return [item for turn in turns for item in turn if item][:count]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("areas", nargs="*", metavar="AREA", help=", ".join(AREAS))
    options = parser.parse_args()
    if unknown := set(options.areas) - set(AREAS):
        parser.error(f"no such area: {', '.join(sorted(unknown))}")
    began = time.monotonic()
    free = queue.Queue()
    places = [Workplace(ROOT, number) for number in range(options.workers)]
    with concurrent.futures.ThreadPoolExecutor(options.workers) as pool:
        for place, built in zip(places, pool.map(Workplace.build, places)):
            if not built:
                raise SystemExit(f"the unchanged copy does not build:\n{place.output}")
            free.put(place)
    print(f"copies built after {time.monotonic() - began:.0f} s", flush=True)

    def work(item):
        area, (path, at, old, new) = item
        place = free.get()
        try:
            killer = place.change(item[1], area)
        finally:
            free.put(place)
        killers[area, killer if killer == "compiler" else killer is None] += 1
        print(f"{killer or 'SURVIVED'}: {path}:{at + 1}: {new.strip()}", flush=True)
        if killer is None:
            survivors.append(f"{path}:{at + 1}\n  - {old.strip()}\n  + {new.strip()}")

    killers, survivors = collections.Counter(), []
    with concurrent.futures.ThreadPoolExecutor(options.workers) as pool:
        list(pool.map(work, sample(options.areas or list(AREAS), options.count, options.seed)))
    print("\nSurvivors:", *sorted(survivors) or ["none"], sep="\n")
    for area in options.areas or AREAS:
        killed, survived = killers[area, False], killers[area, True]
        print(f"{area}: {killed} of {killed + survived} killed;"
              f" {killers[area, 'compiler']} more did not compile")
    unfit = sorted(set().union(*(place.unfit for place in places)))
    print(f"left out, as they fail without a change: {', '.join(unfit) or 'none'}")
    print(f"seed {options.seed}, {(time.monotonic() - began) / 60:.0f} min")


if __name__ == "__main__":
    main()
