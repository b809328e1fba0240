"""The snippets in the pages about languages are parts of programs that the tests run."""

import re

import pytest
from program import REPO, WARNINGS, compile_with

CPP = ("examples/list_job_runs.cpp", "Tests/consumer/cpp_ranges.cpp",
       "Tests/consumer/cpp_listing.cpp", "Tests/consumer/cpp_callbacks.cpp",
       "Tests/packaging/consumer.cpp")
SOURCES = {
    "coming-from-aws-sdk-cpp": CPP,
    "cpp": CPP,
    "any-language": tuple("examples/list_job_runs." + name
                          for name in ("rb", "php", "pl", "lua", "go", "rs")),
    "concepts": ("Tests/consumer/host_epoll.c", "Tests/consumer/host_loop.c"),
}


@pytest.mark.parametrize("name", SOURCES)
def test_is_quoted_from_programs(name):
    sources = [(REPO / path).read_text() for path in SOURCES[name]]
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$",
                        (REPO / "packaging/docs" / (name + ".md")).read_text(), re.M | re.S)
    # "cxx" marks code for the AWS SDK, which is not installed.
    quoted = [text for language, text in blocks if language not in ("sh", "cmake", "cxx")]
    assert len(quoted) >= 2
    for text in quoted:
        assert any(text in source for source in sources), text
    commands = [text.strip() for language, text in blocks if language == "sh"]
    assert len(commands) == {"any-language": 6, "concepts": 0}.get(name, 1)
    for command, source in zip(commands, sources):  # compile_example() reads it there
        assert command in source


@pytest.mark.parametrize("name", ["coming-from-aws-sdk-cpp", "cpp"])
def test_cmake_is_quoted_from_the_consumer(name):
    text, = re.findall(r"^```cmake\n(.*?)^```$",
                       (REPO / "packaging/docs" / (name + ".md")).read_text(), re.M | re.S)
    consumer = (REPO / "Tests/packaging/CMakeLists.txt").read_text()
    consumer = consumer.replace(" ${VERSION}", "").replace("consumer_${language}", "program")
    for line in text.splitlines():
        assert line in consumer


def test_the_headers_example_compiles(tmp_path):
    """With and without exceptions."""
    comment = re.findall(r"^// ?(.*)$", (REPO / "include/dzjobs.hpp").read_text(), re.M)
    shown = "\n".join(comment).split("Rules of every call:")
    loop = shown[0].split("\n\n")[1]
    quiet = re.search(r"^( {13,}dzjobs::client .*?)^  \w", shown[1], re.M | re.S).group(1)
    assert "client.list_job_runs(" in loop and "runs.error()" in quiet
    (tmp_path / "shown.cpp").write_text(
        "#include <cstdio>\n#include <dzjobs.hpp>\n#include <iostream>\n"
        "void use(const dzjobs::job_run &) {}\n"
        "#if DZJOBS_THROWS\nvoid loop() {\n%s\n}\n#endif\nvoid quiet() {\n%s\n}\n" % (loop, quiet))
    for flags in "", "-fno-exceptions -fno-rtti":
        compile_with("c++ -std=c++17 -fsyntax-only shown.cpp $(pkg-config --cflags dzjobs)",
                     tmp_path, WARNINGS, flags)
