#pragma once

#include <QString>
#include <string>

#include "rooms.h"

class QWidget;

namespace lightloom::ui {

/// What is asked about: a headline number of the report, or a value of the design.
struct Asked {
  enum class What { Nothing, Number, Value };
  What what = What::Nothing;
  std::string key;  ///< of the number; of a value its path, "vcsel_array2.power"

  bool operator==(const Asked&) const = default;
};

/// Says which number a widget shows, and what stands in it unless that says otherwise.
void setExplained(QWidget& widget, const Asked& asked);

/// What a widget, or what it stands in, shows; nothing where nobody said.
Asked explainedBy(const QWidget* widget);

}  // namespace lightloom::ui
