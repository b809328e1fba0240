"""All runs of a service's pages, as this library and as botocore's paginator list them."""

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
