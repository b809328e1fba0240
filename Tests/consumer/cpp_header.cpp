// dzjobs.hpp alone and twice. cpp.sh compiles this with more warnings than the other programs
// take: in a header that is not the system's they would reach its users.
#include <dzjobs.hpp>
#include <dzjobs.hpp>

#include "check.h"

int main() {
  CHECK_INT(dzjobs_version_number(), DZJOBS_VERSION_NUMBER);
  return check_done();
}
