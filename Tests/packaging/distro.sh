#!/bin/bash
# Runs inside a system as root, like a new user: installs the release in /dist, types the lines of
# the README, and lists the emulator's runs in C and in Python. /repo is the repository without
# builds. /runs.jsonl gets the runs, which distros.sh compares between systems.
set -eu
repo=/repo dist=/dist
export DEBIAN_FRONTEND=noninteractive AWS_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true
fail() { echo "distro.sh: $*" >&2 && exit 1; }
readme() { sed -n "$1" $repo/README.md; }
block() { # language, which of them
  awk -v language="$1" -v which="$2" '
    /^```/ && open { open = inside = 0; next }
    /^```/ { open = 1; inside = substr($0, 4) == language && ++seen == which; next }
    inside' $repo/README.md
}

# An earlier run's packages have the same version, and apt-get would keep them.
dpkg --purge dzjobs libdzjobs-dev libdzjobs0 >/dev/null 2>&1 || true
work=$(mktemp -d)
cd "$work"
cpu=$(uname -m) debian=$(dpkg --print-architecture)
ln -s $repo/examples $repo/include $repo/Tests .

# The archive, in /usr/local: builds the first program with its command, and with the one without
# pkg-config.
tar -xzf $dist/libdzjobs-*-linux-"$cpu".tar.gz -C /usr/local --strip-components=1
export LD_LIBRARY_PATH=/usr/local/lib
emulator="python3 examples/emulator --quiet --runs 2 --seed 70 --"
block c 1 >first.c
bash -euc "$(readme 's/.*`\(cc first.c -o [^`]*\)`.*/\1/p')"
bash -euc "$(block sh 2)" >told || fail "the first program"
block "" 1 | diff - told || fail "the first program lists other runs"
mkdir .build
ln -s /usr/local/lib .build/release
bash -euc "cc first.c -o uninstalled $(readme 's/.*`\(-Iinclude -L[^`]*\)`.*/\1/p')"
$emulator ./uninstalled | diff told - || fail "the line without installing"
cc first.c -o static -I/usr/local/include /usr/local/lib/libdzjobs.a -ldl -pthread
unset LD_LIBRARY_PATH
$emulator ./static |
  diff told - || fail "the static library"
rm -r /usr/local/lib/libdzjobs* /usr/local/lib/pkgconfig /usr/local/lib/cmake \
  /usr/local/include/dzjobs*
echo "ok      archive"

# The packages, with pkg-config and CMake.
apt-get install -q -y --no-install-recommends $dist/libdzjobs0_*_$debian.deb \
  $dist/libdzjobs-dev_*_$debian.deb >log 2>&1 ||
  { cat log && fail "apt-get does not install the packages"; }
bash -euc "$(readme 's/.*`\(cc first.c -o [^`]*\)`.*/\1/p')"
$emulator ./first | diff told - || fail "the packages"
cc examples/list_job_runs.c -o list_job_runs $(pkg-config --cflags --libs dzjobs jansson)
python3 examples/emulator --quiet --runs 500 --seed 70 -- ./list_job_runs --domain dzd_emulator \
  --job job_emulator --endpoint-url {endpoint} --json >/runs.jsonl
[[ $(wc -l </runs.jsonl) = 500 ]] || fail "list_job_runs lists $(wc -l </runs.jsonl) runs"
cmake -S Tests/packaging -B cmake >log 2>&1 && cmake --build cmake >>log 2>&1 ||
  { cat log && fail "CMake"; }
for program in cmake/consumer_c cmake/consumer_cpp cmake/static_c cmake/static_cpp; do
  $program >/dev/null || fail $program
done
echo "ok      packages: libdzjobs0, libdzjobs-dev"

# The command, if glibc is as new as the builder's.
if apt-get install -q -y --no-install-recommends $dist/dzjobs_*_$debian.deb >log 2>&1; then
  python3 examples/emulator --quiet --runs 500 --seed 70 -- dzjobs runs --domain dzd_emulator \
    --job job_emulator --endpoint-url {endpoint} --output jsonl >told ||
    fail "dzjobs runs: $(tail -n 1 told)"
  [[ $(wc -l <told) = 500 ]] || fail "dzjobs lists $(wc -l <told) runs"
  echo "ok      package: dzjobs"
else
  grep -q 'libc6 (>= 2.34)' log || { cat log && fail "apt-get does not install the command"; }
  echo "ok      package: dzjobs needs glibc 2.34, which apt-get says"
fi

# The wheel, and the tests of the package.
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check $dist/dzjobs-*manylinux_*_"$cpu".whl
count=$(python3 examples/emulator --quiet --runs 500 --seed 70 -- \
  venv/bin/python Tests/packaging/list.py {endpoint})
[[ $count = 500 ]] || fail "the wheel lists $count runs"
echo "ok      wheel: $(venv/bin/python --version)"
[[ ${1:-} != quick ]] || exit 0
venv/bin/pip install -q --disable-pip-version-check -r Tests/python/requirements.txt
cd $repo
"$work/venv/bin/python" -m pytest -q Tests/python
