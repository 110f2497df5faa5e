#pragma once

#include <QListWidget>
#include <functional>

#include "base/message.h"
#include "design/design.h"
#include "rooms.h"

namespace lightloom::ui {

class Document;
class Selection;

/// Groups of parts to begin with: cells, feeds and pairs, and a person's own. Double-click or Enter places
/// one.
class TemplatePanel : public QListWidget {
  Q_OBJECT

 public:
  TemplatePanel(Document& document, Selection& selection, QWidget* parent = nullptr);

  /// Keeps the selected parts under a name.
  void keepSelection(const QString& name);

 Q_SIGNALS:
  /// Parts to place, and what the step is called.
  void placeRequested(const std::vector<lightloom::design::ComponentPtr>& parts, const QString& label);
  void problem(const QString& message);
  void note(const QString& message);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  QSize sizeHint() const override { return {176, 150}; }

 private:
  void refresh();
  void place(const QListWidgetItem& item);
  void removeCurrent();

  Document& m_document;
  Selection& m_selection;
};

}  // namespace lightloom::ui
