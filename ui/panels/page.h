#pragma once

#include <QWidget>

#include "rooms.h"

namespace lightloom::ui {

/// A page behind the training. It rests while it is hidden or lies behind its neighbours, so that only what
/// can be seen computes.
class Page : public QWidget {
  Q_OBJECT

 public:
  using QWidget::QWidget;

  /// Whether the page lies before its neighbours; behind them it rests as if it were hidden.
  void setInFront(bool inFront);
  bool isActive() const { return m_inFront && isVisible(); }

 protected:
  /// The page may have come to the front or gone from it: begins or ends what only an active page does.
  virtual void refreshActive() = 0;
  /// The theme is another one.
  virtual void applyColours() = 0;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  bool m_inFront = true;
};

}  // namespace lightloom::ui
