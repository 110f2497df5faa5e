#pragma once

#include <QComboBox>

#include "rooms.h"

namespace lightloom::ui {

class PaceChoice;

/// Steps of the pace of a training, from a mini-batch a press to as fast as it goes.
class PaceBox : public QComboBox {
  Q_OBJECT

 public:
  explicit PaceBox(PaceChoice& choice, QWidget* parent = nullptr);

 private:
  void refresh();

  PaceChoice& m_choice;
};

}  // namespace lightloom::ui
