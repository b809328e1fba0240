#!/usr/bin/env python3
"""Changes one operator at a time in copies of the repository and runs the tests that should
notice. Coverage tells which lines are run; this tells whether a test would fail.

Two workers have a copy each below .build/mutants. A mutant that does not build, or whose tests
fail or hang, is killed; the others survive and are listed at the end. The same seed chooses the
same mutants of the same sources. Usage: run.py [--seed N] [--each N] [AREA...]
"""

import argparse
import concurrent.futures
import os
import pathlib
import queue
import shutil
import subprocess
import sys
import time

from operators import choose

ROOT = pathlib.Path(__file__).resolve().parents[2]
AREAS = {
    "core": ["Sources/DZJobsCore/**/*.swift"],
    "client": ["Sources/DZJobsClient/**/*.swift"],
    "cpp": ["include/dzjobs.hpp", "include/dzjobs/*.hpp"],
    "python": ["packaging/python/dzjobs/*.py"],
}
# The programs of Tests/consumer that a change of the area can fail, by the begin of their names.
PROGRAMS = {"client": ("client", "host_", "arrow_stream", "cancel"), "cpp": ("cpp_",)}
LEFT_OUT = {"memory", "client_memory", "load", "client_load", "cpp_header"}  # slow, or need more
ORACLE = {
    "core": ["answer", "pagination", "request", "retries", "errors", "clock_skew"],
    "client": ["client_waits", "client_clock", "client_model", "client_many", "client_limits",
               "client_configuration", "client_credentials", "client_roles", "client_faults"],
}


class Worker:
    def __init__(self, number, areas):
        self.place = ROOT / f".build/mutants/{number}"
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir(parents=True)
        files = subprocess.run(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT,
                               capture_output=True, check=True).stdout.split(b"\0")
        for name in filter(None, map(bytes.decode, files)):
            if (ROOT / name).is_file():
                (self.place / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.place / name)
        self.programs = {}
        self.build()
        for area in areas:
            result = self.judge(area)
            if result != "survived":
                sys.exit(f"{area}: the unchanged copy is {result}\n{self.output[-2000:]}")

    def call(self, command, limit, folder=".", **environment):
        """Runs a command in a folder of the copy. Returns how it failed, None if it passed."""
        settings = {**os.environ, "DZJOBS_LIBRARY": str(self.place / ".build/release/libdzjobs.so"),
                    "LD_LIBRARY_PATH": str(self.place / ".build/release"), **environment}
        try:
            done = subprocess.run(
                list(map(str, command)), cwd=self.place / folder, env=settings, timeout=limit,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        except subprocess.TimeoutExpired:
            return "hung"
        self.output = done.stdout.decode(errors="replace")
        return f"exit status {done.returncode}" if done.returncode else None

    def build(self):
        return self.call(["make", "-s", "all"], 600)

    def compile(self, source):
        program = self.place / ".build/programs" / source.stem
        program.parent.mkdir(exist_ok=True)
        compiler = ["gcc", "-std=c11"] if source.suffix == ".c" else ["g++", "-std=c++20"]
        failure = self.call([*compiler, "-Iinclude", source, "-o", program, "-L.build/release",
                             "-ldzjobs", "-pthread", "-ldl", "-lm"], 120)
        return None if failure else program

    def run_programs(self, area):
        prefixes = PROGRAMS.get(area, ("",))
        for source in sorted((self.place / "Tests/consumer").glob("*.c*")):
            name = source.stem
            if name in LEFT_OUT or not name.startswith(prefixes):
                continue
            if area != "cpp" and source.suffix == ".cpp":
                continue
            if name not in self.programs or area == "cpp":
                self.programs[name] = self.compile(source)
            program = self.programs[name]
            if program is None or self.call([program], 60, "Tests/consumer"):
                return f"killed by {name}"
        return None

    def run_pytest(self, area):
        if area == "python":
            package = self.place / "packaging/python"
            shutil.copy2(self.place / ".build/release/libdzjobs.so",
                         package / "dzjobs/libdzjobs.so.0")
            python, files = ".build/python/venv/bin/python", ["Tests/python"]
            skipped = ["--ignore=Tests/python/test_wheel.py", "--ignore=Tests/python/test_docs.py"]
            environment = {"PYTHONPATH": str(package)}
        else:
            python, skipped, environment = ".build/venv/bin/python", [], {}
            files = [f"Tests/oracle/test_{name}.py" for name in ORACLE[area]]
        failure = self.call([ROOT / python, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider",
                             "-k", "not report and not browser", *skipped, *files], 300,
                            **environment)
        last = [line for line in getattr(self, "output", "").splitlines()
                if line.startswith(("FAILED", "ERROR"))]
        return failure and f"killed by {last[0][:90] if last else failure}"

    def judge(self, area):
        if area in ("core", "client") and self.build():
            return "killed by the compiler"
        killer = self.run_programs(area) if area != "python" else None
        if not killer and area != "cpp":
            killer = self.run_pytest(area)
        return killer or "survived"

    def try_out(self, mutant):
        area, path, at, _, new = mutant
        file = self.place / path
        text = file.read_text()
        lines = text.splitlines()
        lines[at] = new
        file.write_text("\n".join(lines) + "\n")
        try:
            return self.judge(area)
        finally:
            file.write_text(text)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", default="1")
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("areas", nargs="*", default=list(AREAS))
    options = parser.parse_args()
    areas = {name: AREAS[name] for name in options.areas or AREAS}
    mutants = choose(ROOT, areas, options.each, options.seed)
    free = queue.Queue()
    for number in range(options.workers):
        free.put(Worker(number, areas))
    began, survivors = time.monotonic(), []

    def work(mutant):
        worker = free.get()
        try:
            return worker.try_out(mutant)
        finally:
            free.put(worker)

    with concurrent.futures.ThreadPoolExecutor(options.workers) as pool:
        for mutant, result in zip(mutants, pool.map(work, mutants)):
            area, path, at, old, new = mutant
            print(f"{result}: {path}:{at + 1}: {new.strip()}", flush=True)
            if result == "survived":
                survivors.append(f"{path}:{at + 1}\n  - {old.strip()}\n  + {new.strip()}")
    print("\nSurvivors:", *survivors or ["none"], sep="\n")
    minutes = (time.monotonic() - began) / 60
    print(f"mutants: {len(mutants)}, {len(mutants) - len(survivors)} killed,"
          f" {len(survivors)} survived, seed {options.seed}, {minutes:.0f} min")


if __name__ == "__main__":
    main()
