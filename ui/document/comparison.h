#pragma once

#include <QObject>
#include <QString>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "bench/bench.h"
#include "design/design.h"
#include "report/report.h"
#include "rooms.h"
#include "train/run_points.h"

namespace lightloom::ui {

class Document;
class RunController;

/// " (was 43.1 fJ/OP, −7.4 %)"; empty where both read the same or one is none.
QString besideText(double now, double then, Unit unit);

/// A bench with the network on it, as it stood at one moment.
struct BenchState {
  std::shared_ptr<const Bench> bench;                       ///< never null
  std::shared_ptr<const Report> report;                     ///< null where there was none
  double score = std::numeric_limits<double>::quiet_NaN();  ///< of the last test set
  bool regression = false;                                  ///< the score is R²
  Trail<RunPoint> points;                                   ///< curves; of a pinned state only
  QString name;
};

/// A figure now and in the state that it is compared with.
struct FigureChange {
  HeadlineNumber now;
  std::optional<HeadlineNumber> then;  ///< nothing: it is not compared with anything

  /// Whether both have a value, and not the same one to the digits that are shown.
  bool differs() const;
  QString thenText() const;         ///< "43.1 fJ/OP"; the reason where there was no value
  QString differenceText() const;   ///< "−3.2 fJ/OP (−7.4 %)"; empty unless it differs
  QString briefDifference() const;  ///< the share where there is one, else the difference
  /// Better than it was: 1; worse: −1; neither: 0.
  int verdict() const;
};

/// What the window's figures are compared with: the state that was pinned, else the one before the last
/// change of the bench. A gesture is one change, and undo is one, too; names and loupes are none.
class Comparison : public QObject {
  Q_OBJECT

 public:
  Comparison(Document& document, RunController& run, QObject* parent = nullptr);

  /// The state to compare with; null without one.
  const BenchState* reference() const;
  bool isPinned() const { return m_pinned.has_value(); }
  /// Keeps the bench, its figures and its curves as they are now to compare with until `unpin`.
  void pin();
  void unpin();
  /// The figures of the bench as it is now, beside those of the reference; the score of the last test set
  /// first. None where there is no report.
  std::vector<FigureChange> figures() const;
  /// "since “Move lens3”" or "pinned: first-light.loom"; empty without a reference.
  QString words() const;
  /// A number of the reference beside the one of the report that is shown: " (was 43.1 fJ/OP, −7.4 %)"; empty
  /// where there is nothing to compare or no difference.
  QString beside(double Report::*member, Unit unit) const;

 Q_SIGNALS:
  void referenceChanged();  ///< another state is compared with
  void figuresChanged();    ///< figures, or what they are compared with

 private:
  BenchState present() const;
  void takeStep(int index);

  Document& m_document;
  RunController& m_run;
  std::optional<BenchState> m_before, m_pinned;
  Design m_design;  ///< after the last change that was seen
  int m_index = 0;  ///< of it in the undo stack
};

}  // namespace lightloom::ui
