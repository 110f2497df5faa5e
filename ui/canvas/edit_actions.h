#pragma once

#include <QAction>
#include <QObject>
#include <QString>

#include "document/part_edits.h"
#include "rooms.h"

namespace lightloom::ui {

class BenchView;

/// The actions of the Edit menu and of the canvas's context menu. Those of a single key work only while the
/// canvas has the focus, so that they never fire while somebody types.
class EditActions : public QObject {
  Q_OBJECT

 public:
  EditActions(BenchView& view, QObject* parent);

  QAction* undo;
  QAction* redo;
  QAction* cut;
  QAction* copy;
  QAction* paste;
  QAction* pasteInPlace;
  QAction* duplicate;
  QAction* remove;
  QAction* selectAll;
  QAction* deselect;
  QAction* selectNext;
  QAction* selectPrevious;
  QAction* turnLeft;
  QAction* turnRight;
  QAction* lock;
  QAction* hide;
  QAction* showAll;
  QAction* rename;
  QAction* keepTemplate;
  QAction* snap;

 Q_SIGNALS:
  void problem(const QString& message);
  void renameRequested();
  void templateRequested();
  void tablePasted(const QString& text);  ///< not parts, but a table to train on

 private:
  QAction* make(const char* name, const QString& text, const QString& tip, const QList<QKeySequence>& keys,
                bool canvasOnly);
  void makeClipboardActions();
  void makeSelectionActions();
  void makePartActions();
  void updateEnabled();
  void copySelection();
  void pasteParts(bool inPlace);
  void duplicateSelection();
  void removeSelection(const QString& label);
  void cycleSelection(int step);
  void showLastChange();

  BenchView& m_view;
};

}  // namespace lightloom::ui
