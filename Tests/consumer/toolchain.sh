# Compiles programs against the library that is installed under $stage, found only by pkg-config,
# and runs them plain, sanitized or cross-built. Defines ${cc[@]}, ${cxx[@]}, ${flags[@]},
# ${libs[@]}, ${runner[@]} and make_programs, for bash scripts that have set $stage.
export PKG_CONFIG_SYSROOT_DIR=$stage PKG_CONFIG_LIBDIR=$stage/usr/lib/pkgconfig
export PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
export LD_LIBRARY_PATH=$stage/usr/lib
read -ra flags <<<"$(pkg-config --cflags dzjobs) -g -O1 -Wall -Wextra -Wpedantic -Werror"
# load.c must not depend on the library that it loads and unloads.
read -ra libs <<<"-Wl,--as-needed $(pkg-config --libs dzjobs) -ldl -pthread"
read -ra cc <<<"${CC:-gcc}"
read -ra cxx <<<"${CXX:-g++}"
read -ra runner <<<"${DZJOBS_RUNNER:-}" # an emulator of the CPU, for cross-built programs
if [[ -n ${DZJOBS_SANITIZE:-} ]]; then # the program needs the sanitizer's runtime
  sanitizers=${DZJOBS_SANITIZE/address/address,undefined}
  cc=(clang "-fsanitize=$sanitizers" -fno-sanitize-recover=all)
  cxx=(clang++ "-fsanitize=$sanitizers" -fno-sanitize-recover=all)
  libs+=(-fuse-ld=lld)
fi
if [[ ${DZJOBS_SANITIZE:-} = thread ]]; then # Swift's runtime for it also needs dispatch
  swift=$(dirname "$(readlink -f "$(command -v swift)")")/../lib/swift/linux
  libs+=("-L$swift" -ldispatch -lBlocksRuntime "-Wl,-rpath,$swift")
  runner=(setarch "$(uname -m)" -R) # and needs fixed addresses
fi

# Compiles outdated programs of this folder. A program that does not compile is missing, and its log
# has the reason: see programs.mk. $standards replaces those of C++ there.
programs_mk=$(dirname "${BASH_SOURCE[0]}")/programs.mk
make_programs() { # folder programs...
  local out=$1
  shift
  mkdir -p "$out"
  set -- "${@/#/$out/}"
  env -u MAKEFLAGS -u MAKELEVEL make -s -k -j "${DZJOBS_JOBS:-2}" -f "$programs_mk" "OUT=$out" \
    "STAGE=$stage" "CC=${cc[*]}" "CXX=${cxx[*]}" "FLAGS=${flags[*]}" "LIBS=${libs[*]}" \
    ${standards:+"STANDARDS=$standards"} "$@" >"$out/make.log" 2>&1 || true
}
