#pragma once

#include <QDialog>

#include "design/templates.h"
#include "rooms.h"

class QComboBox;
class QDialogButtonBox;
class QLabel;
class QSpinBox;

namespace lightloom::ui {

/// Asks what a homodyne cell is made for, and says at once what comes of it or why it cannot be.
class CellDialog : public QDialog {
  Q_OBJECT

 public:
  explicit CellDialog(QWidget* parent = nullptr);
  CellRequest request() const;

 private:
  void refresh();

  QComboBox* m_crossing;
  QSpinBox* m_axons;
  QSpinBox* m_synapses;
  QLabel* m_result;
  QDialogButtonBox* m_buttons;
};

}  // namespace lightloom::ui
