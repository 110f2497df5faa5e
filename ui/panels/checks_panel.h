#pragma once

#include <QListWidget>
#include <QWidget>
#include <vector>

#include "design/kind.h"
#include "rooms.h"

class QPushButton;

namespace lightloom::ui {

class Document;
class Selection;

/// The list of the design's checks, worst first. One shows its part, and is mended where a fix is known.
class ChecksPanel : public QWidget {
  Q_OBJECT

 public:
  ChecksPanel(Document& document, Selection& selection, QWidget* parent = nullptr);

  /// Makes the first check of this part the current one.
  void showPart(const std::string& id);

 Q_SIGNALS:
  void partChosen(const QString& id);
  void problemsChanged(int problems);
  void alignRequested();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void refresh();
  void refreshButtons();
  void goTo();
  void fix();

  Document& m_document;
  Selection& m_selection;
  std::vector<Check> m_checks;  ///< as listed
  QListWidget* m_list;
  QPushButton* m_goTo;
  QPushButton* m_fix;
  int m_problems = 0;
};

}  // namespace lightloom::ui
