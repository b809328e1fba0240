"""Opaque pagination tokens that only fit the query they came from.

A token is sealed, not stored: the server stays without state, so a token outlives a restart with
the same seed. The tag covers the query (not the page size, which may change between pages), hence
a token of another query, or with one changed character, does not open. The text is standard
base64 and always holds '+', '/' and '=', because a client that forgets to percent-encode those
must notice.
"""

import base64
import hashlib
import hmac
import struct
from typing import NamedTuple

MAGIC = b"\xfb\xff\xfe"  # "+//+" in base64
TAG_SIZE = 32
SIZE = 250  # 250 = 3 * 83 + 1 bytes: 336 characters, the last two of them '='
PAYLOAD = struct.Struct(">QQQ?")


class Place(NamedTuple):
    """Where in a listing a page begins."""

    page: int  # 1 is the first
    position: int  # of the page's first run
    second: int  # position of the page after the first: where a cycle of tokens leads back to
    after_empty: bool  # the page before was emptied by a fault


START = Place(1, 0, 0, False)


class BadToken(Exception):
    """Not a token of ours, or not one for this query."""


class Tokens:
    """Seals places into tokens and opens them again."""

    def __init__(self, seed):
        self._key = hashlib.blake2b(b"tokens %d" % seed, digest_size=32).digest()

    def seal(self, place, query):
        """The same place and query always give the same token: a cycle must be a true cycle."""
        payload = PAYLOAD.pack(*place).ljust(SIZE - len(MAGIC) - TAG_SIZE, b"\0")
        tag = self._tag(payload, query)
        return base64.b64encode(MAGIC + tag + self._mask(payload, tag)).decode()

    def open(self, token, query):
        """The place in the token; raises BadToken."""
        try:
            raw = base64.b64decode(token, validate=True)
        except ValueError as bad:
            raise BadToken from bad
        # Comparing the text again refuses the spellings base64 decoders forgive.
        if len(raw) != SIZE or base64.b64encode(raw).decode() != token:
            raise BadToken
        tag = raw[len(MAGIC):len(MAGIC) + TAG_SIZE]
        payload = self._mask(raw[len(MAGIC) + TAG_SIZE:], tag)
        if not raw.startswith(MAGIC) or not hmac.compare_digest(tag, self._tag(payload, query)):
            raise BadToken
        return Place(*PAYLOAD.unpack(payload[:PAYLOAD.size]))

    def _tag(self, payload, query):
        return hmac.digest(self._key, repr(query).encode() + payload, "sha256")

    def _mask(self, text, tag):
        stream = hashlib.shake_256(self._key + tag).digest(len(text))
        return bytes(a ^ b for a, b in zip(text, stream))
