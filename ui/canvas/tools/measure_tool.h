#pragma once

#include <optional>

#include "canvas/measure.h"
#include "canvas/tools/tool.h"

namespace lightloom::ui {

/// Measures distances: press, drag, release. The line stays until the next one, or until the tool is put
/// down.
class MeasureTool : public Tool {
 public:
  using Tool::Tool;

  void press(const Pointer& at) override;
  void move(const Pointer& at) override;
  void putDown() override { m_measure.reset(); }
  QString hint(const Pointer& at) const override;
  std::vector<Guide> guides() const override;
  const std::optional<Measure>& measure() const { return m_measure; }

 private:
  QPointF caught(const Pointer& at) const;

  std::optional<Measure> m_measure;
};

}  // namespace lightloom::ui
