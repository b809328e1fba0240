"""A service with pages. Each page has a token and names the next one."""

import base64
import json
import urllib.parse

from hypothesis import strategies as st

from dzjobs import Answer


class Service:
    """pages: [(token of the page, ids, nextToken)]. The first page has no token. A nextToken of
    ABSENT is left out."""

    ABSENT = object()

    def __init__(self, pages):
        self.pages = {token: (ids, following) for token, ids, following in pages}
        self.asked = []  # (nextToken, maxResults) of each request

    def serve(self, url, _headers=None):
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        self.asked.append((query.get("nextToken"), query.get("maxResults")))
        ids, following = self.pages[query.get("nextToken")]
        page = {} if ids is None else {"items": [{"runId": run} for run in ids]}
        if following is not self.ABSENT:
            page["nextToken"] = following
        return Answer(body=json.dumps(page).encode())

    def after(self, token, skip=0):
        """All ids from a page on, and whether the pages form a loop."""
        found, seen = [], {token}
        while True:
            ids, following = self.pages[token]
            found += ids[skip:]
            if following is self.ABSENT or not following:
                return found, False
            if following in seen:
                return found, True
            seen.add(following)
            token, skip = following, 0


tokens = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
awkward = st.sampled_from(["null", '"', "\\", "\x7f", "é", "\U0001f600/+="])


@st.composite
def services(draw, loops=False):
    names = draw(st.lists(tokens | awkward, unique=True, max_size=5).filter(_no_resume_tokens))
    pages = []
    for index, name in enumerate([None, *names]):
        ids = [f"{index}.{run}" for run in range(draw(st.integers(0, 3)))]
        if index < len(names):
            following = names[index]
        else:
            following = draw(st.sampled_from([Service.ABSENT, None, ""]))
        if loops and names and index == len(names):
            following = draw(st.sampled_from(names))
        pages.append((name, ids, following))
    return Service(pages)


def _no_resume_tokens(names):
    """Excludes tokens that botocore reads as its own or drops. Other tests have those."""
    return not any(name == "None" or "___" in name or _is_resume_token(name) for name in names)


def _is_resume_token(name):
    try:
        json.loads(base64.b64decode(name.encode()))
    except ValueError:
        return False
    return True


def encoded(token, amount=None):
    """A resume token as Python writes it."""
    value = {"nextToken": token}
    if amount is not None:
        value["boto_truncate_amount"] = amount
    return base64.b64encode(json.dumps(value).encode()).decode()
