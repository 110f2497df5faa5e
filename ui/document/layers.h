#pragma once

#include <QString>
#include <vector>

#include "document/part_edits.h"
#include "rooms.h"

namespace lightloom::ui {

/// Parts that are shown, hidden and locked together: those of one family (what they do to light), or of one
/// group that the design names.
struct CanvasLayer {
  QString key;          ///< "sources", "optics", "detectors", "loupes", "others", "group:relay"
  QString title;        ///< for people
  PartIds ids;          ///< in drawing order, at least one
  bool shown = false;   ///< all of them are
  bool locked = false;  ///< all of them are
};

/// The families that the design has parts of, in the order of the light, then its groups by name.
std::vector<CanvasLayer> layersOf(const Design& design);

}  // namespace lightloom::ui
