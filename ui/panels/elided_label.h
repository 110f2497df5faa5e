#pragma once

#include <QLabel>

#include "rooms.h"

namespace lightloom::ui {

/// One line of text that gives way: without room for it, it ends in an ellipsis and its tooltip says all of
/// it. A long name never widens what it stands in. Rich text loses its emphasis while it is cut.
class ElidedLabel : public QLabel {
  Q_OBJECT

 public:
  explicit ElidedLabel(QWidget* parent = nullptr);

  /// The text that can be read at the moment: `text()` without markup, cut to the width.
  QString visibleText() const;
  bool isCut() const;
  QSize minimumSizeHint() const override;

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  QString plainText() const;
};

}  // namespace lightloom::ui
