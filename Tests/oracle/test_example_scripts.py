"""The short examples in Ruby, PHP and Perl: the runs of the emulator as boto3 lists them, errors on
stderr, and at most 25 lines.
"""

import json

import pytest
from emulator import DOMAIN, JOB
from program import LIBDIR, REPO, lines, need, run

# Suffix, interpreter, how to load the library for C functions, and its name.
SCRIPTS = [("rb", "ruby", ("-rffi", "-e", "1"), "ruby-ffi"),
           ("php", "php", ("-r", "exit(extension_loaded('ffi') ? 0 : 1);"), "FFI"),
           ("pl", "perl", ("-MFFI::Platypus", "-e", "1"), "FFI::Platypus")]


@pytest.fixture(params=SCRIPTS, ids=[each[1] for each in SCRIPTS])
def script(request):
    suffix, interpreter, load, name = request.param
    need(interpreter)
    if run(interpreter, *load).returncode:
        pytest.skip("%s is not installed" % name)
    return interpreter, REPO / ("examples/list_job_runs." + suffix)


def test_lists_what_boto3_lists(script, endpoint, all_runs):
    done = run(*script, DOMAIN, JOB, AWS_ENDPOINT_URL_DATAZONE=endpoint)
    assert (done.returncode, done.stderr) == (0, "")
    listed = [json.loads(line) for line in lines(done.stdout)]
    assert [each["runId"] for each in listed] == [each["runId"] for each in all_runs]
    assert [each.get("error", {}).get("message") for each in listed] == [
        each.get("error", {}).get("message") for each in all_runs]


def test_reports_errors(script, endpoint):
    done = run(*script, "dzd_nowhere", JOB, AWS_ENDPOINT_URL_DATAZONE=endpoint)
    assert (done.returncode, done.stdout) == (1, "")
    assert "ResourceNotFoundException" in done.stderr
    done = run(*script, DOMAIN, JOB, AWS_ENDPOINT_URL_DATAZONE="http://127.0.0.1:1/?")
    assert (done.returncode, done.stdout) == (1, "") and "has a query" in done.stderr


def test_a_library_can_be_named(script, endpoint):
    done = run(*script, DOMAIN, JOB, AWS_ENDPOINT_URL_DATAZONE=endpoint, LD_LIBRARY_PATH=None,
               DZJOBS_LIBRARY=str(LIBDIR / "libdzjobs.so"))
    assert (done.returncode, done.stderr) == (0, "") and len(lines(done.stdout)) > 100


@pytest.mark.parametrize("suffix", ["rb", "php", "pl"])
def test_is_short(suffix):
    text = (REPO / ("examples/list_job_runs." + suffix)).read_text()
    assert len(text.splitlines()) <= 25 and max(map(len, text.splitlines())) <= 100
