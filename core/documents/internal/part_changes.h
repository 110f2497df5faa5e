#pragma once

#include <vector>

#include "design/edit.h"
#include "documents/internal/design_text.h"
#include "rooms.h"

namespace lightloom::documents {

/// The member "components" of a log of edits or a difference of designs: parts before and after, in the form
/// that they have in a design. Nothing is written where nothing changed.
void writePartChanges(JsonWriter& writer, const std::vector<ComponentChange>& changes);

/// Reads what `writePartChanges` wrote into the object `json`. False after a problem, which the reader has:
/// "design.bad-edit" where a change does not say what changed.
bool readPartChanges(DesignTextReader& reader, const JsonValue& json, const JsonPlace& place,
                     const LoadBudget& budget, std::vector<ComponentChange>& out);

}  // namespace lightloom::documents
