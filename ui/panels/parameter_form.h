#pragma once

#include <QScrollArea>
#include <QTimer>
#include <map>
#include <set>

#include "base/worker.h"
#include "bench/alignment.h"
#include "design/expression.h"
#include "design/kind.h"
#include "document/document.h"
#include "document/part_edits.h"
#include "rooms.h"

class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace lightloom::ui {

class OverrideTable;
class ParameterRow;
class Selection;

/// A part whose fine adjusters are asked how far they may turn.
struct ToleranceRequest {
  Design design;
  std::string part;
};

/// The form of the selected part, made from the tables of its kind; of several parts of one kind, too: what
/// differs says "mixed", and what is typed holds for all, in one step.
class ParameterForm : public QScrollArea {
  Q_OBJECT

 public:
  ParameterForm(Document& document, Selection& selection, QWidget* parent = nullptr);

  void focusName();
  /// Puts the cursor into the main value: the first of the kind's own table.
  void focusMainParameter();
  /// Opens the section of a parameter and puts the cursor into its value.
  void focusParameter(const QString& key);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void rebuild();
  void placeChecks();
  void refresh(const DesignChange& change);
  void refreshRows();
  void refreshChecks();
  void buildFor(const Component& component, const Kind& kind);
  void buildEmpty(const QString& text);
  void addHeader(QVBoxLayout& layout, const Component& component);
  void addSection(QVBoxLayout& layout, const QString& title, const QString& name,
                  const std::vector<const Parameter*>& rows);
  void addRow(QVBoxLayout& layout, const Parameter& parameter);
  void addPartSection(QVBoxLayout& layout);
  void addTextField(QVBoxLayout& layout, const QString& title, const QString& name,
                    std::string Component::*field);
  void push(const std::string& key, const Value& value, int gesture);
  void askOrigin(const std::string& key);
  void addMany(QVBoxLayout& layout);
  void showRow(const std::string& key, ParameterRow& row, const PartView& first) const;
  void addSearch(QVBoxLayout& layout);
  void search(const QString& words);
  void askTolerances();
  void takeTolerances();
  NamedQuantities names() const;
  ComponentPtr part() const;

  Document& m_document;
  Selection& m_selection;
  std::string m_id;  ///< of the part, or of the first of several
  PartIds m_ids;     ///< that have values in common; empty where there is nothing to show
  QLabel* m_summary = nullptr;
  QLabel* m_checks;  ///< what the design's checks say of the part, below the fields
  QLineEdit* m_name = nullptr;
  OverrideTable* m_overrides = nullptr;
  std::map<std::string, ParameterRow*> m_rows;
  std::vector<std::pair<QLineEdit*, std::string Component::*>> m_texts;
  std::set<QString> m_openSections;
  QLabel* m_nothingFound = nullptr;
  QString m_searched;  ///< rows without these words are hidden; empty: all are shown
  int m_sweepGesture = 0;
  Design m_sweepStart;                                            ///< the design when the last sweep began
  Worker<ToleranceRequest, std::vector<Tolerance>> m_tolerances;  ///< of the adjusters
  QTimer m_askTolerances, m_pollTolerances;
};

}  // namespace lightloom::ui
