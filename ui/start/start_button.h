#pragma once

#include <QPushButton>

#include "rooms.h"

namespace lightloom::ui {

/// A line of text to press, as wide as there is room: text that is too long ends in an ellipsis.
class StartButton : public QPushButton {
  Q_OBJECT

 public:
  StartButton(const char* name, const QString& text, const QString& tip, QWidget* parent = nullptr);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
};

}  // namespace lightloom::ui
