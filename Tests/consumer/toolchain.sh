# How programs are compiled against the library as it is installed under $stage, with nothing but
# pkg-config to find it, and run, plain or sanitized: ${cc[@]}, ${cxx[@]}, ${flags[@]}, ${libs[@]},
# ${runner[@]}. For scripts in bash that have set $stage.
export PKG_CONFIG_SYSROOT_DIR=$stage PKG_CONFIG_LIBDIR=$stage/usr/lib/pkgconfig
export PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
export LD_LIBRARY_PATH=$stage/usr/lib
read -ra flags <<<"$(pkg-config --cflags dzjobs) -g -O1 -Wall -Wextra -Wpedantic -Werror"
read -ra libs <<<"$(pkg-config --libs dzjobs) -ldl -pthread"
cc=(gcc) cxx=(g++)
if [[ -n ${DZJOBS_SANITIZE:-} ]]; then # needs its runtime in the program
  sanitizers=${DZJOBS_SANITIZE/address/address,undefined}
  cc=(clang "-fsanitize=$sanitizers" -fno-sanitize-recover=all)
  cxx=(clang++ "-fsanitize=$sanitizers" -fno-sanitize-recover=all)
  libs+=(-fuse-ld=lld)
fi
runner=()
if [[ ${DZJOBS_SANITIZE:-} = thread ]]; then # its runtime, as Swift ships it, knows dispatch, too
  swift=$(dirname "$(readlink -f "$(command -v swift)")")/../lib/swift/linux
  libs+=("-L$swift" -ldispatch -lBlocksRuntime "-Wl,-rpath,$swift")
  runner=(setarch "$(uname -m)" -R) # and wants addresses where it expects them
fi
