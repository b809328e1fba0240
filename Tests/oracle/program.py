"""Compiles C programs and examples with pkg-config's flags, as users do, and runs them.

DZJOBS_STAGE is the folder of `make stage`; without it the build of `make` is used.
"""

import contextlib
import fcntl
import os
import pathlib
import pty
import re
import shutil
import socket
import struct
import subprocess
import sys
import termios
import threading

import pytest
from emulator import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, clean_environment
from recorder import recorder

REPO = pathlib.Path(__file__).resolve().parents[2]
_STAGE = os.environ.get("DZJOBS_STAGE")
PREFIX = pathlib.Path(_STAGE).resolve() / "usr" if _STAGE else REPO
LIBDIR = PREFIX / "lib" if _STAGE else REPO / ".build/release"
PYTHON_EXAMPLE = (sys.executable, REPO / "examples/list_job_runs.py")
LUA_EXAMPLE = ("env", "DZJOBS_INCLUDE=%s" % (PREFIX / "include"), "luajit",
               REPO / "examples/list_job_runs.lua")
WARNINGS = "-Wall -Wextra -Wpedantic -Werror"
STRICT = "-std=c11 " + WARNINGS
# The beginning of the command that compiles an example, and the options that the tests add.
COMPILERS = {".c": (r"\bcc .*\)", STRICT), ".cpp": (r"\bc\+\+ .*\)", WARNINGS),
             ".rs": (r"\brustc .*", "-A warnings -L %s" % LIBDIR), ".go": (r"\bgo build .*", "")}


def environment(**extra):
    """The environment of a user without profiles: it has the library and the emulator's keys."""
    return clean_environment(**{
        "LD_LIBRARY_PATH": str(LIBDIR), "HOME": "/nowhere", "LC_ALL": "C.UTF-8",
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY, **extra})


def compile_with(line, directory, *flags):
    """Runs a `cc` command of an example in this directory. dzjobs.pc is made from the template."""
    template = (REPO / "packaging/dzjobs.pc.in").read_text()
    for name, value in (("PREFIX", PREFIX), ("LIBDIR", LIBDIR), ("VERSION", "0")):
        template = template.replace("@%s@" % name, str(value))
    packages = pathlib.Path(directory) / "pkgconfig"
    packages.mkdir(exist_ok=True)
    (packages / "dzjobs.pc").write_text(template)
    path = os.pathsep.join(filter(None, (str(packages), os.environ.get("PKG_CONFIG_PATH"))))
    done = subprocess.run(
        " ".join((line, *flags)), shell=True, cwd=directory, text=True, capture_output=True,
        env=dict(os.environ, PKG_CONFIG_PATH=path, GOCACHE=str(directory / "cache")))
    assert (done.returncode, done.stderr) == (0, "")


def compile_example(directory, name):
    """Compiles an example with the command at the top of its source."""
    for source in (REPO / "examples").glob("*.*"):
        if not (directory / source.name).exists():
            (directory / source.name).symlink_to(source)
    pattern, flags = COMPILERS[pathlib.Path(name).suffix]
    line = re.search(pattern, (directory / name).read_text()).group()
    need(line.split()[0])
    compile_with(line, directory, flags)
    return (directory / name).with_suffix("")


def need(tool):
    """Skips the test, with a reason, if there is no such compiler or interpreter."""
    if not shutil.which(tool):
        pytest.skip(tool + " is not installed")


def run(*command, **variables):
    """Runs a program and returns the finished process. `variables` change its environment; None
    unsets one."""
    return subprocess.run([str(word) for word in command], text=True, capture_output=True,
                          env=_changed(variables), timeout=60)


def _changed(variables):
    chosen = environment(**{key: value for key, value in variables.items() if value is not None})
    for name in variables:
        if variables[name] is None:
            chosen.pop(name, None)
    return chosen


def run_on_terminal(columns, *command, **variables):
    """(exit code, stdout, stderr). Each stream has its own terminal with this number of columns."""
    terminals = [pty.openpty() for _ in range(2)]
    for _, slave in terminals:
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        settings = termios.tcgetattr(slave)
        settings[1] &= ~termios.OPOST  # the bytes written, without the terminal's changes
        termios.tcsetattr(slave, termios.TCSANOW, settings)
    process = subprocess.Popen([str(word) for word in command],
                               env=_changed({"TERM": "xterm", "NO_COLOR": None, **variables}),
                               stdout=terminals[0][1], stderr=terminals[1][1])
    texts = [bytearray(), bytearray()]
    readers = []
    for (master, slave), text in zip(terminals, texts):
        os.close(slave)
        readers.append(threading.Thread(target=_drain, args=(master, text)))
        readers[-1].start()
    code = process.wait(60)
    for reader in readers:
        reader.join()
    return (code, *(recorder.hear(text.decode()) for text in texts))


def lines(text):
    """Splits only at line feeds; splitlines() has more line ends."""
    assert text == "" or text.endswith("\n")
    return text.split("\n")[:-1]


def resume_token(stderr):
    return re.search(r"to continue: --starting-token (\S+)\n", stderr).group(1)


def _drain(descriptor, text):
    with contextlib.suppress(OSError), os.fdopen(descriptor, "rb", buffering=0) as stream:
        while piece := stream.read(65536):
            text += piece


@contextlib.contextmanager
def answering(*pieces):
    """(URL, list of requests) of a server that sends these bytes for every request. A callable
    piece is called until it returns nothing or the client closes the connection."""
    requests = []

    def serve():
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, contextlib.suppress(OSError):
                    requests.append(connection.recv(65536).decode())
                    for piece in pieces:
                        while data := piece() if callable(piece) else piece:
                            connection.sendall(data)
                            if not callable(piece):
                                break

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield "http://127.0.0.1:%d" % listener.getsockname()[1], requests
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(10)
