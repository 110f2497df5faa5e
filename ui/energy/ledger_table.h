#pragma once

#include <QTimer>
#include <QWidget>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/worker.h"
#include "learn/dataset.h"
#include "report/energy.h"
#include "rooms.h"
#include "study/halving.h"

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace lightloom::ui {

class Comparison;
class Document;
class RunController;

/// A row of the ledger of which somebody asks what would halve it.
struct HalvingRequest {
  Design design;
  std::shared_ptr<const Dataset> data;  ///< never null
  std::string row;
};

/// The energy ledger: what each operation of the running network costs, row by row, of the whole network, of
/// one of its products or of a reference operating point, with where each number comes from, the part that
/// causes it, and on demand what would halve it.
class LedgerTable : public QWidget {
  Q_OBJECT

 public:
  LedgerTable(Document& document, RunController& run, Comparison& comparison, QWidget* parent = nullptr);

  void refresh();
  bool isSearching() const { return m_poll.isActive(); }

 Q_SIGNALS:
  /// A value is to be shown: "vcsel_array2.power" or a setting.
  void pathChosen(const QString& path);
  void problem(const QString& message);

 private:
  QWidget* makeHeader();
  void makeTable();
  QWidget* makeDetails();
  void refreshChoice();
  void refreshHeadline();
  void refreshDetails();
  void refreshButton();
  void fill(QTreeWidgetItem& item, const EnergyRow& row);
  std::vector<EnergyRow> shownRows() const;
  const EnergyRow* currentRow() const;
  /// What stands between this row and an answer; empty where nothing does.
  QString obstacle() const;
  QString leversText(const EnergyRow& row) const;
  QString halvingText(const Halving& halving) const;
  void toggle();
  void poll();

  Document& m_document;
  RunController& m_run;
  Comparison& m_comparison;
  Worker<HalvingRequest, std::optional<Halving>, double> m_work;  ///< tells the share that is done
  QTimer m_poll;
  Design m_searching;                         ///< of the request under way
  std::map<std::string, Halving> m_halvings;  ///< by row, of `m_halved`
  Design m_halved;
  std::vector<EnergyRow> m_rows;  ///< as they are shown
  bool m_filling = false;
  QComboBox* m_choice;
  QLabel* m_headline;
  QProgressBar* m_progress;
  QPushButton* m_halve;
  QTreeWidget* m_table;
  QLabel* m_details;
};

}  // namespace lightloom::ui
