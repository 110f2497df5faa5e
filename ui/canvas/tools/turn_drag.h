#pragma once

#include <optional>
#include <string>

#include "canvas/tools/drag.h"

namespace lightloom::ui {

/// Turns the one selected part by its handle: it catches on the light, else on whole degrees.
class TurnDrag : public DesignDrag {
 public:
  TurnDrag(BenchView& view, const Pointer& at, std::string part);

  void click(const Pointer& at) override;

 protected:
  void begin() override;
  void pull(const Pointer& at) override;
  void drop(const Pointer& at) override;
  QString words(Qt::KeyboardModifiers modifiers) const override;

 private:
  std::string m_part;
  std::optional<Snapper> m_snapper;
};

}  // namespace lightloom::ui
