"""Each script that runs programs reports one that fails, one that crashes and one that hangs."""

import re
import sys

import pytest
from conftest import BAD, PASSES, REPOSITORY, write_script

LEAKS = ("#include <stdlib.h>\nint main(void) { volatile char *lost = malloc(7); "
         "lost[0] = 0; lost = NULL; return 0; }\n")


@pytest.fixture
def consumer(copy):
    """The folder of consumers with its scripts but without programs."""
    folder = copy.own("consumer")
    for path in (*folder.glob("*.c"), *folder.glob("*.cpp")):
        path.unlink()
    (folder / "passes.c").write_text(PASSES)
    return folder


def test_consumer_programs(copy, consumer, bad):
    name, source, _, reported = bad
    (consumer / f"{name}.c").write_text(source)
    done = copy.run("Tests/consumer/run.sh", ".build/stage", limit=15)
    assert done.returncode != 0
    assert f"FAILED  {name}\n" in done.stdout and reported in done.stdout
    assert "ok      passes: 1 checks, 0 failed\n" in done.stdout


@pytest.mark.parametrize("name, source, reported", [
    ("leaks", LEAKS, "exit status 99"),
    ("misspelt", "int main(void) { return nothing; }\n", "nothing"),
])
def test_other_bad_consumer_programs(copy, consumer, name, source, reported):
    (consumer / f"{name}.c").write_text(source)
    done = copy.run("Tests/consumer/run.sh", ".build/stage", name, limit=60)
    assert done.returncode != 0 and "ok " not in done.stdout
    assert f"FAILED  {name}\n" in done.stdout and reported in done.stdout


def test_a_missing_program(copy, consumer):
    done = copy.run("Tests/consumer/run.sh", ".build/stage", "passes", "missing")
    assert done.returncode != 0 and "FAILED  missing" in done.stdout


def test_good_consumer_programs_are_compiled_once(copy, consumer):
    program = copy.root / ".build/consumer/passes"
    times = []
    for _ in range(2):
        done = copy.run("Tests/consumer/run.sh", ".build/stage", limit=60)
        assert (done.returncode, done.stdout.splitlines()[0]) == (
            0, "ok      passes: 1 checks, 0 failed")
        times.append(program.stat().st_mtime_ns)
    assert times[0] == times[1]
    (consumer / "passes.c").write_text(PASSES.replace("1 checks", "2 checks"))
    assert "2 checks" in copy.run("Tests/consumer/run.sh", ".build/stage", limit=60).stdout


def test_cpp_programs(copy, consumer, bad):
    _, source, _, reported = bad
    for name in ("header", "client", "callbacks", "ranges"):
        (consumer / f"cpp_{name}.cpp").write_text(PASSES.replace("(void)", "()"))
    (consumer / "cpp_listing.cpp").write_text(source.replace("(void)", "()"))
    done = copy.run("Tests/consumer/cpp.sh", ".build/stage", limit=2)
    assert done.returncode != 0
    assert "FAILED  cpp_listing, g++-lto" in done.stdout and reported in done.stdout
    assert "ok      cpp_ranges, g++-lto" in done.stdout


def test_soak(copy, bad):
    name, source, _, reported = bad
    seen = {"crashes": "-11", "hangs": "hung|timed out"}.get(name, reported)
    folder = copy.own("soak")
    for path in ("delivery.c", "crowd.c"):
        (folder / path).write_text(source)
    done = copy.run("Tests/soak/run.sh", ".build/stage", sys.executable, "--runs", 100, "--kills",
                    1, "--seconds", 1, "--seed", 1)
    assert done.returncode != 0
    for part in ("kills", "memory", "crowd"):
        assert re.search(f"{part}: FAILED: .*({seen})", done.stdout), done.stdout


@pytest.mark.parametrize("script, reported", [
    *((script, reported) for _, script, reported in BAD.values()),
    ("echo stat::number_of_executed_units: 0", "0 runs"),
    (None, "No such file"),
])
def test_fuzzers(copy, script, reported):
    fuzzers = copy.root / ".build/fuzz"
    write_script(fuzzers / "page", "echo stat::number_of_executed_units: 30000")
    if script:
        write_script(fuzzers / "answer", script)
    done = copy.run(REPOSITORY / "Tests/fuzz/run.sh", fuzzers, "check", "answer", "page")
    assert done.returncode != 0
    assert "ok      page: 30000 runs" in done.stdout
    assert "FAILED  answer" in done.stdout and reported in done.stdout, done.stdout
