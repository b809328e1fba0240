"""Pages to runs: the same items and the same resume tokens as botocore's paginator.

Both talk to the same service. Tokens move between the two in both directions, at every run.
"""

import base64
import json

import hypothesis
import pytest
from hypothesis import strategies as st

import reference
from dzjobs import DONE, EINVAL, ELOOP, PAGE, RUN, SEND, Listing, run_json
from service import Service, awkward, encoded, services, tokens


def ours(service, **settings):
    """(ids, end, resume token after the end)."""
    listing = Listing(**settings)
    ids, end = listing.runs(service.serve)
    return ids, end, listing.resume_token


def theirs(service, **pagination):
    iterator = reference.paginate(service.serve, **pagination)
    result = iterator.build_full_result()
    return [run["runId"] for run in result.get("items", [])], result.get("NextToken")


@hypothesis.given(services(), st.none() | st.integers(0, 12), st.none() | st.integers(1, 99))
def test_all_runs_and_the_cut(service, max_items, page_size):
    settings = {} if max_items is None else {"max_items": max_items}
    if page_size is not None:
        settings["max_results"] = page_size
    ids, end, token = ours(service, **settings)
    asked, service.asked = service.asked, []
    assert (ids, token) == theirs(service, MaxItems=max_items, PageSize=page_size)
    assert end == DONE and asked == service.asked


@hypothesis.given(services())
def test_tokens_continue_here_and_there_at_every_run(service):
    everything, _ = service.after(None)
    listing, count = Listing(), 0
    assert listing.resume_token is None
    for event in listing.walk(service.serve):
        if event != RUN:
            break
        count += 1
        token = listing.resume_token
        assert theirs(service, StartingToken=token) == (everything[count:], None)
        assert ours(service, resume_token=token) == (everything[count:], DONE, None)
        if count < len(everything):
            _, their_token = theirs(service, MaxItems=count)
            assert token == their_token
            assert ours(service, resume_token=their_token)[0] == everything[count:]
    assert (event, count, listing.resume_token) == (DONE, len(everything), None)


@hypothesis.given(services(), st.integers(0, 4), st.integers(0, 6), st.data())
def test_a_cut_after_a_start_counts_what_was_skipped(service, skip, max_items, data):
    token = data.draw(st.sampled_from(list(service.pages)))
    hypothesis.assume(len(service.pages[token][0]) >= skip)  # else a test of its own
    start = encoded(token, skip)
    ids, end, token = ours(service, resume_token=start, max_items=max_items)
    assert (ids, token) == theirs(service, StartingToken=start, MaxItems=max_items)
    assert end == DONE


@hypothesis.given(services(), st.data())
def test_the_services_own_token_starts_there(service, data):
    token = data.draw(st.sampled_from([name for name in service.pages if name] or ["unused"]))
    hypothesis.assume(token in service.pages)
    everything, _ = service.after(token)
    assert ours(service, resume_token=token) == (everything, DONE, None)
    assert ours(service, next_token=token) == (everything, DONE, None)
    assert theirs(service, StartingToken=token) == (everything, None)
    assert theirs(service, nextToken=token) == (everything, None)


@hypothesis.given(tokens | awkward, st.integers(0, 2))
def test_resume_tokens_are_written_as_by_python(token, kept):
    service = Service([(None, [], token), (token, ["a", "b", "c"], "more")])
    _, _, written = ours(service, max_items=kept)
    assert written == encoded(token, kept or None)


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
def test_pages_go_on_behind_the_page_of_the_last_run(service, count):
    """The other runs of its page count as handed out, for the resume token, too."""
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
    """Any token of this listing counts, not only the previous one: botocore goes round a
    circle of two for ever. Reaching max_items comes first."""
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
    """botocore forgets where it started and asks for the page once more."""
    service = Service([("t", ["a"], "u"), ("u", ["b"], "t")])
    assert ours(service, **{setting: "t"})[:2] == (["a", "b"], ELOOP)


def test_the_page_resumed_from_counts_as_seen():
    service = Service([("t", ["a", "b"], "u"), ("u", ["c"], "t")])
    assert ours(service, resume_token=encoded("t", 1))[:2] == (["b", "c"], ELOOP)


def test_a_negative_end_is_refused():
    """botocore slices with it: MaxItems -1 loses the last run of the page."""
    listing = Listing()
    assert listing.set("max_items", -1) == EINVAL and listing.error
    assert listing.set("max_items", -(2**63)) == EINVAL


