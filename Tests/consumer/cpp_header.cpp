// Includes dzjobs.hpp alone, twice. cpp.sh compiles it with more warnings than the other programs,
// because users would get the warnings of a header that is not a system header.
#include <dzjobs.hpp>
#include <dzjobs.hpp>

#include "check.h"

int main() {
  CHECK_INT(dzjobs_version_number(), DZJOBS_VERSION_NUMBER);
  return check_done();
}
