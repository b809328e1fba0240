"""The processor that a table was measured on, since ratios of vector code differ between them."""

import pathlib
import platform
import re

EXTENSIONS = ("avx2", "avx512bw", "sha_ni", "asimd", "sve", "sha2")


def _cpuinfo(name):
    text = pathlib.Path("/proc/cpuinfo").read_text()
    match = re.search(rf"^{name}\s*: (.*)$", text, re.M)
    return match[1] if match else ""


def processor():
    return _cpuinfo("model name") or platform.machine()


def extensions():
    """The vector and digest extensions that the contestants' code can use."""
    flags = set((_cpuinfo("flags") or _cpuinfo("Features")).split())
    return " ".join(name for name in EXTENSIONS if name in flags) or "none"
