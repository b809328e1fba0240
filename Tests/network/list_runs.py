"""Lists the jobs of the emulator with the Python package, some at once, and prints the ids of their
runs. It is a program, because the package and the binding of Tests/oracle have the same name.
"""

import concurrent.futures
import json
import sys

import dzjobs


def main(settings, jobs, in_flight):
    with dzjobs.Client(**settings) as client:
        def list_job(job):
            runs = client.job_runs(domainIdentifier="dzd_emulator", jobIdentifier=f"job{job}",
                                   maxResults=50)
            return [run["runId"] for run in runs]

        with concurrent.futures.ThreadPoolExecutor(in_flight) as pool:
            print(json.dumps(list(pool.map(list_job, range(jobs)))))


main(json.loads(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
