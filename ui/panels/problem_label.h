#pragma once

#include <QLabel>

#include "rooms.h"

namespace lightloom::ui {

/// The fault of the field above it; visible only while there is one. Readable in either theme.
class ProblemLabel : public QLabel {
  Q_OBJECT

 public:
  explicit ProblemLabel(QWidget* parent = nullptr);
  void setProblem(const QString& problem);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void showWhenHandRests();
  void takeInk();
};

}  // namespace lightloom::ui
