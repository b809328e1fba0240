"""For tests of programs that use dzjobs: a local DataZone, and boto3's Stubber.

    with dzjobs.testing.emulator(runs=100) as url:
        client = dzjobs.Client(endpoint_url=url, **dzjobs.testing.SETTINGS)
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys

from .stub import ANY, Stubber

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ANY", "DOMAIN", "JOB", "SETTINGS", "Stubber", "emulator"]

# The emulator's defaults. The secret is AWS's own sample.
DOMAIN, JOB = "dzd_emulator", "job_emulator"
SETTINGS = {"region_name": "us-east-1", "aws_access_key_id": "AKIDEXAMPLE",
            "aws_secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
_PROGRAM = os.path.join(os.path.dirname(__file__), "_emulator")
_GREETING = "listening on "


@contextlib.contextmanager
def emulator(**flags: object) -> Iterator[str]:
    """Yields the endpoint URL of an emulator, which ends with the block. The flags are those of
    `python -m dzjobs.testing --help` with underscores: runs=100, seed=7, throttle_rate=0.1; True
    gives one without a value, and a list gives it several times."""
    arguments: list[str] = []
    for name, value in flags.items():
        flag = "--" + name.replace("_", "-")
        for each in value if isinstance(value, (list, tuple)) else [value]:
            arguments += [flag] if each is True else [] if each in (False, None) else [
                flag, str(each)]
    process = subprocess.Popen(
        [sys.executable, _PROGRAM, "--quiet", "--exit-on-stdin-eof", *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=_environment())
    assert process.stdin and process.stdout
    with process.stdin, process.stdout:
        try:
            line = process.stdout.readline()
            if not line.startswith(_GREETING):
                raise ValueError(f"the emulator does not take these flags: {flags}")
            yield line[len(_GREETING):].rstrip("\n")
        finally:
            process.terminate()
            process.wait()


def _environment() -> dict[str, str]:
    """Returns the environment without AWS settings of the user, which the emulator would use."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}


if __name__ == "__main__":
    sys.exit(subprocess.call([sys.executable, _PROGRAM, *sys.argv[1:]]))
