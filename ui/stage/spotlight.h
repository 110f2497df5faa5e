#pragma once

#include <QTimer>
#include <QWidget>

#include "rooms.h"

namespace lightloom::ui {

/// A ring of light about the pointer, over everything else and touched by nothing, so that those who sit far
/// away see where somebody points. It goes when the pointer has rested for a while.
class Spotlight : public QWidget {
  Q_OBJECT

 public:
  explicit Spotlight(QWidget* parent);

  /// The pointer is here, in the parent's pixels.
  void point(QPoint at);
  void setSize(double size);
  bool isShining() const { return m_shines; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void rest();
  double radius() const;

  QTimer m_rest;
  QPoint m_at;
  double m_size = 1;
  bool m_shines = false;
};

}  // namespace lightloom::ui
