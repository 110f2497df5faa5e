#include "manual/action_list.h"

#include <QAction>
#include <QKeySequence>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QRegularExpression>
#include <QSet>

namespace lightloom::ui {
namespace {

// "&Zoom in" and "Tom && Jerry" as they are read.
QString withoutMnemonic(QString text) {
  static const QRegularExpression mark(QStringLiteral("&(?=.)"));
  const QChar kept(0x1);
  text.replace(QStringLiteral("&&"), QString(kept));
  return text.remove(mark).replace(kept, QLatin1Char('&'));
}

QString keysOf(const QAction& action) {
  QStringList out;
  for (const QKeySequence& keys : action.shortcuts()) out << keys.toString(QKeySequence::PortableText);
  return out.join(QStringLiteral(", "));
}

// The tip without the key that stands behind it in brackets.
QString tipOf(const QAction& action) {
  if (!action.statusTip().isEmpty()) return action.statusTip();
  QString tip = action.toolTip();
  const QString keys = action.shortcut().toString(QKeySequence::NativeText);
  if (!keys.isEmpty()) tip.remove(QStringLiteral(" (%1)").arg(keys));
  return tip;
}

class Collector {
 public:
  void menu(const QMenu& menu, const QString& place) {
    for (const QAction* action : menu.actions()) {
      if (action->menu())
        this->menu(*action->menu(), QStringLiteral("%1 > %2").arg(place, withoutMnemonic(action->text())));
      else
        add(*action, place);
    }
  }

  void add(const QAction& action, const QString& place) {
    if (!isTold(action) || m_seen.contains(action.objectName())) return;
    m_seen.insert(action.objectName());
    // Undo and redo say what they would take back; the manual, what they are.
    const QString title = action.property("manualTitle").toString();
    m_out.push_back({action.objectName().toStdString(),
                     (title.isEmpty() ? withoutMnemonic(action.text()) : title).toStdString(),
                     place.toStdString(), keysOf(action).toStdString(), tipOf(action).toStdString()});
  }

  std::vector<ManualAction> take() { return std::move(m_out); }

 private:
  QSet<QString> m_seen;
  std::vector<ManualAction> m_out;
};

}  // namespace

bool isTold(const QAction& action) {
  return !action.objectName().isEmpty() && !action.isSeparator() && !action.menu() &&
         !action.text().isEmpty() && !action.objectName().startsWith(QLatin1String("_q_")) &&
         !action.objectName().startsWith(QLatin1String("qt_"));
}

std::vector<ManualAction> manualActions(const QMainWindow& window) {
  Collector collector;
  for (const QAction* top : window.menuBar()->actions())
    if (top->menu()) collector.menu(*top->menu(), withoutMnemonic(top->text()));
  for (const QAction* action : window.findChildren<QAction*>())
    collector.add(*action, QMainWindow::tr("In context menus and pages"));
  return collector.take();
}

}  // namespace lightloom::ui
