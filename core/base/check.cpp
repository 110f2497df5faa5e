#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace lightloom::base {

void checkFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "lightloom: internal error: %s does not hold (%s:%d)\n", condition, file, line);
  std::fflush(stderr);
  std::_Exit(4);
}

}  // namespace lightloom::base
