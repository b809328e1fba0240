"""Pages to runs: the same items in the same order as botocore's paginator.

Both talk to the same service. `test_resume_tokens.py` does the same for resume tokens.
"""

import json

import hypothesis
import pytest
from hypothesis import strategies as st

import reference
from dzjobs import DONE, EINVAL, ELOOP, PAGE, RUN, Listing, run_json
from pagination import ours, theirs
from service import Service, encoded, services


@hypothesis.given(services(), st.none() | st.integers(0, 12), st.none() | st.integers(1, 99))
def test_all_runs_with_and_without_max_items(service, max_items, page_size):
    settings = {} if max_items is None else {"max_items": max_items}
    if page_size is not None:
        settings["max_results"] = page_size
    ids, end, token = ours(service, **settings)
    asked, service.asked = service.asked, []
    assert (ids, token) == theirs(service, MaxItems=max_items, PageSize=page_size)
    assert end == DONE and asked == service.asked


@hypothesis.given(services(), st.integers(0, 4), st.integers(0, 6), st.data())
def test_max_items_after_a_skip(service, skip, max_items, data):
    token = data.draw(st.sampled_from(list(service.pages)))
    hypothesis.assume(len(service.pages[token][0]) >= skip)  # another test has that
    start = encoded(token, skip)
    ids, end, token = ours(service, resume_token=start, max_items=max_items)
    assert (ids, token) == theirs(service, StartingToken=start, MaxItems=max_items)
    assert end == DONE


@pytest.mark.parametrize("pages", [False, True])
def test_pages_are_cut_like_runs(pages):
    service = Service([(None, ["a", "b"], "t"), ("t", ["c", "d"], "u"), ("u", [], "v")])
    listing = Listing(resume_token=encoded(None, 1), max_items=2)
    seen = []
    for event in listing.walk(service.serve, pages):
        if event == PAGE:
            seen.append((json.loads(listing.page_json()), listing.page_run_count))
    assert (event, listing.resume_token) == (DONE, encoded("t", 1))
    if pages:
        assert seen == [({"items": [{"runId": "b"}], "nextToken": "t"}, 1),
                        ({"items": [{"runId": "c"}], "nextToken": "u"}, 1)]


@hypothesis.given(services(), st.integers(1, 15))
def test_pages_continue_after_the_page_of_the_last_run(service, count):
    """The resume token counts the other runs of its page as read, too."""
    pages = [ids for ids, _ in service.pages.values()]
    everything = sum(pages, [])
    hypothesis.assume(count <= len(everything))
    listing = Listing()
    walk = listing.walk(service.serve)
    assert [next(walk) for _ in range(count)] == [RUN] * count
    current = next(i for i, ids in enumerate(pages) if everything[count - 1] in ids)
    for index in range(current + 1, len(pages)):
        assert next(listing.walk(service.serve, pages=True)) == PAGE
        found = [json.loads(run_json(run))["runId"] for run in listing.page_runs()]
        assert found == pages[index]
        rest = ours(service, resume_token=listing.resume_token)[0]
        assert rest == sum(pages[index + 1:], [])
    assert next(listing.walk(service.serve, pages=True)) == DONE


@hypothesis.given(services(loops=True), st.none() | st.integers(0, 15))
def test_loops_end_after_their_page_was_delivered(service, max_items):
    """Every earlier token of the listing counts, not only the previous one: botocore follows a loop
    of two pages for ever. max_items ends the listing first."""
    everything, loops = service.after(None)
    settings = {} if max_items is None else {"max_items": max_items}
    listing = Listing(**settings)
    ids, end = listing.runs(service.serve)
    if max_items is not None and max_items <= len(everything):
        assert (ids, end) == (everything[:max_items], DONE)
    else:
        assert (ids, end) == (everything, ELOOP if loops else DONE)
        assert listing.next() == end and listing.request() == (None, [])


def test_a_page_that_names_itself_ends_both():
    service = Service([(None, ["a"], "t"), ("t", ["b"], "t")])
    assert ours(service)[:2] == (["a", "b"], ELOOP)
    seen = []
    with pytest.raises(reference.botocore.exceptions.PaginationError):
        for page in reference.paginate(service.serve):
            seen += [run["runId"] for run in page["items"]]
    assert seen == ["a", "b"]


@pytest.mark.parametrize("setting", ["next_token", "resume_token"])
def test_the_starting_token_counts_as_seen(setting):
    """botocore forgets its starting token and requests the page once more."""
    service = Service([("t", ["a"], "u"), ("u", ["b"], "t")])
    assert ours(service, **{setting: "t"})[:2] == (["a", "b"], ELOOP)


def test_the_page_resumed_from_counts_as_seen():
    service = Service([("t", ["a", "b"], "u"), ("u", ["c"], "t")])
    assert ours(service, resume_token=encoded("t", 1))[:2] == (["b", "c"], ELOOP)


def test_negative_max_items_are_refused():
    """botocore slices with it: MaxItems -1 loses the last run of the page."""
    listing = Listing()
    assert listing.set("max_items", -1) == EINVAL and listing.error
    assert listing.set("max_items", -(2**63)) == EINVAL


def test_a_token_called_none_is_a_token():
    """botocore does not send it and starts again at the first page."""
    service = Service([(None, ["1"], "None"), ("None", ["2"], None)])
    assert ours(service)[:2] == (["1", "2"], DONE)


def test_a_page_without_items_counts_as_empty():
    service = Service([(None, None, "t"), ("t", ["1"], None)])
    assert ours(service)[:2] == (["1"], DONE)
