"""Lists the emulator's runs with the Python package and prints their number. The argument is the
emulator's URL.
"""

import sys

import dzjobs

RUNS = dzjobs.Client(endpoint_url=sys.argv[1]).job_runs(domainIdentifier="dzd_emulator",
                                                        jobIdentifier="job_emulator")
print(sum(1 for run in RUNS if run["runId"]))
