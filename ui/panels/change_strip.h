#pragma once

#include <QLabel>

#include "rooms.h"

class QPalette;

namespace lightloom::ui {

class Comparison;
struct FigureChange;

/// "43.1 fJ/OP → 39.9 fJ/OP  −3.2 fJ/OP (−7.4 %)" of a figure that differs, in the colour of its verdict.
/// Rich text.
QString changeText(const FigureChange& figure, const QPalette& palette);

/// The figures that have changed, in a few lines below the form of a part: what an edit costs is seen where
/// it is made. Empty it takes no room.
class ChangeStrip : public QLabel {
  Q_OBJECT

 public:
  explicit ChangeStrip(Comparison& comparison, QWidget* parent = nullptr);

  /// Whether the figures themselves are in sight, so that nothing need be said twice.
  void setQuiet(bool quiet);
  /// Gives way before a window would have to grow.
  QSize minimumSizeHint() const override { return {0, 0}; }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void refresh();

  Comparison& m_comparison;
  bool m_quiet = false;
};

}  // namespace lightloom::ui
