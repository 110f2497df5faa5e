#pragma once

#include <optional>
#include <string>

#include "canvas/tools/drag.h"

namespace lightloom::ui {

/// The status bar's words where a locked part should move.
QString lockedHint();

/// Moves the selected parts. The one under the pointer catches on beams, focal lengths, other parts and the
/// grid.
class MoveDrag : public DesignDrag {
 public:
  /// `part` lies under the pointer.
  MoveDrag(BenchView& view, const Pointer& at, std::string part);

  void click(const Pointer& at) override;

 protected:
  void begin() override;
  void pull(const Pointer& at) override;
  void drop(const Pointer& at) override;
  QString words(Qt::KeyboardModifiers modifiers) const override;

 private:
  ComponentPtr grabbed() const;

  std::string m_part;
  std::optional<Snapper> m_snapper;
};

}  // namespace lightloom::ui
