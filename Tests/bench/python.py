"""What `import dzjobs`, a client and a listing cost over a bare Python, and what they cost with
boto3; for people, not a test.
"""

import pathlib
import resource
import statistics
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "oracle"))
from emulator import DOMAIN, JOB, clean_environment, running_emulator  # noqa: E402

PEAK = ("print(next(line.split()[1] for line in open('/proc/self/status')"
        " if line.startswith('VmHWM')))")
CLIENT = ("client = %s.client('datazone', region_name='us-east-1', endpoint_url=sys.argv[1],"
          " aws_access_key_id='AKIDEXAMPLE',"
          " aws_secret_access_key='wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY')")
DRAIN = ("sum(len(page['items']) for page in client.get_paginator('list_job_runs').paginate("
         f"domainIdentifier='{DOMAIN}', jobIdentifier='{JOB}'))")


def cost(code, url, repeats):
    """(ms, KB): the CPU time, whatever else the machine does, and the peak of memory."""
    # -I: no settings of the user's; -S: no .pth files, whose cost is not Python's.
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path += {sys.path!r}; {code}",
               url]
    times = []
    for _ in range(repeats):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, env=clean_environment())
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    command[4] += f"; {PEAK}"
    memory = subprocess.run(command, check=True, capture_output=True, env=clean_environment())
    return statistics.median(times) * 1e3, int(memory.stdout)


def main():
    with running_emulator("--runs", 5000) as url:
        bare = cost("pass", url, 30)
        print("bare Python: %.1f ms, %.1f MB; over it:" % (bare[0], bare[1] / 1024))
        for name in "dzjobs", "boto3":
            code = f"import {name}"
            for title, more in (("import " + name, ""), ("... a client", CLIENT % name),
                                ("... 5,000 runs", DRAIN)):
                code += "; " * bool(more) + more
                ms, kilobytes = cost(code, url, 5 if more == DRAIN else 20)
                print("%-16s %8.1f ms of CPU %6.1f MB" % (
                    title, ms - bare[0], (kilobytes - bare[1]) / 1024))


if __name__ == "__main__":
    main()
