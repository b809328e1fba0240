"""A copy of the repository in which a worker changes a line, builds, and runs the tests that should
notice. The copy stays, so that later builds are incremental.

The library of the copy is the one of the unit tests: full Swift without optimization, because an
Embedded one is linked as a whole for every change."""

import os
import pathlib
import shutil
import signal
import subprocess

from relevant import UNIT_TESTS, programs, pytest_files

# Some bring an allocator along, load a copy of the library, or compare two of them.
LEFT_OUT = {"memory", "client_memory", "load", "client_load", "cpp_header", "guard_pages"}
BUILD = ["swift", "build", "-q", "--build-tests", "--disable-default-traits", "--scratch-path",
         ".build/hosted"]


class Workplace:
    """One copy. `unfit` names tests that fail without a change, `proven` those that pass."""

    def __init__(self, root, number):
        self.root, self.place = root, root / f".build/mutants/{number}"
        self.package = self.place / "packaging/python"
        self.library = self.place / ".build/hosted/debug/libdzjobs.so"
        swift = pathlib.Path(shutil.which("swiftc")).resolve()
        self.runtime = swift.parents[1] / "lib/swift/linux"
        self.compiled, self.unfit, self.output = set(), set(), ""
        self.proven = set()
        self.copy()

    def copy(self):
        listed = subprocess.run(["git", "ls-files", "-z", "-co", "--exclude-standard"],
                                cwd=self.root, capture_output=True, check=True).stdout
        for name in filter(None, listed.decode().split("\0")):
            source, target = self.root / name, self.place / name
            if not source.is_file():
                target.unlink(missing_ok=True)
            elif not target.is_file() or target.read_bytes() != source.read_bytes():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, target)

    def call(self, command, seconds, folder="."):
        """True if the command ends well. A command that hangs is killed with its children."""
        paths = {"DZJOBS_LIBRARY": self.library,
                 "LD_LIBRARY_PATH": f"{self.library.parent}:{self.runtime}",
                 "PYTHONPATH": self.package}
        process = subprocess.Popen(
            list(map(str, command)), cwd=self.place / folder, start_new_session=True,
            env={**os.environ, **{name: str(path) for name, path in paths.items()}},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            self.output = process.communicate(timeout=seconds)[0].decode(errors="replace")
        except subprocess.TimeoutExpired:
            self.output = "hung\n"
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
            self.end_strays()
        return process.returncode == 0

    def end_strays(self):
        """Ends programs of the copy: swift test starts the unit tests in a group of their own."""
        for link in pathlib.Path("/proc").glob("[0-9]*/exe"):
            try:
                if pathlib.Path(os.readlink(link)).is_relative_to(self.place):
                    os.kill(int(link.parent.name), signal.SIGKILL)
            except OSError:
                pass

    def build(self):
        """True if the library and its unit tests are built, with what Python loads."""
        if not self.call(BUILD, 900):
            return False
        shutil.copy(self.library, self.package / "dzjobs/libdzjobs.so.0")
        return True

    def compile(self, source):
        program = self.place / ".build/programs" / source.stem
        if source.stem in self.compiled:
            return program
        program.parent.mkdir(exist_ok=True)
        compiler = ["gcc", "-std=c11"] if source.suffix == ".c" else ["g++", "-std=c++20"]
        program.unlink(missing_ok=True)
        if self.call([*compiler, "-O0", "-Iinclude", source, "-o", program,
                      f"-L{self.library.parent}", f"-Wl,-rpath-link,{self.runtime}",
                      "-ldzjobs", "-pthread", "-ldl"], 120):
            if source.suffix == ".c":
                self.compiled.add(source.stem)
            return program
        return None

    def tests(self, area, path):
        """(name, function that is true if the test passes), the fastest first."""
        if suite := UNIT_TESTS.get(area):
            yield suite, lambda: self.call(["swift", "test", "--skip-build", *BUILD[4:],
                                            "--filter", suite], 120)
        for source in programs(self.place, area, path):
            if source.stem not in LEFT_OUT:
                yield source.stem, lambda source=source: self.run(source)
        environment = "python" if area == "python" else "."
        python = self.root / ".build" / environment / "venv/bin/python"
        for file in pytest_files(self.place, area, path):
            yield file, lambda file=file: self.call(
                [python, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", file], 180)

    def run(self, source):
        program = self.compile(source)
        return program is not None and self.call([program], 60, "Tests/consumer")

    def judge(self, area, path):
        """The test that notices the change, or None."""
        if path.suffix == ".swift" and not self.build():
            return "compiler"
        for name, passes in self.tests(area, path):
            if name not in self.unfit and not passes():
                return name
        return None

    def is_fit(self, area, path, name):
        """True unless the test fails without the change, too, so that it proves nothing."""
        if name not in self.proven and name != "compiler":
            if path.suffix == ".swift" and not self.build():
                raise SystemExit(f"the unchanged copy does not build:\n{self.output}")
            passes = dict(self.tests(area, path))[name]
            (self.proven if passes() else self.unfit).add(name)
        return name not in self.unfit

    def change(self, mutant, area):
        """Makes a change, and undoes it. The test that notices it, or None."""
        path, at, _, new = mutant
        file = self.place / path
        before = file.read_bytes()
        lines = before.decode().split("\n")
        lines[at] = new
        while True:
            file.write_text("\n".join(lines))
            try:
                killer = self.judge(area, path)
            finally:
                file.write_bytes(before)
            if killer is None or self.is_fit(area, path, killer):
                return killer
