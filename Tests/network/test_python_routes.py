"""The routes for the Python package: over libcurl, and over urllib without libcurl."""

import json
import os
import pathlib
import subprocess

import pytest
from conftest import JOBS
from servers import haproxy, nginx, squid

from emulator import ACCESS_KEY_ID, SECRET_ACCESS_KEY

pytestmark = pytest.mark.usefixtures("alone")
PYTHON = os.environ.get("DZJOBS_PYTHON")
if PYTHON is None:
    pytest.skip("no Python package, see DZJOBS_PYTHON", allow_module_level=True)
PROGRAM = pathlib.Path(__file__).with_name("list_runs.py")
REFUSING = "  http-request return status 503 if { rand(100) lt 5 }"


@pytest.fixture(params=["libcurl", "urllib"])
def without(request, tmp_path):
    """The additional variables that let the package find libcurl or not."""
    if request.param == "libcurl":
        return {}
    (tmp_path / "lib").mkdir()
    for name in ("libcurl.so.4", "libcurl-gnutls.so.4"):
        (tmp_path / "lib" / name).write_bytes(b"no ELF")
    return {"LD_LIBRARY_PATH": str(tmp_path / "lib")}


@pytest.fixture
def check(without, truth, made):
    def check(url, **settings):
        settings.update(endpoint_url=url, region_name="us-east-1", ca_bundle=str(made / "ca.pem"),
                        aws_access_key_id=ACCESS_KEY_ID, aws_secret_access_key=SECRET_ACCESS_KEY)
        for in_flight in 1, 2, 16:
            done = subprocess.run(
                [PYTHON, PROGRAM, json.dumps(settings), str(JOBS), str(in_flight)],
                capture_output=True, text=True, env={**os.environ, **without})
            assert done.returncode == 0, done.stderr
            assert json.loads(done.stdout) == [truth[job] for job in range(JOBS)]
    return check


@pytest.mark.parametrize("requests", [1000, 29])
def test_nginx(tmp_path, emulator, made, check, requests):
    with nginx(tmp_path, emulator, made, requests=requests) as (plain, secure, _):
        check(secure)
        check(plain)


@pytest.mark.parametrize("extra", ["  timeout http-keep-alive 5ms", REFUSING],
                         ids=["short", "refuses"])
def test_haproxy(tmp_path, emulator, check, extra):
    with haproxy(tmp_path, emulator, extra) as url:
        check(url, max_attempts=6)


@pytest.mark.parametrize("password", [None, "pass:word"])
def test_a_proxy(tmp_path, emulator, made, check, password):
    for name in "proxy", "nginx":
        (tmp_path / name).mkdir()
    with (squid(tmp_path / "proxy", password) as proxy,
          nginx(tmp_path / "nginx", emulator, made) as (_, secure, _)):
        check(emulator, proxy=proxy)
        check(secure, proxy=proxy)
