"""The suites of Swift and of pytest, and the line that counts skips, report every failure."""

import subprocess
import sys

import pytest
from conftest import REPOSITORY

PASSED = "✔ Test run with 7 tests in 1 suite passed after 0.1 seconds."
STARTED = "◇ Test \"it hangs\" started."


@pytest.mark.parametrize("script, reported", [
    (f"echo '{PASSED}'; exit 1", "exit status 1"),
    (f"echo '{STARTED}'; kill -SEGV $$", 'not ended: "it hangs"'),
    (f"echo '{STARTED}'; sleep 1000", 'not ended: "it hangs"'),
    ("echo '✘ Test \"x\" recorded an issue'; echo '✘ Test run with 7 tests failed'", "✘ Test"),
    ("echo '✔ Test run with 0 tests in 0 suites passed after 0.1 seconds.'", "0 tests"),
    ("true", "no result"),
])
def test_unit_tests(copy, script, reported):
    own_script(copy, "unit.sh")
    copy.tool("swift", f"[[ $1 != test ]] && exit\n{script}")
    done = copy.run("Tests/unit.sh", limit=2)
    assert done.returncode == 1, done.stdout
    assert "FAILED  unit tests" in done.stdout and reported in done.stdout, done.stdout


def test_skipped_unit_tests_are_recorded(copy):
    own_script(copy, "unit.sh")
    copy.tool("swift", f"""[[ $1 != test ]] && exit
echo '➜ Test "it" skipped: "no suites"'; echo '{PASSED}'""")
    skips = copy.root / "skips"
    assert copy.run("Tests/unit.sh", DZJOBS_SKIPS=str(skips)).returncode == 0
    assert skips.read_text() == "no suites\tunit test: it\n"


def own_script(copy, name):
    (copy.root / "Tests" / name).unlink()
    (copy.root / "Tests" / name).write_bytes((REPOSITORY / "Tests" / name).read_bytes())
    (copy.root / "Tests" / name).chmod(0o755)


TESTS = """import ctypes, time, pytest
def test_waits(): time.sleep(1000)
def test_waits_in_c():
    library, lock = ctypes.CDLL(None), ctypes.create_string_buffer(64)
    while True: library.pthread_mutex_lock(lock)
def test_passes(): pass
def test_is_skipped(): pytest.skip("for a reason")
"""


def run_pytest(folder, *arguments, **variables):
    for name in ("pytest.ini", "conftest.py"):
        (folder / name).write_bytes((REPOSITORY / "Tests" / name).read_bytes())
    (folder / "test_it.py").write_text(TESTS)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-o", "timeout=1", "-o", "faulthandler_timeout=3",
         "-p", "no:cacheprovider", *arguments, "test_it.py"],
        cwd=folder, text=True, capture_output=True, timeout=60, env={**variables})


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_test_that_waits_is_named(tmp_path, workers):
    done = run_pytest(tmp_path, "-n", workers, "-k", "not in_c")
    assert done.returncode == 1 and "FAILED test_it.py::test_waits" in done.stdout
    assert "Timeout" in done.stdout and "1 passed" in done.stdout


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_test_that_hangs_in_c_ends(tmp_path, workers):
    done = run_pytest(tmp_path, "-n", workers, "-k", "in_c or passes")
    assert done.returncode != 0 and "test_waits_in_c" in done.stdout + done.stderr


@pytest.mark.parametrize("workers", ["0", "2"])
def test_skips_of_pytest_are_recorded(tmp_path, workers):
    skips = tmp_path / "skips"
    done = run_pytest(tmp_path, "-n", workers, "-k", "skipped", DZJOBS_SKIPS=str(skips))
    assert done.returncode == 0 and "for a reason" in done.stdout
    assert skips.read_text() == "for a reason\ttest_it.py::test_is_skipped\n"


@pytest.mark.parametrize("variables, text, code, told", [
    ({}, None, 0, "make test: passed, 0 skipped"),
    ({}, "a\tx\na\ty\nb\tz\na\tx\n", 0, "make test: passed, 3 skipped: 2 a; 1 b"),
    ({"CI": "true"}, "no public test suites, see DZJOBS_CONFORMANCE\tx\n", 0,
     "make test: passed, 1 skipped: 1 no public test suites, see DZJOBS_CONFORMANCE"),
    ({"CI": "true"}, "python3.9 is not here\tx\n", 0,
     "make test: passed, 1 skipped: 1 python3.9 is not here"),
    ({"CI": "true"}, "a\tx\n", 1, "make test: failed, 1 skipped: 1 a"),
])
def test_the_line_that_counts_skips(tmp_path, variables, text, code, told):
    if text is not None:
        (tmp_path / "skips").write_text(text)
    done = subprocess.run([sys.executable, REPOSITORY / "Tests/skips.py", tmp_path / "skips"],
                          text=True, capture_output=True, env=variables)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (code, told)


@pytest.mark.parametrize("script, code", [("exit 0", 0), ("exit 2", 2), ("sleep 1000", 124)])
def test_ci_ends(copy, script, code):
    copy.tool("make", script)
    assert copy.run(".ci/run", CI_LIMIT="2").returncode == code
