#pragma once

#include <QPointF>
#include <QString>
#include <vector>

#include "canvas/snap.h"
#include "design/design.h"
#include "design/edit.h"
#include "rooms.h"

/// New parts on the bench: where they come to stand, and how they get there.
namespace lightloom::ui {

class BenchView;

/// Where a new part stands that is dropped at a scene point: on the light or the grid, with Ctrl just there.
Snapped placeOnBench(const BenchView& view, const Snapper& snapper, QPointF scene,
                     Qt::KeyboardModifiers modifiers);

/// Places a part of a kind and selects it; on a beam it is turned to fit.
void placeKind(BenchView& view, const QString& kind, QPointF scene, Qt::KeyboardModifiers modifiers);
/// The same at the free place that is nearest to the middle of the view.
void placeKindInSight(BenchView& view, const QString& kind);
/// Places a group of parts as one step and selects it: at the free place that is nearest to the middle, or
/// where it was drawn on an empty bench, which is then shown whole.
void placeParts(BenchView& view, const std::vector<ComponentPtr>& parts, const QString& label);

/// Adds a loupe on the part under a scene point, else on the light there, across the beam.
void addLoupe(BenchView& view, QPointF scene);
/// A loupe across the strongest beam at a scene point; empty without light.
DesignEdit loupeOnLight(const BenchView& view, QPointF scene);

}  // namespace lightloom::ui
