#!/bin/bash
# Runs inside a system as root, like a new user: installs the release in /dist, types the lines of
# the README, and lists the emulator's runs in C, C++ and Python. /repo is the repository without
# builds. /runs.jsonl gets the runs, which distros.sh compares between systems.
set -eu
repo=/repo dist=/dist
export DEBIAN_FRONTEND=noninteractive AWS_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true
fail() { echo "distro.sh: $*" >&2 && exit 1; }
. $repo/Tests/packaging/readme.sh

# Types a command of the README.
type_line() { # words
  local command
  command=$(line "$1")
  command=${command//VERSION/*} command=${command//x86_64/$cpu}
  bash -euc "$command" >log 2>&1 || { cat log && fail "$command"; }
}

# An earlier run's packages have the same version, and apt-get would keep them.
dpkg --purge dzjobs libdzjobs-dev libdzjobs0 >/dev/null 2>&1 || true
work=$(mktemp -d)
cd "$work"
cpu=$(uname -m) debian=$(dpkg --print-architecture)
ln -s $repo/examples $repo/include $repo/Tests .

# The files that a new user downloads for this CPU.
cp $dist/libdzjobs-*-linux-"$cpu".tar.gz $dist/*_"$debian".deb \
  $dist/dzjobs-*-manylinux_*_"$cpu".whl .
echo 'APT::Get::Assume-Yes "true"; APT::Install-Recommends "false";' >/etc/apt/apt.conf.d/90tests

# The archive: builds the first programs with their commands, and without pkg-config.
type_line "tar xzf"
block c 1 >first.c
type_line "cc first.c"
bash -euc "$(block sh 2)" >told || fail "the first program"
block "" 1 | diff - told || fail "the first program lists other runs"
block cpp 1 >first.cpp
mkdir cpp
(cd cpp && ln -s ../first.cpp && type_line "c++ -std=c++17 first.cpp")
[[ $(with_runs cpp/first | grep -c SUCCESS) -gt 100 ]] || fail "the first program in C++"
mkdir .build
ln -s /usr/local/lib .build/release
emulator="python3 examples/emulator --quiet --runs 2 --seed 70 --"
bash -euc "cc first.c -o uninstalled $(line -Iinclude)"
$emulator ./uninstalled | diff told - || fail "the line without installing"
cc first.c -o static -I/usr/local/include /usr/local/lib/libdzjobs.a -ldl -pthread
$emulator ./static | diff told - || fail "the static library"
rm -r /usr/local/lib/libdzjobs* /usr/local/lib/pkgconfig /usr/local/lib/cmake \
  /usr/local/include/dzjobs* .build first cpp/first
ldconfig
echo "ok      archive"

# The packages, with pkg-config and CMake, and the command.
type_line "apt install"
type_line "cc first.c"
with_runs ./first >/runs.jsonl
[[ $(wc -l </runs.jsonl) = 500 ]] || fail "the packages list $(wc -l </runs.jsonl) runs"
cc examples/list_job_runs.c -o list_job_runs $(pkg-config --cflags --libs dzjobs jansson)
with_runs ./list_job_runs --domain dzd_emulator --job job_emulator --endpoint-url {endpoint} \
  --json | cmp - /runs.jsonl || fail "list_job_runs lists other runs"
cmake -S Tests/packaging -B cmake >log 2>&1 && cmake --build cmake >>log 2>&1 ||
  { cat log && fail "CMake"; }
for program in cmake/consumer_c cmake/consumer_cpp cmake/static_c cmake/static_cpp; do
  $program >/dev/null || fail $program
done
with_runs dzjobs runs --domain dzd_emulator --job job_emulator --endpoint-url {endpoint} \
  --output jsonl >told || fail "dzjobs runs: $(tail -n 1 told)"
[[ $(wc -l <told) = 500 ]] || fail "dzjobs lists $(wc -l <told) runs"
echo "ok      packages: libdzjobs0, libdzjobs-dev, dzjobs"

# The wheel, and the tests of the package.
python3 -m venv venv
PATH=$work/venv/bin:$PATH type_line "pip install"
block python 1 >first.py
[[ $(with_runs venv/bin/python first.py | wc -l) = 500 ]] || fail "the wheel lists other runs"
echo "ok      wheel: $(venv/bin/python --version)"
[[ ${1:-} != quick ]] || exit 0
venv/bin/pip install -q --disable-pip-version-check -r Tests/python/requirements.txt
mkdir -p $repo/.build/wheel
cp dzjobs-*.whl $repo/.build/wheel
cd $repo
"$work/venv/bin/python" -m pytest -q -n 2 Tests/python
