"""What `import dzjobs` costs over a bare Python, and what boto3 costs; for people, not a test."""

import resource
import statistics
import subprocess
import sys

RUNS = 40
PEAK = ("print(next(line.split()[1] for line in open('/proc/self/status')"
        " if line.startswith('VmHWM')))")
CASES = (("import dzjobs", "import dzjobs"),
         ("... and a client", "import dzjobs; dzjobs.Client(region='us-east-1')"),
         ("import boto3", "import boto3"),
         ("... and a client", "import boto3; boto3.client('datazone', region_name='us-east-1')"))


def cost(code):
    """(ms, KB): the CPU time, whatever else the machine does, and the peak of memory."""
    # -I: no settings of the user's; -S: no .pth files, whose cost is not Python's.
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path += {sys.path!r}; {code}"]
    times = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    memory = subprocess.run([*command[:-1], f"{command[-1]}; {PEAK}"], check=True,
                            capture_output=True)
    return statistics.median(times) * 1e3, int(memory.stdout)


def main():
    bare = cost("pass")
    print("bare Python: %.1f ms, %.1f MB; over it:" % (bare[0], bare[1] / 1024))
    for title, code in CASES:
        ms, kilobytes = cost(code)
        print("%-16s %8.1f ms %6.1f MB" % (title, ms - bare[0], (kilobytes - bare[1]) / 1024))


if __name__ == "__main__":
    main()
