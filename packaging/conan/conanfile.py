"""The Conan recipe: packs the released archive of a CPU; nothing is compiled.

`conan create packaging/conan -c user.dzjobs:url=URL` names the folder that has the archives and
SHA256SUMS, as `make dist` made them: a release's, or a file:// URL of .build/dist.
"""

import os
import re

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.files import copy, download, get, load

CPUS = {"x86_64": "x86_64", "armv8": "aarch64"}


class Dzjobs(ConanFile):
    name = "dzjobs"
    description = "Lists the runs of an Amazon DataZone job"
    license = "Apache-2.0 AND MIT"
    topics = ("aws", "datazone")
    package_type = "library"
    settings = "os", "arch"
    options = {"shared": [True, False]}
    default_options = {"shared": True}

    def set_version(self):
        header = os.path.join(self.recipe_folder, "../../include/dzjobs.h")
        number = re.search(r"VERSION_NUMBER 0x(..)(..)(..)", load(self, header))
        self.version = ".".join(str(int(part, 16)) for part in number.groups())

    def validate(self):
        if self.settings.os != "Linux" or str(self.settings.arch) not in CPUS:
            raise ConanInvalidConfiguration("dzjobs is released for Linux on x86_64 and armv8")

    def build(self):
        url = self.conf.get("user.dzjobs:url", check_type=str)
        if not url:
            raise ConanInvalidConfiguration("-c user.dzjobs:url= must name the release")
        archive = f"libdzjobs-{self.version}-linux-{CPUS[str(self.settings.arch)]}.tar.gz"
        download(self, f"{url}/SHA256SUMS", "SHA256SUMS")
        sums = dict(reversed(line.split()) for line in load(self, "SHA256SUMS").splitlines())
        get(self, f"{url}/{archive}", sha256=sums[archive], strip_root=True)

    def package(self):
        copy(self, "include/*", self.build_folder, self.package_folder)
        library = "lib/libdzjobs.so*" if self.options.shared else "lib/libdzjobs.a"
        copy(self, library, self.build_folder, self.package_folder)
        for text in ("LICENSE", "copyright"):
            copy(self, text, self.build_folder, os.path.join(self.package_folder, "licenses"))

    def package_info(self):
        self.cpp_info.libs = ["dzjobs"]
        self.cpp_info.system_libs = ["dl", "pthread"]
        self.cpp_info.set_property("cmake_target_name", "dzjobs::dzjobs")
