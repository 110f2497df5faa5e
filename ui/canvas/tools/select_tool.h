#pragma once

#include <memory>

#include "canvas/tools/drag.h"

namespace lightloom::ui {

/// The usual tool. What lies at the press decides what the drag does: it moves parts, turns one by its
/// handle, moves a loupe, or pulls a rubber band; with Alt it turns fine adjusters.
class SelectTool : public Tool {
 public:
  using Tool::Tool;

  void press(const Pointer& at) override;
  void move(const Pointer& at) override;
  void release(const Pointer& at) override;
  void doubleClick() override;
  void modifiersChanged(const Pointer& at) override;
  bool abort() override;
  bool busy() const override { return m_drag != nullptr; }
  QString hint(const Pointer& at) const override;
  Qt::CursorShape cursor() const override { return Qt::ArrowCursor; }
  std::vector<Guide> guides() const override;
  void paint(QPainter& painter) const override;

 private:
  std::unique_ptr<Drag> m_drag;  ///< null where nothing is held
};

/// A click on the handle of a part that means what lies below: the handle of one part often stands before its
/// neighbour.
void clickBelowHandle(BenchView& view, const Pointer& at);

}  // namespace lightloom::ui
