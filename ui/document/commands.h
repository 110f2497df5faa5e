#pragma once

#include <QUndoCommand>

#include "design/edit.h"
#include "rooms.h"

namespace lightloom::ui {

class Document;

/// An edit of the design. Edits of one gesture merge; one that ends where it began becomes obsolete.
class DesignEditCommand : public QUndoCommand {
 public:
  DesignEditCommand(Document& document, DesignEdit edit, int gesture);
  void redo() override;
  void undo() override;
  int id() const override { return m_gesture; }
  bool mergeWith(const QUndoCommand* other) override;

 private:
  Document& m_document;
  DesignEdit m_edit;
  int m_gesture;
};

/// Another whole design in place of this one. Designs share their parts, so both are kept as they are.
class DesignReplaceCommand : public QUndoCommand {
 public:
  DesignReplaceCommand(Document& document, const Design& after, const QString& label);
  void redo() override;
  void undo() override;

 private:
  Document& m_document;
  Design m_before, m_after;
};

}  // namespace lightloom::ui
