"""How did the runs of an Amazon DataZone job end? Asked in SQL, answered by DuckDB.

    pip install dzjobs duckdb
    python runs_to_duckdb.py DOMAIN JOB ["select ... from runs"]

Credentials, region and endpoint are found where boto3 finds them. The pages go to DuckDB as they
come, as Arrow has them: no run is ever a Python object.
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
