#pragma once

#include <QPainter>
#include <optional>

#include "canvas/beam_reading.h"
#include "document/selection.h"
#include "rooms.h"

namespace lightloom::ui {

class BenchView;

/// What lies under a pointer that holds nothing, in words for the status bar: the place, the part or the
/// light there. Over a channel of a loupe it lights everything that takes part in the channel's products.
class Hover {
 public:
  explicit Hover(BenchView& view) : m_view(view) {}

  void announce(QPointF scene);
  void leave();
  /// The light has changed.
  void forget() { m_reading.reset(); }
  const std::optional<BeamReading>& reading() const { return m_reading; }
  /// Keeps the products of one laser or pixel lit while the pointer is elsewhere; channel −1 ends it.
  void keepLit(const LaserChoice& at);
  bool keepsLit() const { return m_lit.channel >= 0; }
  /// A bar across the beam that is read, as wide as the beam is; the painter is in pixels of the viewport.
  void paint(QPainter& painter) const;

 private:
  void lightUnder(QPointF scene);
  std::optional<BeamReading> readingAt(QPointF scene) const;
  QString wordsAt(QPointF scene) const;

  BenchView& m_view;
  std::optional<BeamReading> m_reading;  ///< of the light under the pointer
  LaserChoice m_lit;                     ///< whose products stay lit
  QString m_litWords;
};

}  // namespace lightloom::ui
