#pragma once

#include <functional>

#include "design/viewpoint.h"
#include "document/part_edits.h"
#include "rooms.h"

/// The edits that people make with loupes, as values like those of part_edits.h.
namespace lightloom::ui {

/// Changes what a loupe looks at or where its inset stands. One that the program opened on `target` has no
/// `id`: it becomes part of the design.
DesignEdit changeLoupe(const Design& design, const std::string& id, const std::string& target,
                       const QString& label, const std::function<void(Viewpoint&)>& change);

/// A loupe on the first face of a part.
DesignEdit addLoupeOn(const Design& design, const std::string& target);
/// A loupe on a plane of its own.
DesignEdit addLoupeAt(const Design& design, BenchPoint at, double angleRad);

/// Whether the part is a loupe on another part: it then has no place of its own on the bench.
bool isAttachedLoupe(const Component& component);

/// The parts and the loupes that look at them.
PartIds withTheirLoupes(const Design& design, PartIds ids);

}  // namespace lightloom::ui
