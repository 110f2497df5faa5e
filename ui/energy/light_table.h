#pragma once

#include <QWidget>

#include "report/light_budget.h"
#include "rooms.h"

class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace lightloom::design {
struct Design;
}

namespace lightloom::ui {

/// Where the light goes: a waterfall from the wall plugs to the detected electrons, a row for each part and
/// cause, the bar of each what it takes of what is left.
class LightTable : public QWidget {
  Q_OBJECT

 public:
  explicit LightTable(QWidget* parent = nullptr);

  /// The budget of a bench whose parts have the names of `design`.
  void setBudget(const LightBudget& budget, const Design& design);
  const LightBudget& budget() const { return m_budget; }

 Q_SIGNALS:
  /// A part is to be selected.
  void partChosen(const QString& id);

 private:
  void makeTable();
  void fill(QTreeWidgetItem& item, const LightStep& step, const QString& part, bool largest);
  void choose(const QTreeWidgetItem* item);

  LightBudget m_budget;
  QLabel* m_summary;
  QPushButton* m_largest;
  QTreeWidget* m_table;
};

}  // namespace lightloom::ui
