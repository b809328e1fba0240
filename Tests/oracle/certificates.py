"""A certificate authority for one test run, made with the openssl command line, and TLS contexts.

Certificates: `good` for 127.0.0.1 and localhost, `elsewhere` for another host, `expired` for
127.0.0.1 until yesterday, `stranger` for 127.0.0.1 by an authority that nobody trusts.
They pass the strict verification of RFC 5280, which Python 3.13 and later turn on.
"""

import ssl
import subprocess

import pytest

NAMES = {"good": "IP:127.0.0.1,DNS:localhost", "elsewhere": "DNS:elsewhere.example",
         "expired": "IP:127.0.0.1", "stranger": "IP:127.0.0.1"}


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The directory with all certificates. The conftest.py of each suite imports this fixture."""
    directory = tmp_path_factory.mktemp("certificates")
    make(directory)
    return directory


def make(directory):
    """Writes ca.pem, and <name>.pem with key and certificate for each name, to a directory."""
    for authority in ("ca", "other"):
        _openssl(directory, "req", "-x509", "-newkey", "ec", "-pkeyopt",
                 "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                 "-subj", f"/CN=libdzjobs test {authority}",
                 "-addext", "keyUsage=critical,keyCertSign,cRLSign",
                 "-keyout", f"{authority}.key", "-out", f"{authority}.pem")
    # OpenSSL 3.4 and later refuse a negative -days and have -not_after, which older ones lack.
    known = subprocess.run(["openssl", "x509", "-help"], capture_output=True, check=True).stderr
    ended = ["-days", "-1"]
    if b"-not_after" in known:
        ended = ["-not_before", "20200101000000Z", "-not_after", "20200102000000Z"]
    for name, alternatives in NAMES.items():
        authority = "other" if name == "stranger" else "ca"
        (directory / f"{name}.ext").write_text(
            f"subjectAltName={alternatives}\nauthorityKeyIdentifier=keyid\n")
        _openssl(directory, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                 "-nodes", "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        _openssl(directory, "x509", "-req", "-in", f"{name}.csr", "-CA", f"{authority}.pem",
                 "-CAkey", f"{authority}.key", "-CAcreateserial", "-extfile", f"{name}.ext",
                 *(ended if name == "expired" else ["-days", "2"]), "-out", f"{name}.crt")
        (directory / f"{name}.pem").write_text(
            (directory / f"{name}.key").read_text() + (directory / f"{name}.crt").read_text())


def context(directory, name="good", version=None):
    """A server's TLS context for only this TLS version."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(directory / f"{name}.pem")
    if version:
        made.set_ciphers("ALL:@SECLEVEL=0")  # else OpenSSL refuses its own old versions
        made.minimum_version = made.maximum_version = version
    return made


def _openssl(directory, *arguments):
    subprocess.run(["openssl", *arguments], cwd=directory, check=True, capture_output=True)
