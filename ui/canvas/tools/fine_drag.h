#pragma once

#include <string>

#include "canvas/tools/drag.h"

namespace lightloom::ui {

/// A drag with Alt: it turns the fine adjusters of one part's mount, a thousandth of what the hand does.
class FineDrag : public DesignDrag {
 public:
  FineDrag(BenchView& view, const Pointer& at, std::string part);

 protected:
  /// False where the part has no adjusters or is locked.
  bool mayAdjust() const;
  /// Turns an adjuster by a thousandth of `by` (m or rad) from where it was, inside its range.
  void turnKnob(const char* key, double by);
  /// Writes the values of adjusters beside the part.
  void show(std::initializer_list<const char*> keys);
  QString words(Qt::KeyboardModifiers modifiers) const override;

  std::string m_part;
};

/// Shifts the part under the pointer.
class FineMoveDrag : public FineDrag {
 public:
  using FineDrag::FineDrag;
  /// Selects the next of the parts that lie there.
  void click(const Pointer& at) override;

 protected:
  void begin() override;
  void pull(const Pointer& at) override;
};

/// Tilts the selected part by its handle.
class FineTurnDrag : public FineDrag {
 public:
  using FineDrag::FineDrag;
  void click(const Pointer& at) override;

 protected:
  void pull(const Pointer& at) override;
};

}  // namespace lightloom::ui
