#include "document/commands.h"

#include "document/document.h"
#include "document/translate.h"

namespace lightloom::ui {

DesignEditCommand::DesignEditCommand(Document& document, DesignEdit edit, int gesture)
    : QUndoCommand(shown(edit.label)), m_document(document), m_edit(std::move(edit)), m_gesture(gesture) {}

void DesignEditCommand::redo() {
  m_document.applyEdit(m_edit, text());
}

void DesignEditCommand::undo() {
  m_document.applyEdit(inverse(m_edit), Document::tr("Undo %1").arg(text()));
}

bool DesignEditCommand::mergeWith(const QUndoCommand* other) {
  const auto* next = static_cast<const DesignEditCommand*>(other);
  m_edit = merged(m_edit, next->m_edit);
  setObsolete(m_edit.empty());
  return true;
}

DesignReplaceCommand::DesignReplaceCommand(Document& document, const Design& after, const QString& label)
    : QUndoCommand(label), m_document(document), m_before(document.design()), m_after(after) {}

void DesignReplaceCommand::redo() {
  m_document.takeDesign(m_after, text());
}

void DesignReplaceCommand::undo() {
  m_document.takeDesign(m_before, Document::tr("Undo %1").arg(text()));
}

}  // namespace lightloom::ui
