"""The wheel: its files, the systems it runs on, and its types."""

import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import zipfile

import dzjobs
from conftest import IDS, KEYS, NEW_TOOLS, REGION, REPOSITORY

PACKAGE = pathlib.Path(dzjobs.__file__).parent

TYPED = """
import asyncio
import dzjobs
from dzjobs.types import JobRun, ListJobRunsOutput
from datetime import datetime, timedelta
from typing import Optional

client = dzjobs.Client(profile_name="data", timeout=5)
page = client.list_job_runs(domainIdentifier="d", jobIdentifier="j", maxResults=5)
reveal_type(page)
reveal_type(page["items"][0]["createdAt"])
reveal_type(page["ResponseMetadata"]["HTTPStatusCode"])
runs: list[JobRun] = list(client.job_runs(domainIdentifier="d", jobIdentifier="j",
                                          status="FAILED", PaginationConfig={"MaxItems": 3}))
took: timedelta = runs[0]["endTime"] - runs[0]["startTime"]
full = client.get_paginator("list_job_runs").paginate(
    domainIdentifier="d", jobIdentifier="j").build_full_result()
token: Optional[str] = full.get("NextToken")
listing = dzjobs.Listing(region_name="us-east-1", domainIdentifier="d", jobIdentifier="j")
while (event := listing.next_page()) is not None:
    if isinstance(event, dzjobs.Request):
        listing.response(200, event.headers.items(), b"{}")
    elif isinstance(event, dzjobs.Wait):
        asyncio.run(asyncio.sleep(event.seconds))
    else:
        reveal_type(event)
try:
    pass
except client.exceptions.ThrottlingException as error:
    reveal_type(error.response["Error"]["Code"])
"""
MISTAKES = ('client.list_job_runs(domainIdentifier="d")',
            'client.list_job_runs(domainIdentifier="d", jobIdentifier=1)',
            'client.list_job_runs(domainIdentifier="d", jobIdentifier="j", bogus=1)',
            'client.list_job_runs(domainIdentifier="d", jobIdentifier="j", status="LATE")',
            'page["item"]', 'runs[0]["createdAt"] + 1', 'dzjobs.Client(profil="x")',
            'client.exceptions.NoSuchException')


def mypy(*arguments, cwd):
    # Run it outside of the repository, so that mypy checks the installed package.
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True)


def test_files():
    wheel, = (REPOSITORY / ".build/wheel").glob("*.whl")
    header = (REPOSITORY / "include/dzjobs.h").read_text()
    number = int(re.search(r"DZJOBS_VERSION_NUMBER (0x\w+)", header).group(1), 16)
    version = f"{number >> 16}.{number >> 8 & 255}.{number & 255}"
    assert wheel.name == f"dzjobs-{version}-py3-none-manylinux_2_17_{platform.machine()}.whl"
    assert dzjobs.__version__ == version
    with zipfile.ZipFile(wheel) as archive:
        info = f"dzjobs-{version}.dist-info"
        sources = {path.name for path in (REPOSITORY / "packaging/python/dzjobs").iterdir()
                   if path.is_file()}
        assert set(archive.namelist()) == {
            *(f"dzjobs/{name}" for name in sources | {"copyright", "libdzjobs.so.0"}),
            *(f"dzjobs/_emulator/{path.name}"
              for path in (REPOSITORY / "examples/emulator").glob("*.py")),
            *(f"{info}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "licenses/LICENSE"))}
        assert archive.read(f"{info}/licenses/LICENSE") == (REPOSITORY / "LICENSE").read_bytes()
        metadata = archive.read(f"{info}/METADATA").decode()
        assert "Root-Is-Purelib: false" in archive.read(f"{info}/WHEEL").decode()
        assert b".symtab" not in archive.read("dzjobs/libdzjobs.so.0")
    assert "Requires-Python: >=3.9\n" in metadata and "License-Expression: Apache-2.0\n" in metadata
    assert "\nRequires-Dist: jmespath; extra == 'search'\n" in metadata
    assert metadata.count("Requires-Dist") == 1


def test_its_own_types_are_right(tmp_path):
    shutil.copytree(PACKAGE, tmp_path / "dzjobs")
    done = mypy("dzjobs", "--exclude", "/_emulator/", cwd=tmp_path)
    assert done.stdout.startswith("Success: no issues found"), done.stdout


@NEW_TOOLS
def test_the_types_that_a_user_sees(tmp_path):
    (tmp_path / "typed.py").write_text(TYPED)
    done = mypy("typed.py", cwd=tmp_path)
    revealed = re.findall(r'Revealed type is "(.*)"', done.stdout)
    assert "Success" in done.stdout, done.stdout
    page = revealed[0]
    assert page.startswith("TypedDict(") and "dzjobs.types.ListJobRunsOutput" in page
    assert revealed[1:] == ["datetime.datetime", "int", page, "str"]


def test_mistakes_are_found(tmp_path):
    (tmp_path / "typed.py").write_text(TYPED + "\n".join(MISTAKES))
    done = mypy("typed.py", cwd=tmp_path)
    first = len(TYPED.splitlines()) + 1
    found = [int(line) for line in re.findall(r"^typed.py:(\d+): error", done.stdout, re.M)]
    assert found == list(range(first, first + len(MISTAKES))), done.stdout


def test_no_syntax_is_newer_than_python_3_9():
    done = subprocess.run(
        [pathlib.Path(sys.executable).with_name("vermin"), "--target=3.9-", "--no-tips",
         "--violations", "--backport", "typing_extensions", PACKAGE],
        capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_takes_the_systems_library_where_it_has_none(tmp_path, endpoint):
    """A distribution's package of the Python files works like that."""
    shutil.copytree(PACKAGE, tmp_path / "dzjobs")
    (tmp_path / "system").mkdir()
    (tmp_path / "dzjobs/libdzjobs.so.0").rename(tmp_path / "system/libdzjobs.so.0")
    code = (f"import dzjobs; client = dzjobs.Client(region_name={REGION!r}, "
            f"endpoint_url={endpoint!r}, **{KEYS!r}); "
            f"print(len(client.list_job_runs(**{IDS!r})['items']), dzjobs.__file__)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={
        **os.environ, "PYTHONPATH": str(tmp_path), "LD_LIBRARY_PATH": str(tmp_path / "system")})
    assert done.stdout.split() == ["50", str(tmp_path / "dzjobs/__init__.py")], done.stderr


def test_is_short():
    for path in PACKAGE.glob("*.py"):
        assert len(path.read_text().splitlines()) <= 250, path
