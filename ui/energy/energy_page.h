#pragma once

#include <QTimer>

#include "panels/page.h"
#include "rooms.h"

class QTabWidget;
class QTreeWidget;

namespace lightloom::ui {

class BreakEvenPage;
class Comparison;
class DensityTable;
class Document;
class EnergyChart;
class LedgerTable;
class LightTable;
class ProjectionTable;
class RunController;

/// The page of energy: the ledger of the running network, where the light goes, density and heat, the bench
/// beside digital processors, where it breaks even with them, and what the training of large models takes.
/// Follows the bench and the report; hidden it computes nothing but a search that somebody has begun.
class EnergyPage : public Page {
  Q_OBJECT

 public:
  EnergyPage(Document& document, RunController& run, Comparison& comparison, QWidget* parent = nullptr);

  LedgerTable& ledger() { return *m_ledger; }
  LightTable& light() { return *m_light; }
  EnergyChart& chart() { return *m_chart; }
  ProjectionTable& projection() { return *m_projection; }
  BreakEvenPage& breakEven() { return *m_breakEven; }

 Q_SIGNALS:
  /// A value is to be shown: id of the part, key of its parameter; or group and key of a setting.
  void valueChosen(const QString& part, const QString& key);
  void partChosen(const QString& id);
  void problem(const QString& message);

 protected:
  void refreshActive() override;
  void applyColours() override;

 private:
  QWidget* makeComparison();
  void fillProcessors();
  void refreshSoon();
  void refresh();
  void refreshChart();

  Document& m_document;
  RunController& m_run;
  QTimer m_soon;
  bool m_due = true;
  LedgerTable* m_ledger;
  LightTable* m_light;
  DensityTable* m_density;
  EnergyChart* m_chart;
  QTreeWidget* m_processors;
  BreakEvenPage* m_breakEven;
  ProjectionTable* m_projection;
  QTabWidget* m_tabs;
};

}  // namespace lightloom::ui
