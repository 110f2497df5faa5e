#include "manual/manual_help.h"

#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QMainWindow>

#include "document/document.h"
#include "document/selection.h"
#include "document/translate.h"
#include "manual/action_list.h"
#include "manual/help_anchor.h"
#include "manual/manual_window.h"
#include "theme/actions.h"

namespace lightloom::ui {

ManualHelp::ManualHelp(QMainWindow& window, const Document& document, const Selection& selection)
    : QObject(&window), m_window(window), m_document(document), m_selection(selection) {
  m_action =
      makeAction(this, "showManual", tr("&Manual"),
                 tr("Every value, check and message; opened at what you are at"), {Qt::Key_F1}, "manual");
  connect(m_action, &QAction::triggered, this, [this] { open(place()); });
  qApp->installEventFilter(this);
}

Manual ManualHelp::makeManual() const {
  return exports::makeManual({manualActions(m_window), m_verbs ? m_verbs() : std::vector<ManualVerb>()});
}

// What a dialog blocks cannot be read: there the manual belongs to the dialog.
ManualWindow& ManualHelp::window() {
  QWidget* modal = QApplication::activeModalWidget();
  QWidget* parent = modal ? modal : &m_window;
  if (m_manual && modal && m_manual->parentWidget() != modal && m_manual != modal) delete m_manual;
  if (!m_manual) {
    m_manual = new ManualWindow(makeManual(), parent);
    connect(m_manual, &ManualWindow::problem, this, &ManualHelp::problem);
  }
  return *m_manual;
}

QString ManualHelp::place() const {
  return placeOf(QApplication::focusWidget());
}

QString ManualHelp::placeOf(QWidget* focus) const {
  // Pressed in the manual itself, it asks for the first page.
  if (m_manual && focus && focus->window() == m_manual) return fromStd(kManualStart);
  if (const QString place = helpAnchorOf(focus); !place.isEmpty()) return place;
  const PartIds& ids = m_selection.ids();
  const ComponentPtr part = ids.empty() ? nullptr : findComponent(m_document.design(), ids.front());
  return part && findKind(part->kind) ? fromStd(partAnchor(part->kind)) : fromStd(kManualStart);
}

void ManualHelp::open(const QString& wanted) {
  ManualWindow& shown = window();
  shown.open(wanted);
  shown.show();
  shown.raise();
  shown.activateWindow();
}

// The menu's key is that of its window alone.
bool ManualHelp::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::KeyPress || !watched->isWidgetType()) return false;
  const auto* key = static_cast<const QKeyEvent*>(event);
  if (key->key() != Qt::Key_F1 || key->modifiers() != Qt::NoModifier) return false;
  auto* at = static_cast<QWidget*>(watched);
  const QWidget* of = at->window();
  if (of == &m_window) return false;
  while (of && of != &m_window) of = of->parentWidget();
  if (!of) return false;
  event->accept();  // else the widgets that this one stands in are asked, too
  open(placeOf(at));
  return true;
}

}  // namespace lightloom::ui
