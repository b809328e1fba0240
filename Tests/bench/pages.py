"""The pages that all contestants parse, made from a seed, so that each run has the same.

A shape is one file, .build/bench/pages/SHAPE, of pages that each end with a NUL. The contents are
invented; lengths of texts and forms of times follow those of services.
"""

import json
import pathlib
import random
import re
import sys

PAGES = 16  # of each shape, so that the branch predictor cannot learn one page
SHAPES = {
    "runs50": "50 runs",
    "runs1": "1 run",
    "shuffled": "members in random order",
    "pretty": "pretty-printed",
    "nulls": "with nulls",
    "unknown": "an unknown object in each run",
    "unknown2k": "an unknown object of 1.8 KB in each run",
    "escapes": "errors in \\u escapes",
    "errors5k": "errors of 5 KB",
}
WORDS = (
    "Schritt Größe Ωmega Übergabe Tabelle Zeile read timeout executor lost while table partition "
    "schema mismatch column 'id' expected \"bigint\" got \"string\"\n\tat org.apache.spark "
    "C:\\jobs\\run 失敗 接続 задание not_found s3://bucket/path/part-00017.parquet"
).split(" ")


def token(random, length=None):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return "".join(random.choices(letters, k=length or random.randint(320, 412)))


def message(random, least, most):
    length, text = random.randint(least, most), ""
    while len(text) < length:
        text += random.choice(WORDS) + " "
    return text[:length]


def time(random, seconds):
    """A marked time in the three notations of services, since json.dumps has only one."""
    way = random.random()
    if way < 0.60:
        return f"@{seconds:.3f}@"
    return f"@{seconds / 1e9:.12f}E9@" if way < 0.85 else f"@{seconds:.0f}@"


def run(random, fixed, shape, index):
    start = 1731608325.123 + index * 3600 + random.randint(0, 3599) + random.randint(0, 999) / 1000
    made = {
        **fixed,
        "runId": f"run-{random.getrandbits(64):016x}{random.getrandbits(32):08x}",
        "runMode": random.choice(["SCHEDULED", "SCHEDULED", "MANUAL"]),
        "status": random.choice(["SUCCESS", "SUCCESS", "SUCCESS", "RUNNING", "STOPPED"]),
        "createdBy": f"arn:aws:sts::123456789012:assumed-role/DataZone/{random.randint(1, 40):x}",
        "createdAt": time(random, start),
        "startTime": time(random, start + 1.5),
        "endTime": time(random, start + random.randint(60, 6000)),
    }
    if shape in ("escapes", "errors5k") or random.random() < 0.144:
        made["status"] = "FAILED"
        size = (5000, 5000) if shape == "errors5k" else (80, 400)
        made["error"] = {"message": message(random, *size)}
    if shape == "nulls":
        for name in random.sample(["runMode", "createdBy", "endTime", "startTime"], 2):
            made[name] = None
        made.setdefault("error", None)
    if shape == "unknown":
        made["metrics"] = {
            "workers": random.randint(1, 99), "cost": random.random(), "spot": True,
            "tags": {"team": "data", "tier": ["gold", "eu"]}, "note": message(random, 20, 60),
        }
    if shape == "unknown2k":
        made["stages"] = [
            {"name": token(random, 12), "tasks": random.randint(1, 999), "cost": random.random(),
             "retried": False, "note": message(random, 20, 60)} for _ in range(14)
        ]
    if shape == "shuffled":
        made = dict(random.sample(list(made.items()), len(made)))
    return made


def page(random, shape, count, index=0):
    fixed = {"domainId": "dzd_" + token(random, 14).lower(), "jobId": token(random, 14).lower(),
             "jobType": "WORKFLOW"}
    runs = [run(random, fixed, shape, index * count + i) for i in range(count)]
    made = {"items": runs, "nextToken": token(random)}
    escaped = shape == "escapes" or random.random() < 0.25
    way = {"indent": 2} if shape == "pretty" else {"separators": (",", ":")}
    return re.sub(r'"@([^@"]*)@"', r"\1", json.dumps(made, ensure_ascii=escaped, **way))


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for shape in SHAPES:
        seeded = random.Random(shape)
        pages = [page(seeded, shape, 1 if shape == "runs1" else 50, i) for i in range(PAGES)]
        (folder / shape).write_bytes(b"".join(text.encode() + b"\0" for text in pages))


def read(folder, shape):
    return (folder / shape).read_bytes().split(b"\0")[:-1]


if __name__ == "__main__":
    write(pathlib.Path(sys.argv[1]))
