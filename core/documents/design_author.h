#pragma once

#include <string>

#include "design/design.h"
#include "rooms.h"

namespace lightloom::documents {

/// The maker of the design, from the file's field `author`: free text, empty where nobody is named. Programs
/// that do not know the field keep it.
std::string authorOf(const Design& design);

/// The design with another author; an empty text takes the field away.
Design withAuthor(Design design, const std::string& author);

}  // namespace lightloom::documents
