#!/usr/bin/env python3
"""Prints the bill of materials of a release as SPDX 2.3: the files of the folder, and the libraries
in libdzjobs, with their versions on this machine and in the sysroot. Usage:
sbom.py VERSION FOLDER
"""

import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

REPOSITORY = pathlib.Path(__file__).parents[1]
BEARSSL = "libbearssl-dev"


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def bearssl():
    """Debian's version, which must be the same for both CPUs."""
    versions = {output("dpkg-query", "-W", "-f", "${Version}", BEARSSL).split("+")[0]}
    for packages in REPOSITORY.glob(".build/*/sysroot/packages"):
        found = re.search(rf"^{BEARSSL} (.*)$", packages.read_text(), re.M)
        versions.add(found[1].split("+")[0])
    if len(versions) != 1:
        sys.exit(f"sbom.py: the CPUs have different versions of BearSSL: {sorted(versions)}")
    return versions.pop()


def package(name, version, licence, copyright_text, **more):
    return {
        "SPDXID": f"SPDXRef-{name}",
        "name": name,
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": licence,
        "licenseDeclared": licence,
        "copyrightText": copyright_text,
        **more,
    }


def file(path):
    content = path.read_bytes()
    return {
        "SPDXID": "SPDXRef-File-" + re.sub(r"[^A-Za-z0-9.-]", "-", path.name),
        "fileName": "./" + path.name,
        "checksums": [
            {"algorithm": name.upper(), "checksumValue": hashlib.new(name, content).hexdigest()}
            for name in ("sha1", "sha256")
        ],
        "licenseConcluded": "Apache-2.0",
        "copyrightText": "NOASSERTION",
    }


def relationship(one, kind, other):
    return {
        "spdxElementId": one["SPDXID"],
        "relationshipType": kind,
        "relatedSpdxElement": other["SPDXID"],
    }


def main():
    version, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    swift = re.search(r"Swift version (\S+)", output("swift", "--version"))[1]
    files = [file(path) for path in sorted(folder.iterdir())
             if path.suffix in (".gz", ".deb", ".whl")]
    library = package("libdzjobs", version, "Apache-2.0", "2026, the authors of libdzjobs")
    linked = [
        package("BearSSL", bearssl(), "MIT", "2016-2018, Thomas Pornin",
                comment="SHA-256 and SHA-1, statically linked, from Debian's libbearssl-dev"),
        package("Swift", swift, "Apache-2.0 WITH Swift-exception",
                "2014-2026, Apple Inc. and the Swift project authors",
                comment="The Embedded standard library, statically linked"),
    ]
    identity = hashlib.sha256(json.dumps(files).encode()).hexdigest()
    created = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]),
                                              datetime.timezone.utc)
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"libdzjobs-{version}",
        "documentNamespace": f"https://libdzjobs.invalid/spdx/{version}-{identity}",
        "creationInfo": {
            "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "creators": ["Organization: libdzjobs"],
        },
        "packages": [library, *linked],
        "files": files,
    }
    document["relationships"] = [
        relationship(document, "DESCRIBES", library),
        *(relationship(library, "STATIC_LINK", part) for part in linked),
        *(relationship(made, "GENERATED_FROM", library) for made in files),
    ]
    json.dump(document, sys.stdout, indent=2)
    print()


main()
