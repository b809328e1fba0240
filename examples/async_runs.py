"""Prints the failed runs of an Amazon DataZone job, with asyncio.

asyncio's own streams send the requests. To use a proxy or HTTP/2, pass an HTTP client of your own:
dzjobs.AsyncClient(http=httpx.AsyncClient()).
"""

import asyncio
import sys

import dzjobs


async def failures(domain, job):
    async with dzjobs.AsyncClient() as client:
        async for run in client.job_runs(domainIdentifier=domain, jobIdentifier=job,
                                         status="FAILED"):
            print(run["runId"], run.get("endTime"))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: async_runs.py DOMAIN JOB")
    try:
        asyncio.run(failures(*sys.argv[1:]))
    except dzjobs.Error as error:
        sys.exit(f"{type(error).__name__}: {error}")
