#include "panels/typing.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>

namespace lightloom::ui {
namespace {

class UndoSharer : public QObject {
 public:
  using QObject::QObject;
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() != QEvent::ShortcutOverride) return false;
    const auto* key = static_cast<QKeyEvent*>(event);
    const auto* field = static_cast<QLineEdit*>(watched);
    const bool nothingToDo = (key->matches(QKeySequence::Undo) && !field->isUndoAvailable()) ||
                             (key->matches(QKeySequence::Redo) && !field->isRedoAvailable());
    if (nothingToDo) event->ignore();
    return nothingToDo;
  }
};

}  // namespace

void shareUndo(QLineEdit* field) {
  field->installEventFilter(new UndoSharer(field));
}

void finishTyping() {
  auto* field = qobject_cast<QLineEdit*>(QApplication::focusWidget());
  if (!field) return;
  field->clearFocus();
  field->setFocus(Qt::OtherFocusReason);
}

}  // namespace lightloom::ui
