"""Every request, byte for byte, against botocore's.

Both get the same arguments, credentials and time. The tests compare the URL and the names, values
and order of all headers, and so the signature. Three headers differ on purpose.
"""

import re
import uuid

import hypothesis
from hypothesis import strategies as st

import dzjobs
import reference
from dzjobs import SEND, Listing

OURS = {"User-Agent", "amz-sdk-invocation-id", "amz-sdk-request"}
ORDER = ("status", "sortOrder", "nextToken", "maxResults")  # botocore keeps the caller's order
LAST_US = 253_402_300_799_999_999

texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40
) | st.sampled_from(
    ["a/b", "%2F", "%", "..%2f", "\r\nX-Evil: 1", "a b+c", "~", "j?x#y%41 z", "{x}", "...", "/"]
)
identifiers = texts.filter(lambda text: text not in (".", ".."))
tokens = st.one_of(
    texts,
    st.text("abcXYZ019+/=", min_size=1, max_size=400),
    st.integers(1, 8192).map(lambda n: "t/" * (n // 2) + "+" * (n % 2)),
)
queries = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["SUCCESS", "TIMED_OUT", "BOGUS"]) | texts,
        "sortOrder": st.sampled_from(["ASCENDING", "DESCENDING"]) | texts,
        "nextToken": tokens,
        "maxResults": st.integers(1, 2**31 - 1),
    },
).map(lambda query: {name: query[name] for name in ORDER if name in query})
real_regions = st.sampled_from(
    "us-east-1 eu-west-1 ap-southeast-5 mx-central-1 il-central-1 cn-north-1 cn-northwest-1"
    " us-gov-west-1 us-gov-east-1 us-iso-east-1 us-isob-east-1 eu-isoe-west-1 us-isof-south-1"
    " eusc-de-east-1 aws-global aws-cn-global aws-us-gov-global aws-iso-global aws-iso-b-global"
    " aws-iso-e-global aws-iso-f-global".split()
)
labels = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?", fullmatch=True).filter(
    lambda label: not label.isdigit() and "fips" not in label
)
almost_regions = st.from_regex(
    r"(us|eu|ap|sa|ca|me|af|il|mx|cn|us-gov|us-iso|us-isob|eu-isoe|us-isof|eusc-de|eusc)"
    r"-[a-z0-9]{1,9}-[0-9]{1,2}[a-z]?",
    fullmatch=True,
)
regions = st.one_of(real_regions, almost_regions, almost_regions.map(str.upper), labels)
segments = st.from_regex(r"([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}){1,8}", fullmatch=True)
base_paths = st.one_of(
    st.just(""),
    st.just("/"),
    st.builds(
        lambda parts, tail: "/" + "/".join(parts) + tail,
        st.lists(segments.filter(lambda s: s not in (".", "..")), min_size=1, max_size=3),
        st.sampled_from(["", "/"]),
    ),
)
hosts = st.one_of(
    st.sampled_from(["localhost", "127.0.0.1", "[::1]", "Proxy.Example.COM", "a-b.example"]),
    st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?(\.[a-z]{2,5}){0,2}", fullmatch=True),
)
endpoints = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(["http", "https"]),
    hosts,
    st.sampled_from(["", ":80", ":443", ":8080", ":1", ":65535"]),
    base_paths,
)
printable = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1)
credentials = st.tuples(
    printable, printable | texts, st.none() | printable | st.text("aZ/+=", min_size=300)
)
times = st.integers(0, LAST_US)


def ours(region, parameters, now_us, keys, endpoint=None, fips=False):
    """The listing after SEND."""
    names = {
        "status": "status",
        "sortOrder": "sort_order",
        "nextToken": "next_token",
        "maxResults": "max_results",
    }
    listing = Listing(
        region,
        parameters["domainIdentifier"],
        parameters["jobIdentifier"],
        **{names[key]: value for key, value in parameters.items() if key in names},
        endpoint_url=endpoint,
        use_fips=int(fips),
        credentials=keys or (None, None, None),
    )
    listing.now_us = now_us
    assert listing.next() == SEND, listing.error
    return listing


def compare(region, parameters, now_us, keys, endpoint=None, fips=False):
    url, headers = ours(region, parameters, now_us, keys, endpoint, fips).request()
    their_url, their_headers = reference.request(
        parameters, now_us, keys, region=region, endpoint=endpoint, fips=fips
    )
    assert url == their_url
    assert [name for name, _ in headers] == [name for name, _ in their_headers]
    same = [header for header in headers if header[0] not in OURS]
    assert same == [header for header in their_headers if header[0] not in OURS]


