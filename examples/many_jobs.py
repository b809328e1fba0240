"""Counts the runs of many Amazon DataZone jobs at once, with asyncio and httpx.

dzjobs.Listing signs, pages, retries and parses. It opens no socket and reads no clock. For another
HTTP client or event loop change exchange() and sleep().
"""

import argparse
import asyncio
import collections
import os

import dzjobs
import httpx


async def runs(listing, http):
    """Yields the runs of a listing, page by page."""
    while (event := listing.next_page()) is not None:
        if isinstance(event, dzjobs.Request):
            await exchange(listing, event, http)
        elif isinstance(event, dzjobs.Wait):
            await asyncio.sleep(event.seconds)
        else:
            for run in event["items"]:
                yield run


async def exchange(listing, request, http):
    try:
        answer = await http.get(request.url, headers=request.headers)
    except httpx.TransportError as error:
        listing.no_response(error)
    else:
        listing.response(answer.status_code, answer.headers.multi_items(), answer.content)


async def count(option, job, http, places):
    """A line about a job. An error of one job does not affect the others."""
    async with places:
        listing = dzjobs.Listing(
            region_name=os.environ["AWS_REGION"], endpoint_url=option.endpoint_url,
            aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=os.environ["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=os.environ.get("AWS_SESSION_TOKEN"),
            max_attempts=option.max_attempts, domainIdentifier=option.domain, jobIdentifier=job)
        counts = collections.Counter()
        try:
            async for run in runs(listing, http):
                counts[run["status"]] += 1
        except (dzjobs.exceptions.ClientError, dzjobs.exceptions.BotoCoreError) as error:
            return f"{job}: {error}"
    return f"{job}: {sum(counts.values())} runs, {counts['FAILED']} of them FAILED"


async def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--domain", required=True)
    parser.add_argument("--endpoint-url")
    parser.add_argument("--at-once", type=int, default=16, help="jobs listed at once (default 16)")
    parser.add_argument("--max-attempts", type=int, help="attempts at a page (default 3)")
    parser.add_argument("job", nargs="+")
    option = parser.parse_args()
    places = asyncio.Semaphore(option.at_once)
    async with httpx.AsyncClient(timeout=60) as http:
        for line in asyncio.as_completed([
                count(option, job, http, places) for job in option.job]):
            print(await line, flush=True)


if __name__ == "__main__":
    asyncio.run(main())
