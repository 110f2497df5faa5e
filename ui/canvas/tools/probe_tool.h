#pragma once

#include "canvas/tools/tool.h"
#include "design/edit.h"

namespace lightloom::ui {

/// Shows the light under the pointer in a loupe that follows it; with Shift its fringes. A click leaves the
/// loupe there and puts the tool down.
class ProbeTool : public Tool {
 public:
  using Tool::Tool;

  void press(const Pointer& at) override;
  void move(const Pointer& at) override { look(at); }
  void modifiersChanged(const Pointer& at) override { look(at); }
  void putDown() override;
  QString hint(const Pointer& at) const override;

 private:
  /// Returns what would leave the loupe that it shows; empty where it shows none, without light.
  DesignEdit look(const Pointer& at);
};

}  // namespace lightloom::ui
