#pragma once

#include <QRgb>
#include <QString>

#include "rooms.h"
#include "train/run_points.h"

class QPixmap;

namespace lightloom::ui {

/// The curves of another run, drawn thin behind those of the run that is there.
struct RunOverlay {
  /// The place of the pinned state; those of runs come after it, and each keeps its own.
  static constexpr int kPinned = 0;

  QString name;
  Trail<RunPoint> points;
  bool regression = false;  ///< accuracies are R²
  int place = kPinned;      ///< which says how it looks
};

/// Colours and dash of the overlay in a place; six are told apart, in grey, too, then they come again.
struct OverlayLook {
  QRgb light, dark;  ///< of the two themes
  Qt::PenStyle dash;
};
OverlayLook overlayLook(int place);

/// A piece of such a line, as legends show it.
QPixmap overlaySwatch(int place, bool dark);

}  // namespace lightloom::ui
