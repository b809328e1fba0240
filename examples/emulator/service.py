"""ListJobRuns without a network: one request in, one answer out.

The order of the checks is the service's: the operation, then the signature, then the parameters,
and then whether the job exists.
"""

import json
import re
from urllib.parse import parse_qsl, unquote

import sigv4
from answer import CORAL, Answer, error
from runs import STATUSES
from tokens import START, BadToken, Place

DOMAIN = "dzd[-_][a-zA-Z0-9_-]{1,36}"
JOB = "[a-zA-Z0-9_-]{1,36}"
SORT_ORDERS = ("ASCENDING", "DESCENDING")
MAX_RESULTS = 50
MAX_TOKEN = 8192


class Service:
    """The service for one domain and the runs of its jobs."""

    def __init__(self, domain, jobs, tokens, verifier, base_path="", repeat_token_at=None,
                 cycle_length=None):
        self._domain, self._jobs = domain, jobs  # jobs: {name: Runs}
        self._tokens, self._verifier = tokens, verifier
        self._route = re.compile(re.escape(base_path) + "/v2/domains/([^/]+)/jobs/([^/]+)/runs")
        self._repeat_token_at, self._cycle_length = repeat_token_at, cycle_length

    def answer(self, request, now, empty_page=False):
        """Answers a request that arrives at `now`, an aware datetime."""
        route = self._route.fullmatch(request.path)
        if route is None:
            return error(404, "UnknownOperationException", None)
        if request.method != "GET":
            return error(405, "MethodNotAllowedException",
                         "HTTP method %s is not allowed" % request.method, ("Allow", "GET"))
        try:
            self._verifier.check(request, now)
        except sigv4.Refused as refused:
            return error(403, refused.code, refused.message)

        domain, job = (unquote(label) for label in route.groups())
        query = dict(parse_qsl(request.query, keep_blank_values=True))
        status, order = query.get("status"), query.get("sortOrder")
        token, limit = query.get("nextToken"), query.get("maxResults")
        violations = _violations(domain, job, status, order, token, limit)
        if violations:
            return _invalid("%d validation error%s detected: %s" % (
                len(violations), "" if len(violations) == 1 else "s", "; ".join(violations)))
        if domain != self._domain:
            return error(404, "ResourceNotFoundException", "Domain not found: %s" % domain)
        if job not in self._jobs:
            return error(404, "ResourceNotFoundException", "Job not found: %s" % job)

        listing = (domain, job, status, order or "DESCENDING")
        try:
            place = START if token is None else self._tokens.open(token, listing)
        except BadToken:
            return _invalid("Invalid nextToken: it is not valid for this request.")
        return self._page(place, int(limit or MAX_RESULTS), listing, token, empty_page)

    def _page(self, place, limit, listing, token, empty_page):
        _, job, status, order = listing
        if empty_page and not place.after_empty:
            # Never two in a row: a listing must end at any rate.
            texts, position = [], place.position
        else:
            texts, position = self._jobs[job].page(
                place.position, limit, status, order == "DESCENDING")
            empty_page = False
        following = self._following(place, position, empty_page)
        if place.page == self._repeat_token_at and token is not None:
            sealed = token
        else:
            sealed = following and self._tokens.seal(following, listing)
        end = ',"nextToken":%s' % json.dumps(sealed) if sealed else ""
        return Answer(200, ('{"items":[%s]%s}' % (",".join(texts), end)).encode())

    def _following(self, place, position, emptied):
        """The place of the next page, or None. A cycle leads back to the second page for ever."""
        if place.page == self._cycle_length:
            return Place(2, place.second, place.second, False)
        if position is None:
            return None
        second = position if place.page == 1 else place.second
        return Place(place.page + 1, position, second, emptied)


def _violations(domain, job, status, order, token, limit):
    """All violated constraints of the model, in the model's order and in AWS's words."""
    found = []

    def require(met, value, name, rule):
        if not met:
            found.append("Value '%s' at '%s' failed to satisfy constraint: Member must %s"
                         % (value, name, rule))

    pattern = "satisfy regular expression pattern: %s"
    require(re.fullmatch(DOMAIN, domain), domain, "domainIdentifier", pattern % DOMAIN)
    require(re.fullmatch(JOB, job), job, "jobIdentifier", pattern % JOB)
    enum = "satisfy enum value set: [%s]"
    require(status in (None, *STATUSES), status, "status", enum % ", ".join(STATUSES))
    require(order in (None, *SORT_ORDERS), order, "sortOrder", enum % ", ".join(SORT_ORDERS))
    if token is not None:
        require(token, token, "nextToken", "have length greater than or equal to 1")
        require(len(token) <= MAX_TOKEN, token, "nextToken",
                "have length less than or equal to %d" % MAX_TOKEN)
    if limit is not None and not re.fullmatch("[+-]?[0-9]{1,18}", limit, re.ASCII):
        require(False, limit, "maxResults", "be an integer")
    elif limit is not None:
        require(int(limit) >= 1, limit, "maxResults", "have value greater than or equal to 1")
        require(int(limit) <= MAX_RESULTS, limit, "maxResults",
                "have value less than or equal to %d" % MAX_RESULTS)
    return found


def _invalid(message):
    return error(400, "ValidationException" + CORAL + "validate/", message)
