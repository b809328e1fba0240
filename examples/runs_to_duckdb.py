"""Counts the runs of an Amazon DataZone job by status, in SQL with DuckDB.

    pip install dzjobs duckdb
    python runs_to_duckdb.py DOMAIN JOB ["select ... from runs"]

Credentials, region and endpoint come from the same places as in boto3. DuckDB reads the pages as
Arrow batches while they arrive: no run becomes a Python object.
"""

import sys

import duckdb
import dzjobs

QUERY = """
select status, count(*) as runs, max(endTime - startTime) as longest, min(createdAt) as first,
       any_value(error.message) as message
from runs group by status order by runs desc
"""

if not 3 <= len(sys.argv) <= 4:
    sys.exit("usage: runs_to_duckdb.py DOMAIN JOB [QUERY]")
runs = dzjobs.Client().job_runs(domainIdentifier=sys.argv[1], jobIdentifier=sys.argv[2])
try:
    duckdb.sql(sys.argv[3] if len(sys.argv) > 3 else QUERY).show()
except duckdb.Error as error:
    sys.exit(str(error))
