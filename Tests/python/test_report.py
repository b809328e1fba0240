"""examples/report.py, run as by a user. boto3 gives the expected numbers."""

import pathlib
import re
import statistics
import subprocess
import sys

import pytest
from conftest import KEYS, NEW_TOOLS, REPOSITORY, RUNS
from emulator import DOMAIN, JOB, boto_client, boto_runs, running_emulator
from program import run
from reports import Parsed, hostile, many, nightly, report

EXAMPLES = REPOSITORY / "examples"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def drawing(monkeypatch, tmp_path_factory):
    """A directory for matplotlib's cache. All tests share it, because making it takes seconds."""
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path_factory.getbasetemp() / "matplotlib"))


def written(endpoint, *arguments, **variables):
    return run(sys.executable, EXAMPLES / "report.py", "--domain", DOMAIN, "--job", JOB,
               "--endpoint-url", endpoint, *arguments, **variables)


def text_of(path):
    return " ".join("".join(Parsed(path.read_text("utf-8")).text).split())


def test_writes_what_boto3_lists(endpoint, alone):
    page, picture = alone / "report.html", alone / "report.png"
    done = written(endpoint, "--html", page, "--png", picture)
    assert (done.returncode, done.stdout) == (0, f"{page}\n{picture}\n")
    assert re.fullmatch(r"(the PNG leaves out characters that no installed font has: [^\n]*\n)?",
                        done.stderr)
    runs, text = boto_runs(boto_client(endpoint)), text_of(page)
    took = [each["endTime"] - each["startTime"] for each in runs if "endTime" in each]
    median = int(statistics.median(each.total_seconds() for each in took) + 0.5)
    longest = int(max(took).total_seconds() / 60 + 0.5)
    statuses = [each["status"] for each in runs]
    assert len(runs) == RUNS and statuses.count("FAILED") > 10
    first = min(each["createdAt"] for each in runs)
    for expected in (f"{RUNS} runs, created from {first:%Y-%m-%d}",
                     f"Success {statuses.count('SUCCESS')} ", f"Failed {statuses.count('FAILED')} ",
                     f"{median // 60} min {median % 60:02} s",
                     f"{longest // 60} h {longest % 60:02} min"):
        assert expected in text, expected
    assert picture.read_bytes().startswith(PNG) and picture.stat().st_size < 100_000


def test_takes_a_status_a_limit_and_a_time(endpoint, alone):
    page = alone / "report.html"
    written(endpoint, "--html", page, "--status", "FAILED", "--most", "5", "--now",
            "2023-11-20T10:00:00+02:00")
    text = text_of(page)
    assert "The newest 5 runs with the status FAILED" in text
    assert "As of 2023-11-20 08:00 UTC" in text and "Success rate0 %" in text
    written(endpoint, "--html", page, "--most", str(RUNS))
    assert f"· {RUNS} runs" not in text_of(page) and "The newest" not in text_of(page)


def test_takes_keys_and_region_from_a_profile(alone):
    with running_emulator("--runs", 3, "--region", "eu-west-1") as url:
        config = alone / "config"
        config.write_text("[profile data]\nregion = us-east-1\n" + "".join(
            f"{name} = {value}\n" for name, value in KEYS.items()))
        done = written(url, "--html", alone / "a.html", "--profile", "data", "--region",
                       "eu-west-1", AWS_CONFIG_FILE=str(config), AWS_ACCESS_KEY_ID=None,
                       AWS_SECRET_ACCESS_KEY=None, AWS_REGION=None)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("arguments, variables, kind", [
    (("--job", "other"), {}, r"An error occurred \(ResourceNotFoundException\).*HTTP 404, requ"),
    ((), {"AWS_SECRET_ACCESS_KEY": "wrong"}, r"An error occurred \(InvalidSignatureException\)"),
    (("--profile", "other"), {}, "ProfileNotFound: "),
    (("--html", "/dev/null/a.html"), {}, "NotADirectoryError: .*/dev/null/a.html"),
    (("--endpoint-url", "ftp://x"), {}, "InvalidSettingError: endpoint_url: "),
    (("--status", "LATE"), {}, "An error occurred .ValidationException.")])
def test_reports_errors_and_writes_nothing(endpoint, alone, arguments, variables, kind):
    page = alone / "report.html"
    done = written(endpoint, "--html", page, *arguments, **variables)
    assert done.returncode == 1 and re.match(kind, done.stderr), done.stderr
    assert not page.exists() and len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("arguments, text", [
    ((), "--html FILE, --png FILE, or both"), (("--html", "x", "--most", "-1"), "--most"),
    (("--html", "x", "--now", "noon"), "--now")])
def test_help(endpoint, arguments, text):
    done = written(endpoint, *arguments)
    assert done.returncode == 2 and text in done.stderr


def test_without_matplotlib_it_names_the_package(endpoint, alone):
    (alone / "matplotlib.py").write_text("raise ImportError('not here')")
    done = written(endpoint, "--html", alone / "a.html", "--png", alone / "a.png",
                   PYTHONPATH=str(alone))
    assert done.returncode == 1 and not (alone / "a.html").exists()
    assert re.fullmatch(r"--png needs matplotlib \(not here\): pip install -r \S+\n", done.stderr)
    file = done.stderr.split()[-1]
    assert "matplotlib" in open(file).read()
    done = written(endpoint, "--html", alone / "a.html", PYTHONPATH=str(alone))
    assert done.returncode == 0


@pytest.mark.parametrize("runs", [[], nightly()[:1], nightly(), many(), hostile()],
                         ids=["none", "one", "nightly", "many", "hostile"])
def test_draws_the_same_as_a_png(alone, runs):
    from job_report import png
    from matplotlib import image

    png.save(report(runs, job="$\\frac{<b>$", domain="\x00\u202e\ud800"), str(alone / "a.png"))
    assert (alone / "a.png").stat().st_size < 100_000
    pixels = image.imread(alone / "a.png")
    assert pixels.shape[1] == 1280 and 400 < pixels.shape[0] < 1500
    blue = [15 / 255, 108 / 255, 182 / 255]  # of SUCCESS
    share = (abs(pixels[:, :, :3] - blue).max(axis=2) < 0.04).mean()
    assert share > 0.02 if runs in (nightly(), many()) else share < 0.2


@NEW_TOOLS
def test_its_types_are_right():
    done = subprocess.run([sys.executable, "-m", "mypy", "--strict", "--no-incremental",
                           "job_report"], cwd=EXAMPLES, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_runs_where_the_package_does():
    done = subprocess.run([pathlib.Path(sys.executable).with_name("vermin"), "--target=3.9-",
                           "--no-tips", "--eval-annotations", "--violations",
                           EXAMPLES / "job_report", EXAMPLES / "report.py"],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert len((EXAMPLES / "report.py").read_text().splitlines()) < 120
