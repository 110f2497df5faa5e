#pragma once

#include <QMenu>

#include "document/arrange.h"
#include "rooms.h"

namespace lightloom::ui {

class BenchView;

/// The menu that brings the selected parts into order: in line, equally spaced, turned by 45°, mirrored.
class ArrangeMenu : public QMenu {
  Q_OBJECT

 public:
  explicit ArrangeMenu(BenchView& view, QWidget* parent = nullptr);

 private:
  void add(const char* name, const QString& text, const QString& tip, const QList<QKeySequence>& keys,
           int least, std::function<DesignEdit(const Design&, const PartIds&)> make);
  void refresh();

  struct Entry {
    QAction* action;
    int least;  ///< parts that it takes
  };
  BenchView& m_view;
  std::vector<Entry> m_entries;
};

}  // namespace lightloom::ui
