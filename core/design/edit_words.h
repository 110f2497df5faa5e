#pragma once

#include <string>
#include <vector>

#include "base/message.h"
#include "design/edit.h"
#include "rooms.h"

namespace lightloom::design {

/// The name of a part, or its id where it has none.
std::string shownName(const Component& component);

/// What an edit changes, one sentence for each value, part by part in drawing order: "lens1: Focal
/// length was 60 mm, is 65 mm", "mirror2 was added". For people who compare two designs; the edit is then
/// their `difference`.
std::vector<Message> changesOf(const DesignEdit& edit);

}  // namespace lightloom::design
