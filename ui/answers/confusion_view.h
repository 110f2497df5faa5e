#pragma once

#include <QStringList>
#include <QWidget>
#include <optional>

#include "learn/test_terms.h"
#include "rooms.h"

namespace lightloom::ui {

/// A class of the data and an answer to it.
struct ConfusedPair {
  int trueClass = 0, answer = 0;

  bool operator==(const ConfusedPair&) const = default;
};

/// A confusion matrix: a row for each true class, a column for each answer, the number of samples in each
/// field. Right answers lie on the diagonal. A click, or Enter at the marked field, asks for its samples.
class ConfusionView : public QWidget {
  Q_OBJECT

 public:
  explicit ConfusionView(QWidget* parent = nullptr);

  void setTerms(const QStringList& classes, const TestTerms& terms);
  /// The field of the sample in sight.
  void setCurrent(std::optional<ConfusedPair> current);
  const TestTerms& terms() const { return m_terms; }
  /// Where a field is painted; empty without terms.
  QRect fieldRect(ConfusedPair pair) const;
  QSize sizeHint() const override { return {300, 220}; }
  QSize minimumSizeHint() const override { return {170, 120}; }

 Q_SIGNALS:
  void pairChosen(lightloom::ui::ConfusedPair pair);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  QRect fieldsRect() const;
  std::optional<ConfusedPair> pairAt(QPoint at) const;
  QString wordsOf(ConfusedPair pair) const;
  /// `row`: the samples of the true class.
  void paintField(QPainter& painter, ConfusedPair pair, int row) const;
  void measureNames();

  QStringList m_classes;
  TestTerms m_terms;
  int m_namesWidth = 0;  ///< of the widest class
  std::optional<ConfusedPair> m_current;
  ConfusedPair m_marked;  ///< by the keyboard
};

}  // namespace lightloom::ui
