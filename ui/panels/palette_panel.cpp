#include "panels/palette_panel.h"

#include <QApplication>
#include <QDrag>
#include <QEvent>
#include <QMimeData>

#include "canvas/bench_view.h"
#include "canvas/silhouette.h"
#include "document/translate.h"
#include "export/manual/manual.h"
#include "manual/help_anchor.h"

namespace lightloom::ui {
namespace {

constexpr int kPictureSize = 32;
constexpr int kKindRole = Qt::UserRole;

}  // namespace

PalettePanel::PalettePanel(QWidget* parent) : QListWidget(parent) {
  setObjectName(QStringLiteral("palette"));
  setAccessibleName(tr("Parts"));
  setToolTip(tr("Drag a part onto the bench, or double-click it to place it in the middle"));
  setViewMode(ListMode);
  setIconSize(QSize(kPictureSize, kPictureSize));
  setSpacing(1);
  setDragEnabled(true);
  setDragDropMode(DragOnly);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setWordWrap(true);
  for (const Kind* kind : allKinds()) {
    auto* item = new QListWidgetItem(shownText(kind->title), this);
    item->setData(kKindRole, fromStd(kind->id));
    item->setToolTip(shownText(kind->help));
    item->setData(kHelpAnchorRole, fromStd(partAnchor(kind->id)));
    item->setSizeHint(QSize(0, kPictureSize + 4));
  }
  paintPictures();
  connect(this, &QListWidget::itemActivated, this,
          [this](QListWidgetItem* item) { Q_EMIT placeRequested(item->data(kKindRole).toString()); });
}

void PalettePanel::paintPictures() {
  const CanvasColours colours = canvasColours(isDark(QApplication::palette()));
  for (int i = 0; i < count(); ++i) {
    const Kind* kind = findKind(item(i)->data(kKindRole).toString().toStdString());
    item(i)->setIcon(QIcon(kindPixmap(*kind, colours, kPictureSize, devicePixelRatioF())));
  }
}

void PalettePanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) paintPictures();
  QListWidget::changeEvent(event);
}

void PalettePanel::startDrag(Qt::DropActions) {
  const QListWidgetItem* item = currentItem();
  if (!item) return;
  auto* data = new QMimeData;
  data->setData(QLatin1String(kKindMimeType), item->data(kKindRole).toString().toUtf8());
  auto* drag = new QDrag(this);
  drag->setMimeData(data);
  drag->exec(Qt::CopyAction);
}

}  // namespace lightloom::ui
