#pragma once

#include <QTimer>
#include <memory>
#include <vector>

#include "base/worker.h"
#include "panels/page.h"
#include "rooms.h"
#include "validation/claims.h"

class QComboBox;
class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace lightloom::ui {

class Document;
class ProblemLabel;
class RunController;

/// A design whose claims are asked for.
struct ClaimsRequest {
  Design design;
  std::shared_ptr<const Dataset> data;  ///< never null where it is asked
  bool operator==(const ClaimsRequest&) const = default;
};

/// What news and abstracts say of coherent VCSEL networks, a row each, beside what the bench gives now, with
/// the verdict, what carries it, and the bench behind the claim. Follows the design, computed beside the
/// window; hidden it computes nothing.
class ClaimsPage : public Page {
  Q_OBJECT

 public:
  ClaimsPage(Document& document, RunController& run, QWidget* parent = nullptr);

  /// Of the design as it was when they were computed; empty where there are none.
  const std::vector<ClaimRow>& claims() const { return m_claims; }
  /// Whether rows of a newer design are to come.
  bool isComputing() const { return m_poll.isActive() || m_soon.isActive(); }
  /// Whether the person may ask for the bench behind a claim; it is so unless told otherwise.
  void setOffersBench(bool offers);
  /// Writes the two pages. Errors: those of `saveFile`.
  Result<Done> writePdf(const QString& path) const;

 Q_SIGNALS:
  /// The person wants to see the bench behind a claim: path of a design.
  void benchWanted(const QString& path);
  void problem(const QString& message);

 protected:
  void refreshActive() override;
  void applyColours() override;

 private:
  QWidget* makeHeader();
  void makeTable();
  QWidget* makeDetails();
  void refreshSoon();
  void compute();
  void poll();
  void take(std::vector<ClaimRow> claims);
  void fill(QTreeWidgetItem& item, const ClaimRow& claim);
  void refreshHeadline();
  void refreshMemory();
  void refreshDetails();
  const ClaimRow* currentClaim() const;
  void chooseMemory(int index);
  void openBench();
  void savePdf();

  Document& m_document;
  RunController& m_run;
  Worker<ClaimsRequest, std::vector<ClaimRow>> m_work;
  QTimer m_poll, m_soon;
  bool m_due = true;
  ClaimsRequest m_asked;     ///< what is computed
  ClaimsRequest m_answered;  ///< what the rows are of, or why there are none
  std::vector<ClaimRow> m_claims;
  QString m_trouble;  ///< why there are no rows
  QLabel* m_headline;
  ProblemLabel* m_against;  ///< what speaks against every row
  QComboBox* m_memory;
  QPushButton* m_pdf;
  QTreeWidget* m_table;
  QLabel* m_details;
  QPushButton* m_bench;
};

}  // namespace lightloom::ui
