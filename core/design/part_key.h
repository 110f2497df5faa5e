#pragma once

#include "base/random.h"
#include "design/design.h"
#include "rooms.h"

namespace lightloom::design {

/// Key of what is drawn once for a part that has a `seed`: its id is in it, so that parts of one seed do not
/// draw alike. Equal keys on every machine.
RandomKey partKey(const PartView& part, Stream stream);

}  // namespace lightloom::design
