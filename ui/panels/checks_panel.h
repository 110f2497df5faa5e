#pragma once

#include <QListWidget>

namespace lightloom {

class Document;
class Selection;

/// What the design's checks say, worst first. A click selects the part.
class ChecksPanel : public QListWidget {
  Q_OBJECT

 public:
  ChecksPanel(Document& document, Selection& selection, QWidget* parent = nullptr);
  /// Errors and warnings together, for the tab's title.
  int problems() const { return m_problems; }

 Q_SIGNALS:
  void problemsChanged(int problems);
  void partChosen(const QString& id);

 private:
  void refresh();

  Document& m_document;
  int m_problems = -1;
};

}  // namespace lightloom
