#pragma once

#include <QString>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "design/edit.h"
#include "rooms.h"

/// The edits that people make on the bench, as values: they read a design and say what would change.
namespace lightloom::ui {

using PartIds = std::vector<std::string>;

/// A position on the bench, m.
struct BenchPoint {
  double x = 0, y = 0;
};

/// Where a part stands, without its fine adjusters.
BenchPoint positionOf(const Component& component);
double angleOf(const Component& component);  ///< rad

/// Step of the grid that parts snap to, m.
inline constexpr double kGridStep = 1e-3;
BenchPoint snapped(BenchPoint point);

/// The mean of the parts' positions; there must be one.
BenchPoint middleOf(const std::vector<ComponentPtr>& parts);

/// A part of a kind at a place, with a fresh id.
DesignEdit placePart(const Design& design, std::string_view kind, BenchPoint at, double angleRad = 0);

/// `start` with the parts moved by `by`, as an edit of `design`: for drags, which always reckon from where
/// they began. Locked parts stay.
DesignEdit moveParts(const Design& design, const Design& start, const PartIds& ids, BenchPoint by);

/// Turns parts together: about the middle of the box that their places span. Locked parts stay.
DesignEdit turnParts(const Design& design, const PartIds& ids, double byRad);
/// Turns one part to an angle.
DesignEdit turnPartTo(const Design& design, const std::string& id, double angleRad);

/// The fragment's parts with fresh ids, moved by `by`; `newIds` receives them.
DesignEdit insertParts(const Design& design, const std::vector<ComponentPtr>& parts, BenchPoint by,
                       const QString& label, PartIds& newIds);

/// Whether edits of places may move and turn a part: locked ones stay, and a loupe on a part stands where
/// that is.
bool mayTurn(const Component& component);
void setPosition(Component& component, BenchPoint at);  ///< rounded to a picometre
void setAngle(Component& component, double angleRad);   ///< within half a turn

/// Any change of several parts, as one step: those that `change` leaves as they are do not take part.
DesignEdit changeParts(const Design& design, const PartIds& ids, const QString& label,
                       const std::function<void(Component&)>& change);
/// Any change of one field of a part.
DesignEdit changePart(const Design& design, const std::string& id, const QString& label,
                      const std::function<void(Component&)>& change);

/// Says where the value of a key comes from, or that nobody states it.
DesignEdit stateOrigin(const Design& design, const PartIds& ids, const std::string& key,
                       const std::optional<Source>& source, const QString& title);

DesignEdit lockParts(const Design& design, const PartIds& ids, bool locked);
DesignEdit hideParts(const Design& design, const PartIds& ids, bool hidden);

/// Parts that can be seen, in drawing order: what selecting goes through.
PartIds shownParts(const Design& design);

/// One label for what happens to one or several parts: "Move lens3", "Move 4 parts".
QString partsLabel(const QString& verb, const Design& design, const PartIds& ids);

}  // namespace lightloom::ui
