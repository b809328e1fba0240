"""The faults of the emulator. Only the seed and the number of a request decide about them.

With the same flags the same client meets the same faults at the same requests, so that every
failure can be repeated.
"""

import hashlib
from typing import NamedTuple, Optional

from answer import CORAL, Answer, error

# At most one of these hits a request, because each replaces the answer or breaks the connection.
KINDS = ("reset", "truncate", "throttle", "error", "html-503", "html-200")
# These only change the form of a good answer, alone or together.
CHANGES = ("slow", "gzip", "chunked", "empty-page")
# With three attempts a correct client gets every run in spite of these.
RECOVERABLE = ("reset", "throttle", "error", "html-503", "slow", "chunked", "empty-page")

HTML_503 = b"<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>\n"
HTML_200 = b"<!DOCTYPE html>\n<html><body>Please sign in to Airport Wi-Fi.</body></html>\n"
SERVER_ERRORS = (
    (500, "InternalServerException", "The request has failed because of an unknown error."),
    (502, None, "Internal server error"),  # a gateway's errors: JSON, but without a code
    (504, None, "Endpoint request timed out"),
)


class Plan(NamedTuple):
    """The fault of one request."""

    kind: Optional[str]  # one of KINDS
    changes: frozenset  # of CHANGES
    dice: int  # 48 random bits for further choices


class Faults:
    """Plans the faults of all requests. Rates: {name of a kind or change: 0..1}."""

    def __init__(self, seed, rates, in_a_row=None, retry_after_ms=None):
        self._seed, self._rates, self._in_a_row = seed, rates, in_a_row
        self._retry_after_ms = retry_after_ms

    def plan(self, ordinal):
        """The plan for request number `ordinal`, counted from 1."""
        draws = self._draws(ordinal)
        kind = self._kind(draws[0])
        limit = self._in_a_row
        if kind and limit and ordinal > limit and all(
                self._kind(self._draws(earlier)[0]) for earlier in range(ordinal - limit, ordinal)):
            kind = None
        changes = frozenset(name for name, draw in zip(CHANGES, draws[1:])
                            if draw < self._rates.get(name, 0))
        if kind:
            changes -= {"empty-page"}  # an error has no page
        return Plan(kind, changes, int(draws[-1] * 2 ** 48))

    def replace(self, plan):
        """The answer that replaces the service's, or None."""
        if plan.kind == "throttle":
            return error(429, "ThrottlingException" + CORAL + "availability/", "Rate exceeded",
                         *self._retry_after())
        if plan.kind == "error":
            return error(*SERVER_ERRORS[plan.dice % len(SERVER_ERRORS)])
        if plan.kind == "html-503":
            return Answer(503, HTML_503, self._retry_after(), "text/html")
        if plan.kind == "html-200":
            return Answer(200, HTML_200, (), "text/html")
        return None

    def _retry_after(self):
        if self._retry_after_ms is None:
            return ()
        return (("x-amz-retry-after", str(self._retry_after_ms)),)

    def _kind(self, draw):
        """Chooses a kind. All kinds share one random number, so that their rates add up exactly."""
        for kind in KINDS:
            draw -= self._rates.get(kind, 0)
            if draw < 0:
                return kind
        return None

    def _draws(self, ordinal):
        """Six random numbers in [0, 1)."""
        digest = hashlib.blake2b(b"fault %d %d" % (self._seed, ordinal)).digest()
        # 48 bits each: more could round up to 1.0, and a rate of 1 would miss that.
        return [int.from_bytes(digest[at:at + 6], "big") / 2 ** 48 for at in range(0, 36, 6)]
