#pragma once

#include <string>

#include "rooms.h"

namespace lightloom::files {

/// Folders of files that come with the program: share/lightloom/ beside an installed program, the source tree
/// otherwise.
std::string datasetsFolder();
std::string examplesFolder();

/// The reader for Python that the program brings with it.
std::string pythonReaderPath();

/// A bundled example by its file name, such as "mnist-5x5.loom".
std::string examplePath(const std::string& name);

}  // namespace lightloom::files
