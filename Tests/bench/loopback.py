"""The loopback server of the bench, while a measurement runs."""

import contextlib
import subprocess


@contextlib.contextmanager
def server(folder, shape, pages, latency=0):
    """An endpoint with `pages` pages of a shape, each delayed by this number of milliseconds."""
    command = [folder / "server", folder / "pages" / shape, str(pages), str(latency)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.stdin.close()
