#pragma once

#include <string>

#include "canvas/tools/drag.h"

namespace lightloom::ui {

class LoupeItem;

/// Moves the inset of a loupe; a click chooses what it shows by the word that names it, or a channel.
class LoupeDrag : public Drag {
 public:
  LoupeDrag(BenchView& view, const Pointer& at, const LoupeItem& loupe);

  void click(const Pointer& at) override;

 protected:
  void pull(const Pointer& at) override;
  void drop(const Pointer& at) override;
  void cancel() override;
  QString words(Qt::KeyboardModifiers modifiers) const override;

 private:
  LoupeItem* loupe() const;

  std::string m_key;  ///< what the loupe is known by: the item itself may be made anew meanwhile
  QPointF m_corner;   ///< where it stood
};

}  // namespace lightloom::ui
