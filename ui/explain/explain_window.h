#pragma once

#include <QDialog>
#include <QTimer>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "base/worker.h"
#include "explain/explained.h"
#include "rooms.h"
#include "study/causes.h"

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QTextBrowser;
class QTreeWidget;
class QTreeWidgetItem;

namespace lightloom::ui {

class Document;
class RunController;
class Selection;

/// One question about the bench as it was when it was asked.
struct ExplainRequest {
  Design design;
  std::shared_ptr<const Dataset> data;
  Asked asked;
};
using Explanation = std::variant<Causes, Effects>;

/// A number or a value explained: formula with what it is made of at present, source, and what it hangs on,
/// or what it does: each computed on benches that have one value a tenth smaller or larger, beside the
/// window. Parts that are named are shown on the bench.
class ExplainWindow : public QDialog {
  Q_OBJECT

 public:
  ExplainWindow(Document& document, Selection& selection, RunController& run, QWidget* parent = nullptr);

  /// Nothing asks about the first value of the selected part that is a number, else the first number.
  void ask(Asked asked);
  const Asked& asked() const { return m_asked; }
  bool isSearching() const { return m_poll.isActive(); }
  /// What was found for what is asked, of the design as it is; null before.
  const Explanation* found() const;
  QString text() const;

 Q_SIGNALS:
  void valueChosen(const QString& part, const QString& key);
  void partsChosen(const QStringList& parts);
  void manualWanted(const QString& anchor);

 protected:
  void hideEvent(QHideEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void makeTable();
  void fillChoice();
  void choose(int index);
  void start();
  void poll();
  void showTexts();
  void showRows();
  void showCauses(const Causes& causes);
  void showEffects(const Effects& effects);
  void showParts();
  void openManual();
  QString numberHtml() const;
  QString valueHtml() const;
  QString titleOf(const std::string& path) const;

  Document& m_document;
  Selection& m_selection;
  RunController& m_run;
  Worker<ExplainRequest, std::optional<Explanation>, double> m_work;
  QTimer m_poll;
  Asked m_asked;
  std::optional<Explanation> m_found;
  std::shared_ptr<const Dataset> m_ofData;  ///< that it was found for
  QString m_shown;                          ///< in `m_text`
  std::vector<Asked> m_choices;
  QComboBox* m_choice;
  QTextBrowser* m_text;
  QTreeWidget* m_table;
  QLabel* m_state;
  QProgressBar* m_progress;
  QPushButton* m_parts;
  QPushButton* m_manual;
  bool m_filling = false;
};

}  // namespace lightloom::ui
