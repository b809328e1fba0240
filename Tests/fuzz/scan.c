/* The C that the readers of JSON are built on, against the plainest loops that say the same. Once
 * more as it is compiled where there is neither SSE2 nor NEON, if -DFUZZ_PORTABLE is given. */
#include "fuzz.h"

#include "cscan.h"
