"""Faults and load: runs all parts at once and prints their figures. Exit status 0 if all pass.

  kills   A million runs, 100 kills: the journals of delivery.c have each run once and in order.
  memory  A million runs in one process: it grows only by the tokens that it has seen.
  crowd   64 listings on 32 threads for ten minutes (crowd.c).

A rate of 20 % means: for one request in five a fault replaces the answer, in equal shares of all
kinds. One in five of the other answers is slow, one in five is gzip, one in five is chunked, and
one in five pages is empty.
"""

import argparse
import concurrent.futures
import os
import pathlib
import random
import subprocess
import sys
import tempfile

REPO = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPO / "Tests/oracle"), str(REPO / "examples/emulator")]

# The line above makes these importable.
from crowd import crowd  # noqa: E402
from delivery import kills, memory  # noqa: E402

PARTS = {"kills": kills, "memory": memory, "crowd": crowd}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", type=pathlib.Path, help="where run.sh put them")
    parser.add_argument("parts", nargs="*", help="of %s; all by default" % ", ".join(PARTS))
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=600, help="for the crowd")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2 ** 31),
                        help="of the data, the faults and the kills; drawn by default")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error("no such part: %s" % ", ".join(sorted(unknown)))
    print("soak: seed %d" % options.seed, flush=True)
    names = options.parts or list(PARTS)
    if "memory" in names and os.environ.get("DZJOBS_SANITIZE"):
        print("memory: SKIPPED: a sanitizer takes memory of its own", flush=True)
        names.remove("memory")
    with concurrent.futures.ThreadPoolExecutor() as pool:
        outcomes = {pool.submit(soak, name, options): name for name in names}
        failed = [outcomes[outcome] for outcome in concurrent.futures.as_completed(outcomes)
                  if not outcome.result()]
    if failed:
        print("soak: %s failed; again with seed %d" % (" and ".join(failed), options.seed))
    return 1 if failed else 0


def soak(name, options):
    """Runs a part. Returns whether it passed."""
    with tempfile.TemporaryDirectory(dir=options.programs) as directory:
        try:
            figures, holds = PARTS[name](options, pathlib.Path(directory)), True
        except (AssertionError, OSError, RuntimeError, subprocess.SubprocessError) as wrong:
            figures, holds = "FAILED: %s: %s" % (type(wrong).__name__, wrong), False
    print("%s: %s" % (name, figures), flush=True)
    return holds


if __name__ == "__main__":
    # The programs must not see the user's settings.
    os.environ.pop("AWS_PROFILE", None)
    sys.exit(main())
