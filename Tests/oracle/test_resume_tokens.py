"""Resume tokens: botocore's paginator and ours read and write the same ones.

Both talk to the same service. Tokens move between the two in both directions, at every run.
"""

import base64

import hypothesis
import pytest
from hypothesis import strategies as st

from dzjobs import DONE, RUN, SEND, Listing
from pagination import ours, theirs
from service import Service, awkward, encoded, services, tokens


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


@pytest.mark.parametrize("token", ["t___2", "None___1", "a___b___1"])
def test_tokens_in_botocores_old_form_go_to_the_service(token):
    """botocore still splits them, so it cannot use a service's token of that form."""
    service = Service([(token, ["a", "b", "c"], Service.ABSENT)])
    assert ours(service, resume_token=token)[:2] == (["a", "b", "c"], DONE)


@pytest.mark.parametrize(
    "text", ['{"foo": "t"}', '{"nextToken": "t", "x": 1}', "123", "[]", '"t"', "{}x", "{", ""])
def test_base64_of_anything_else_goes_to_the_service(text):
    """botocore raises for most of these."""
    token = base64.b64encode(text.encode()).decode() or "===="
    service = Service([(token, ["a"], Service.ABSENT)])
    assert ours(service, resume_token=token)[:2] == (["a"], DONE)


@pytest.mark.parametrize("text", ["{}", '{"nextToken": null}', '{"boto_truncate_amount": 0}',
                                  ' { "boto_truncate_amount" : 0 , "nextToken" : null } '])
def test_resume_tokens_in_other_notations(text):
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


def test_resuming_from_the_longest_token():
    """The limit of 8192 applies to the service's token; base64 around it is longer."""
    token = "\N{GRINNING FACE}" * 8192
    service = Service([(None, ["a"], token), (token, ["b", "c"], None)])
    for count in (1, 2):
        ids, _, written = ours(service, max_items=count)
        assert (ids, written) == theirs(service, MaxItems=count)
        assert ours(service, resume_token=written)[0] == ["a", "b", "c"][count:]


@pytest.mark.parametrize("first", [[], ["z"]])
def test_a_skip_longer_than_its_page_continues_on_later_pages(first):
    """A service may have fewer runs at a token than before. botocore counts the skip as done and
    returns runs again."""
    service = Service([("t", first, "u"), ("u", ["a", "b", "c"], "v"), ("v", ["d"], None)])
    assert theirs(service, StartingToken=encoded("t", 2))[0] == ["a", "b", "c", "d"]
    left = ["a", "b", "c", "d"][2 - len(first):]
    assert ours(service, resume_token=encoded("t", 2))[0] == left


def test_next_token_is_kept_when_the_first_page_is_cut():
    """botocore writes nextToken null, and resumes with page 1."""
    service = Service([(None, ["1"], "t"), ("t", ["2", "3"], "u"), ("u", ["4"], None)])
    ids, token = theirs(service, nextToken="t", MaxItems=1)
    assert (ids, token) == (["2"], encoded(None, 1))
    ids, _, token = ours(service, next_token="t", max_items=1)
    assert (ids, token) == (["2"], encoded("t", 1))
    assert ours(service, resume_token=token)[0] == ["3", "4"]


def test_the_resume_token_overrides_next_token():
    service = Service([("t", ["1"], None), ("u", ["2"], None)])
    assert ours(service, next_token="t", resume_token="u")[0] == ["2"]
    assert theirs(service, nextToken="t", StartingToken="u")[0] == ["2"]


def test_the_resume_token_while_the_next_page_is_in_flight():
    service = Service([(None, ["1"], "t"), ("t", ["2"], None)])
    listing = Listing()
    assert listing.next() == SEND and listing.resume_token is None
    listing.answer(service.serve(listing.request()[0]))
    assert (listing.next(), listing.resume_token) == (RUN, encoded("t"))
    assert (listing.next(), listing.resume_token) == (SEND, encoded("t"))
