"""The certificates of the tests: every Python must trust them, also one that verifies strictly."""

import ssl

import certificates
import pytest


def handshake(server, client):
    """Lets two contexts shake hands in memory."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = [client.wrap_bio(to_client, to_server, server_hostname="127.0.0.1"),
             server.wrap_bio(to_server, to_client, server_side=True)]
    for _ in range(4):
        for side in list(sides):
            try:
                side.do_handshake()
                sides.remove(side)
            except ssl.SSLWantReadError:
                pass
    assert not sides


@pytest.mark.parametrize("name", ["good", "elsewhere", "expired", "stranger"])
def test_strict_verification_trusts_only_good_certificates(tmp_path, name):
    certificates.make(tmp_path)
    client = ssl.create_default_context(cafile=tmp_path / "ca.pem")
    client.verify_flags |= ssl.VERIFY_X509_STRICT  # Python 3.13's default
    server = certificates.context(tmp_path, name)
    if name == "good":
        handshake(server, client)
    else:
        reason = {"elsewhere": "IP address mismatch", "expired": "expired",
                  "stranger": "unable to get local issuer"}[name]
        with pytest.raises(ssl.SSLCertVerificationError, match=reason):
            handshake(server, client)
