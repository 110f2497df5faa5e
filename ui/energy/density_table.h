#pragma once

#include <QWidget>

#include "report/energy.h"
#include "rooms.h"

class QLabel;
class QTreeWidget;
class QTreeWidgetItem;

namespace lightloom::ui {

class Document;
class RunController;

/// What takes area, each with a switch whether the compute density counts it, the heat that it gives off, and
/// the leads over digital processors that were published, each with the processor that makes it.
class DensityTable : public QWidget {
  Q_OBJECT

 public:
  DensityTable(Document& document, RunController& run, QWidget* parent = nullptr);

  void refresh();

 Q_SIGNALS:
  void partChosen(const QString& id);

 private:
  void makeAreas();
  void makeLeads();
  void fillArea(QTreeWidgetItem& item, const AreaItem& area, double whole);
  void fillLeads(double opsPerSPerM2);
  void flip(QTreeWidgetItem* item, int column);

  Document& m_document;
  RunController& m_run;
  bool m_filling = false;
  QLabel* m_summary;
  QTreeWidget* m_areas;
  QTreeWidget* m_leads;
};

}  // namespace lightloom::ui
