"""Programs that pass, fail, crash and hang, for the scripts that have to distinguish them.

Each script runs in a copy of its folders, so that the programs can replace the real ones. Unchanged
parts, such as the library, are linked.
"""

import os
import pathlib
import shutil
import subprocess

import pytest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PASSES = '#include <stdio.h>\nint main(void) { puts("1 checks, 0 failed"); return 0; }\n'
# The bad ends of a program, in C and in a shell, and the reports about them.
BAD = {
    "fails": ('#include <stdio.h>\nint main(void) { puts("84 checks, 1 failed"); return 1; }\n',
              "echo '84 checks, 1 failed'; exit 1", "exit status 1"),
    "crashes": ("#include <signal.h>\nint main(void) { return raise(SIGSEGV); }\n",
                "kill -SEGV $$", "SIGSEGV"),
    "hangs": ("#include <unistd.h>\nint main(void) { for (;;) pause(); }\n",
              "sleep 1000", "hung"),
}


@pytest.fixture(params=BAD)
def bad(request):
    """(name, source in C, script, the report)"""
    return request.param, *BAD[request.param]


class Copy:
    """A folder with the structure of the repository."""

    def __init__(self, root):
        self.root = root
        for path in REPOSITORY.iterdir():
            if path.name in ("include", "packaging"):  # docs.sh changes copies of their files
                shutil.copytree(path, root / path.name)
            elif path.name not in (".build", ".git", "Tests"):
                (root / path.name).symlink_to(path)
        (root / "Tests").mkdir()
        for path in (REPOSITORY / "Tests").iterdir():
            (root / "Tests" / path.name).symlink_to(path)
        (root / ".build").mkdir()
        for name in ("release", "stage", "dzjobs.o"):
            (root / ".build" / name).symlink_to(REPOSITORY / ".build" / name)

    def own(self, folder):
        """Makes a folder below Tests whose files can be changed."""
        place = self.root / "Tests" / folder
        place.unlink()
        shutil.copytree(REPOSITORY / "Tests" / folder, place)
        return place

    def tool(self, name, script):
        """Puts a program of that name before the machine's own in PATH."""
        write_script(self.root / "bin" / name, script)

    def run(self, *command, limit=5, **variables):
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith(("DZJOBS_", "MAKE"))}
        environment.update(variables, PATH=f"{self.root / 'bin'}:{os.environ['PATH']}")
        return subprocess.run(
            [str(word) for word in command], cwd=self.root, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, env={"DZJOBS_LIMIT": str(limit), **environment})


def write_script(path, script):
    path.parent.mkdir(exist_ok=True)
    path.write_text("#!/bin/bash\n" + script + "\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def copy(tmp_path):
    return Copy(tmp_path)
