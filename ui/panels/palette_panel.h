#pragma once

#include <QListWidget>

#include "rooms.h"

namespace lightloom::ui {

/// Every kind of part with its picture: drag one onto the bench, or double-click or press Enter to place it
/// in the middle of the view.
class PalettePanel : public QListWidget {
  Q_OBJECT

 public:
  explicit PalettePanel(QWidget* parent = nullptr);

 Q_SIGNALS:
  void placeRequested(const QString& kind);

 protected:
  void startDrag(Qt::DropActions supportedActions) override;
  void changeEvent(QEvent* event) override;
  QSize sizeHint() const override { return {176, 360}; }

 private:
  void paintPictures();
};

}  // namespace lightloom::ui
