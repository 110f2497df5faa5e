#pragma once

#include <new>
#include <string>

#include "base/message.h"
#include "rooms.h"

namespace lightloom::base {

/// Bytes that this process may still ask for without harm: the least of what the machine has free, what its
/// control group leaves and what the address-space limit of the process leaves. A guess of 4 GB where nobody
/// tells.
double availableMemory();

/// "361 GB", two or three digits, C locale.
std::string shownBytes(double bytes);

/// The message where an allocation failed: "memory.exhausted".
Message memoryExhausted();

/// Calls `work` and returns its Result; where memory runs out on the way, the error "memory.exhausted". For
/// threads, on which nobody else would catch it.
template <typename Work>
auto withinMemory(const Work& work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return memoryExhausted();
  }
}

}  // namespace lightloom::base
