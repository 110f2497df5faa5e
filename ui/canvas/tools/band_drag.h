#pragma once

#include "canvas/tools/drag.h"

namespace lightloom::ui {

/// The rubber band: it selects what lies inside; pulled from the right to the left, what it touches.
class BandDrag : public Drag {
 public:
  BandDrag(BenchView& view, const Pointer& at) : Drag(view, at, 0) {}

  void paint(QPainter& painter) const override;

 protected:
  void pull(const Pointer& at) override;
  void drop(const Pointer& at) override;
  QString words(Qt::KeyboardModifiers modifiers) const override;

 private:
  QRectF band() const { return QRectF(m_from.scene, m_now.scene).normalized(); }
  bool touches() const { return m_now.scene.x() < m_from.scene.x(); }
};

}  // namespace lightloom::ui