@hypothesis.given(identifiers, identifiers, queries, credentials, times)
def test_arguments_are_sent_and_signed_as_by_botocore(domain, job, query, keys, now_us):
    parameters = {"domainIdentifier": domain, "jobIdentifier": job, **query}
    compare("us-east-1", parameters, now_us, keys)


@hypothesis.given(regions, st.booleans(), queries, times)
def test_regions_and_fips(region, fips, query, now_us):
    compare(region, {**reference.IDENTIFIERS, **query}, now_us, ("AK", "SK", None), fips=fips)


@hypothesis.given(real_regions | almost_regions, st.sampled_from(["fips-{}", "{}-fips"]))
def test_fips_in_the_name_of_the_region(region, form):
    compare(form.format(region), reference.IDENTIFIERS, 0, ("AK", "SK", "token"))


@hypothesis.given(endpoints, queries, identifiers, times)
def test_endpoints(endpoint, query, domain, now_us):
    parameters = {"domainIdentifier": domain, "jobIdentifier": "job", **query}
    compare("eu-west-1", parameters, now_us, ("AK", "SK", None), endpoint)


@hypothesis.given(queries, st.none() | endpoints)
def test_without_credentials_nothing_is_signed(query, endpoint):
    compare("us-east-1", {**reference.IDENTIFIERS, **query}, 0, None, endpoint)
    listing = ours("us-east-1", {**reference.IDENTIFIERS, **query}, 0, None, endpoint)
    assert {"X-Amz-Date", "Authorization"}.isdisjoint(dict(listing.request()[1]))


@hypothesis.given(times, st.integers(0, 10**9))
def test_a_repeated_send_is_signed_for_the_new_time(now_us, later):
    listing = ours("us-east-1", reference.IDENTIFIERS, now_us, ("AK", "SK", None))
    first = listing.request()
    listing.now_us = min(now_us + later, LAST_US)
    assert listing.next() == SEND
    _, headers = reference.request(reference.IDENTIFIERS, listing.now_us, ("AK", "SK", None))
    assert listing.header("Authorization") == dict(headers)["Authorization"]
    assert listing.header("amz-sdk-invocation-id") == dict(first[1])["amz-sdk-invocation-id"]


def test_a_host_with_a_final_dot_is_signed_as_it_is_sent():
    """urllib3 removes the dot from Host after botocore signed it."""
    url = "https://A-b.example.:8443"
    listing = ours("us-east-1", reference.IDENTIFIERS, 0, ("AK", "SK", None), url)
    their_url, headers = reference.request(
        reference.IDENTIFIERS, 0, ("AK", "SK", None), region="us-east-1", endpoint=url
    )
    assert listing.request()[0] == their_url
    assert listing.header("Host") == "a-b.example.:8443" != dict(headers)["Host"]
    assert listing.header("Authorization") == dict(headers)["Authorization"]


def test_our_own_headers():
    """User-Agent names the library, in botocore's ua/2.1 form. amz-sdk-request has `max` from the
    first attempt on, as in botocore since 1.43.66, and never `ttl`, because the caller sets the
    read timeout."""
    listing = ours("us-east-1", reference.IDENTIFIERS, 0, ("AK", "SK", None))
    version = dzjobs.lib.dzjobs_version().decode()
    assert re.match(rf"libdzjobs/{re.escape(version)} ua/2\.1( |$)", listing.header("User-Agent"))
    assert listing.header("amz-sdk-request") == "attempt=1; max=3"
    identifier = uuid.UUID(listing.header("amz-sdk-invocation-id"))
    assert identifier.version == 4 and str(identifier) == listing.header("amz-sdk-invocation-id")


def test_a_page_keeps_its_invocation_id_and_the_next_has_another():
    seen = []

    def serve(url, headers):
        headers = dict(headers)
        seen.append((headers["amz-sdk-invocation-id"], headers["amz-sdk-request"]))
        if len(seen) < 3:
            return dzjobs.Answer(500, headers=(("Date", "Mon, 23 Nov 2026 10:00:00 GMT"),))
        return dzjobs.Answer(body=b'{"nextToken": "t"}' if len(seen) == 3 else b"{}")

    assert Listing().runs(serve) == ([], dzjobs.DONE)
    assert len({identifier for identifier, _ in seen[:3]}) == 1
    assert len({identifier for identifier, _ in seen}) == 2
    attempts = ["attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3", "attempt=1; max=3"]
    assert [attempt for _, attempt in seen] == attempts
