"""Fails if the library needs over 1 % more instructions or more allocations than baseline.json.

Many listings at once may need 25 % more memory or system calls, because their order varies.
Callgrind counts instructions of the library, without BearSSL's hashing, which would hide a change;
it measures no time. `check.py FOLDER` compares. `check.py FOLDER renew` writes a new baseline:
commit it with the change that needs it.
"""

import json
import pathlib
import re
import subprocess
import sys

import loopback
import pages

BASELINE = pathlib.Path(__file__).with_name("baseline.json")
CASES = [("parse", shape) for shape in pages.SHAPES]
CASES += [("json", "runs50"), ("static", "runs1"), ("session", "runs1")]
COUNT = 64
TOLERANCE = 0.01
LISTINGS = 10000
LEEWAY = 1.25


def instructions(profile):
    """The sum of callgrind's lines for functions of libdzjobs."""
    total, ours, hashing, is_call = 0, False, False, False
    names = {}
    for line in profile.splitlines():
        if match := re.match(r"(ob|fn)=\((\d+)\)(?: (.*))?$", line):
            kind, number, name = match.groups()
            name = names.setdefault((kind, number), name)
            if kind == "ob":
                ours = "libdzjobs" in name
            else:
                hashing = re.match(r"br_|__memcpy_chk", name) is not None
        elif match := re.match(r"c(ob|fn|fi|fe)=\((\d+)\)(?: (.*))?$", line):
            if match[3]:
                names.setdefault((match[1], match[2]), match[3])
        elif line.startswith("calls="):
            is_call = True  # the next line is the callee's cost
        elif re.match(r"(0x)?[0-9a-f+*-]+ \S+", line) or re.match(r"[+*-]?\d* \d+$", line):
            if ours and not hashing and not is_call:
                total += int(line.split()[-1])
            is_call = False
    return total


def measure(folder, way, shape):
    profile = folder / "callgrind.out"
    command = [
        "valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}",
        folder / "listing", way, str(COUNT), folder / "pages" / shape,
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {
        "instructions": round(instructions(profile.read_text()) / COUNT),
        "allocations": json.loads(done.stdout)["allocations"],
    }


def many(folder):
    """Peak memory and system calls of many listings by dzjobs_client_next_any()."""
    counts = folder / "strace.out"
    with loopback.server(folder, "runs50", 1) as endpoint:
        command = ["strace", "-c", "-f", "-U", "calls,name", "-o", counts]
        command += [folder / "many", endpoint, str(LISTINGS)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    result = json.loads(done.stdout)
    calls = int(re.search(r"^ *(\d+) total$", counts.read_text(), re.M)[1])
    return {"peak_kb": result["peak_kb"], "calls": round(1000 * calls / result["runs"])}


def check_many(result, before):
    """True if many listings need too much memory or too many system calls."""
    is_worse = any(result[key] > before[key] * LEEWAY for key in before)
    print(
        f"{'WORSE' if is_worse else 'ok   '} {'many listings':16} {result['peak_kb']:8} KB at most,"
        f" {result['calls']} system calls a thousand runs"
    )
    return is_worse


def main():
    folder = pathlib.Path(sys.argv[1])
    pages.write(folder / "pages")
    results = {f"{way} {shape}": measure(folder, way, shape) for way, shape in CASES}
    kernel = many(folder)
    if sys.argv[2:] == ["renew"]:
        BASELINE.write_text(json.dumps(results | {"many": kernel}, indent=2) + "\n")
    baseline = json.loads(BASELINE.read_text())
    failed = check_many(kernel, baseline["many"])
    for name, result in results.items():
        before = baseline[name]
        grown = result["instructions"] / before["instructions"] - 1
        is_worse = grown > TOLERANCE or result["allocations"] > before["allocations"]
        failed += is_worse
        print(
            f"{'WORSE' if is_worse else 'ok   '} {name:16} {result['instructions']:8} instructions "
            f"({grown:+.1%}), {result['allocations']} allocations a page"
        )
    print(f"bench-check: {len(results) + 1 - failed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
