"""Opaque pagination tokens that are valid only for their query.

Tokens are authenticated, not stored: the server has no state, so a token outlives a restart with
the same seed. The tag covers the query, but not the page size, which may change between pages. So
a token of another query, or with one changed character, is refused. The text is standard base64
and always contains '+', '/' and '=', to find clients that do not percent-encode these.
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
    """The place in a listing where a page begins."""

    page: int  # 1 is the first
    position: int  # of the page's first run
    second: int  # position of the second page, to which a cycle of tokens leads back
    after_empty: bool  # a fault emptied the page before


START = Place(1, 0, 0, False)


class BadToken(Exception):
    """The token is not this server's, or belongs to another query."""


class Tokens:
    """Converts places to tokens and back."""

    def __init__(self, seed):
        self._key = hashlib.blake2b(b"tokens %d" % seed, digest_size=32).digest()

    def seal(self, place, query):
        """Makes a token. Equal places and queries give equal tokens, so that cycles repeat."""
        payload = PAYLOAD.pack(*place).ljust(SIZE - len(MAGIC) - TAG_SIZE, b"\0")
        tag = self._tag(payload, query)
        return base64.b64encode(MAGIC + tag + self._mask(payload, tag)).decode()

    def open(self, token, query):
        """The place in the token; raises BadToken."""
        try:
            raw = base64.b64decode(token, validate=True)
        except ValueError as bad:
            raise BadToken from bad
        # Encode it again: base64 decoders accept several texts for the same bytes.
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
