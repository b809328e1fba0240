"""Runs crowd.c against an emulator that has its jobs."""

import json
import os
import subprocess

from emulator import DOMAIN
from faulty import faulty_emulator
from program import environment
from runs import Runs

JOBS, RUNS = 64, 40  # the same as in crowd.c and listing.h


def crowd(options, directory):
    path = directory / "ids"
    with open(path, "w") as file:
        for number in range(JOBS):
            texts, _ = Runs(options.seed, DOMAIN, "job%d" % number, RUNS).page(0, RUNS, None, True)
            file.writelines(json.loads(text)["runId"] + "\n" for text in texts)
    with faulty_emulator(options.seed, "--runs", RUNS, "--jobs", JOBS, "--slow-ms", 400) as url:
        command = [options.programs / "crowd", url, options.seconds, options.seed, path]
        limit = float(os.environ.get("DZJOBS_LIMIT", options.seconds * 2 + 300))
        done = subprocess.run([str(word) for word in command], env=environment(), text=True,
                              capture_output=True, timeout=limit)
    assert done.returncode == 0, "exit status %d\n%s%s" % (
        done.returncode, done.stderr[:4000], done.stdout)
    return done.stdout.rstrip()
