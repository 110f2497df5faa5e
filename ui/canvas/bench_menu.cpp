#include "canvas/bench_menu.h"

#include <QKeyEvent>
#include <QMenu>

#include "canvas/bench_view.h"
#include "canvas/check_mark.h"
#include "canvas/loupe_item.h"
#include "canvas/part_item.h"
#include "canvas/tools/tool.h"
#include "document/selection.h"

namespace lightloom::ui {

BenchMenu::BenchMenu(BenchView& view) : m_view(view) {}

void BenchMenu::setMenu(QMenu* menu) {
  m_menu = menu;
  menu->installEventFilter(this);
}

// While the menu is open, letters choose its entries and nothing on the bench.
bool BenchMenu::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::ShortcutOverride || watched != m_menu)
    return QObject::eventFilter(watched, event);
  const auto* key = static_cast<QKeyEvent*>(event);
  const bool letter =
      key->modifiers() == Qt::NoModifier && key->key() >= Qt::Key_A && key->key() <= Qt::Key_Z;
  event->setAccepted(letter);
  return letter;
}

void BenchMenu::open(QPoint viewPoint, bool mouse) {
  if (!m_menu) return;
  m_point = m_view.mapToScene(viewPoint);
  m_isLast = true;
  if (mouse) select();
  m_menu->popup(m_view.viewport()->mapToGlobal(viewPoint));
}

void BenchMenu::select() {
  const std::string under = idUnder(m_point);
  if (under.empty()) return m_view.selection().clear();
  if (!m_view.selection().contains(under)) m_view.selection().set({under});
}

std::string BenchMenu::idUnder(QPointF scene) const {
  if (const auto* mark = qgraphicsitem_cast<CheckMark*>(m_view.itemAt(m_view.mapFromScene(scene))))
    return mark->part();
  if (const LoupeItem* loupe = m_view.benchScene().loupeAt(scene)) return loupe->key();
  const std::vector<PartItem*> hit =
      m_view.benchScene().partsAt(scene, kHitPixels / m_view.pixelsPerMillimetre());
  return hit.empty() ? std::string() : hit.front()->id();
}

}  // namespace lightloom::ui
