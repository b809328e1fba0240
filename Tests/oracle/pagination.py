"""Lists all runs of a service's pages with this library and with botocore's paginator."""

import reference
from dzjobs import Listing


def ours(service, **settings):
    """(ids, end, resume token after the end)."""
    listing = Listing(**settings)
    ids, end = listing.runs(service.serve)
    return ids, end, listing.resume_token


def theirs(service, **pagination):
    iterator = reference.paginate(service.serve, **pagination)
    result = iterator.build_full_result()
    return [run["runId"] for run in result.get("items", [])], result.get("NextToken")
