#pragma once

#include <vector>

#include "export/manual/manual.h"
#include "rooms.h"

namespace lightloom::cli {

/// Every verb with every word that it takes, as the manual tells of them.
std::vector<ManualVerb> manualVerbs();

}  // namespace lightloom::cli
