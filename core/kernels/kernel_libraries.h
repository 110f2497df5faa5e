#pragma once

#include <span>
#include <string>
#include <string_view>

#include "rooms.h"

namespace lightloom::kernel {

/// A kernel library by its instruction set.
struct KernelLibrary {
  const char* name;    ///< as in `KernelTable`
  const char* hidden;  ///< what the loader must not see of a processor to choose it; empty: nothing
};

/// All that are built, the widest first; the loader chooses the first that the processor has all of.
std::span<const KernelLibrary> kernelLibraries();

/// The one that this process uses and, after it, the narrower ones, which this processor has, too.
std::span<const KernelLibrary> kernelLibrariesHere();

/// The value of GLIBC_TUNABLES with which a program comes to use `library`, where without it it has `before`.
std::string tunablesFor(const KernelLibrary& library, std::string_view before);

}  // namespace lightloom::kernel
