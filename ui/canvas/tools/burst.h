#pragma once

#include <QElapsedTimer>

#include "rooms.h"

namespace lightloom::ui {

class Document;

/// Presses of a key or notches of a wheel that follow each other within a second are one gesture of the
/// document: one undo step.
class Burst {
 public:
  /// The gesture that the next one belongs to.
  int next(Document& document);
  void end() { m_gesture = 0; }

 private:
  int m_gesture = 0;  ///< 0: none
  QElapsedTimer m_since;
};

}  // namespace lightloom::ui