@pytest.mark.parametrize("token", ["t___2", "None___1", "a___b___1"])
def test_tokens_of_botocores_first_years_go_to_the_service(token):
    """botocore still splits them, so a service's token of that form cannot be used with it."""
    service = Service([(token, ["a", "b", "c"], Service.ABSENT)])
    assert ours(service, resume_token=token)[:2] == (["a", "b", "c"], DONE)


@pytest.mark.parametrize(
    "text", ['{"foo": "t"}', '{"nextToken": "t", "x": 1}', "123", "[]", '"t"', "{}x", "{", ""])
def test_base64_of_anything_else_goes_to_the_service(text):
    """botocore raises at most of these."""
    token = base64.b64encode(text.encode()).decode() or "===="
    service = Service([(token, ["a"], Service.ABSENT)])
    assert ours(service, resume_token=token)[:2] == (["a"], DONE)


@pytest.mark.parametrize("text", ["{}", '{"nextToken": null}', '{"boto_truncate_amount": 0}',
                                  ' { "boto_truncate_amount" : 0 , "nextToken" : null } '])
def test_resume_tokens_may_be_written_in_other_ways(text):
    service = Service([(None, ["a"], "t"), ("t", ["b"], None)])
    token = base64.b64encode(text.encode()).decode()
    assert ours(service, resume_token=token)[:2] == (["a", "b"], DONE)


@pytest.mark.parametrize("text", ['{"nextToken": 5}', '{"boto_truncate_amount": -1}',
                                  '{"boto_truncate_amount": 1.5}',
                                  '{"boto_truncate_amount": "1"}', '{"nextToken": ["t"]}'])
def test_resume_tokens_with_wrong_values_go_to_the_service(text):
    """botocore raises or, with a negative amount, slices from the end."""
    token = base64.b64encode(text.encode()).decode()
    service = Service([(token, ["a"], Service.ABSENT)])
    assert ours(service, resume_token=token)[:2] == (["a"], DONE)


def test_the_longest_token_can_be_resumed_from():
    """The limit of 8192 is the service's token's; base64 around it is longer."""
    token = "\N{GRINNING FACE}" * 8192
    service = Service([(None, ["a"], token), (token, ["b", "c"], None)])
    for count in (1, 2):
        ids, _, written = ours(service, max_items=count)
        assert (ids, written) == theirs(service, MaxItems=count)
        assert ours(service, resume_token=written)[0] == ["a", "b", "c"][count:]


@pytest.mark.parametrize("first", [[], ["z"]])
def test_what_a_page_has_too_few_of_to_skip_is_skipped_behind_it(first):
    """Services may have fewer runs or none to show at a token where they had more before. botocore
    takes the skip for done, and hands out once more what it had handed out."""
    service = Service([("t", first, "u"), ("u", ["a", "b", "c"], "v"), ("v", ["d"], None)])
    assert theirs(service, StartingToken=encoded("t", 2))[0] == ["a", "b", "c", "d"]
    left = ["a", "b", "c", "d"][2 - len(first):]
    assert ours(service, resume_token=encoded("t", 2))[0] == left


def test_next_token_is_kept_when_the_first_page_is_cut():
    """botocore writes nextToken null, and what resumes from it gets page 1 again."""
    service = Service([(None, ["1"], "t"), ("t", ["2", "3"], "u"), ("u", ["4"], None)])
    ids, token = theirs(service, nextToken="t", MaxItems=1)
    assert (ids, token) == (["2"], encoded(None, 1))
    ids, _, token = ours(service, next_token="t", max_items=1)
    assert (ids, token) == (["2"], encoded("t", 1))
    assert ours(service, resume_token=token)[0] == ["3", "4"]


def test_a_token_called_none_is_a_token():
    """botocore does not send it and starts again at the first page."""
    service = Service([(None, ["1"], "None"), ("None", ["2"], None)])
    assert ours(service)[:2] == (["1", "2"], DONE)


def test_the_resume_token_wins_over_next_token():
    service = Service([("t", ["1"], None), ("u", ["2"], None)])
    assert ours(service, next_token="t", resume_token="u")[0] == ["2"]
    assert theirs(service, nextToken="t", StartingToken="u")[0] == ["2"]


def test_a_page_without_items_counts_as_empty():
    service = Service([(None, None, "t"), ("t", ["1"], None)])
    assert ours(service)[:2] == (["1"], DONE)


def test_the_resume_token_stands_before_the_next_run_while_its_page_is_out():
    service = Service([(None, ["1"], "t"), ("t", ["2"], None)])
    listing = Listing()
    assert listing.next() == SEND and listing.resume_token is None
    listing.answer(service.serve(listing.request()[0]))
    assert (listing.next(), listing.resume_token) == (RUN, encoded("t"))
    assert (listing.next(), listing.resume_token) == (SEND, encoded("t"))
