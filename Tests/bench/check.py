"""Fails when the library needs over 1 % more instructions or more allocations than baseline.json.

Callgrind counts what runs in the library itself, without BearSSL's hashing, which would hide a
change of ours; it measures no time. `check.py FOLDER` compares. `check.py FOLDER renew` writes a
new baseline: commit it with the change that is the reason.
"""

import json
import pathlib
import re
import subprocess
import sys

import pages

BASELINE = pathlib.Path(__file__).with_name("baseline.json")
CASES = [("parse", shape) for shape in pages.SHAPES]
CASES += [("json", "runs50"), ("static", "runs1"), ("session", "runs1")]
COUNT = 64
TOLERANCE = 0.01


def instructions(profile):
    """The sum of the lines that callgrind wrote for functions of libdzjobs."""
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


def main():
    folder = pathlib.Path(sys.argv[1])
    pages.write(folder / "pages")
    results = {f"{way} {shape}": measure(folder, way, shape) for way, shape in CASES}
    if sys.argv[2:] == ["renew"]:
        BASELINE.write_text(json.dumps(results, indent=2) + "\n")
    baseline = json.loads(BASELINE.read_text())
    failed = 0
    for name, result in results.items():
        before = baseline[name]
        grown = result["instructions"] / before["instructions"] - 1
        is_worse = grown > TOLERANCE or result["allocations"] > before["allocations"]
        failed += is_worse
        print(
            f"{'WORSE' if is_worse else 'ok   '} {name:16} {result['instructions']:8} instructions "
            f"({grown:+.1%}), {result['allocations']} allocations a page"
        )
    print(f"bench-check: {len(results) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
