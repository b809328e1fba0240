"""Arguments that can never be right are refused, by the setter or by the first next.

botocore sends most of them, and the service refuses them or, worse, does not. Each test has
botocore's behaviour.
"""

import pytest

import reference
from dzjobs import EINVAL, SEND, Listing


def refused(listing):
    """The first next returns EINVAL with a text, and there is no request."""
    assert listing.next() == EINVAL and listing.error
    assert listing.request() == (None, [])
    return listing.error


@pytest.mark.parametrize("identifier", ["", ".", ".."])
def test_identifiers_that_change_the_path_are_refused(identifier):
    """botocore sends them, but signs another path: the service must refuse."""
    assert "domain" in refused(Listing("us-east-1", identifier, "job"))
    assert "job" in refused(Listing("us-east-1", "dzd_oracle", identifier))


@pytest.mark.parametrize("name", ["next_token", "resume_token"])
def test_empty_and_overlong_tokens_are_refused(name):
    """The service accepts 1 to 8192 characters. botocore refuses only the empty token."""
    listing = Listing()
    assert listing.set(name, "") == EINVAL and listing.error
    assert listing.set(name, "\N{GRINNING FACE}" * 8193) == EINVAL and listing.error
    assert listing.set(name, "\N{GRINNING FACE}" * 8192) == 0
    assert listing.next() == SEND


@pytest.mark.parametrize("tail", ["?x=1", "?", "#f", "#", "/base?x=1", "/base#f"])
def test_endpoints_with_query_or_fragment_are_refused(tail):
    """botocore merges the query and loses its own parameters after the fragment."""
    assert Listing().set("endpoint_url", "https://example.com" + tail) == EINVAL


@pytest.mark.parametrize(
    "url", ["", "example.com", "//example.com", "ftp://example.com", "https://", "https:///x"]
)
def test_endpoints_without_an_http_url_are_refused(url):
    """As in botocore, except for ftp:, which fails there only when it is sent."""
    listing = Listing()
    assert listing.set("endpoint_url", url) == EINVAL and listing.error


def test_fips_with_an_endpoint_is_refused():
    """The endpoint rules require it; botocore silently ignores FIPS."""
    for region, fips in (("us-east-1", 1), ("fips-us-east-1", 0), ("us-east-1-fips", 0)):
        refused(Listing(region, endpoint_url="https://example.com", use_fips=fips))


@pytest.mark.parametrize(
    "region", ["", "us_east_1", "a.b", "us-east-1/evil", "-a", "a-", "123", "a" * 64, "é", "a\n"]
)
def test_regions_that_are_not_host_labels_are_refused(region):
    """As in botocore, which refuses "" and "a\n" only by luck, in its endpoint check."""
    with pytest.raises((ValueError, reference.botocore.exceptions.BotoCoreError)):
        reference.client(region)
    assert "region" in refused(Listing(region))


@pytest.mark.parametrize(
    "bad", [b"\xff", b"a\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82"]
)
def test_invalid_utf8_is_refused(bad):
    refused(Listing("us-east-1", bad, "job"))
    refused(Listing("us-east-1", "dzd_oracle", bad))
    for name in ("status", "sort_order", "next_token", "resume_token", "endpoint_url"):
        assert Listing().set(name, bad) == EINVAL


@pytest.mark.parametrize("evil", ["a\r\nX-Evil: 1", "a\nb", "a\rb"])
def test_credentials_cannot_start_a_header(evil):
    """botocore's HTTP client raises; our setter refuses."""
    listing = Listing()
    assert listing.set("credentials", evil, "SK", None) == EINVAL
    assert listing.set("credentials", "AK", "SK", evil) == EINVAL
    assert listing.error and "Evil" not in listing.error


def test_incomplete_credentials_are_refused():
    listing = Listing()
    assert listing.set("credentials", "AK", None, None) == EINVAL
    assert listing.set("credentials", None, "SK", None) == EINVAL


@pytest.mark.parametrize("value", [0, -1, -(2**31)])
def test_page_sizes_below_one_are_refused(value):
    listing = Listing()
    assert listing.set("max_results", value) == EINVAL and listing.error
    with pytest.raises(reference.botocore.exceptions.ParamValidationError):
        reference.request({**reference.IDENTIFIERS, "maxResults": value}, 0)
