#pragma once

#include "rooms.h"

namespace lightloom::base {

/// Clears the upper halves of the vector registers where a processor has them; costs nothing to speak of.
/// Code that leaves them in use, as some fills of Qt's raster painter do, slows all code for any x86-64 that
/// the thread runs next, by two to three times, since each instruction then waits for the one before (Intel
/// 64 and IA-32 Optimization Reference Manual, "Mixing AVX code with SSE code").
void clearUpperVectors();

}  // namespace lightloom::base
