"""Prints how time and memory grow with hostile input: growth.py FOLDER [NAME ...].

Time is the number of instructions of the library's functions and their callees, counted by
callgrind at a size and at four times that size. A growth of 1.00x is linear. Nothing fails here.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SIZES = (200_000, 800_000)  # the larger one below the 1 MiB of files and credentials
COUNTED = ("dzjobs_list_*", "dzjobs_run_*", "dzjobs_client_next")


def measure(program, name, size):
    with tempfile.TemporaryDirectory() as folder:
        profile = pathlib.Path(folder) / "callgrind.out"
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}",
                   *(f"--toggle-collect={function}" for function in COUNTED),
                   program, name, str(size)]
        done = subprocess.run(command, check=True, capture_output=True, text=True,
                              env=dict(os.environ, HOME=folder))
        totals = re.search(r"^(?:summary|totals): (\d+)", profile.read_text(), re.MULTILINE)
    return dict(json.loads(done.stdout), instructions=int(totals[1]))


def line(program, name):
    small, large = (measure(program, name, size) for size in SIZES)

    def each(key):
        return [result[key] / result["bytes"] for result in (small, large)]

    time, memory = each("instructions"), each("most")
    # A cost of nearly nothing a byte has no meaningful growth.
    growth = time[1] / time[0] if time[1] > 0.01 else 0
    return growth, (f"{name:36} {large['event']:4} {time[0]:9.2f} {time[1]:9.2f} {growth:7.2f}x"
                    f" {memory[0]:8.2f} {memory[1]:8.2f}")


def main():
    program = pathlib.Path(sys.argv[1]) / "growth"
    names = sys.argv[2:] or subprocess.run(
        [program], check=True, capture_output=True, text=True).stdout.splitlines()
    print(f"{'':36}      {'instructions a byte':>19}          {'bytes held a byte':>17}")
    print(f"{'input':36} {'end':>4} {SIZES[0]:>9,} {SIZES[1]:>9,} {'growth':>8}"
          f" {SIZES[0]:>8,} {SIZES[1]:>8,}")
    worst = (0, "")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for growth, text in pool.map(lambda name: line(program, name), names):
            print(text, flush=True)
            worst = max(worst, (growth, text[:36].rstrip()))
    print(f"largest growth of instructions a byte: {worst[0]:.2f}x ({worst[1]})")


if __name__ == "__main__":
    main()
